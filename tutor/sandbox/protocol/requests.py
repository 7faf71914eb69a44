"""What a grader may ask of a module, and how that is carried out.

The same code serves a box, where the module is a learner's, and the grader, where it is the
reference or a known mistake: all of them are asked in exactly the same way. A request is a
dictionary:

    op          call | new | gradients | inputs | cost | run
    object      the handle of an object made by `new`, or None for the module
    name        the attribute to call, dotted if need be; for `run` the name of the driver
    args        positional arguments
    kwargs      named arguments
    device      cpu | cuda | logical: where tensors are placed before the call
    cotangents  for `gradients`: one tensor, or a tuple with one for each output
    source      for `run`: the text of a function `driver(module, *args, **kwargs)`
"""

import operator
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from types import ModuleType
from typing import Any

import torch

from tutor.sandbox.protocol.cost import OperationCount
from tutor.sandbox.protocol.logical_gpu import LogicalGPU
from tutor.sandbox.protocol.wire import Handle

Chunk = tuple[str, str]
"""A piece of a submission: its label, as tracebacks name it, and its source."""

DRIVER_FILE = "<driver>"


class NotDefined(AttributeError):
    """The module lacks a name that the exercise asks for."""


class Performer:
    """Holds a module and the objects made from it, and does what is asked of them."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.objects: dict[int, Any] = {}
        self.gpu = LogicalGPU()

    def perform(self, request: Mapping[str, Any]) -> Any:
        """Do what the request says and return its result; raises whatever the code raises."""
        with self.gpu if request["device"] == "logical" else nullcontext():
            return self._perform(request)

    def _perform(self, request: Mapping[str, Any]) -> Any:
        device = request["device"]
        args, kwargs = self.placed((request["args"], request["kwargs"]), device)
        match request["op"]:
            case "call":
                return self.target(request)(*args, **kwargs)
            case "new":
                return self._keep(self.target(request)(*args, **kwargs))
            case "gradients":
                cotangents = self.placed(request["cotangents"], device)
                return _gradients(self.target(request), args, kwargs, cotangents)
            case "inputs":
                result = self.target(request)(*args, **kwargs)
                return result, (args, kwargs)
            case "cost":
                with OperationCount() as count:
                    self.target(request)(*args, **kwargs)
                return count.operations, count.left
            case "run":
                driver = _compile_driver(request["source"], request["name"])
                return driver(self.module, *args, **kwargs)
        raise ValueError(f"unknown operation {request['op']!r}")

    def device_of(self, tensor: torch.Tensor) -> str:
        """Where a tensor says it is, tags of the logical GPU included."""
        logical = self.gpu.device_of(tensor)
        return str(logical if logical.type == "cuda" else tensor.device)

    def target(self, request: Mapping[str, Any]) -> Callable[..., Any]:
        """The function that a request is about. Raises NotDefined."""
        number = request["object"]
        owner = self.module if number is None else self.objects[number]
        try:
            target: Callable[..., Any] = operator.attrgetter(request["name"])(owner)
        except AttributeError:
            raise NotDefined(request["name"]) from None
        return target

    def placed(self, value: Any, device: str) -> Any:
        """The value with every tensor on the device and every handle's object in its place."""
        if isinstance(value, torch.Tensor):
            return self.place_tensor(value, device)
        if isinstance(value, Handle):
            return self.objects[value.number]
        if isinstance(value, list | tuple):
            return type(value)(self.placed(item, device) for item in value)
        if isinstance(value, dict):
            return {key: self.placed(item, device) for key, item in value.items()}
        return value

    def place_tensor(self, tensor: torch.Tensor, device: str) -> torch.Tensor:
        return self.gpu.move(tensor, "cuda") if device == "logical" else tensor.to(device)

    def _keep(self, made: Any) -> Handle:
        number = len(self.objects) + 1
        self.objects[number] = made
        return Handle(number, type(made).__name__)


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
            raise TypeError("only a tensor has a gradient")
    gradients = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True)
    return outputs, gradients


def _compile_driver(source: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"torch": torch, "__name__": "driver"}
    exec(compile(source, DRIVER_FILE, "exec"), namespace)
    driver: Callable[..., Any] = namespace[name]
    return driver
