"""The refusal of a tool that is not there, under the name by which a learner asked for it."""

import os
import re
import sys
import threading
from collections.abc import Callable
from types import FrameType
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
    raise NotHere(missing._name, missing._reason)


for _use in (
    *("call", "iter", "len", "getitem", "enter", "mro_entries", "float", "int", "index", "neg"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "matmul", "pow"),
):
    setattr(Missing, f"__{_use}__", _refuse_use)

_TORCH = os.path.dirname(torch.__file__) + os.sep
_OURS = os.path.dirname(tutor.__file__) + os.sep
_PRIVATE_PLACES = (
    (re.compile(r"^torch\.nn\.modules\.\w+"), "torch.nn"),
    (re.compile(r"^torch\.(_tensor|functional|_jit_internal)(?=\.)"), "torch"),
    (re.compile(r"^torch\.jit\._\w+(?=\.)"), "torch.jit"),
    (re.compile(r"^torch\.nn\.functional\._(?=\w*pool)"), "torch.nn.functional."),
    (re.compile(r"^torch\.optim\.\w+(?=\.[A-Z])"), "torch.optim"),
    (re.compile(r"^torch\.utils\.data\.(\w+\.)?(?=[A-Z]|random_split)"), "torch.utils.data."),
    (re.compile(r"^torch\.distributions\.\w+(?=\.[A-Z])"), "torch.distributions"),
)
_METHODS_OF_A_CALL = re.compile(
    r"(?<=[a-z0-9])\.(forward|step|__call__|__init__|__iter__|sample|_call_impl|_wrapped_call_impl)$"
)


def refusing(operator: str, reason: Reason) -> Callable[..., NoReturn]:
    """A kernel for an absent operator."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotHere(_asked_for(sys._getframe(1)) or name_of_operator(operator), reason)

    return refuse


def refuse_function(name: str, reason: Reason, args: tuple[Any, ...]) -> NoReturn:
    """What an emptied function does. A method is named after the class of its object."""
    kind = type(args[0]) if args else object
    if kind.__module__.startswith("torch.") and kind.__module__ != "torch._tensor":
        name = public_name(kind.__module__, kind.__qualname__)
    raise NotHere(name, reason)


def public_name(module: str, qualname: str) -> str:
    """`torch.nn.Dropout` for `torch.nn.modules.dropout` and `Dropout.forward`."""
    name = f"{module}.{qualname.replace('.<locals>', '')}"
    for private, public in _PRIVATE_PLACES:
        name = private.sub(public, name)
    return _METHODS_OF_A_CALL.sub("", name)


def name_of_operator(operator: str) -> str:
    """The name by which people call `aten::linalg_qr`: `torch.linalg.qr`."""
    name = operator.partition("::")[2].partition(".")[0]
    for place in ("linalg", "fft", "special"):
        if name.startswith(f"{place}_"):
            return f"torch.{place}.{name.removeprefix(f'{place}_')}"
    for owner, where in (
        (torch.nn.functional, "torch.nn.functional"),
        (torch, "torch"),
        (torch.Tensor, "torch.Tensor"),
    ):
        if not name.startswith("_") and hasattr(owner, name):
            return f"{where}.{name}"
    return f"torch.ops.{operator.partition('::')[0]}.{name}"


def _asked_for(frame: FrameType | None) -> str:
    """The function of torch that the code outside of torch called; empty when it was in C."""
    last = None
    while frame is not None and frame.f_code.co_filename.startswith((_TORCH, _OURS)):
        if frame.f_code.co_filename.startswith(_TORCH):
            last = frame
        frame = frame.f_back
    if last is None or last.f_globals.get("__name__") == "torch._ops":
        return ""
    if last.f_code.co_name in ("_wrapped_call_impl", "_call_impl", "__call__"):
        owner = type(last.f_locals.get("self"))
        return public_name(owner.__module__, owner.__qualname__)
    return public_name(str(last.f_globals.get("__name__")), last.f_code.co_qualname)
