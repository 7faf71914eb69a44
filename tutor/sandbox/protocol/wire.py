"""What crosses the boundary: a JSON header and the raw bytes of tensors. Never pickle.

A frame is `<u32 header length><u64 body length>`, then the header, then the body. The header is one
encoded value and a list `[dtype, shape, device]` for each tensor whose bytes follow in the body.
Plain values stand for themselves; whatever JSON cannot say is an object with one key that names it:

    {"float": "nan"}  {"tuple": [...]}  {"dict": [[key, value], ...]}  {"tensor": 0}
    {"dtype": "float32"}  {"handle": 3, "type": "Dropout"}  {"other": "numpy.ndarray"}

Both sides check everything they read: `decode` returns a value of exactly these types or raises
`WireError`. Tensors arrive on the CPU; the device they came from is kept in `Frame.devices`.
"""

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

HEAD = struct.Struct("<IQ")
MAX_HEADER = 1 << 20
MAX_BODY = 1 << 28
MAX_VALUES = 100_000
MAX_DEPTH = 32
MAX_DIMENSIONS = 16
MAX_LARGE_KEYS = 1000  # integers of 2**60 and more in one dictionary: their hashes can all be equal

_DTYPE_NAMES = {
    torch.float64: "float64",
    torch.float32: "float32",
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
    torch.int64: "int64",
    torch.int32: "int32",
    torch.int16: "int16",
    torch.int8: "int8",
    torch.uint8: "uint8",
    torch.bool: "bool",
    torch.complex64: "complex64",
    torch.complex128: "complex128",
}
DTYPES = {name: dtype for dtype, name in _DTYPE_NAMES.items()}
_SPECIAL_FLOATS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


class WireError(Exception):
    """The bytes are not a frame, or a value is not one that a frame can carry."""


@dataclass(frozen=True)
class Handle:
    """An object that stays on the other side, by number."""

    number: int
    type: str


@dataclass(frozen=True)
class Other:
    """A value that is not data: only the name of its type crosses."""

    type: str


@dataclass
class Frame:
    """A decoded frame: the value, and the device of every tensor in it as its sender saw it."""

    value: Any
    devices: list[str] = field(default_factory=list)


def frame(value: Any, device_of: Callable[[torch.Tensor], str] | None = None) -> list[memoryview]:
    """Encode a value as the buffers of one frame, in the order in which they are to be sent."""
    body: list[memoryview] = []
    tensors: list[list[Any]] = []
    encoded = _encode(value, body, tensors, device_of or (lambda t: str(t.device)), 0)
    header = json.dumps({"value": encoded, "tensors": tensors}, separators=(",", ":")).encode()
    size = sum(part.nbytes for part in body)
    if len(header) > MAX_HEADER or size > MAX_BODY:
        raise WireError(f"the value is too large to send ({len(header) + size:,} bytes)")
    return [memoryview(HEAD.pack(len(header), size) + header), *body]


def parse_head(head: bytes | bytearray) -> tuple[int, int]:
    """Return the lengths of header and body, both within bounds."""
    header, body = HEAD.unpack(head)
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError("the frame is too large")
    return header, body


def parse(header: bytes | bytearray, body: bytearray) -> Frame:
    """Decode a header and its body; the tensors share the body's memory."""
    try:
        message = json.loads(bytes(header))
    except (ValueError, RecursionError):
        raise WireError("the header is not JSON") from None
    if type(message) is not dict or set(message) != {"value", "tensors"}:
        raise WireError("the header has the wrong form")
    tensors, devices = _read_tensors(message["tensors"], body)
    return Frame(_Decoder(tensors).decode(message["value"], 0), devices)


def _encode(
    value: Any,
    body: list[memoryview],
    tensors: list[list[Any]],
    device_of: Callable[[torch.Tensor], str],
    depth: int,
) -> Any:
    if depth > MAX_DEPTH:
        raise WireError("the value is nested too deeply")

    def encode(inner: Any) -> Any:
        return _encode(inner, body, tensors, device_of, depth + 1)

    value = _plain(value)
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, torch.Tensor):
        return _encode_tensor(value, body, tensors, device_of)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if kind is torch.dtype and value in _DTYPE_NAMES:
        return {"dtype": _DTYPE_NAMES[value]}
    if kind is Handle:
        return {"handle": value.number, "type": value.type}
    if kind is Other:
        return {"other": value.type}
    return {"other": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")[:80]}


def _plain(value: Any) -> Any:
    """A number of numpy's, or of a class made of a plain one, as the plain number that it is."""
    if any(f"{kind.__module__}.{kind.__name__}" == "numpy.generic" for kind in type(value).__mro__):
        value = value.item()
    for kind in (int, float, str):
        if isinstance(value, kind) and type(value) not in (bool, kind):
            return kind(value)
    return value


def _encode_tensor(
    tensor: torch.Tensor,
    body: list[memoryview],
    tensors: list[list[Any]],
    device_of: Callable[[torch.Tensor], str],
) -> dict[str, Any]:
    if tensor.dtype not in _DTYPE_NAMES or tensor.layout is not torch.strided:
        return {"other": f"tensor of {tensor.dtype} in layout {tensor.layout}"}
    if tensor.numel() * tensor.element_size() > MAX_BODY:
        raise WireError(f"a tensor of {tensor.numel():,} elements is too large to send")
    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.numel():
        # One element may have any stride and still count as contiguous; bytes need a stride of 1.
        flat = plain.as_strided((plain.numel(),), (1,))
        body.append(flat.view(torch.uint8).numpy().data)
    tensors.append([_DTYPE_NAMES[tensor.dtype], list(tensor.shape), device_of(tensor)])
    return {"tensor": len(tensors) - 1}


def _read_tensors(metas: Any, body: bytearray) -> tuple[list[torch.Tensor], list[str]]:
    if type(metas) is not list or len(metas) > MAX_VALUES:
        raise WireError("the list of tensors has the wrong form")
    tensors, devices, offset = [], [], 0
    for meta in metas:
        dtype, shape, device = _read_meta(meta)
        size = math.prod(shape) * dtype.itemsize
        if offset + size > len(body):
            raise WireError("a tensor reaches past the end of the frame")
        tensors.append(_read_tensor(dtype, shape, memoryview(body)[offset : offset + size]))
        devices.append(device)
        offset += size
    if offset != len(body):
        raise WireError("the frame has bytes that belong to no tensor")
    return tensors, devices


def _read_meta(meta: Any) -> tuple[torch.dtype, list[int], str]:
    if type(meta) is not list or len(meta) != 3:
        raise WireError("the description of a tensor has the wrong form")
    name, shape, device = meta
    if type(name) is not str or name not in DTYPES:
        raise WireError("a tensor has an unknown dtype")
    if type(device) is not str or len(device) > 20:
        raise WireError("a tensor has a malformed device")
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
        raise WireError("a tensor has too many dimensions")
    if not all(type(size) is int and 0 <= size < 1 << 40 for size in shape):
        raise WireError("a tensor has a malformed shape")
    return DTYPES[name], shape, device


def _read_tensor(dtype: torch.dtype, shape: list[int], data: memoryview) -> torch.Tensor:
    if not len(data):
        return torch.empty(0, dtype=dtype).reshape(_checked(shape))
    raw = torch.frombuffer(data, dtype=torch.uint8)
    if dtype is torch.bool and int(raw.max()) > 1:
        raise WireError("a boolean is neither 0 nor 1")
    if raw.data_ptr() % dtype.itemsize:
        raw = raw.clone()
    return raw.view(dtype).reshape(shape)


def _checked(shape: list[int]) -> list[int]:
    """An empty tensor costs no bytes, so its other sizes are unbounded: keep their product sane."""
    if math.prod(size for size in shape if size) >= 1 << 62:
        raise WireError("a tensor has a malformed shape")
    return shape


class _Decoder:
    def __init__(self, tensors: list[torch.Tensor]) -> None:
        self.tensors = tensors
        self.count = 0

    def decode(self, data: Any, depth: int) -> Any:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_VALUES:
            raise WireError("the value is nested too deeply or has too many parts")
        if data is None or type(data) in (bool, int, str, float):
            return data
        if type(data) is list:
            return [self.decode(item, depth + 1) for item in data]
        if type(data) is dict and data:
            return self._decode_tagged(data, depth)
        raise WireError("a value has the wrong form")

    def _decode_tagged(self, data: dict[str, Any], depth: int) -> Any:
        match data:
            case {"float": str(text)} if text in _SPECIAL_FLOATS:
                return _SPECIAL_FLOATS[text]
            case {"tuple": list(items)}:
                return tuple(self.decode(item, depth + 1) for item in items)
            case {"dict": list(pairs)}:
                return self._decode_dictionary(pairs, depth)
            case {"tensor": int(index)} if 0 <= index < len(self.tensors):
                return self.tensors[index]
            case {"dtype": str(name)} if name in DTYPES:
                return DTYPES[name]
            case {"handle": int(number), "type": str(name)}:
                return Handle(number, name[:80])
            case {"other": str(name)}:
                return Other(name[:80])
        raise WireError("a value has the wrong form")

    def _decode_dictionary(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        decoded = [self._decode_pair(pair, depth) for pair in pairs]
        large = sum(type(key) is int and abs(key) >= 1 << 60 for key, _ in decoded)
        if large > MAX_LARGE_KEYS:
            raise WireError("a dictionary has too many large integers as keys")
        return dict(decoded)

    def _decode_pair(self, pair: Any, depth: int) -> tuple[Any, Any]:
        if type(pair) is not list or len(pair) != 2:
            raise WireError("a dictionary has the wrong form")
        key = self.decode(pair[0], depth + 1)
        if type(key) not in (str, int, float, bool, type(None)):
            raise WireError("a dictionary has a key that is not plain")
        return key, self.decode(pair[1], depth + 1)
