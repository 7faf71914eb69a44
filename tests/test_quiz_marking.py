"""Marking: whatever way a right answer is typed it is right, and guessing earns nothing."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.quiz import words
from tutor.quiz.marking import mark, right_answer
from tutor.quiz.model import (
    Choice,
    Matching,
    Numeric,
    Open,
    Option,
    Ordering,
    Output,
    Question,
    Shape,
    Short,
    Slip,
    Tolerance,
    TrueFalse,
)
from tutor.quiz.unreadable import Unreadable

ABOUT: dict[str, Any] = {
    "id": "q",
    "concept": "c",
    "source": "s",
    "text": "Which?",
    "explanation": "Because.",
}


def number(answer: float, **how: Any) -> Numeric:
    tolerance = {k: how.pop(k) for k in tuple(how) if k in Tolerance.__dataclass_fields__}
    return Numeric(**ABOUT, answer=answer, tolerance=Tolerance(**tolerance), **how)


def choice(*right: bool) -> Choice:
    options = tuple(Option(f"option {i}", r, "" if r else f"why {i}") for i, r in enumerate(right))
    return Choice(**ABOUT, option=options, several=sum(right) != 1)


def short(*accept: str, slips: tuple[str, ...] = ()) -> Short:
    return Short(**ABOUT, accept=accept, slip=tuple(Slip(s, f"that is {s}") for s in slips))


def credit(question: Question, answer: Any) -> float:
    return mark(question, answer).credit


def asks_again(question: Question, answer: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        mark(question, answer)
    return str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "1024",
        "1 024",
        "1,024",
        "1.024",
        "1'024",
        "1_024",
        "1024.0",
        "1.024e3",
        "2^10",
        "2**10",
        "4*256",
        "= 1024",
        "x = 1024",
        "~1024",
        "1024.",
        " 1024 ",
        "１０２４",
        "2¹⁰",
        "1,024.0",
        "+1024",
    ],
)
def test_a_number_may_be_written_in_many_ways(typed: str) -> None:
    assert credit(number(1024, absolute=0), typed) == 1


@pytest.mark.parametrize(
    "typed",
    ["0.3025", "0,3025", ".3025", "3.025e-1", "(0.25-0.8)^2", "0.55²", "30.25 %", "121/400"],
)
def test_a_fraction_may_be_written_in_many_ways(typed: str) -> None:
    assert credit(number(0.3025, decimals=4), typed) == 1


@pytest.mark.parametrize("typed", ["-1.5", "−1.5", "–1,5", "-3/2", "w = -1.5"])
def test_every_minus_is_a_minus(typed: str) -> None:
    assert credit(number(-1.5, absolute=0.01), typed) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "1e999",
        "9^9^9^9",
        "12,5 apples",
        "🙂",
        "a" * 10**6,
        "[1]",
        "1 2 3 4",
        "__import__('os')",
        "(1",
        "1/0",
        "lambda: 1",
        "9" * 190 + "!",
        None,
        [1],
        {},
    ],
)
def test_what_is_no_number_is_asked_again(typed: Any) -> None:
    assert asks_again(number(12.5, absolute=0.1), typed)


def test_units_are_read_and_turned_into_the_question_s() -> None:
    question = number(25, absolute=0.1, unit="ms", units={"s": 1000.0})
    assert [credit(question, t) for t in ("25", "25 ms", "25ms", "0.025 s", "0,025s")] == [1.0] * 5
    assert credit(question, "25 s") == 0
    assert asks_again(question, "25 km")


def test_cutting_off_is_as_good_as_rounding() -> None:
    question = number(2 / 3, decimals=3)
    assert [credit(question, t) for t in ("0.667", "0.666", "0.6667", "2/3")] == [1.0] * 4
    assert credit(question, "0.669") == 0


def test_too_few_figures_are_asked_again_and_cost_nothing() -> None:
    assert "3 significant figures" in asks_again(number(0.050508, significant=3), "0.05")
    assert credit(number(0.050508, significant=3), "0.06") == 0


def test_a_known_wrong_number_is_named_and_a_sign_too() -> None:
    question = number(0.3025, decimals=4, slip=(Slip("0.55", "the error squares it"),))
    assert mark(question, "0.55").remarks == ("the error squares it",)
    assert "sign" in mark(question, "-0.3025").remarks[0]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_every_number_is_itself(value: float) -> None:
    assert credit(number(value, relative=1e-6), repr(value)) == 1


@given(st.text())
def test_no_text_breaks_a_rule(text: str) -> None:
    questions = [
        number(3, absolute=0.1),
        short("gradient"),
        TrueFalse(**ABOUT, answer=True, why="w"),
    ]
    questions += [Output(**ABOUT, answer="3"), Shape(**ABOUT, answer="(N, 3)")]
    for question in questions:
        try:
            assert 0 <= credit(question, text) <= 1
        except Unreadable:
            continue


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(ANYTHING)
def test_no_value_breaks_a_rule(value: Any) -> None:
    pairs = (("a", "x"), ("b", "y"), ("c", "x"))
    questions: list[Question] = [
        choice(True, False, False),
        choice(True, True, False),
        Ordering(**ABOUT, items=("a", "b", "c"), why="w"),
        Matching(**ABOUT, pairs=pairs, why="w"),
        Open(**ABOUT, rubric=("r", "s"), model="m"),
        number(3, absolute=0.1),
        Shape(**ABOUT, answer="()"),
    ]
    for question in questions:
        try:
            assert 0 <= credit(question, value) <= 1
        except Unreadable:
            continue


def test_one_option_is_chosen_and_a_wrong_one_says_why() -> None:
    question = choice(False, True, False)
    assert credit(question, [1]) == 1
    assert mark(question, [2]).remarks == ("why 2",)
    assert asks_again(question, [0, 1])
    assert asks_again(question, [])
    assert "no such option" in asks_again(question, [7])
    assert asks_again(question, [-1])
    assert asks_again(question, [True])


@given(st.lists(st.booleans(), min_size=3, max_size=8).filter(lambda r: 2 <= sum(r) < len(r)))
def test_ticking_everything_or_at_random_earns_nothing(right: list[bool]) -> None:
    question = choice(*right)
    n = len(right)
    assert credit(question, list(range(n))) == 0
    assert credit(question, right_answer(question)) == 1
    single = [hits(question, {i}) for i in range(n)]
    assert abs(sum(single)) < 1e-9


def hits(question: Choice, chosen: set[int]) -> float:
    """The credit before it is cut off at 0, from its definition."""
    right = {i for i, option in enumerate(question.option) if option.right}
    wrong = set(range(len(question.option))) - right
    value = len(chosen & right) / len(right) - len(chosen & wrong) / len(wrong)
    assert mark(question, sorted(chosen)).credit == pytest.approx(max(0.0, value))
    return value


def test_partial_credit_says_what_is_missing() -> None:
    given_mark = mark(choice(True, True, False, False), [0])
    assert given_mark.credit == 0.5
    assert given_mark.remarks == ("1 right option not ticked.",)


@pytest.mark.parametrize("typed", [True, "true", "T", "yes", "True.", " TRUE ", "It's true."])
def test_true_is_said_in_many_ways(typed: Any) -> None:
    assert credit(TrueFalse(**ABOUT, answer=True, why="w"), typed) == 1
    assert credit(TrueFalse(**ABOUT, answer=False, why="w"), typed) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "Rosenblatt",
        "rosenblatt",
        "Frank Rosenblatt",
        "F. Rosenblatt"[3:],
        "Rosenblat",
        "Rosenbaltt",
    ],
)
def test_a_name_may_have_a_slip_of_the_pen(typed: str) -> None:
    assert credit(short("Rosenblatt", "Frank Rosenblatt"), typed) == 1


@pytest.mark.parametrize(
    ("wanted", "typed"),
    [
        ("cross-entropy", "Cross entropy"),
        ("cross-entropy", "crossentropy"),
        ("overfitting", "over-fitting"),
        ("perceptron", "the perceptrons"),
        ("initialisation", "initialization"),
        ("epoch", "an epoch!"),
        ("précision", "precision"),
        ("head", "heads"),
    ],
)
def test_spelling_is_no_concept(wanted: str, typed: str) -> None:
    assert credit(short(wanted), typed) == 1


@pytest.mark.parametrize(
    ("wanted", "typed"),
    [
        ("unsupervised", "supervised"),
        ("supervised", "unsupervised"),
        ("underfitting", "overfitting"),
        ("minimise", "maximise"),
        ("encoder", "decoder"),
        ("Mark I", "Mark II"),
        ("gradient descent", "gradient ascent"),
        ("nonlinear", "linear"),
        ("1958", "1956"),
        ("LSTM", "LSTN"),
        ("covariance", "variance"),
    ],
)
def test_another_word_is_no_slip(wanted: str, typed: str) -> None:
    assert credit(short(wanted), typed) == 0


def test_a_known_wrong_word_is_named_even_if_misspelled() -> None:
    question = short("validation set", slips=("training set",))
    assert mark(question, "trainning set").remarks == ("that is training set",)
    assert "spelled" in mark(question, "valdation set").remarks[0]
    assert asks_again(question, "?!")
    assert asks_again(question, "x" * 10**6)


@given(st.text(max_size=20), st.text(max_size=20))
def test_distance_is_symmetric(one: str, other: str) -> None:
    assert words.distance(one, other) == words.distance(other, one)


def test_a_partial_order_accepts_every_order_that_keeps_it() -> None:
    question = Ordering(
        **ABOUT, items=("a", "b", "c", "d"), why="w", before=((0, 1), (0, 2), (1, 3), (2, 3))
    )
    assert credit(question, [0, 1, 2, 3]) == 1
    assert credit(question, [0, 2, 1, 3]) == 1
    assert 0 < credit(question, [1, 0, 2, 3]) < 1
    assert credit(question, [3, 2, 1, 0]) == 0
    assert asks_again(question, [0, 1, 2])
    assert asks_again(question, [0, 0, 1, 2])


@given(st.permutations(range(5)))
def test_an_order_is_marked_by_kendalls_tau(order: list[int]) -> None:
    question = Ordering(**ABOUT, items=tuple("abcde"), why="w")
    kept = sum(order.index(i) < order.index(j) for i in range(5) for j in range(i + 1, 5))
    assert credit(question, order) == pytest.approx(max(0.0, kept / 5 - 1))


def test_matching_gives_nothing_for_chance() -> None:
    pairs = (("raw", "none"), ("yes or no", "sigmoid"), ("which", "softmax"))
    question = Matching(**ABOUT, pairs=pairs, why="mixed up", extra=("tanh",))
    assert credit(question, [0, 1, 2]) == 1
    assert 0 < credit(question, [0, 1, 3]) < 1
    assert credit(question, [3, 3, 3]) == 0
    assert asks_again(question, [0, 1])
    assert asks_again(question, [0, 1, 9])


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("tensor([-1, -1,  0])", "[-1, -1, 0]"),
        ("tensor([-1, -1,  0])", "-1 -1 0"),
        ("tensor([1., 2.])", "1, 2"),
        ("torch.Size([3, 4])", "(3, 4)"),
        ("torch.float32", "float32"),
        ("tensor([nan, nan])", "nan, nan"),
        ("RuntimeError", "RuntimeError: a leaf Variable"),
        ("RuntimeError", "Runtime error"),
        ("RuntimeError", "it raises a torch.RuntimeError"),
        ("28.0", "28,0"),
        ("28", "w.grad = 28"),
        ("False True", "(False, True)"),
        ("False", "F"),
        ("-1", "- 1"),
        ("-1", "it prints minus 1"),
        ("nan", "not a number"),
        ("tensor([0.2500, 0.2500])", "0.25 and 0.25"),
        ("0.6667", "0.66667"),
        ("1\n2", "1 2"),
        ("True", "true"),
    ],
)
def test_outputs_are_read_as_people_write_them(printed: str, typed: str) -> None:
    assert credit(Output(**ABOUT, answer=printed), typed) == 1


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("RuntimeError", "ValueError"),
        ("[[1, 2], [3, 4]]", "[1, 2, 3, 4]"),
        ("0.6667", "0.5"),
        ("1 2", "1"),
        ("tensor([1, 2])", "[2, 1]"),
        ("3", "-3"),
    ],
)
def test_other_outputs_are_wrong(printed: str, typed: str) -> None:
    assert credit(Output(**ABOUT, answer=printed), typed) == 0


def test_an_unnamed_exception_or_half_a_list_is_asked_again() -> None:
    assert "Name the exception" in asks_again(Output(**ABOUT, answer="RuntimeError"), "an error")
    assert "bracket" in asks_again(Output(**ABOUT, answer="[[1], [2]]"), "[[1], [2]")


def test_a_noun_counts_where_the_question_speaks_of_it() -> None:
    question = replace(number(18, absolute=0), text="How many parameters has it?")
    for typed in ("18 parameters", "18 Parameters.", "18 times", "9 + 9 = 18", "about 18", "18x"):
        assert credit(question, typed) == 1
    assert asks_again(question, "18 apples")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("13 1/2", 13.5),
        ("0.3(1-0.3)", 0.21),
        ("minus 48", -48),
        ("dL/dw1 = -48", -48),
        ("203 - 40 = 163", 163),
        ("ln 1", 0),
        ("alpha < 0.32", 0.32),
        ("in 1969", 1969),
        ("4th", 4),
        ("×7", 7),
    ],
)
def test_a_number_may_come_with_words_and_working(typed: str, value: float) -> None:
    assert credit(number(value, absolute=1e-9), typed) == 1


def test_neither_rounded_nor_cut_off_is_wrong() -> None:
    assert credit(number(1.2023, decimals=2), "1.21") == 0
    assert credit(number(0.96, decimals=2), "0.97") == 0
    assert credit(number(0.29, decimals=2), "0.28") == 0
    assert credit(number(1.15, significant=3), "1.14") == 0
    assert credit(number(-2 / 3, decimals=2), "-0.66") == 1


def test_a_number_near_a_known_wrong_one_is_not_that_one() -> None:
    question = number(1962, absolute=1, slip=(Slip("1959", "that was the paper"),))
    assert mark(question, "1960").remarks == ()
    assert mark(question, "1959").remarks == ("that was the paper",)


def test_brackets_and_signs_of_logic_are_read() -> None:
    question = short("NOT AND", "NOT (x1 AND x2)", "NAND", slips=("AND",))
    assert credit(question, "¬AND") == credit(question, "!and") == 1
    assert credit(question, "(NOT x1) AND x2") == 0


def test_an_integer_is_no_float_where_it_matters() -> None:
    question = Output(**ABOUT, answer="3.0", exact=True)
    assert credit(question, "3.0") == 1
    assert "type" in mark(question, "3").remarks[0]


@pytest.mark.parametrize(
    "typed",
    [
        "(N, 16, 26, 26)",
        "[n, 16, 26, 26]",
        "N x 16 x 26 x 26",
        "N×16×26×26",
        "N,16,26,26",
        "torch.Size([N, 16, 26, 26])",
        "shape = (N, 16, 26, 26)",
        "N 16 26 26",
    ],
)
def test_a_shape_may_be_written_in_many_ways(typed: str) -> None:
    assert credit(Shape(**ABOUT, answer="(N, 16, 26, 26)"), typed) == 1


def test_shapes_with_products_and_none() -> None:
    assert credit(Shape(**ABOUT, answer="(4*H, D)"), "(4H, d)") == 1
    assert credit(Shape(**ABOUT, answer="(T*N, H)"), "(NT, H)") == 1
    assert credit(Shape(**ABOUT, answer="()"), "scalar") == 1
    assert credit(Shape(**ABOUT, answer="(8, 6, 8)"), "8*6*8") == 1
    assert credit(Shape(**ABOUT, answer="(N, T, D)"), "NTD") == 1
    assert "no error" in mark(Shape(**ABOUT, answer="(2, 3)"), "RuntimeError").remarks[0]
    assert "order" in mark(Shape(**ABOUT, answer="(2, 3)"), "(3, 2)").remarks[0]
    assert asks_again(Shape(**ABOUT, answer="(2, 3)"), "🙂")
    assert asks_again(Shape(**ABOUT, answer="(2, 3)"), "banana")


def test_free_text_is_rated_by_its_writer() -> None:
    question = Open(**ABOUT, rubric=("says a", "says b"), model="a and b")
    assert credit(question, {"text": "a", "points": [True, False]}) == 0.5
    assert asks_again(question, {"text": " ", "points": [True, False]})
    assert asks_again(question, {"text": "x" * 10**6, "points": [True, True]})
    assert asks_again(question, {"text": "a", "points": [True]})


def test_infinite_tolerances_do_not_exist() -> None:
    assert math.isfinite(credit(number(0, significant=3), "0"))
