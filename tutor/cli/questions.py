"""One question in the terminal: shown at 80 columns, answered with the keyboard alone."""

import re
from collections.abc import Callable, Sequence
from string import ascii_lowercase as LETTERS
from typing import Any

from rich.markdown import Markdown
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from tutor.cli.show import console
from tutor.course.mathematics import readable
from tutor.learning.sittings import Marked, Shown
from tutor.quiz.marking import Verdict
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
from tutor.quiz.unreadable import Unreadable
from tutor.quiz.wording import key_in_words
from tutor.quiz.words import normalised

Ask = Callable[[str], str]


def show(shown: Shown) -> None:
    """Show the question, its code and its options."""
    question = shown.question
    console.print()
    again = " · again" if shown.item.again else ""
    console.rule(
        Text(f"{shown.number} of {shown.total} · {question.concept}{again}", "bold"), align="left"
    )
    show_text(question)
    match question:
        case Choice():
            _lettered([question.option[i].text for i in shown.order])
        case Ordering():
            _lettered([question.items[i] for i in shown.order])
        case Matching():
            _numbered([left for left, _ in question.pairs])
            _lettered([question.partners[i] for i in shown.order])


def show_text(question: Question) -> None:
    """Show the text and the code, without the options."""
    _markdown(question.text)
    if question.code:
        code = Syntax(question.code.strip("\n"), "python", background_color="default")
        console.print(Padding(code, (1, 2)))


def instruction(question: Question) -> str:
    """How to answer, in a few words."""
    match question:
        case Choice(several=True):
            return "the letters of all right options"
        case Choice():
            return "a letter"
        case TrueFalse():
            return "true or false"
        case Numeric(unit=unit):
            return f"a number in {unit}" if unit else "a number"
        case Short():
            return "a word or two"
        case Ordering():
            return "all letters in order"
        case Matching():
            return "a letter for each number, in order"
        case Output():
            return "what the code prints"
        case Shape():
            return "a shape such as (N, 3)"
        case Open():
            return "a sentence or two"
    return "an answer"


def read(shown: Shown, text: str, ask: Ask) -> Any:
    """The answer that was typed, as it is marked. Raises Unreadable."""
    match shown.question:
        case Choice() as choice:
            return _option_named(text, choice) or _chosen(text, shown.order)
        case Ordering(items=items):
            return _in_order(text, shown.order, len(items))
        case Matching(pairs=pairs):
            return _in_order(text, shown.order, len(pairs))
        case Open() as question:
            return _rated(question, text, ask)
    return text


def feedback(marked: Marked) -> None:
    """Show the verdict, remarks on this answer, the key if the answer was wrong, and why."""
    given, question = marked.mark, marked.question
    sign, style, word = _verdict(question, given)
    console.print(Text(f"{sign} {word}", style))
    for remark in given.remarks:
        _markdown(remark)
    if not given.is_right and not isinstance(question, Open):
        _markdown(f"**The answer:** {key_in_words(question)}")
    _markdown(question.explanation)
    console.print(Text(f"Source: {question.source}", "dim"))


def _verdict(question: Question, given: Verdict) -> tuple[str, str, str]:
    if isinstance(question, Open):
        return "·", "cyan", f"You gave yourself {given.credit:.0%}."
    if given.is_right:
        return "✓", "green", "Right."
    if given.credit > 0:
        return "◐", "yellow", f"Partly right: {given.credit:.0%}."
    return "✗", "red", "Not right."


def _chosen(text: str, order: Sequence[int]) -> list[int]:
    """Letters, with anything between them, as positions in the file."""
    text = text.casefold()
    if re.search(r"\b[a-z]\s*-\s*[a-z]\b", text) and text.count("-") == 1:
        raise Unreadable("Type every letter, not a range.")
    text = re.sub(r"\b(?:and|or|then|options?|answers?|letters?)\b", " ", text)
    letters = re.sub(r"[^\w]|_", "", text)
    positions = [LETTERS.find(letter) for letter in letters]
    if not letters or any(not 0 <= p < len(order) for p in positions):
        raise Unreadable(f"Type letters from a to {LETTERS[len(order) - 1]}.")
    return [order[p] for p in positions]


def _option_named(text: str, question: Choice) -> list[int]:
    """The option whose words were typed instead of its letter."""
    words = normalised(text)
    return [i for i, option in enumerate(question.option) if normalised(option.text) == words]


def _in_order(text: str, order: Sequence[int], count: int) -> list[int]:
    """`b a c`, or `1b 2a 3c` in any order."""
    numbered = re.findall(r"(\d+)\W*([a-z])(?![a-z])", text.casefold())
    if numbered:
        given = {int(number): letter for number, letter in numbered}
        if sorted(given) != list(range(1, count + 1)) or len(numbered) != count:
            raise Unreadable(f"Give one letter for each number from 1 to {count}.")
        return _chosen(" ".join(given[n] for n in range(1, count + 1)), order)
    return _chosen(text, order)


def _rated(question: Open, text: str, ask: Ask) -> dict[str, Any]:
    if not text.strip():
        raise Unreadable("Write your answer first. One or two sentences are enough.")
    console.print(Text("A complete answer:", "bold"))
    _markdown(question.model)
    console.print(Text("Does your answer say this too? Type y or n.", "bold"))
    points = []
    for point in question.rubric:
        _markdown(f"- {point}")
        reply = ask("y/n> ").strip().casefold()
        while reply not in ("y", "n", "yes", "no"):
            reply = ask("y or n> ").strip().casefold()
        points.append(reply.startswith("y"))
    return {"text": text, "points": points}


def _markdown(text: str) -> None:
    console.print(Markdown(readable(text)))


def _lettered(texts: Sequence[str]) -> None:
    _list([f"{LETTERS[i]})" for i in range(len(texts))], texts)


def _numbered(texts: Sequence[str]) -> None:
    _list([f"{i}." for i in range(1, len(texts) + 1)], texts)


def _list(signs: Sequence[str], texts: Sequence[str]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for sign, text in zip(signs, texts, strict=True):
        table.add_row(Text(sign, "cyan"), Markdown(readable(text)))
    console.print(Padding(table, (1, 0, 0, 2)))
