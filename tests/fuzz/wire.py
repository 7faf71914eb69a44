"""Fuzz the wire with coverage guidance, from both ends. Run: make fuzz

The grader's end reads whatever bytes a box sends; the box's end encodes whatever value a learner
returns. The only ways out are a value and a WireError.
"""

import sys

import atheris

with atheris.instrument_imports(include=["tutor.sandbox.protocol.wire"]):
    from tutor.sandbox.protocol import wire

import torch

DTYPES = list(wire.DTYPES.values())


def read_frame(data: bytes) -> None:
    """As the grader: split the bytes into a header and a body."""
    try:
        header, body = wire.parse_head(data[: wire.HEAD.size].ljust(wire.HEAD.size, b"\0"))
        rest = data[wire.HEAD.size :]
        split = header % (len(rest) + 1)
        wire.parse(rest[:split], bytearray(rest[split : split + body % (len(rest) + 1)]))
        wire.parse(rest, bytearray())
    except wire.WireError:
        pass


def write_value(provider: atheris.FuzzedDataProvider) -> None:
    """As the box: encode a value, and read it back as the grader."""
    value = _value(provider, 0)
    try:
        head, *body = wire.frame(value)
    except wire.WireError:
        return
    header, size = wire.parse_head(bytes(head[: wire.HEAD.size]))
    data = bytearray(b"".join(body))
    assert len(data) == size
    wire.parse(bytes(head[wire.HEAD.size : wire.HEAD.size + header]), data)


def _value(provider: atheris.FuzzedDataProvider, depth: int) -> object:
    kind = provider.ConsumeIntInRange(0, 9 if depth < 5 else 6)
    match kind:
        case 0:
            return None
        case 1:
            return provider.ConsumeBool()
        case 2:
            return provider.ConsumeInt(8)
        case 3:
            return provider.ConsumeFloat()
        case 4:
            return provider.ConsumeUnicode(8)
        case 5:
            shape = [
                provider.ConsumeIntInRange(0, 3) for _ in range(provider.ConsumeIntInRange(0, 3))
            ]
            return torch.zeros(shape, dtype=DTYPES[provider.ConsumeIntInRange(0, len(DTYPES) - 1)])
        case 6:
            return object()
    parts = [_value(provider, depth + 1) for _ in range(provider.ConsumeIntInRange(0, 3))]
    if kind == 9:
        return dict(enumerate(parts))
    return parts if kind == 7 else tuple(parts)


def one_input(data: bytes) -> None:
    if data[:1] < b"\x80":
        read_frame(data[1:])
    else:
        write_value(atheris.FuzzedDataProvider(data[1:]))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
