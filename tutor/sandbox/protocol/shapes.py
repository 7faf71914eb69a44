"""Shapes that are plain numbers: what torch's symbolic ones come to without a compiler.

`torch.autograd.grad` and `torch.testing` import a few functions of torch's symbolic shapes, and
with them a computer algebra: more than a second, and a good part of a zygote's memory. Graders and
zygotes do without.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

_SYMBOLIC = "torch.fx.experimental.symbolic_shapes"


class PlainShapes(ModuleType):
    """Stands in for torch's symbolic shapes; asked for more than numbers need, it lets them in."""

    @staticmethod
    def sym_eq(x: Any, y: Any) -> bool:
        return bool(tuple(x) == tuple(y) if isinstance(x, tuple | list) else x == y)

    @staticmethod
    def expect_true(condition: bool, skip: int = 0) -> bool:
        return condition

    guard_or_false = guard_or_true = expect_true

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop(_SYMBOLIC, None)
        return getattr(importlib.import_module(_SYMBOLIC), name)


def stand_in() -> None:
    """Put plain shapes in place, unless torch's own are loaded already."""
    sys.modules.setdefault(_SYMBOLIC, PlainShapes(_SYMBOLIC))
