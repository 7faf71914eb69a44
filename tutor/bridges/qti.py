"""QTI 1.2 for Canvas, through the library text2qti.

Ordering and matching are left out, because text2qti supports neither.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase as LETTERS

from text2qti.config import Config
from text2qti.err import Text2qtiError
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from tutor.bridges.losses import Losses, counted
from tutor.errors import Refused
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
    TrueFalse,
)
from tutor.quiz.numbers import width


def write(questions: Sequence[tuple[str, Question]], file: Path) -> Losses:
    """Write questions, each with its family, as a package to import."""
    left_out: list[str] = []
    changes: list[str] = []
    blocks: list[str] = []
    for family, question in questions:
        if isinstance(question, Ordering | Matching):
            kind = "ordering" if isinstance(question, Ordering) else "matching"
            left_out.append(f"{family} is left out: {kind} cannot be written.")
            continue
        block = _block(family, question, len(blocks) + 1)
        try:
            _quiz([block])
        except Text2qtiError as error:
            reason = str(error).partition(":\n")[2].strip() or str(error)
            left_out.append(f"{family} is left out: {reason}.")
            continue
        changes += _changes(question)
        blocks.append(block)
    if not blocks:
        raise Refused("None of these questions can be written as QTI.")
    file.write_bytes(QTI(_quiz(blocks)).zip_bytes())
    return Losses(tuple(left_out), counted(changes))


def _quiz(blocks: Sequence[str]) -> Quiz:
    return Quiz("\n\n".join(["Quiz title: Tutor", *blocks]), config=Config())


def _block(family: str, question: Question, number: int) -> str:
    """A question in text2qti's notation. What is indented is never taken for notation."""
    text = question.text + (f"\n\n```\n{question.code}\n```" if question.code else "")
    lines = [f"Title: {family}", "Points: 1", _entry(f"{number}.", text)]
    if question.explanation:
        lines.append(_entry("...", f"{question.explanation}\n\nSource: {question.source}"))
    return "\n".join([*lines, *_answers(question)])


def _answers(question: Question) -> Iterator[str]:
    match question:
        case Choice(option=options, several=several):
            for letter, option in zip(LETTERS, options, strict=False):
                sign = f"{'*' if option.right else ''}{letter})"
                if several:
                    sign = "[*]" if option.right else "[ ]"
                yield _entry(sign, option.text)
                if option.why and not several:
                    yield _entry("...", option.why)
        case TrueFalse(answer=answer, why=why):
            for letter, value in (("a", True), ("b", False)):
                yield _entry(f"{'*' if value is answer else ''}{letter})", str(value))
                if value is not answer and why:
                    yield _entry("...", why)
        case Numeric(answer=answer, tolerance=tolerance):
            yield f"=   {answer!r} +- {width(answer, tolerance):.10g}"
        case Short(accept=forms):
            yield from (f"*   {' '.join(form.split())}" for form in forms)
        case Output(answer=answer) | Shape(answer=answer):
            yield f"*   {' '.join(answer.split())}"
        case Open():
            yield "____"


def _changes(question: Question) -> Iterator[str]:
    yield "its concept and level are left out"
    if question.hint:
        yield "the hint is left out"
    match question:
        case Choice(several=True):
            yield "the notes on wrong options are left out"
        case Numeric(slip=slips, unit=unit):
            if slips:
                yield "the known wrong answers are left out"
            if unit:
                yield "the unit cannot be given with the number"
        case Short():
            yield "spelling mistakes are marked wrong, and the known wrong answers are left out"
        case Output() | Shape():
            yield "it becomes a short answer, and only the exact spelling of the key is right"
        case Open():
            yield "it becomes an essay without its rubric and model answer"


def _entry(sign: str, text: str) -> str:
    """A sign and its text, whose further lines stand under the first."""
    indent = " " * (len(sign) + 2)
    first, *rest = re.sub(r"\n{3,}", "\n\n", text.strip()).split("\n")
    return "\n".join([f"{sign}  {first}", *(f"{indent}{line}" if line else "" for line in rest)])
