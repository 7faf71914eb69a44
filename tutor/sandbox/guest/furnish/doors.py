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


# What is taken out of torch's C modules, and which module holds it by which name.
_gone: dict[int, tuple[Any, str]] = {}
_held: list[tuple[dict[str, Any], str, str]] = []


def find_doors() -> None:
    """List the doors and who holds them, once for all processes that will be furnished."""
    _gone.clear()
    for name in filter(_C_DOORS.match, dir(torch._C)):
        _find(getattr(torch._C, name), f"torch._C.{name}")
    _held[:] = [
        (vars(module), key, _gone[id(value)][1])
        for module in list(sys.modules.values())
        if isinstance(module, ModuleType)
        for key, value in vars(module).items()
        # A type stays for `isinstance`; it is disarmed.
        if id(value) in _gone and not isinstance(value, type)
    ]


def _find(value: Any, name: str) -> None:
    if id(value) in _gone or isinstance(value, int | str | float | bool | None):
        return
    _gone[id(value)] = (value, name)
    if isinstance(value, ModuleType):
        for key, inner in vars(value).items():
            if not key.startswith("__"):
                _find(inner, f"{name}.{key}")


def close_c_doors() -> None:
    """Take the doors out of torch's C modules, and out of every module that holds one."""
    for scope, key, name in _held:
        scope[key] = Missing(name)
    for value, name in _gone.values():
        if isinstance(value, ModuleType):
            for key in [key for key in vars(value) if not key.startswith("__")]:
                delattr(value, key)
            sys.modules.pop(value.__name__, None)
        elif isinstance(value, type):
            _disarm(value, name)
    for name in _OF_AN_OPERATOR:
        function = vars(torch._ops.OpOverload).get(name)
        if isinstance(function, FunctionType):
            empty(function, f"torch.ops.{name}", Reason.NOT_NEEDED)
    _gone.clear()
    _held.clear()


def _disarm(kind: type, name: str) -> None:
    """Whoever finds the type by its relatives can neither make one nor ask it for anything."""
    for key in list(vars(kind)):
        if key == "__init__" or not key.startswith("__"):
            try:
                setattr(kind, key, Missing(f"{name}.{key}"))
            except (AttributeError, TypeError):
                return


_raw: list[tuple[dict[str, Any], str]] = []


def find_raw() -> None:
    """List who holds a way to raw memory."""
    import _ctypes

    _raw[:] = [
        (scope, key)
        for module in list(sys.modules.values())
        if type(scope := getattr(module, "__dict__", None)) is dict
        for key, value in scope.items()
        if _is_raw(value)
    ]
    _raw.extend((vars(m), key) for m in (ctypes, _ctypes) for key in vars(m) if key[:2] != "__")


def seal() -> None:
    """Close Python's own ways to raw memory: the last step of a box, whose lockdown needs them."""
    for scope, key in _raw:
        scope.pop(key, None)
    _raw.clear()
    sys.addaudithook(_watchman())


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
