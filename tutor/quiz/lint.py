"""What an author may get wrong in a question, found before a learner does."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tutor.quiz.bank import Template
from tutor.quiz.marking import mark, right_answer, slips
from tutor.quiz.model import (
    Choice,
    Matching,
    Numeric,
    Open,
    Ordering,
    Output,
    Question,
    Short,
    Tolerance,
    TrueFalse,
)
from tutor.quiz.numbers import is_near
from tutor.quiz.unreadable import Unreadable

FEWEST_VARIANTS = 8


def template_faults(template: Template, concepts: Sequence[str]) -> Iterator[str]:
    """What is wrong with any values. `concepts` are those of the exercise, if any."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(template.table["id"])):
        yield "its id should be lower-case words with hyphens"
    if concepts and template.concept not in concepts:
        yield f"its concept '{template.concept}' is not one of the exercise's"
    if (level := template.table.get("level", 2)) not in (1, 2, 3):
        yield f"its level is {level}, not 1, 2 or 3"


def duplicates(templates: Sequence[Template]) -> Iterator[str]:
    """Families that occur twice, and questions that ask the same."""
    families = Counter(t.family for t in templates)
    yield from (f"{family} occurs {n} times" for family, n in families.items() if n > 1)
    seen: dict[tuple[str, ...], str] = {}
    for template in templates:
        words = re.findall(r"\w+", f"{template.table.get('text')} {template.table.get('code')}")
        key = (template.kind, *(word.casefold() for word in words), *_offered(template))
        if (other := seen.setdefault(key, template.family)) != template.family:
            yield f"{template.family} asks the same as {other}"


def variant_faults(questions: Sequence[Question]) -> Iterator[str]:
    """What is wrong with a question with variants as a whole."""
    keys = Counter((q.text, q.code, repr(right_answer(q))) for q in questions)
    if len(keys) < FEWEST_VARIANTS:
        yield f"its generator makes only {len(keys)} different variants"
    asked: dict[tuple[str, str, str], str] = {}
    for question in questions:
        key = repr(right_answer(question))
        offered = [getattr(question, name, None) for name in ("option", "items", "pairs")]
        text = (question.text, question.code, repr(offered))
        if asked.setdefault(text, key) != key:
            yield f"two variants ask the same and have the keys {asked[text]} and {key}"
            return


def faults(question: Question) -> Iterator[str]:
    """What is wrong with one question, as it is shown."""
    yield from _gaps(question)
    yield from _misfits(question)
    try:
        if not mark(question, right_answer(question)).is_right:
            yield "its key is marked wrong"
        for wrong in _distractors(question):
            if mark(question, wrong).is_right:
                yield f"the wrong answer {wrong!r} is marked right"
        for slip in slips(question):
            given = mark(question, slip.answer)
            if given.is_right:
                yield f"the slip '{slip.answer}' is marked right"
            elif slip.why not in given.remarks:
                yield f"the slip '{slip.answer}' is not recognised"
    except (Unreadable, ValueError, ZeroDivisionError) as error:
        yield f"its own answers cannot be marked: {error}"


def _gaps(question: Question) -> Iterator[str]:
    for name in ("text", "explanation", "source", "concept"):
        if not getattr(question, name).strip():
            yield f"it has no {name}"
    whys = [slip.why for slip in slips(question)]
    if isinstance(question, Choice):
        whys += [option.why for option in question.option if not option.right]
    if isinstance(question, TrueFalse | Ordering | Matching):
        whys.append(question.why)
    if not all(why.strip() for why in whys):
        yield "a wrong answer does not say why it is tempting"
    if "{{" in _all_texts(question):
        yield "a placeholder is left over"
    if question.code:
        try:
            compile(question.code, "code", "exec")
        except SyntaxError as error:
            yield f"its code is not valid Python: {error}"


def _misfits(question: Question) -> Iterator[str]:
    match question:
        case Choice():
            yield from _option_faults(question)
        case Numeric(tolerance=tolerance):
            given = [v for v in vars(tolerance).values() if v is not None]
            if len(given) != 1 or given[0] < 0:
                yield "its tolerance should be one of absolute, relative, significant, decimals"
            elif tolerance.relative is tolerance.absolute is None and _forgives_one(question):
                yield "a count that is off by one would pass: give an absolute tolerance"
        case Short(accept=accept) if not accept:
            yield "it accepts nothing"
        case Ordering(items=items, before=before):
            if len(items) < 2 or len(set(items)) < len(items):
                yield "it should have several items, all different"
            if any(not (0 <= a < b < len(items)) for a, b in before):
                yield "'before' should name earlier items before later ones, by position"
        case Matching(pairs=pairs):
            if len(pairs) < 2 or len({left for left, _ in pairs}) < len(pairs):
                yield "it should have several left-hand sides, all different"
            if len(question.partners) < 2:
                yield "its right-hand sides are all the same"
        case Output() if not question.code:
            yield "it shows no code"
        case Open(rubric=rubric) if not rubric:
            yield "its rubric is empty"


def _forgives_one(question: Numeric) -> bool:
    is_whole = question.answer == round(question.answer)
    return is_whole and is_near(question.answer + 1, question.answer, question.tolerance)


def _option_faults(question: Choice) -> Iterator[str]:
    texts = [" ".join(option.text.split()) for option in question.option]
    right = sum(option.right for option in question.option)
    if len(texts) < 2 or len(set(texts)) < len(texts):
        yield "it should have several options, all different"
    if right != 1 and not question.several:
        yield f"it has {right} right options"
    if question.several and not 0 < right <= len(texts):
        yield "it should have a right option"


def _distractors(question: Question) -> Iterator[Any]:
    """Answers that must not get full credit."""
    match question:
        case Choice(option=options, several=False):
            yield from ([i] for i, option in enumerate(options) if not option.right)
        case Choice(option=options):
            everything = list(range(len(options)))
            right = [i for i in everything if options[i].right]
            yield from (sorted({*right, i}) for i in everything if i not in right)
            yield from ([i for i in right if i != gone] for gone in right if len(right) > 1)
        case TrueFalse(answer=answer):
            yield not answer
        case Ordering(items=items):
            yield list(reversed(range(len(items))))
        case Matching():
            key = right_answer(question)
            others = [[i for i in range(len(question.partners)) if i != k] for k in key]
            yield from ([*key[:n], o[0], *key[n + 1 :]] for n, o in enumerate(others))
        case Numeric(answer=answer):
            far = replace(question, slip=(), tolerance=Tolerance(relative=1e-6))
            numbers = map(repr, (answer + 1e6, -answer - 1))
            yield from (number for number in numbers if not mark(far, number).credit)


def _all_texts(question: Question) -> str:
    return repr(question)


def _offered(template: Template) -> tuple[str, ...]:
    return tuple(sorted(str(option.get("text")) for option in template.table.get("option", ())))
