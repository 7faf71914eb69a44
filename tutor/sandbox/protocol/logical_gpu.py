"""A GPU made of tags: real CPU tensors that carry a logical device and obey CUDA's rules.

Under this mode `tensor.to("cuda")` gives a CPU tensor that says it is on `cuda:0`, every operation
computes real values, and mixing devices raises the error that CUDA raises. A dropout mask made on
the CPU, a forgotten `device=`, a `.numpy()` on a GPU tensor: all are caught on a machine without a
GPU. A tag belongs to a storage, so views and saved tensors share it.

What it does not imitate: `torch.Generator("cuda")`, streams, memory, and the numbers of a real GPU.
`torch.autocast("cuda")` is on where it is asked for, and changes no dtype.
"""

import contextlib
from collections.abc import Callable
from typing import Any, Self

import torch
from torch.autograd.graph import _engine_run_backward
from torch.multiprocessing.reductions import StorageWeakRef
from torch.overrides import TorchFunctionMode
from torch.utils._device import _device_constructors
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

_CPU = torch.device("cpu")
# CUDA lets a CPU tensor index a GPU tensor, and copies between devices.
_INDEXING = {"index", "index_put", "index_put_", "_index_put_impl_"}
_COPYING = {"copy_", "copy", "_to_copy"}


class LogicalGPU(TorchFunctionMode):
    """Enter the mode around every call that is to run on the logical GPU; tags outlive a call."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[int, tuple[torch.device, StorageWeakRef]] = {}
        # Of the call that is running: the device that it asks for, and the one its inputs share.
        self.wanted: torch.device | None = None
        self.shared: torch.device | None = None
        self.default: torch.device | None = None
        self.rules = _DeviceRules(self)

    def device_of(self, tensor: torch.Tensor) -> torch.device:
        tag = self.tags.get(_storage(tensor)._cdata)
        return tag[0] if tag else _CPU

    def move(self, tensor: torch.Tensor, device: str) -> torch.Tensor:
        """A copy of a CPU tensor, tagged as being on `device`."""
        copy = tensor.clone()
        self.tag(copy, _with_index(device))
        return copy

    def tag(self, tensor: torch.Tensor, device: torch.device) -> None:
        """Tag the storage. The weak reference keeps its address from being used again."""
        storage = tensor.untyped_storage()
        self.tags[storage._cdata] = (device, StorageWeakRef(storage))

    def __enter__(self) -> Self:
        self.patches = contextlib.ExitStack()
        for owner, name, stand_in in (
            (torch.cuda, "is_available", lambda: True),
            (torch.cuda, "is_bf16_supported", lambda including_emulation=True: True),
            (torch.cuda, "synchronize", lambda device=None: None),
            (torch, "set_default_device", self._set_default),
            (torch.autograd, "_engine_run_backward", self._run_backward),
        ):
            self.patches.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, stand_in)
        # torch would ask cuDNN, which is not there, about tensors that say they are on a GPU.
        self.patches.enter_context(torch.backends.cudnn.flags(enabled=False))
        self.rules.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        super().__exit__(*exc)
        self.rules.__exit__(*exc)
        self.patches.close()

    def _set_default(self, device: Any) -> None:
        self.default = None if device is None else _with_index(device)

    def _run_backward(self, *args: Any, **kwargs: Any) -> Any:
        """Run autograd's engine with this mode on again, for backward passes written in Python.

        torch switches the mode off inside the call that it intercepts, here `grad` or `backward`.
        """
        super().__enter__()
        try:
            return _engine_run_backward(*args, **kwargs)
        finally:
            super().__exit__(None, None, None)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        named = dict(kwargs or {})
        name = getattr(func, "__name__", "")
        if name == "__get__":
            owner = getattr(func, "__self__", None)
            if owner is torch.Tensor.device:
                return self.device_of(args[0])
            if owner is torch.Tensor.is_cuda:
                return self.device_of(args[0]).type == "cuda"
        if name in ("numpy", "__array__") and self.device_of(args[0]).type == "cuda":
            raise TypeError(
                "can't convert cuda:0 device type tensor to numpy. "
                "Use Tensor.cpu() to copy the tensor to host memory first."
            )
        if name == "__deepcopy__":  # copies the storage without an operation that could be seen
            copy = func(*args, **named)
            self.tag(copy, self.device_of(args[0]))
            return copy
        if name == "_parse_to":  # how `Module.to` reads its arguments: nothing is made here
            return func(*args, **named)
        if name in ("to", "cuda", "cpu") and args and isinstance(args[0], torch.Tensor):
            return self._convert(name, args[0], args[1:], named)
        return self._call(self._wanted_device(func, name, args, named), func, args, named)

    def _wanted_device(
        self, func: Callable[..., Any], name: str, args: tuple[Any, ...], named: dict[str, Any]
    ) -> torch.device | None:
        """The device that the caller asks for; what reaches torch itself asks for the CPU."""
        if self.default and named.get("device") is None and func in _device_constructors():
            named["device"] = self.default
        if named.get("device") is not None:
            wanted = _with_index(named["device"])
            named["device"] = "cpu"
            return wanted
        if name.endswith("_like") or name.startswith("new_"):
            return self.device_of(args[0])
        return None

    def _convert(
        self, name: str, tensor: torch.Tensor, rest: tuple[Any, ...], named: dict[str, Any]
    ) -> torch.Tensor:
        """`to`, `cuda` and `cpu`: change the dtype with torch, the device by a tagged copy."""
        device = {"cuda": _with_index("cuda"), "cpu": _CPU}.get(name)
        dtype, flags = named.get("dtype"), []
        for argument in [*rest, named.get("device")]:
            if isinstance(argument, torch.dtype):
                dtype = argument
            elif isinstance(argument, bool):
                flags.append(argument)
            elif isinstance(argument, torch.Tensor):
                device, dtype = self.device_of(argument), argument.dtype
            elif isinstance(argument, str | torch.device):
                device = _with_index(argument)
        here = self.device_of(tensor)
        how = {"dtype": dtype or tensor.dtype}
        if "memory_format" in named:
            how["memory_format"] = named["memory_format"]
        # `to` takes the flags non_blocking and copy, in this order.
        how["copy"] = device not in (None, here) or named.get("copy", flags[1:] == [True])
        return self._call(device or here, torch.Tensor.to, (tensor,), how)  # type: ignore[no-any-return]

    def _call(
        self,
        wanted: torch.device | None,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        named: dict[str, Any],
    ) -> Any:
        before = self.wanted, self.shared
        inputs = [leaf for leaf in tree_leaves((args, named)) if isinstance(leaf, torch.Tensor)]
        devices = {self.device_of(tensor) for tensor in inputs}
        self.wanted, self.shared = wanted, next(iter(devices)) if len(devices) == 1 else None
        try:
            return func(*args, **named)
        finally:
            self.wanted, self.shared = before


class _DeviceRules(TorchDispatchMode):
    """Below the function mode: refuse operations that mix devices, tag what they return."""

    def __init__(self, gpu: LogicalGPU) -> None:
        super().__init__()
        self.gpu = gpu

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
        named = kwargs or {}
        name = func._schema.name.split("::")[-1]
        inputs = [leaf for leaf in tree_leaves((args, named)) if isinstance(leaf, torch.Tensor)]
        devices = self._devices(name, inputs)
        if len(devices) > 1 and name not in _COPYING:
            found = " and ".join(sorted(map(str, devices)))
            raise RuntimeError(
                "Expected all tensors to be on the same device, "
                f"but found at least two devices, {found}! (aten::{name})"
            )
        result = func(*args, **named)
        # `torch.tensor(numbers)` ends in an operator that gives back what it gets: that is new too.
        self._tag(result, [] if name == "lift_fresh" else inputs, devices)
        return result

    def _devices(self, name: str, inputs: list[torch.Tensor]) -> set[torch.device]:
        device_of = self.gpu.device_of
        if name in _INDEXING:
            indices = {device_of(t) for t in inputs[1:] if device_of(t) != _CPU}
            return {device_of(inputs[0])} | indices
        return {device_of(t) for t in inputs if t.dim() or device_of(t) != _CPU}

    def _tag(self, result: Any, inputs: list[torch.Tensor], devices: set[torch.device]) -> None:
        """Tag what is new. What an operation makes from nothing, for its own use, is made where
        the inputs of the call are."""
        device = self.gpu.wanted or self.gpu.shared or _CPU
        if inputs and self.gpu.wanted is None:
            device = next(iter(devices)) if len(devices) == 1 else _CPU
        old = {tensor.untyped_storage()._cdata for tensor in inputs}
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor) and leaf.untyped_storage()._cdata not in old:
                self.gpu.tag(leaf, device)


def _storage(tensor: torch.Tensor) -> torch.UntypedStorage:
    """The storage that a tensor's numbers are in, also of one that `vmap` has wrapped."""
    while torch._C._functorch.is_functorch_wrapped_tensor(tensor):
        tensor = torch._C._functorch.get_unwrapped(tensor)
    return tensor.untyped_storage()


def _with_index(device: Any) -> torch.device:
    device = torch.device(device)
    return torch.device("cuda", device.index or 0) if device.type == "cuda" else device
