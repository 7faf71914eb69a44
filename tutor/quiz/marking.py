"""Each type of question is marked by its own rule. An answer that cannot be read is not marked.

Partial credit never rewards guessing: ticking everything, ticking nothing and a random order all
have an expected credit of nothing before it is cut off at 0.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from tutor.quiz import words
from tutor.quiz.model import (
    Choice,
    Matching,
    Numeric,
    Open,
    Ordering,
    Output,
    Question,
    Shape,
    Short,
    Slip,
    TrueFalse,
)
from tutor.quiz.numbers import is_near, is_slip, is_too_coarse, read_number
from tutor.quiz.printed import printed_lines, prints_the_same, shapes_of
from tutor.quiz.unreadable import Unreadable

MAX_TEXT = 20_000  # characters of free text
_YES = {"true", "t", "yes", "y", "right", "correct", "1", "not false"}
_NO = {"false", "f", "no", "n", "wrong", "incorrect", "0", "not true", "untrue", "not right"}


@dataclass(frozen=True)
class Verdict:
    """`credit` goes from 0 to 1; `remarks` are about this answer, not about the question."""

    credit: float
    remarks: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.credit == 1


@singledispatch
def mark(question: Question, answer: Any) -> Verdict:
    """Mark an answer. Raises Unreadable when it has the wrong form, which costs nothing."""
    raise TypeError(f"{type(question).__name__} has no rule of marking")


@mark.register
def _(question: Choice, answer: Any) -> Verdict:
    chosen = _positions(answer, len(question.option))
    if not question.several and len(chosen) != 1:
        raise Unreadable("Choose one option.")
    right = {i for i, option in enumerate(question.option) if option.right}
    wrong = [i for i in chosen if i not in right]
    remarks = tuple(question.option[i].why for i in wrong)
    if not question.several:
        return Verdict(float(not wrong), remarks)
    hits = len(right.intersection(chosen))
    others = len(question.option) - len(right)
    credit = hits / len(right) - (len(wrong) / others if others else 0)
    if missing := len(right) - hits:
        remarks += (f"{_counted(missing, 'right option')} not ticked.",)
    return Verdict(max(0.0, credit) if missing or wrong else 1.0, remarks)


@mark.register
def _(question: TrueFalse, answer: Any) -> Verdict:
    if isinstance(answer, str):
        word = answer.strip().casefold().rstrip(".!").replace("\u2019", "'")
        word = re.sub(r"^(?:it is|it's|that is|that's|this is)\s+", "", word)
        answer = True if word in _YES else False if word in _NO else None
    if not isinstance(answer, bool):
        raise Unreadable("Answer true or false.")
    return Verdict(1.0) if answer is question.answer else Verdict(0.0, (question.why,))


@mark.register
def _(question: Numeric, answer: Any) -> Verdict:
    text = _text(answer)
    readings = read_number(text, question.unit, question.units, _words_of(question))
    if any(is_near(value, question.answer, question.tolerance) for value in readings):
        return Verdict(1.0)
    for slip in question.slip:
        if any(is_slip(v, float(slip.answer), question.tolerance) for v in readings):
            return Verdict(0.0, (slip.why,))
    if is_too_coarse(text, readings[0], question.answer, question.tolerance):
        figures = question.tolerance.significant or question.tolerance.decimals
        kind = "significant figures" if question.tolerance.significant else "decimals"
        raise Unreadable(f"Your number is too rough to be marked. Give {figures} {kind}.")
    if question.answer and is_near(-readings[0], question.answer, question.tolerance):
        return Verdict(0.0, ("The size is right, but the sign is wrong.",))
    return Verdict(0.0)


@mark.register
def _(question: Short, answer: Any) -> Verdict:
    text = _text(answer)
    if len(text) > words.MAX_LENGTH:
        raise Unreadable(f"That is {len(text):,} characters long. Type one or two words.")
    if not words.normalised(text):
        raise Unreadable("Type a word or two.")
    right = words.closest(text, question.accept)
    slips = [(d, s) for s in question.slip if (d := words.distance(text, s.answer)) is not None]
    nearest, slip = min(slips, key=lambda pair: pair[0], default=(None, None))
    if slip is not None and nearest is not None and (right is None or nearest < right):
        return Verdict(0.0, (slip.why,))
    if right is None:
        return Verdict(0.0)
    return Verdict(1.0, (f"It is spelled {question.accept[0]}.",) if right else ())


@mark.register
def _(question: Ordering, answer: Any) -> Verdict:
    order = _positions(answer, len(question.items))
    if len(order) != len(question.items):
        raise Unreadable(f"Put all {len(question.items)} items in order.")
    place = {item: i for i, item in enumerate(order)}
    pairs = _closure(question.before or _chain(len(question.items)))
    kept = sum(place[first] < place[then] for first, then in pairs)
    # Kendall's tau over the pairs that matter: 0 is what a random order gets.
    credit = max(0.0, 2 * kept / len(pairs) - 1)
    return Verdict(1.0) if kept == len(pairs) else Verdict(credit, (question.why,))


@mark.register
def _(question: Matching, answer: Any) -> Verdict:
    partners = question.partners
    chosen = _listed(answer)
    if len(chosen) != len(question.pairs):
        raise Unreadable(f"Match all {len(question.pairs)} items: one choice for each, in order.")
    _require_known(chosen, len(partners))
    n = len(chosen)
    hits = sum(partners[i] == right for i, (_, right) in zip(chosen, question.pairs, strict=True))
    if hits == n:
        return Verdict(1.0)
    by_chance = n / len(partners)
    credit = (hits - by_chance) / (n - by_chance) if n > by_chance else 0.0
    return Verdict(max(0.0, credit), (f"{hits} of {n} are right.", question.why))


@mark.register
def _(question: Output, answer: Any) -> Verdict:
    text = _text(answer)
    lines = printed_lines(text, _words_of(question))
    if prints_the_same(lines, question.answer, question.exact):
        return Verdict(1.0)
    for slip in question.slip:
        if prints_the_same(lines, slip.answer, question.exact):
            return Verdict(0.0, (slip.why,))
    if question.exact and prints_the_same(lines, question.answer, exact=False):
        return Verdict(
            0.0, ("The value is right, but the type is wrong. Check the decimal point.",)
        )
    return Verdict(0.0)


@mark.register
def _(question: Shape, answer: Any) -> Verdict:
    text = _text(answer)
    readings, wanted = shapes_of(text), shapes_of(question.answer)[0]
    if wanted in readings:
        return Verdict(1.0)
    for slip in question.slip:
        if shapes_of(slip.answer)[0] in readings:
            return Verdict(0.0, (slip.why,))
    if "error" in text.casefold():
        return Verdict(0.0, ("There is no error: the result is a tensor.",))
    given = readings[0]
    if len(given) != len(wanted):
        return Verdict(0.0, (f"It has {_counted(len(wanted), 'axis', 'axes')}.",))
    if sorted(given) == sorted(wanted):
        return Verdict(0.0, ("The sizes are right, but their order is wrong.",))
    return Verdict(0.0)


@mark.register
def _(question: Open, answer: Any) -> Verdict:
    match answer:
        case {"text": str(text), "points": list(points)} if len(points) == len(question.rubric):
            if not text.strip():
                raise Unreadable("Write your answer first. One or two sentences are enough.")
            if len(text) > MAX_TEXT:
                raise Unreadable(
                    f"That is {len(text):,} characters; at most {MAX_TEXT:,} are allowed."
                )
            return Verdict(sum(point is True for point in points) / len(points))
    raise Unreadable("Rate every point of the rubric.")


def right_answer(question: Question) -> Any:
    """An answer that gets full credit, in the form that a learner would give it."""
    match question:
        case Choice():
            return [i for i, option in enumerate(question.option) if option.right]
        case Numeric():
            return repr(question.answer)
        case Short():
            return question.accept[0]
        case Ordering():
            return list(range(len(question.items)))
        case Matching():
            return [question.partners.index(right) for _, right in question.pairs]
        case Open():
            return {"text": question.model, "points": [True] * len(question.rubric)}
        case TrueFalse() | Output() | Shape():
            return question.answer
    raise TypeError(f"{type(question).__name__} has no answer")


def slips(question: Question) -> tuple[Slip, ...]:
    """The wrong answers that the question knows by name."""
    return question.slip if isinstance(question, Numeric | Short | Output | Shape) else ()


def _text(answer: Any) -> str:
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return repr(answer)
    if not isinstance(answer, str):
        raise Unreadable("Type an answer.")
    return answer


def _words_of(question: Question) -> frozenset[str]:
    """What the question speaks of: such words may accompany an answer."""
    return frozenset(re.findall(r"[^\W\d_]+", f"{question.text} {question.code}".casefold()))


def _listed(answer: Any) -> Sequence[Any]:
    if not isinstance(answer, list | tuple):
        raise Unreadable("Choose from the options.")
    return answer


def _positions(answer: Any, count: int) -> list[int]:
    """Different positions below `count`."""
    chosen = _listed(answer)
    if not chosen:
        raise Unreadable("Choose at least one.")
    _require_known(chosen, count)
    if len(set(chosen)) != len(chosen):
        raise Unreadable("Use each one only once.")
    return list(chosen)


def _require_known(chosen: Sequence[Any], count: int) -> None:
    for position in chosen:
        if not isinstance(position, int) or isinstance(position, bool) or not 0 <= position < count:
            raise Unreadable("There is no such option. Choose from the options.")


def _chain(n: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, i + 1) for i in range(n - 1))


def _closure(before: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """All pairs whose order follows from these."""
    pairs = set(before)
    while new := set(_steps(pairs)) - pairs:
        pairs |= new
    return sorted(pairs)


def _steps(pairs: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return ((a, d) for a, b in pairs for c, d in pairs if b == c)


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
