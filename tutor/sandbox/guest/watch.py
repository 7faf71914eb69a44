"""Modes that watch what learner code does with torch, from inside the box.

What they report comes from a process that the learner controls, so it is evidence about honest
learners, not a security boundary.
"""

import importlib
import sys
from collections.abc import Callable, Collection, Iterable
from types import FrameType
from typing import Any, Self

import torch
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode


class ForbiddenCalls(TorchFunctionMode):
    """Record every call of a forbidden function, module or optimiser, whatever its name was.

    A function is known by its own name inside torch, a module or an optimiser by its class.
    """

    def __init__(self, forbidden: Iterable[str], files: Collection[str]) -> None:
        super().__init__()
        self.files = files
        self.used: dict[str, tuple[str, int]] = {}
        self.functions: dict[str, str] = {}
        self.exactly: dict[object, str] = {}
        self.classes: dict[type, str] = {}
        for name in forbidden:
            target = _resolve(name)
            if isinstance(target, type):
                self.classes[target] = name
            elif target is not None:
                # `torch.special.expit` calls itself `special_expit`.
                for word in (name.rpartition(".")[2], getattr(target, "__name__", "")):
                    if word:
                        self.functions.setdefault(word, name)
                self.exactly[target] = name

    def __enter__(self) -> Self:
        self.hooks = [
            register_module_forward_pre_hook(self._before_forward),
            register_optimizer_step_pre_hook(self._before_step),
        ]
        super().__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        super().__exit__(*exc)
        for hook in self.hooks:
            hook.remove()

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        self.note(func)
        return func(*args, **(kwargs or {}))

    def note(self, func: Callable[..., Any]) -> None:
        """Record the function if it is a forbidden one."""
        word = getattr(func, "__name__", "").partition(".")[0]
        if name := self.exactly.get(func) or self.functions.get(word):
            self._record(name)

    def _before_forward(self, module: torch.nn.Module, inputs: Any) -> None:
        self._record_class(module)

    def _before_step(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        self._record_class(optimizer)

    def _record_class(self, made: object) -> None:
        for kind, name in self.classes.items():
            if isinstance(made, kind):
                self._record(name)

    def _record(self, name: str) -> None:
        """Keep the learner's line nearest to the call; a call with none is not the learner's."""
        if name not in self.used and (place := learner_place(self.files)):
            self.used[name] = place


def learner_place(files: Collection[str]) -> tuple[str, int] | None:
    """File and line of the learner's innermost frame, or None when none is on the stack."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in files:
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
    return None


def _resolve(name: str) -> object:
    """The object with this dotted name, or None."""
    module, _, rest = name.partition(".")
    try:
        target: object = importlib.import_module(module)
    except ImportError:
        return None
    for part in rest.split("."):
        target = getattr(target, part, None)
    return target
