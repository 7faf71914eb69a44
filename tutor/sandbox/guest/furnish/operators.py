"""The dispatcher's entries: absent operators raise, and without a graph nothing is recorded.

This lies below functions, modules, threads, modes, `vmap` and `torch.ops`. A handle of the
dispatcher that goes takes its entries with it, and what they cover would come back; so all handles
are kept for good.
"""

import ctypes
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from tutor.sandbox.guest.furnish.refusal import refusing
from tutor.sandbox.protocol.absent import Reason, Rules
from tutor.sandbox.protocol.families import READY_MADE, base_name, core, expanded, family_of

# Every key on which a kernel computes, or reaches its parts without asking the dispatcher again.
_KEYS = (
    *("CompositeImplicitAutograd", "CompositeImplicitAutogradNestedTensor"),
    *("CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional"),
    *("CPU", "SparseCPU", "SparseCsrCPU", "QuantizedCPU", "NestedTensorCPU", "MkldnnCPU"),
    *("Autograd", "AutogradCPU", "AutogradNestedTensor", "AutocastCPU"),
    *("FuncTorchBatched", "FuncTorchBatchedDecomposition", "FuncTorchVmapMode"),
    *("Batched", "BatchedNestedTensor", "FuncTorchDynamicLayerFrontMode", "PrivateUse1", "MPS"),
)
_CUDA_KEYS = (
    *("CUDA", "SparseCUDA", "SparseCsrCUDA", "QuantizedCUDA", "NestedTensorCUDA"),
    *("AutogradCUDA", "AutocastCUDA"),
)
# An operator gets these two even where it had none of its own: an alias would serve it there.
_ALWAYS = ("CPU", "AutogradCPU")
_CUDA_ALWAYS = ("CUDA", "AutogradCUDA")

# Namespaces besides `aten` whose operators compute nothing.
_PLAIN_NAMESPACES = {
    *("profiler", "c10d", "_c10d_functional", "_c10d_functional_autograd", "symm_mem", "export"),
    *("_dtensor", "debug_mode_ops"),
}
# Composed of operators that are absent or there by themselves.
_PLAIN_ALGEBRA = {
    *("linalg_norm", "linalg_matrix_norm", "linalg_matmul", "linalg_multi_dot"),
    *("linalg_matrix_power", "linalg_diagonal"),
}
# Composites that call a library directly, so that their parts cannot decide for them.
_BY_THEMSELVES = re.compile(
    r"fbgemm|quantize|qparams|_wrapped_|^_test_|_sobol|vulkan|mkldnn|cudnn|miopen|_rowwise_prune|"
    r"norm_except"
)
# A derivative can be found with Python's or torch's complex numbers (f(x + ih) / h).
_COMPLEX = {"complex", "polar", "view_as_complex", "view_as_real", "imag", "angle"}
# Whose operators bear other names.
_OPERATOR_OF = {"Unfold": "im2col", "Fold": "col2im", "fold": "col2im"}
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key


class OperatorRules:
    """Which operators rules leave out, and why."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.allowed = expanded(rules.allow)
        known = {core(base_name(name)) for name in all_operators()}
        words = {_operator_of(name) for name in rules.forbid if name.startswith("torch.")}
        self.forbidden = words & known
        self.tasks = {family_of(word) for word in words} & READY_MADE

    def refuses(self, full: str) -> bool:
        """Whether the operator of this full name, `aten::relu_`, is absent."""
        if not full.startswith("aten::"):
            return full.partition("::")[0] not in _PLAIN_NAMESPACES and bool(self.rules.allow)
        name = base_name(full)
        if core(name) in self.forbidden or self._serves_a_graph(name):
            return True
        if not self.rules.allow:
            return False
        family = family_of(name)
        if family in self.allowed:
            return False
        if family in READY_MADE:
            return name not in _PLAIN_ALGEBRA
        if _BY_THEMSELVES.search(name):
            return True
        if _has_kernel(full, "CompositeImplicitAutograd"):
            return False  # its parts decide
        # The copy, or the backward pass, of something that is there.
        return family_of(core(name)) not in self.allowed

    def reason(self, name: str) -> Reason:
        """Why an operator or function of this base name is absent."""
        if core(name) in self.forbidden or family_of(name) in self.tasks:
            return Reason.YOUR_TASK
        if self._serves_a_graph(name) and name not in _COMPLEX:
            return Reason.YOUR_TASK
        return Reason.NOT_NEEDED

    def _serves_a_graph(self, name: str) -> bool:
        if self.rules.graph:
            return False
        return name.endswith(("_backward", "_backward_data")) or name in {
            *_COMPLEX,
            *("_make_dual", "_unpack_dual"),
        }


def _operator_of(name: str) -> str:
    """What the operators are kin to that do what this name does, as far as the name tells.

    A module has the name of its function in another dress, but torch's `unfold` is no `Unfold`.
    """
    last = name.rpartition(".")[2]
    if last in _OPERATOR_OF:
        return _OPERATOR_OF[last]
    word = snake_case(last)
    return core(word) if word == last or family_of(word) in READY_MADE else last


def snake_case(name: str) -> str:
    """`mse_loss` for `MSELoss`."""
    return _NEW_WORD.sub("_", name).lower() if name[:1].isupper() else name


def all_operators() -> list[str]:
    """The full names of all operators that the dispatcher knows."""
    names: list[str] = torch._C._dispatch_get_all_op_names()
    return names


def refuse_operators(rules: OperatorRules, cuda: bool) -> None:
    """Let every absent operator raise, on each key that has a kernel for it."""
    keys = _KEYS + (_CUDA_KEYS if cuda else ())
    always = _ALWAYS + (_CUDA_ALWAYS if cuda else ())
    with _libraries() as library:
        for full in filter(rules.refuses, all_operators()):
            namespace, _, name = full.partition("::")
            refuse = refusing(full, rules.reason(base_name(full)))
            for key in keys:
                if key in always or _has_kernel(full, key):
                    library(namespace, key).impl(name, key, refuse)


def forget_graph(rules: OperatorRules) -> None:
    """Let autograd's kernels pass everything on, so that no graph exists for any engine to walk.

    The alias stands for every device: a tensor may say that it lies on `meta` or `lazy`.
    """
    through = torch.library.fallthrough_kernel
    with _libraries() as library:
        for full in all_operators():
            if not full.startswith("aten::") or rules.refuses(full):
                continue
            if _has_kernel(full, "CompositeImplicitAutograd"):
                continue
            name = full.removeprefix("aten::")
            library("aten", "Autograd").impl(name, "Autograd", through)
            if _has_kernel(full, "AutogradNestedTensor"):
                library("aten", "AutogradNestedTensor").impl(name, "AutogradNestedTensor", through)


@contextmanager
def _libraries() -> Iterator[Any]:
    made: dict[tuple[str, str], Any] = {}

    def library(namespace: str, key: str) -> Any:
        if (namespace, key) not in made:
            made[namespace, key] = torch._C._dispatch_library("IMPL", namespace, key, "absent", 0)
        return made[namespace, key]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a kernel is replaced is what we want
        yield library
    for handle in made.values():
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))  # for good, and out of reach
