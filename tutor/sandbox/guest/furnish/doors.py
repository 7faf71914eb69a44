"""Ways around the dispatcher, and ways to take a furnishing apart: closed by public means only.

What leans on the private layout of C structures is left alone; docs/security.md says what it would
take to get through.
"""

import ctypes
import re
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import torch

from tutor.sandbox.guest.furnish.functions import empty
from tutor.sandbox.guest.furnish.refusal import Missing, NotHere
from tutor.sandbox.protocol.absent import Reason

Seal = Callable[[], None]

# TorchScript, static runtime, tensor expressions, lazy tensors; the dispatcher's own registration
# and its keys; raw memory. Those of `_jit_` that are left tell names and schemas.
_C_DOORS = re.compile(
    r"^(_jit_(?!get_operation$|get_schemas_for_operator$|resolve_packet$|init$|get_emit|set_emit"
    r"|tree_views|assert_is|try_infer|flatten|unflatten|is_script_object)"
    r"|_create_function_|_dispatch_library|_dispatch_call_boxed|_dispatch_pystub|_DispatchModule"
    r"|_dispatch_tls_set_|_ForceDispatchKeyGuard|_IncludeDispatchKeyGuard|_ExcludeDispatchKeyGuard"
    r"|_SetExcludeDispatchKeyGuard|ExcludeDispatchKeyGuard|_AutoDispatchBelow"
    r"|_EnablePythonDispatcher|parse_ir|_?import_ir_|_import_ir|_load_(jit|mobile)|_backport"
    r"|_save_(jit|mobile)|CompilationUnit|ScriptFunction$|Graph$|LiteScriptModule"
    r"|_te$|_nativert$|_aoti$|_lazy$|_lazy_ts_backend$|_jit$|_export$|_vulkan"
    r"|_fuse_to_static_module|_ShapeComputeGraphMapping|_construct_storage_from_data_pointer"
    r"|_unsafe_reset_storage|_tensor_impl_raw_handle|_storage_address|_distributed_rpc|_gds_"
    r"|_cuda_beginAllocate|_CudaGraph|_CUDAGraph|_cuda_jiterator)"
)
_OF_AN_OPERATOR = ("redispatch", "decompose", "py_impl", "py_functionalize_impl")
_REFUSED = frozenset({"gc.get_objects", "gc.get_referrers", "gc.get_referents", "code.__new__"})
_RAW = "ctypes."


def close_c_doors() -> None:
    """Take the doors out of torch's C modules, and out of every module that holds one."""
    gone: dict[int, tuple[object, str]] = {}
    for name in filter(_C_DOORS.match, dir(torch._C)):
        _close(getattr(torch._C, name), f"torch._C.{name}", gone)
    for module in [m for m in list(sys.modules.values()) if isinstance(m, ModuleType)]:
        for key, value in list(vars(module).items()):
            held, name = gone.get(id(value), (None, ""))
            # A type stays for `isinstance`; it is disarmed.
            if held is value and held is not None and not isinstance(held, type):
                vars(module)[key] = Missing(name)
    for name in _OF_AN_OPERATOR:
        function = vars(torch._ops.OpOverload).get(name)
        if isinstance(function, FunctionType):
            empty(function, f"torch.ops.{name}", Reason.NOT_NEEDED)


def _close(value: Any, name: str, gone: dict[int, tuple[object, str]]) -> None:
    if id(value) in gone or isinstance(value, int | str | float | bool | None):
        return
    gone[id(value)] = (value, name)
    if isinstance(value, ModuleType):
        for key, inner in list(vars(value).items()):
            if not key.startswith("__"):
                _close(inner, f"{name}.{key}", gone)
                delattr(value, key)
        sys.modules.pop(value.__name__, None)
    elif isinstance(value, type):
        _disarm(value, name)


def _disarm(kind: type, name: str) -> None:
    """Whoever finds the type by its relatives can neither make one nor ask it for anything."""
    for key in list(vars(kind)):
        if key == "__init__" or not key.startswith("__"):
            try:
                setattr(kind, key, Missing(f"{name}.{key}"))
            except (AttributeError, TypeError):
                return


def prepare_seal() -> Seal:
    """Close Python's own ways to raw memory: what a box does last, after its lockdown, needs them.

    They are looked up here, once for all boxes.
    """
    held = [
        (scope, key)
        for module in list(sys.modules.values())
        if type(scope := getattr(module, "__dict__", None)) is dict
        for key, value in scope.items()
        if _is_raw(value)
    ]
    import _ctypes

    held += [(vars(m), key) for m in (ctypes, _ctypes) for key in vars(m) if key[:2] != "__"]

    def seal() -> None:
        for scope, key in held:
            scope.pop(key, None)
        held.clear()
        sys.addaudithook(_watchman())

    return seal


def _is_raw(value: object) -> bool:
    kind = type(value)
    return value is ctypes or kind.__module__ in ("ctypes", "_ctypes") or kind is ctypes.CDLL


def _watchman() -> Callable[[str, object], None]:
    """An audit hook, which Python cannot take out again; it asks nothing that can be replaced."""
    refused, raw, error, reason = _REFUSED, _RAW, NotHere, Reason.NOT_NEEDED

    def hook(event: str, args: object) -> None:
        if event in refused or event.startswith(raw):
            raise error(event, reason)

    return hook
