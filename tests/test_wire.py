"""The wire: whatever is sent comes back the same, and whatever else arrives is refused."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.sandbox.protocol import wire

QUICK = settings(deadline=None, max_examples=150, derandomize=True)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)
shapes = st.lists(st.integers(0, 4), max_size=4)
dtypes = st.sampled_from(sorted(wire.DTYPES))


def through(value: Any) -> Any:
    head, *body = wire.frame(value)
    header, size = wire.parse_head(bytes(head[: wire.HEAD.size]))
    data = bytearray(b"".join(body))
    assert len(data) == size
    assert len(head) == wire.HEAD.size + header
    return wire.parse(bytes(head[wire.HEAD.size :]), data).value


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and math.isnan(a):
        return isinstance(b, float) and math.isnan(b)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and bool(a == b)


@QUICK
@given(plain)
def test_plain_values_survive(value: Any) -> None:
    assert same(value, through(value))


@QUICK
@given(st.lists(st.tuples(dtypes, shapes), max_size=4))
def test_tensors_survive_bit_by_bit(kinds: list[tuple[str, list[int]]]) -> None:
    tensors = [(torch.randn(shape) * 3).to(wire.DTYPES[name]) for name, shape in kinds]
    for sent, got in zip(tensors, through(tensors), strict=True):
        assert got.dtype == sent.dtype
        assert got.shape == sent.shape
        assert torch.equal(got, sent)


def test_views_and_strides_arrive_as_plain_tensors() -> None:
    base = torch.arange(24.0).reshape(4, 6)
    for tensor in (base.T, base[:, ::2], base.expand(2, 4, 6), base[1:3, 1:2], base.conj()):
        assert torch.equal(through(tensor), tensor)


def test_what_is_not_data_crosses_as_its_name() -> None:
    class Liar:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    assert through(Liar()) == wire.Other(
        f"{__name__}.test_what_is_not_data_crosses_as_its_name.<locals>.Liar"[:80]
    )
    assert type(through(torch.zeros(3).numpy())) is wire.Other
    assert type(through(torch.eye(3).to_sparse())) is wire.Other


def test_a_huge_expanded_tensor_is_refused_before_it_is_copied() -> None:
    with pytest.raises(wire.WireError, match="too large"):
        wire.frame(torch.zeros(1).expand(10**12))


@QUICK
@given(st.data())
def test_a_damaged_frame_is_refused_or_still_a_value(data: st.DataObject) -> None:
    """Flip bytes anywhere: the answer is a WireError or a decoded value, never anything else."""
    value = {"ok": [torch.arange(5), (1.5, "x"), {"k": None}], "turn": 3}
    head, *body = wire.frame(value)
    raw = bytearray(b"".join([head, *body]))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        header, size = wire.parse_head(raw[: wire.HEAD.size])
        start = wire.HEAD.size
        wire.parse(raw[start : start + header], raw[start + header : start + header + size])
    except wire.WireError:
        pass


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"null",
        b"\x80\x04.",
        b'{"value": 1}',
        b'{"value": 1, "tensors": {}}',
        b'{"value": {"tensor": 0}, "tensors": []}',
        b'{"value": {"tensor": -1}, "tensors": []}',
        b'{"value": {"tensor": true}, "tensors": []}',
        b'{"value": {"dict": [[[1], 2]]}, "tensors": []}',
        b'{"value": {"dict": [[{"tuple": []}, 2]]}, "tensors": []}',
        b'{"value": {"float": "1e9"}, "tensors": []}',
        b'{"value": {}, "tensors": []}',
        b'{"value": {"pickle": "x"}, "tensors": []}',
        b'{"value": 1, "tensors": [["float32", [-1], "cpu"]]}',
        b'{"value": 1, "tensors": [["float32", [3], "cpu"]]}',
        b'{"value": 1, "tensors": [["object", [0], "cpu"]]}',
        b'{"value": 1, "tensors": [["float32", [0, 1099511627775, 1099511627775], "cpu"]]}',
        b'{"value": ' + b"[" * 5000 + b"]" * 5000 + b', "tensors": []}',
        b'{"value": ' + b"[" * 40 + b"]" * 40 + b', "tensors": []}',
        b'{"value": ' + b"9" * 5000 + b', "tensors": []}',
    ],
)
def test_malformed_headers_are_refused(header: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.parse(header, bytearray())


def test_lengths_beyond_the_bounds_are_refused() -> None:
    for header, body in ((wire.MAX_HEADER + 1, 0), (0, wire.MAX_BODY + 1), (2**32 - 1, 2**64 - 1)):
        with pytest.raises(wire.WireError, match="too large"):
            wire.parse_head(wire.HEAD.pack(header, body))


def test_bytes_that_belong_to_no_tensor_are_refused() -> None:
    with pytest.raises(wire.WireError, match="no tensor"):
        wire.parse(b'{"value": 1, "tensors": []}', bytearray(b"extra"))


def test_a_boolean_is_zero_or_one() -> None:
    header = b'{"value": {"tensor": 0}, "tensors": [["bool", [1], "cpu"]]}'
    with pytest.raises(wire.WireError, match="boolean"):
        wire.parse(header, bytearray(b"\x02"))


def test_a_single_element_may_have_any_stride() -> None:
    """Such a tensor calls itself contiguous, and cannot be seen as bytes all the same."""
    one = torch.stack([torch.tensor([5.0]), torch.tensor([6.0])], dim=-1)[..., 1]
    assert one.is_contiguous()
    assert one.stride() == (2,)
    assert through(one).tolist() == [6.0]
