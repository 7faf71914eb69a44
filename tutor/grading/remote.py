"""What a suite holds instead of the learner's module: names that can be called across the boundary.

    submission.conv2d(x, w)                        call a function; plain data comes back
    layer = submission.Dropout.new(0.5)            make an object; it stays on the other side
    layer.forward(x, True)                         call its method
    submission.f.gradients(g, x, w)                outputs and the gradients of sum(output * g)
    submission.f.inputs_after(x, w)                the result, and the inputs as the call left them
    submission.f.cost(x, w)                        its operations, and the elements that leave torch
    submission.run(driver, x)                      run `driver(module, x)` beside the learner's code
    submission.on("cuda").conv2d(x, w)             the same with inputs and result on a device

The reference is held in the same way, so a check treats both alike.
"""

import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

import torch

from tutor.grading.compare import Cost
from tutor.grading.watched import Wrong
from tutor.sandbox.host.box import Reply
from tutor.sandbox.protocol import wire
from tutor.sandbox.protocol.requests import Performer

Transport = Callable[[dict[str, Any]], Reply]


class Remote:
    """A module on the other side of a transport. `device` is cpu, cuda or logical."""

    def __init__(self, transport: Transport, device: str = "cpu") -> None:
        self._transport = transport
        self._device = device

    def __getattr__(self, name: str) -> "Function":
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self._transport, self._device, None, name)

    def on(self, device: str) -> "Remote":
        """The same module, with tensors placed on another device."""
        return Remote(self._transport, device)

    def run(self, driver: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function of the suite beside the learner's code.

        Its source is sent over and sees nothing but `torch`, the module and its arguments.
        """
        source = _source_of(driver)
        call = Function(self._transport, self._device, None, driver.__name__)
        return call.request("run", args, kwargs, source=source)


@lru_cache(maxsize=512)
def _source_of(driver: Callable[..., Any]) -> str:
    """Kept, because a suite sends its drivers in many checks and Python reads them slowly."""
    return textwrap.dedent(inspect.getsource(driver))


class Function:
    """A callable of the module, or of an object made from it."""

    def __init__(self, transport: Transport, device: str, number: int | None, name: str) -> None:
        self._transport = transport
        self._device = device
        self._object = number
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.request("call", args, kwargs)

    def new(self, *args: Any, **kwargs: Any) -> "Instance":
        """Call a class and keep what it makes on the other side."""
        made = self.request("new", args, kwargs)
        if type(made) is not wire.Handle:
            raise Wrong(f"{self._name} did not create an object.")
        return Instance(self._transport, self._device, made)

    def gradients(self, cotangents: Any, *args: torch.Tensor) -> Any:
        """Return `(outputs, gradients)`, one gradient (or None) for each floating-point input."""
        return self.request("gradients", args, {}, cotangents=cotangents)

    def inputs_after(self, *args: Any) -> Any:
        """Return `(result, inputs)`, the inputs as they are after the call."""
        result, (left, _) = self.request("inputs", args, {})
        return result, left

    def cost(self, *args: Any, **kwargs: Any) -> Cost:
        """Count the operations of a call that compute, and the elements that leave torch."""
        match self.request("cost", args, kwargs):
            case (int(operations), int(left)):
                return Cost(operations, left)
        raise Wrong(f"The operations of {self._name} could not be counted.")

    def request(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any], **more: Any) -> Any:
        reply = self._transport(
            {
                "op": op,
                "object": self._object,
                "name": self._name,
                "args": args,
                "kwargs": kwargs,
                "device": self._device,
                **more,
            }
        )
        self._require_device(reply, driven=op == "run")
        return reply.value

    def _require_device(self, reply: Reply, driven: bool) -> None:
        """A driver's name is the suite's, and says nothing to a learner."""
        if self._device == "cpu":
            return
        if strays := [device for device in reply.devices if not device.startswith("cuda")]:
            whose, it = ("", "comes back") if driven else (f" of {self._name}", "it returns")
            raise Wrong(
                f"The inputs{whose} are on the GPU, but a tensor that {it} is on {strays[0]}. "
                "Create new tensors on the `device` of an input."
            )


class Instance:
    """An object that lives on the other side."""

    def __init__(self, transport: Transport, device: str, handle: wire.Handle) -> None:
        self._transport = transport
        self._device = device
        self._handle = handle

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self._transport, self._device, self._handle.number, name)


def local(module: ModuleType) -> Remote:
    """Hold a module of the course itself: no box, but everything still crosses the wire."""
    performer = Performer(module)

    def transport(request: dict[str, Any]) -> Reply:
        value = performer.perform(_copied(request).value)
        answer = _copied(value, performer.device_of)
        return Reply(answer.value, tuple(answer.devices))

    return Remote(transport)


def _copied(value: Any, device_of: Callable[[torch.Tensor], str] | None = None) -> wire.Frame:
    """Through the wire and back: the copy shares no memory with the value."""
    head, *body = wire.frame(value, device_of)
    return wire.parse(bytes(head[wire.HEAD.size :]), bytearray(b"".join(body)))
