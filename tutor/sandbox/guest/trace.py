"""Which operators learner code runs, seen from below: for judging it by an allow-list.

Two ways, because neither sees everything. A dispatch mode sees the operators of this thread on
plain tensors. `Opaque` inputs carry the watching with them: it follows them into other threads and
survives code that switches modes off. Both report from a process that the learner controls, so it
is evidence about honest learners, not a security boundary.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Any, ClassVar

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

from tutor.sandbox.guest.watch import ForbiddenCalls, learner_place


class Trace:
    """The operators of one request, each with the first line of the learner's that ran it."""

    def __init__(self, files: Collection[str], watch: ForbiddenCalls | None) -> None:
        self.files = files
        self.watch = watch
        self.ran: dict[str, tuple[str, int]] = {}

    def watching(self) -> AbstractContextManager[Any]:
        """Watch what runs inside, on plain tensors and on opaque ones."""
        Opaque.watcher = self
        return _Operators(self)

    def note(self, operator: Any) -> None:
        name = str(operator._schema.name)
        if name not in self.ran and (place := learner_place(self.files)):
            self.ran[name] = place


class _Operators(TorchDispatchMode):
    def __init__(self, trace: Trace) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.trace = trace

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here; torch's default would import its compiler, for a second."""
        return False

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        self.trace.note(func)
        return func(*args, **(kwargs or {}))


class Opaque(torch.Tensor):
    """A tensor whose values lie in another one: whoever computes with it is seen.

    `numpy()`, `tolist()` and `data_ptr()` find nothing to read and raise.
    """

    watcher: ClassVar[Trace | None] = None
    behind: torch.Tensor

    @staticmethod
    def __new__(cls: type["Opaque"], inner: torch.Tensor) -> "Opaque":
        made: Opaque = torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, dtype=inner.dtype, device=inner.device, strides=inner.stride()
        )
        return made

    def __init__(self, inner: torch.Tensor) -> None:
        self.behind = inner

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if cls.watcher is not None and cls.watcher.watch is not None:
            cls.watcher.watch.note(func)
        with torch._C.DisableTorchFunctionSubclass():
            return func(*args, **(kwargs or {}))

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if cls.watcher is not None:
            cls.watcher.note(func)
        return _wrapped(func(*unwrapped(args), **unwrapped(kwargs or {})))


def unwrapped(value: Any) -> Any:
    """The value with every opaque tensor in it replaced by the plain one behind it."""
    return tree_map_only(Opaque, lambda opaque: opaque.behind, value)


def _wrapped(value: Any) -> Any:
    return tree_map_only(torch.Tensor, lambda t: t if isinstance(t, Opaque) else Opaque(t), value)
