"""What a call costs, told by counting operations: the same on every machine, however busy."""

from collections.abc import Callable
from functools import cache
from typing import Any, Self

from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

_LEAVES_TORCH = {"tolist", "numpy", "__array__"}


class OperationCount(TorchDispatchMode):
    """Count the operations that compute (views are free), and the elements that leave torch.

    The counts depend on the code alone, never on the machine: operations that grow with the size of
    an axis show a Python loop over that axis, unless the loop runs over elements that left.
    """

    def __init__(self) -> None:
        super().__init__()
        self.operations = 0
        self.left = 0
        self.leaving = _LeavingTorch(self)

    def __enter__(self) -> Self:
        self.leaving.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        super().__exit__(*exc)
        self.leaving.__exit__(*exc)

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
        if not _is_view(func):
            self.operations += 1
        return func(*args, **(kwargs or {}))


class _LeavingTorch(TorchFunctionMode):
    def __init__(self, total: OperationCount) -> None:
        super().__init__()
        self.total = total

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if getattr(func, "__name__", "") in _LEAVES_TORCH:
            self.total.left += args[0].numel()
        return func(*args, **(kwargs or {}))


@cache
def _is_view(operation: Any) -> bool:
    aliases = [result.alias_info for result in operation._schema.returns]
    return any(alias is not None and not alias.is_write for alias in aliases)
