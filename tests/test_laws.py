"""Each law of the vocabulary of suites passes an honest function and fails one that breaks it."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch

from tutor.course import load_course
from tutor.errors import CourseError
from tutor.grading import compare, generic_mistakes, laws
from tutor.grading.checks import Contract, check, driven
from tutor.grading.draw import Draw
from tutor.grading.laws import Subject
from tutor.grading.remote import local
from tutor.grading.suite import read_checks
from tutor.grading.version import suite_version
from tutor.grading.watched import Wrong

ROOT = Path(__file__).parent.parent


def draw(rng: Draw, rows: int, columns: int, dtype: torch.dtype = torch.float64) -> Any:
    return rng.away_from_zero(rows, columns, dtype=dtype), rng.away_from_zero(columns, dtype=dtype)


def scaled(X: Any, w: Any) -> Any:
    if not isinstance(w, torch.Tensor) or w.shape != X.shape[1:]:
        raise ValueError("one weight for each column")
    return X * w + 1


SCALED = Contract("scaled", draw)


def subject(function: Callable[..., Any], contract: Contract = SCALED) -> Subject:
    modules = []
    for each in (function, scaled):
        module = ModuleType("submission")
        vars(module)["scaled"] = each
        modules.append(local(module))
    return Subject(contract, modules[0], modules[0].on("logical"), modules[1], Draw(7))


def in_place(X: Any, w: Any) -> Any:
    result = scaled(X, w)
    w += 1
    return result


def on_the_cpu(X: Any, w: Any) -> Any:
    return torch.ones(X.shape, dtype=X.dtype) + X * w


def copied_to_the_cpu(X: Any, w: Any) -> Any:
    return scaled(X, w).cpu()


def by_rows(X: Any, w: Any) -> Any:
    return torch.stack([row * w + 1 for row in X])


def by_numbers(X: Any, w: Any) -> Any:
    return torch.tensor((X * w + 1).tolist(), dtype=X.dtype)


def in_float64(X: Any, w: Any) -> Any:
    return scaled(X.double(), w.double())


def cut_off(X: Any, w: Any) -> Any:
    return scaled(X, w).detach()


def cut_at_w(X: Any, w: Any) -> Any:
    return scaled(X, w.detach())


def lenient(X: Any, w: Any) -> Any:
    return X * w + 1


def otherwise(X: Any, w: Any) -> Any:
    try:
        return scaled(X, w)
    except ValueError:
        raise IndexError from None


def wrong(X: Any, w: Any) -> Any:
    return X * w


def constant(X: Any, w: Any) -> Any:
    return torch.full_like(X, 3.0)


def without_w(X: Any, w: Any) -> Any:
    return X + 1


def wrong_and_cut_at_w(X: Any, w: Any) -> Any:
    return X * w.detach()


def wrong_and_half_cut(X: Any, w: Any) -> Any:
    return X * w + w.detach()


def with_the_digits_of_float32(X: Any, w: Any) -> Any:
    return scaled(X, w).float().double()


def nothing(X: Any, w: Any) -> Any:
    return None


def the_argument(X: Any, w: Any) -> Any:
    return X


def in_float32(X: Any, w: Any) -> Any:
    return scaled(X, w).float()


def the_argument_again(X: Any, w: Any) -> Any:
    return X.float() + 0


def by_chance(X: Any, w: Any) -> Any:
    return torch.rand_like(X)


def not_a_number(X: Any, w: Any) -> Any:
    return X * w * torch.nan


def another_shape(X: Any, w: Any) -> Any:
    return (X * w + 1).mean()


def transposed(X: Any, w: Any) -> Any:
    return (X * w).T


JUNK = (nothing, constant, the_argument, the_argument_again, by_chance, another_shape, not_a_number)

Law = Callable[[Subject], None]
AGREES: Law = lambda s: s.agrees_on((3, 2), (0, 4), (1, 1))  # noqa: E731
ARGUMENTS: Law = lambda s: s.leaves_its_arguments(3, 2)  # noqa: E731
GPU: Law = lambda s: s.stays_on_the_gpu(3, 2)  # noqa: E731
LOOP: Law = lambda s: s.has_no_loop(3, 2, over=["rows", "columns"])  # noqa: E731
DTYPE: Law = lambda s: s.keeps_dtype(torch.float32, (3, 2))  # noqa: E731
SHORT: Law = lambda s: s.keeps_short_dtypes(3, 2)  # noqa: E731
GRADIENTS: Law = lambda s: s.passes_gradients_back(3, 2)  # noqa: E731
REFUSES: Law = lambda s: s.refuses(  # noqa: E731
    (torch.ones(3, 2), torch.ones(1)), because="Each column has a weight."
)

BROKEN = [
    (AGREES, wrong, "wrong values"),
    (ARGUMENTS, in_place, "changes its argument w in place"),
    (ARGUMENTS, constant, "cannot tell yet whether the arguments are left alone"),
    (GPU, constant, "cannot tell yet whether everything stays on the GPU"),
    (GRADIENTS, wrong_and_cut_at_w, "No gradient arrives at w"),
    (GRADIENTS, wrong_and_half_cut, "gradient that arrives at w is not the slope of your answer"),
    (GRADIENTS, without_w, "cannot tell yet whether a gradient arrives at w"),
    (GPU, copied_to_the_cpu, "is on cpu"),
    (LOOP, by_rows, "40 more rows"),
    (LOOP, by_numbers, "leaves torch"),
    (DTYPE, in_float64, "dtype float64; float32"),
    (GRADIENTS, cut_off, "No gradient arrives at X"),
    (GRADIENTS, cut_at_w, "No gradient arrives at w"),
    (REFUSES, lenient, "answers where it should refuse. Each column has a weight"),
    (REFUSES, otherwise, "refuses with IndexError"),
]


@pytest.mark.parametrize(("law", "function", "sentence"), BROKEN)
def test_a_law_is_broken_in_plain_words(
    law: Law, function: Callable[..., Any], sentence: str
) -> None:
    law(subject(scaled))
    with pytest.raises(Wrong, match=sentence):
        law(subject(function))


@pytest.mark.parametrize("law", [ARGUMENTS, GPU, LOOP, GRADIENTS])
def test_a_law_about_one_thing_forgives_a_wrong_answer_but_not_a_missing_one(law: Law) -> None:
    law(subject(wrong))
    for function in JUNK:
        with pytest.raises(Wrong):
            law(subject(function))


def test_the_slope_of_an_answer_with_few_digits_is_measured_with_longer_steps() -> None:
    GRADIENTS(subject(with_the_digits_of_float32))


@pytest.mark.parametrize("law", [ARGUMENTS, GPU, LOOP, DTYPE, SHORT])
def test_an_answer_that_is_turned_round_is_one(law: Law) -> None:
    law(subject(transposed))


def test_of_an_answer_in_parts_half_have_to_be_made_from_the_arguments() -> None:
    def parts(*functions: Callable[..., Any]) -> Callable[..., Any]:
        return lambda X, w: tuple(function(X, w) for function in functions)

    right = parts(scaled, scaled)
    both = Contract("scaled", draw, truth=right, arguments=("X", "w"), parts=("one", "other"))
    for law in (ARGUMENTS, GPU, LOOP, DTYPE):
        law(subject(parts(wrong, the_argument), both))
        with pytest.raises(Wrong, match="cannot tell yet"):
            law(subject(parts(constant, the_argument), both))


def test_values_that_are_wrong_on_the_gpu_alone_are_not_forgiven() -> None:
    def on_one_device(X: Any, w: Any) -> Any:
        return scaled(X, w) if X.device.type == "cpu" else wrong(X, w)

    with pytest.raises(Wrong, match="wrong values"):
        GPU(subject(on_one_device))


def test_the_dtype_is_judged_by_the_check_on_dtypes_alone() -> None:
    for law in (AGREES, ARGUMENTS, GPU, LOOP, GRADIENTS):
        law(subject(in_float32))
    with pytest.raises(Wrong, match="dtype float32; float64 was expected"):
        DTYPE(subject(in_float32))
    with pytest.raises(Wrong, match="dtype float32; float64 was expected"):
        SHORT(subject(in_float32))
    with pytest.raises(Wrong, match="dtype float64; float16 was expected"):
        SHORT(subject(in_float64))


def test_the_check_on_dtypes_forgives_values_that_are_wrong_in_every_dtype() -> None:
    for law in (DTYPE, SHORT):
        law(subject(wrong))
        for function in JUNK:
            with pytest.raises(Wrong):
                law(subject(function))

    def wrong_in_float32(X: Any, w: Any) -> Any:
        return scaled(X, w) if X.dtype == torch.float64 else wrong(X, w)

    for law in (DTYPE, SHORT):
        with pytest.raises(Wrong, match="wrong values"):
            law(subject(wrong_in_float32))
    with pytest.raises(Wrong, match="wrong values"):
        subject(wrong).keeps_dtype(torch.float64, (3, 2))


def test_a_dtype_that_a_check_names_is_judged() -> None:
    for law in (Subject.leaves_its_arguments, Subject.stays_on_the_gpu):
        law(subject(in_float32), 3, 2)
        with pytest.raises(Wrong, match="dtype float32; float64 was expected"):
            law(subject(in_float32), 3, 2, dtype=torch.float64)


def test_a_tensor_made_on_the_cpu_does_not_meet_one_on_the_gpu() -> None:
    with pytest.raises(RuntimeError, match="same device"):
        GPU(subject(on_the_cpu))


def test_what_is_not_written_yet_refuses_nothing() -> None:
    def starter(X: Any, w: Any) -> Any:
        raise NotImplementedError("task 1")

    with pytest.raises(NotImplementedError, match="task 1"):
        REFUSES(subject(starter))


def test_a_contract_may_name_parts_and_judge_for_itself() -> None:
    def pair(X: Any, w: Any) -> Any:
        return scaled(X, w), w

    both = Contract("scaled", draw, truth=pair, parts=("the table", "the weights"))
    subject(pair, both).agrees_on((3, 2))
    with pytest.raises(Wrong, match="should return 2 things: the table, the weights"):
        subject(scaled, both).agrees_on((3, 2))

    def judge(result: Any, X: Any, w: Any) -> None:
        compare.require(bool((result == X * w).all()), "not X times w")

    subject(wrong, Contract("scaled", draw, judge=judge)).agrees_on((3, 2))
    with pytest.raises(Wrong, match="not X times w"):
        subject(scaled, Contract("scaled", draw, judge=judge)).agrees_on((3, 2))


def through(module, X, w):  # type: ignore[no-untyped-def]
    return module.scaled(X, w)


def test_a_driver_is_an_entry_too() -> None:
    contract = Contract(driven(through), draw, truth=scaled)
    subject(scaled, contract).stays_on_the_gpu(3, 2)
    with pytest.raises(Wrong, match="wrong values"):
        subject(wrong, contract).agrees_on((3, 2))
    with pytest.raises(CourseError, match="entry is the name of a function"):
        subject(scaled, contract).refuses((1, 2), because="")


def test_the_mark_of_a_check_is_read() -> None:
    @check(task=2, points=0.5, catches="one two", dtypes="float64 float32")
    def test_it(dtype: Any) -> None:
        """What it is about."""

    one, other = read_checks("test_it", test_it)
    assert (one.id, one.title) == ("test_it[float64]", "What it is about (float64)")
    assert (other.task, other.points, other.catches) == (2, 0.5, ("one", "two"))


def test_a_check_that_asks_for_the_gpu_is_known_by_its_law() -> None:
    def test_gpu(subject: Any) -> None:
        subject(SCALED).stays_on_the_gpu(3, 2)

    def test_cpu(subject: Any) -> None:
        subject(SCALED).agrees_on((3, 2))

    assert [c.on_gpu for f in (test_gpu, test_cpu) for c in read_checks("test", f)] == [True, False]


GENERIC = [
    (lambda: generic_mistakes.in_float64("scaled"), DTYPE),
    (lambda: generic_mistakes.in_float32("scaled"), DTYPE),
    (lambda: generic_mistakes.overwriting("scaled", "X w"), ARGUMENTS),
    (lambda: generic_mistakes.cut_off("scaled"), GRADIENTS),
    (lambda: generic_mistakes.loop_over("scaled", "X"), LOOP),
    (lambda: generic_mistakes.loop_over("scaled", "X", axis=1), LOOP),
    (lambda: generic_mistakes.loop_over("scaled", "X", axis=None), LOOP),
]


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> None:
    class Layer:
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return 2 * x

    module: Any = SimpleNamespace(scaled=scaled, Layer=Layer)
    monkeypatch.setitem(sys.modules, "reference", module)


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(("make", "law"), GENERIC)
def test_a_generic_mistake_breaks_its_law_alone(make: Callable[[], Any], law: Law) -> None:
    mistake = make()
    assert mistake.__doc__
    with pytest.raises(Wrong):
        law(subject(mistake.scaled))
    others = [AGREES, ARGUMENTS, GPU, LOOP, DTYPE, GRADIENTS, REFUSES]
    others.remove(law)
    for other in others:
        other(subject(mistake.scaled))


@pytest.mark.usefixtures("reference")
def test_a_generic_mistake_on_the_cpu_shows_on_the_gpu_alone() -> None:
    mistake: Any = generic_mistakes.partly_on_the_cpu("scaled")
    for law in (AGREES, ARGUMENTS, LOOP, DTYPE, GRADIENTS, REFUSES):
        law(subject(mistake.scaled))
    with pytest.raises(RuntimeError, match="same device"):
        GPU(subject(mistake.scaled))


@pytest.mark.usefixtures("reference")
def test_a_generic_mistake_stands_in_for_a_method_with_an_explanation_of_its_own() -> None:
    mistake: Any = generic_mistakes.overwriting("Layer.forward", "x", why="Like this.")
    x = torch.ones(2)
    assert mistake.Layer().forward(x).tolist() == [2, 2]
    assert x.tolist() == [2, 2]
    assert mistake.__doc__ == "Like this."


def test_a_suites_version_covers_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    from tutor.grading import version

    exercise = load_course(ROOT).exercise("mse")
    before = suite_version(exercise)
    assert suite_version(exercise) == before
    monkeypatch.setattr(version, "_vocabulary", lambda: b"another")
    assert suite_version(exercise) != before
    monkeypatch.undo()
    assert laws.MORE  # the law about loops is part of it
    assert b"def has_no_loop" in version._vocabulary()
    assert b"def expect_no_loop" in version._vocabulary()


def rows_for_columns(X: Any, w: Any) -> Any:
    result = X.clone()
    for j in range(min(X.shape)):  # a size for another
        result[:, j] = X[:, j] * w[j] + 1
    return result


def wrong_everywhere(X: Any, w: Any) -> Any:
    return scaled(X, w).sin()


def test_a_size_in_the_place_of_another_is_told() -> None:
    with pytest.raises(Wrong) as wrong:
        subject(rows_for_columns).agrees_on((3, 7))
    assert "With 3 for every size the answer is right" in wrong.value.probed()


@pytest.mark.parametrize("sizes", [(3, 7), (4, 4), (1, 5)])
def test_nothing_is_said_of_sizes_that_have_no_part_in_it(sizes: tuple[int, int]) -> None:
    with pytest.raises(Wrong) as wrong:
        subject(wrong_everywhere).agrees_on(sizes)
    assert "every size" not in wrong.value.probed()


def test_what_fails_with_equal_sizes_only_says_nothing() -> None:
    def fails(X: Any, w: Any) -> Any:
        if X.shape[0] == X.shape[1]:
            raise RuntimeError
        return scaled(X, w) * X

    with pytest.raises(Wrong) as wrong:
        subject(fails).agrees_on((3, 7))
    assert "every size" not in wrong.value.probed()
