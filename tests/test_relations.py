"""The shape of an error: a relation that explains every value is told, and chance never is."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.grading.compare import expect
from tutor.grading.relations import LARGEST, related, reshaped
from tutor.grading.watched import Wrong, answering

F64 = torch.float64
Change = Callable[[torch.Tensor], torch.Tensor]

CHANGES: dict[str, tuple[Change, str]] = {
    "transposed": (lambda e: e.mT, "but transposed"),
    "reversed rows": (lambda e: e.flip(0), "in reverse order along axis 0"),
    "reversed columns": (lambda e: e.flip(1), "in reverse order along axis 1"),
    "late": (lambda e: e.roll(1, 0), "one place too late along axis 0"),
    "early": (lambda e: torch.cat([e[1:], 0 * e[:1]]), "one place too early along axis 0"),
    "rows permuted": (lambda e: e[[1, 0, 3, 2, 4]], "rows are right, but in another order"),
    "columns permuted": (lambda e: e[:, [1, 0, 3, 2, 4]], "columns are right, but in another"),
    "offset": (lambda e: e + 0.7, "All of them are off by the same amount"),
    "offset of columns": (lambda e: e + 1 / (1 + torch.arange(5)), "Within each column all"),
    "offset of rows": (lambda e: e + 1 / (1 + torch.arange(5))[:, None], "Within each row all"),
    "sign": (lambda e: -e, "Each of them has the wrong sign."),
    "twice": (lambda e: 2 * e, "Each of them is 2 times what it should be."),
    "half": (lambda e: e / 2, "Each of them is 0.5 times what it should be."),
    "factor of rows": (lambda e: e * (2.0 + torch.arange(5))[:, None], "Each row is off by a fac"),
    "factor of columns": (lambda e: e * (2.0 + torch.arange(5)), "Each column is off by a fac"),
    "float32": (lambda e: e.float().double(), "right to about seven digits"),
    "first row": (lambda e: torch.cat([e[:1], e[1:].sin()]), "Only the first row is right."),
    "last column": (
        lambda e: torch.cat([e[:, :-1].sin(), e[:, -1:]], 1),
        "Only the last column is",
    ),
    "all but the last row": (lambda e: torch.cat([e[:-1], e[-1:].sin()]), "last row is wrong."),
    "clamped": (lambda e: e.clamp(min=0), "Where they should be negative they are zero"),
    "absolute": (torch.abs, "Only the sign is lost"),
    "squared": (torch.square, "the square of what it should be"),
    "one divided by": (lambda e: 1 / e, "one divided by what it should be"),
    "exponential": (torch.exp, "a logarithm is missing"),
    "whole numbers": (torch.round, "a whole number"),
    "running sums": (lambda e: e.cumsum(0), "running sums of what they should be along axis 0"),
    "steps": (lambda e: e.diff(dim=1, prepend=0 * e[:, :1]), "They are the steps"),
    "zero": (torch.zeros_like, "All of them are zero."),
    "constant": (lambda e: torch.full_like(e, 0.3), "All of them are the same number."),
}


def near(expected: torch.Tensor) -> torch.Tensor:
    return 1e-9 * expected.abs().amax(-1, keepdim=True) + 1e-12


def drawn(seed: int, *shape: int) -> torch.Tensor:
    """Random values of both signs, none of them close to zero or to each other's negative."""
    generator = torch.Generator().manual_seed(seed)
    values = 0.3 + 3 * torch.rand(shape, generator=generator, dtype=F64)
    return values * (2 * torch.randint(0, 2, shape, generator=generator) - 1)


@settings(deadline=None, max_examples=15, derandomize=True)
@pytest.mark.parametrize("name", CHANGES)
@given(seed=st.integers(0, 2**31))
def test_a_relation_that_explains_every_value_is_told(name: str, seed: int) -> None:
    change, sentence = CHANGES[name]
    expected = drawn(seed, 5, 5)
    expected[0, :2] = torch.tensor([0.4, -0.6], dtype=F64)  # of both signs, whatever is drawn
    assert sentence in related(change(expected), expected, near(expected))


@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    st.lists(st.integers(1, 6), max_size=3),
    st.integers(0, 2**31),
    st.sampled_from([F64, torch.float32]),
)
def test_other_values_are_not_related(shape: list[int], seed: int, dtype: torch.dtype) -> None:
    mine, right = drawn(seed, *shape).to(dtype), drawn(seed + 1, *shape).to(dtype)
    tolerance = torch.tensor(1e-9 if dtype == F64 else 1e-5, dtype=F64)
    arguments = {"x": drawn(seed + 2, *shape), "w": drawn(seed + 3, 7, 4)}
    said = related(mine.double(), right.double(), tolerance * 3, arguments)
    # A single value has a sign, and two may have the same distance to theirs.
    assert said == ""


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.integers(1, 30), st.integers(2, 4), st.integers(0, 2**31))
def test_nor_are_other_labels(length: int, classes: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    mine, right = torch.randint(1, 1 + classes, (2, length), generator=generator)
    if not torch.equal(mine, right) and mine.unique().numel() > 1:
        assert related(mine, right, torch.zeros(())) == ""


@pytest.mark.parametrize(
    "expected",
    [
        torch.ones(5, 5, dtype=F64),
        torch.eye(5, dtype=F64),
        torch.tensor([1.0, 2.0, 1.0], dtype=F64),
        torch.tensor([True, False, True, True]),
    ],
)
def test_too_few_different_values_tell_nothing_of_their_order(expected: torch.Tensor) -> None:
    said = related(expected.roll(1, 0), expected, torch.zeros((), dtype=F64))
    assert not said


def test_a_wide_bound_tells_nothing() -> None:
    expected = drawn(1, 5, 5)
    assert related(expected.mT, expected, torch.tensor(0.5, dtype=F64)) == ""


def test_a_factor_that_is_a_size_of_an_argument_names_it() -> None:
    X, pred, right = drawn(1, 7, 3), drawn(2, 11), torch.tensor(0.7391, dtype=F64)
    say = {"X": X, "pred": pred}
    assert "7 times what it should be (7: X has 7 rows)" in related(7 * X, X, near(X), say)
    assert "(1 / 3: X has 3 columns)" in related(X / 3, X, near(X), say)
    assert "(11: pred has 11 elements)" in related(11 * right, right, near(right[None]), say)
    assert related(1.234 * right, right, near(right[None]), say) == ""
    assert "2 times" in related(2 * right, right, near(right[None]), say)


def test_where_an_argument_is_positive() -> None:
    z, right = drawn(3, 6, 5), drawn(4, 6, 5)
    mine = torch.where(z > 0, right, right.sin())
    assert related(mine, right, near(right), {"z": z}) == "They are right only where z is positive."


def test_only_the_shape_is_wrong() -> None:
    right = drawn(5, 4, 3)
    assert "only the shape" in reshaped(right.flatten(), right, 1e-9)
    assert "axes are in another order" in reshaped(right.mT, right, 1e-9)
    assert reshaped(drawn(6, 3, 4), right, 1e-9) == ""
    with pytest.raises(Wrong, match=r"\(3, 4\); \(4, 3\) was expected. The values are right, but"):
        expect(right.mT.clone(), right)


def test_an_expectation_tells_the_relation_and_no_value() -> None:
    right = drawn(7, 4, 3)
    with pytest.raises(Wrong) as caught, answering(lambda: {"X": right}):
        expect(right * 4, right)
    assert str(caught.value).endswith(
        "Each of them is 4 times what it should be (4: X has 4 rows)."
    )
    assert caught.value.message in str(caught.value)
    assert "times" not in caught.value.message


def test_large_tensors_are_not_looked_at() -> None:
    right = drawn(8, LARGEST + 1)
    assert related(-right, right, near(right)) == ""


def test_what_is_not_finite_or_real_tells_nothing() -> None:
    right = drawn(9, 4)
    assert related(right / 0, right, near(right)) == ""
    assert related(torch.complex(right, right), right, near(right)) == ""


def test_the_gradient_of_another_argument_is_told() -> None:
    right, other = drawn(1, 4, 4), drawn(2, 4, 4)
    others = {"The gradient with respect to W": other}
    said = related(other.clone(), right, near(right), {}, others)
    assert said == "These are the values of another one: the gradient with respect to W."
    assert related(drawn(3, 4, 4), right, near(right), {}, others) == ""


def test_an_argument_that_comes_back_is_told() -> None:
    right, x = drawn(1, 4, 4), drawn(2, 4, 4)
    assert (
        related(x, right, near(right), {"x": x}) == "These are the values of the argument x itself."
    )
