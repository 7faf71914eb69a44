"""The refusal of a tool that is not there, under the name by which a learner asked for it."""

import os
import re
import sys
import threading
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any, ClassVar, NoReturn

import torch

import tutor
from tutor.sandbox.protocol.absent import Absent, Reason


class NotHere(RuntimeError):
    """A tool that this exercise does without was asked for.

    `in_threads` are those that were raised in threads: nobody else hears of an exception there.
    """

    in_threads: ClassVar[list["NotHere"]] = []

    def __init__(self, name: str, reason: Reason) -> None:
        self.absent = Absent(name, reason)
        super().__init__(self.absent.sentence)
        if threading.current_thread() is not threading.main_thread():
            self.in_threads.append(self)


class ModuleNotHere(NotHere, ImportError):
    """A module that this exercise does without; also an ImportError, for who is ready for one."""


class Missing:
    """Stands where a tool stood: it may be held, imported and passed on, but not used."""

    def __init__(self, name: str, reason: Reason = Reason.NOT_NEEDED) -> None:
        self._name = name
        self._reason = reason

    def __getattr__(self, name: str) -> "Missing":
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._name}.{name}", self._reason)


def _refuse_use(missing: Any, *args: Any, **kwargs: Any) -> NoReturn:
    raise NotHere(asked_for(sys._getframe(1)) or missing._name, missing._reason)


for _use in (
    *("call", "iter", "len", "getitem", "enter", "mro_entries", "float", "int", "index", "neg"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "matmul", "pow"),
):
    setattr(Missing, f"__{_use}__", _refuse_use)

_TORCH = os.path.dirname(torch.__file__) + os.sep
_IMPORTING = "<frozen importlib"
_OURS = os.path.dirname(tutor.__file__) + os.sep
_PRIVATE_PLACES = (
    (re.compile(r"^torch\.nn\.modules\.\w+"), "torch.nn"),
    (re.compile(r"^torch\.(_tensor|functional|_jit_internal)(?=\.)"), "torch"),
    (re.compile(r"^torch\.(jit|masked)\._\w+(?=\.)"), r"torch.\1"),
    (re.compile(r"^torch\._functorch\.\w+(?=\.)"), "torch.func"),
    (re.compile(r"^torch\.autograd\.gradcheck(?=\.)"), "torch.autograd"),
    (re.compile(r"^torch\.nn\.functional\._(?=\w*pool)"), "torch.nn.functional."),
    (re.compile(r"^torch\.optim\.\w+(?=\.[A-Z])"), "torch.optim"),
    (re.compile(r"^torch\.utils\.data\.(\w+\.)?(?=[A-Z]|random_split)"), "torch.utils.data."),
    (re.compile(r"^torch\.distributions\.\w+(?=\.[A-Z])"), "torch.distributions"),
)
_METHODS_OF_A_CALL = re.compile(
    r"(?<=[A-Za-z0-9])\.(forward|step|sample|_call_impl|_wrapped_call_impl"
    r"|__(call|init|iter|enter|exit|getattr)__)$"
)


def refusing(operator: str, reason: Reason) -> Callable[..., NoReturn]:
    """A kernel for an absent operator."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotHere(asked_for(sys._getframe(1)) or name_of_operator(operator), reason)

    return refuse


def refuse_function(name: str, reason: Reason, args: tuple[Any, ...]) -> NoReturn:
    """What an emptied function does. A method is named after the class of its object."""
    kind = type(args[0]) if args else object
    of_a_class = any(part.lstrip("_")[:1].isupper() for part in name.split(".")[-2:])
    if of_a_class and not issubclass(kind, torch.Tensor):
        name = _name_of_kind(kind) or name
    asked = asked_for(sys._getframe(1))
    if asked and name.startswith("torch.nn.init.") and not asked.startswith("torch.nn.init."):
        reason = Reason.NOT_NEEDED  # a layer that is made draws its first weights
    raise NotHere(asked or name, reason)


def _name_of_kind(kind: type) -> str:
    """The class of torch that this class is, or comes from; empty where it comes from none."""
    for ancestor in kind.__mro__:
        module = ancestor.__module__
        if module.startswith("torch.") and module not in ("torch._ops", "torch.nn.modules.module"):
            return public_name(module, ancestor.__qualname__)
    return ""


def public_name(module: str, qualname: str) -> str:
    """`torch.nn.Dropout` for `torch.nn.modules.dropout` and `Dropout.forward`."""
    name = f"{module}.{qualname.replace('.<locals>', '')}"
    for private, public in _PRIVATE_PLACES:
        name = private.sub(public, name)
    return _METHODS_OF_A_CALL.sub("", name)


def name_of_operator(operator: str) -> str:
    """The name by which people call `aten::linalg_qr`: `torch.linalg.qr`.

    This is asked when no Python of torch was called, so a function that is Python comes last.
    """
    name = operator.partition("::")[2].partition(".")[0]
    for place in ("linalg", "fft", "special"):
        if name.startswith(f"{place}_"):
            return f"torch.{place}.{name.removeprefix(f'{place}_')}"
    owners = (
        (torch.nn.functional, "torch.nn.functional"),
        (torch, "torch"),
        (torch.Tensor, "torch.Tensor"),
    )
    found = [(getattr(owner, name, None), f"{place}.{name}") for owner, place in owners]
    named = [(f, full) for f, full in found if f is not None and not name.startswith("_")]
    named.sort(key=lambda pair: isinstance(pair[0], FunctionType))
    return named[0][1] if named else f"torch.ops.{operator.partition('::')[0]}.{name}"


def asked_for(frame: FrameType | None) -> str:
    """The function of torch that the code outside of torch called; empty when it was in C."""
    last = _outermost(frame)
    if last is None or last.f_globals.get("__name__") == "torch._ops":
        return ""
    called = last.f_code.co_name
    if called in ("__repr__", "__format__"):
        return ""  # printed: what is shown was not asked for
    if called in ("_wrapped_call_impl", "_call_impl", "__call__", "__get__"):
        owner = last.f_locals.get("instance" if called == "__get__" else "self")
        return _name_of_kind(type(owner))
    return public_name(str(last.f_globals.get("__name__")), last.f_code.co_qualname)


def _outermost(frame: FrameType | None) -> FrameType | None:
    """Of the frames of torch above this one, the last before the code outside of torch."""
    last = None
    while frame is not None and frame.f_code.co_filename.startswith((_TORCH, _OURS, _IMPORTING)):
        # What wraps a function has a name that nobody calls.
        of_torch = frame.f_code.co_filename.startswith(_TORCH)
        if of_torch and "<locals>" not in frame.f_code.co_qualname:
            last = frame
        frame = frame.f_back
    return last
