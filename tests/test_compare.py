"""Expectations: right answers within rounding pass, everything else fails with a sentence."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.grading.compare import expect, expect_like, require
from tutor.grading.tolerances import Reduction
from tutor.grading.watched import Demands, Watch, Wrong, asking, watching
from tutor.sandbox.protocol.wire import Other


def refusal(actual: Any, expected: Any, **options: Any) -> str:
    with pytest.raises(Wrong) as caught:
        expect(actual, expected, **options)
    return str(caught.value)


F64 = torch.float64
THREE = torch.tensor([1.0, 2.0, 3.0], dtype=F64)


def test_structure_comes_before_numbers() -> None:
    assert "None (is a `return` missing?)" in refusal(None, THREE)
    assert "an object of type Liar" in refusal(Other("Liar"), THREE)
    assert "of type str" in refusal("3", THREE)
    assert "shape (1, 3); (3,) was expected" in refusal(THREE[None], THREE)
    assert "dtype float32; float64 was expected" in refusal(THREE.float(), THREE, dtype=F64)
    assert "has 1 part; 2 were expected" in refusal([1.0], [1.0, 2.0])
    assert "a number was expected" in refusal(True, 1.0)
    assert "a number was expected" in refusal("1", 1.0)


def test_a_broadcastable_answer_is_not_enough() -> None:
    ones = torch.ones(4, 3, dtype=F64)
    assert "shape" in refusal(torch.ones((), dtype=F64), ones)
    assert "shape" in refusal(torch.ones(1, 3, dtype=F64), ones)


def test_nan_and_infinity_are_named() -> None:
    broken = THREE.clone()
    broken[1] = math.nan
    assert "NaN (1 of 3 values)" in refusal(broken, THREE)
    broken[1] = math.inf
    assert "infinity (1 of 3 values)" in refusal(broken, THREE)
    assert "NaN" in refusal(math.nan, 1.0)


def test_an_infinite_expected_value_does_not_excuse_its_neighbours() -> None:
    expected = torch.tensor([math.inf, 0.5], dtype=F64)
    expect(expected.clone(), expected)
    refusal(torch.tensor([0.0, 0.5], dtype=F64), expected)
    refusal(torch.tensor([math.inf, 0.6], dtype=F64), expected)
    refusal(torch.tensor([-math.inf, 0.5], dtype=F64), expected)


def test_telling_patterns_are_told() -> None:
    assert "wrong sign" in refusal(-THREE, THREE)
    assert "0.5 times" in refusal(THREE / 2, THREE)
    assert "times" not in refusal(THREE + 1, THREE)


def test_a_hidden_check_never_shows_a_value() -> None:
    secret = torch.tensor([0.123456, 7.654321], dtype=F64)
    with watching(Watch()):
        words = refusal(secret + 1, secret)
    assert "0.123" not in words
    assert "7.654" not in words
    with watching(Watch(reveal=True)):
        assert "0.1235" in refusal(secret + 1, secret)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(1, 2000), st.integers(0, 2**31), st.sampled_from(["loop", "halves", "blas"]))
def test_any_order_of_summation_in_float32_is_accepted(length: int, seed: int, order: str) -> None:
    """The bound of the docstring holds for naive, pairwise and library sums."""
    generator = torch.Generator().manual_seed(seed)
    a, b = (torch.randn(length, generator=generator) for _ in range(2))
    exact = (a.double() * b.double()).sum()
    magnitude = (a.double() * b.double()).abs().sum()
    products = a * b
    if order == "loop":
        total = torch.zeros(())
        for chunk in products.split(max(1, length // 64)):
            total = total + chunk.flip(0).cumsum(0)[-1]
    elif order == "halves":
        total = products[::2].sum() + products[1::2].sum()
    else:
        total = a @ b
    expect(
        total.reshape(1),
        exact.reshape(1),
        dtype=torch.float32,
        reduction=Reduction(length, magnitude.reshape(1)),
    )


def test_a_sum_in_half_precision_is_not_accepted_as_float32() -> None:
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(8, 512, generator=generator) for _ in range(2))
    exact = (a.double() * b.double()).sum(1)
    magnitude = (a.double() * b.double()).abs().sum(1)
    coarse = (a.half() * b.half()).sum(1).float()
    with pytest.raises(Wrong):
        expect(coarse, exact, dtype=torch.float32, reduction=Reduction(512, magnitude))


def test_float64_shows_the_algorithm() -> None:
    """An epsilon in the wrong place, far below float32's resolution, is still seen."""
    expect(THREE * (1 + 1e-13), THREE)
    refusal(THREE * (1 + 1e-7), THREE)


def test_require_says_its_sentence() -> None:
    require(True, "never said")
    with pytest.raises(Wrong, match="The moon is missing"):
        require(False, "The moon is missing.")


def test_empty_tensors_compare_by_shape() -> None:
    expect(torch.zeros(0, 3), torch.zeros(0, 3))
    assert "shape" in refusal(torch.zeros(3, 0), torch.zeros(0, 3))


def test_a_dtype_is_judged_where_one_is_named() -> None:
    thirds = torch.tensor([1, 2, 3], dtype=F64) / 3
    expect(thirds.float(), thirds)
    expect(thirds, thirds.float())
    expect_like(thirds.float(), thirds)
    assert "wrong values" in refusal(thirds.float() + 1e-4, thirds)
    assert "dtype int64; float64 was expected" in refusal(thirds.long(), thirds)
    with pytest.raises(Wrong, match="dtype float32; float64 was expected"):
        expect_like(thirds.float(), thirds, dtype=F64)
    expect(thirds.float() + 1e-4, thirds, within=1e-3)
    expect(thirds.float(), thirds, within=1e-12)  # as near as float32 can be
    with asking(Demands(dtype=False)):
        expect(thirds.float(), thirds, dtype=F64)
    with asking(Demands(dtype=True)):
        assert "dtype" in refusal(thirds.float(), thirds)
