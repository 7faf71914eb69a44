"""Modules that an exercise does not list are empty stand-ins: they can be imported and held.

An import that is never used harms nobody. What is asked of a stand-in raises, and names it.
"""

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import torch

from tutor.sandbox.guest.furnish.functions import empty
from tutor.sandbox.guest.furnish.refusal import Missing, ModuleNotHere, asked_for
from tutor.sandbox.protocol.absent import Reason

# Not installed everywhere, and often imported out of habit.
_WELL_KNOWN = frozenset(
    {
        *("numpy", "scipy", "sympy", "pandas", "sklearn", "skimage", "matplotlib", "seaborn"),
        *("plotly", "torchvision", "torchaudio", "torchtext", "fastai", "fastcore", "fastbook"),
        *("jax", "flax", "keras", "tensorflow", "cupy", "numba", "statsmodels", "networkx"),
        *("cv2", "PIL", "tqdm", "einops", "IPython", "ipywidgets", "lightning"),
        *("pytorch_lightning", "torchmetrics", "transformers", "datasets", "accelerate"),
        *("wandb", "nltk", "requests", "gradio"),
    }
)
# Of Python's own library: raw memory, and what builds code or loads it past every door.
_CLOSED = frozenset({"ctypes", "_ctypes", "_imp"})
# They print, or describe types, and nothing else.
PRINTING = frozenset(
    {
        *("tqdm", "rich", "pygments", "markdown_it", "mdurl", "tabulate", "colorama", "termcolor"),
        *("typing_extensions", "packaging"),
    }
)
# Arrays stay, since `tensor.numpy()` gives one; their methods and prints are made of these.
_ARRAYS_NEED = frozenset(
    {
        *("numpy._core._methods", "numpy._core._internal", "numpy._core.arrayprint"),
        *("numpy._core._dtype", "numpy._core._ufunc_config", "numpy._core.multiarray"),
        *("numpy._core.overrides", "numpy.dtypes", "numpy.exceptions", "numpy._globals"),
    }
)


class StandIn(ModuleType):
    """A module of which nothing is there."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self.__name__}.{name}")


class NoCompiler(StandIn):
    """In place of `torch._dynamo`, which torch loads to ask that it leave a function alone."""

    compiled_autograd = SimpleNamespace(_disable=nullcontext)

    @staticmethod
    def disable(function: Any = None, *args: Any, **kwargs: Any) -> Any:
        return function if function is not None else NoCompiler.disable

    disallow_in_graph = allow_in_graph = disable

    @staticmethod
    def graph_break(*args: Any, **kwargs: Any) -> None:
        pass


class Gate:
    """Decides what may still be imported: a finder that stands before all others."""

    def __init__(self, modules: Iterable[str]) -> None:
        self.finders: Sequence[Any] = tuple(sys.meta_path)
        self.open = frozenset({*sys.stdlib_module_names, *PRINTING, *modules} - _CLOSED)
        self.known = _installed() | _WELL_KNOWN

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        root = name.partition(".")[0]
        if root == "torch":
            raise ModuleNotHere(asked_for(sys._getframe(1)) or name, Reason.NOT_NEEDED)
        if root in self.open:
            specs = (finder.find_spec(name, path, target) for finder in self.finders)
            return next((spec for spec in specs if spec is not None), None)
        if root in self.known or root in _CLOSED:
            # A stand-in is a package, so that `import scipy.optimize` finds the next one.
            return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def close_imports(modules: Collection[str]) -> None:
    """Hide what is loaded and not listed; torch keeps what it holds of them."""
    gate = Gate(modules)
    if "numpy" not in modules:
        _empty_numpy()
    for name in list(sys.modules):
        root = name.partition(".")[0]
        if root in _CLOSED or (root in gate.known - gate.open and root not in ("torch", "tutor")):
            del sys.modules[name]
    if "torch._dynamo" not in sys.modules:
        torch._dynamo = sys.modules["torch._dynamo"] = NoCompiler("torch._dynamo")
    sys.meta_path[:] = [gate]
    sys.path_importer_cache.clear()


def _empty_numpy() -> None:
    """Numpy's functions are gone, also for who finds the module in one of torch's."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != "numpy" or name in _ARRAYS_NEED:
            continue
        for key, value in list(vars(module).items()):
            if key.startswith("__") or isinstance(value, ModuleType | type):
                continue
            if isinstance(value, FunctionType) and _is_numpys(value):
                empty(value, f"{name}.{key}", Reason.NOT_NEEDED)
            if callable(value):
                setattr(module, key, Missing(f"{name}.{key}"))


def _is_numpys(function: FunctionType) -> bool:
    module = function.__module__ or ""
    return module.startswith("numpy") and module not in _ARRAYS_NEED


def _installed() -> frozenset[str]:
    """The top-level names that could be imported from the folders of packages."""
    found = set()
    for folder in sys.path:
        if os.path.isdir(folder):
            found |= {entry.partition(".")[0] for entry in os.listdir(folder)}
    return frozenset(found - set(sys.stdlib_module_names))
