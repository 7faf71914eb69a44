"""Carry out requests against a loaded module: the only place where learner functions are called.

The same code serves a box, where the module is a learner's, and the grader itself, where it is the
reference. A request is a dictionary:

    op          call | new | gradients | inputs | cost | run
    object      the handle of an object made by `new`, or None for the module
    name        the attribute to call, dotted if need be; for `run` the name of the driver
    args        positional arguments
    kwargs      named arguments
    device      cpu | cuda | logical: where tensors are placed before the call
    cotangents  for `gradients`: one tensor, or a tuple with one for each output
    trace       plain | opaque: watch the operators, on such tensors
    source      for `run`: the text of a function `driver(module, *args, **kwargs)`
"""

import operator
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import torch

from tutor.sandbox.logical_gpu import LogicalGPU
from tutor.sandbox.trace import Opaque
from tutor.sandbox.watch import OperationCount
from tutor.sandbox.wire import Handle

DRIVER_FILE = "<driver>"


class NotDefined(AttributeError):
    """The module lacks a name that the exercise asks for."""


class Performer:
    """Holds a module and the objects made from it."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.objects: dict[int, Any] = {}
        self.gpu = LogicalGPU()
        self.opaque = False

    def perform(self, request: Mapping[str, Any]) -> Any:
        """Do what the request says and return its result; raises whatever the code raises."""
        device = request["device"]
        with self._on(device):
            arguments = self._place((request["args"], request["kwargs"]), device)
            args, kwargs = arguments
            match request["op"]:
                case "call":
                    return self._target(request)(*args, **kwargs)
                case "new":
                    return self._keep(self._target(request)(*args, **kwargs))
                case "gradients":
                    cotangents = self._place(request["cotangents"], device)
                    return _gradients(self._target(request), args, kwargs, cotangents)
                case "inputs":
                    result = self._target(request)(*args, **kwargs)
                    return result, (args, kwargs)
                case "cost":
                    with OperationCount() as count:
                        self._target(request)(*args, **kwargs)
                    return count.operations, count.left
                case "run":
                    driver = _compile_driver(request["source"], request["name"])
                    return driver(self.module, *args, **kwargs)
        raise ValueError(f"unknown operation {request['op']!r}")

    def device_of(self, tensor: torch.Tensor) -> str:
        """Where a tensor says it is, tags of the logical GPU included."""
        logical = self.gpu.device_of(tensor)
        return str(logical if logical.type == "cuda" else tensor.device)

    def _on(self, device: str) -> AbstractContextManager[Any]:
        return self.gpu if device == "logical" else nullcontext()

    def _target(self, request: Mapping[str, Any]) -> Callable[..., Any]:
        number = request["object"]
        owner = self.module if number is None else self.objects[number]
        try:
            target: Callable[..., Any] = operator.attrgetter(request["name"])(owner)
        except AttributeError:
            raise NotDefined(request["name"]) from None
        return target

    def _keep(self, made: Any) -> Handle:
        number = len(self.objects) + 1
        self.objects[number] = made
        return Handle(number, type(made).__name__)

    def _place(self, value: Any, device: str) -> Any:
        """Put every tensor on the device and every handle's object in its place."""
        if isinstance(value, torch.Tensor):
            if device == "logical":
                return self.gpu.move(value, "cuda")
            return Opaque(value.to(device)) if self.opaque else value.to(device)
        if isinstance(value, Handle):
            return self.objects[value.number]
        if isinstance(value, list | tuple):
            return type(value)(self._place(item, device) for item in value)
        if isinstance(value, dict):
            return {key: self._place(item, device) for key, item in value.items()}
        return value


def _gradients(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], cotangents: Any
) -> Any:
    """Return the outputs and, for every floating-point argument, sum(output * cotangent)'s
    gradient, or None where the output does not depend on it."""
    leaves = [
        argument.requires_grad_()
        for argument in [*args, *kwargs.values()]
        if isinstance(argument, torch.Tensor) and argument.is_floating_point()
    ]
    outputs = function(*args, **kwargs)
    for output in outputs if isinstance(outputs, tuple) else (outputs,):
        if not isinstance(output, torch.Tensor):
            raise TypeError(f"a result of type {type(output).__name__} has no gradient")
    gradients = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True)
    return outputs, gradients


def _compile_driver(source: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"torch": torch, "__name__": "driver"}
    exec(compile(source, DRIVER_FILE, "exec"), namespace)
    driver: Callable[..., Any] = namespace[name]
    return driver
