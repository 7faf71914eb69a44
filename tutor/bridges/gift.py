"""Moodle's GIFT: export and import of questions.

GIFT has no place for a concept or a source: the concept goes into a tag, the source to the end of
the general feedback, and both come back from there. Ordering becomes matching with places; outputs
and shapes become short answers. The format: docs.moodle.org, "GIFT format".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.bridges.losses import Losses, counted
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
from tutor.quiz.numbers import width

_SPECIAL = re.compile(r"([\\~=#{}:])")
_PRIVATE = 0xE000  # where Unicode leaves room
_SOURCE = "Source: "
_FENCE = re.compile(r"\n*```python\n(.*?)\n```\s*$", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """The questions of a GIFT file. `problems` name what could not be read, or has to be added."""

    questions: tuple[Question, ...]
    problems: tuple[str, ...]


def write(questions: Sequence[tuple[str, Question]], file: Path) -> Losses:
    """Write questions, each with its family, to a file."""
    text, losses = as_gift(questions)
    file.write_text(text, encoding="utf-8")
    return losses


def as_gift(questions: Sequence[tuple[str, Question]]) -> tuple[str, Losses]:
    """The text of a GIFT file, and what was lost."""
    changes: list[str] = []
    blocks = []
    for family, question in questions:
        changes += _changes(question)
        body = question.text + (f"\n\n```python\n{question.code}\n```" if question.code else "")
        title = _escaped(family)
        blocks.append(
            f"// [id:{family}] [tag:{question.concept.replace(']', '')}]\n"
            f"::{title}::[markdown]{_escaped(body)}{{{_answers(question)}\n}}"
        )
    return "\n\n".join(blocks) + "\n", Losses(changed=counted(changes))


def read(text: str) -> Found:
    """The questions of a GIFT file. What cannot be read is a problem, never an exception."""
    questions, problems = [], []
    text = _shielded(text)
    for number, (comments, block) in enumerate(_blocks(text), start=1):
        if block.startswith("$CATEGORY:"):
            problems.append(f"The category '{block[10:].strip()}' is left out.")
            continue
        try:
            question = _question(comments, block, number)
        except (ValueError, IndexError) as error:
            problems.append(f"Question {number} is left out: {error}.")
            continue
        questions.append(question)
        if missing := [n for n in ("concept", "source", "explanation") if not getattr(question, n)]:
            problems.append(f"{question.id} needs: {', '.join(missing)}.")
    return Found(tuple(questions), tuple(problems))


def _answers(question: Question) -> str:
    """What is between the braces."""
    lines = list(_lines(question))
    closing = question.explanation
    if question.source:
        closing += f"\n\n{_SOURCE}{question.source}"
    return "".join([*lines, f"\n####{_escaped(closing)}"])


def _lines(question: Question) -> Iterator[str]:
    match question:
        case Choice(option=options):
            keys = sum(option.right for option in options)
            weights = {True: 100 / keys, False: -100 / max(1, len(options) - keys)}
            for option in options:
                sign = "=" if option.right else "~"
                if question.several:
                    sign = f"~%{weights[option.right]:.5f}%"
                yield f"\n{sign}{_escaped(option.text)}{_feedback(option.why)}"
        case TrueFalse(answer=answer, why=why):
            yield f"{'TRUE' if answer else 'FALSE'}{_feedback(why)}"
        case Numeric(answer=answer, tolerance=tolerance):
            yield f"#\n={answer!r}:{width(answer, tolerance)!r}"
            for slip in question.slip:
                near = width(float(slip.answer), tolerance)
                yield f"\n=%0%{float(slip.answer)!r}:{near!r}{_feedback(slip.why)}"
        case Short(accept=forms, slip=slips):
            yield from _forms(forms, slips)
        case Output(answer=answer, slip=slips) | Shape(answer=answer, slip=slips):
            yield from _forms((answer,), slips)
        case Ordering(items=items):
            for place, text in enumerate(items, start=1):
                yield f"\n={_escaped(text)} -> {place}"
        case Matching(pairs=pairs, extra=extra):
            for left, right in [*pairs, *(("", spare) for spare in extra)]:
                yield f"\n={_escaped(left)} -> {_escaped(right)}"
        case Open():
            return


def _forms(forms: Sequence[str], slips: Sequence[Slip]) -> Iterator[str]:
    for form in forms:
        yield f"\n={_escaped(form)}"
    for slip in slips:
        yield f"\n=%0%{_escaped(slip.answer)}{_feedback(slip.why)}"


def _changes(question: Question) -> Iterator[str]:
    """What GIFT cannot say about a question."""
    if question.hint:
        yield "the hint is left out"
    if question.level != 2:
        yield "the level is left out"
    match question:
        case Numeric(unit=unit, tolerance=tolerance):
            if unit:
                yield "the unit cannot be given with the number"
            if tolerance.absolute is None:
                yield "the tolerance becomes absolute"
        case Short():
            yield "spelling mistakes are marked wrong"
        case Output() | Shape():
            yield "it becomes a short answer, and only the exact spelling of the key is right"
        case Ordering():
            yield "ordering becomes matching with positions, and only the given order is right"
        case Matching():
            yield "the note on what is commonly confused is left out"
        case Open():
            yield "it becomes an essay without its rubric and model answer"


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each question with the comments above it. A blank line ends one, outside of braces."""
    comments: list[str] = []
    lines: list[str] = []
    depth = 0
    for line in [*text.replace("\r\n", "\n").splitlines(), ""]:
        if not lines and line.startswith("//"):
            comments.append(line)
            continue
        if line.strip() or depth:
            lines.append(line)
            depth = max(0, depth + line.count("{") - line.count("}"))
        elif lines:
            yield "\n".join(comments), "\n".join(lines).strip()
            comments, lines = [], []
    if lines:
        yield "\n".join(comments), "\n".join(lines).strip()


def _question(comments: str, block: str, number: int) -> Question:
    title, rest = "", block
    if titled := re.match(r"::(.*?)::", block, re.DOTALL):
        title, rest = _plain(titled[1]), block[titled.end() :]
    rest = re.sub(r"^\s*\[(?:markdown|html|moodle|plain)\]", "", rest)
    pieces = re.split(r"[{}]", rest)
    if len(pieces) != 3 or pieces[2].strip():
        raise ValueError("it should have its answers in one pair of braces at the end")
    answers, closing = _split_off(pieces[1], "####")
    body = _plain(pieces[0]).strip()
    code = ""
    if fenced := _FENCE.search(body):
        body, code = body[: fenced.start()], fenced[1]
    explanation, found, source = _plain(closing).strip().rpartition(_SOURCE)
    if not found:
        explanation, source = source, ""
    tag = re.search(r"\[tag:([^\]]*)\]", comments)
    name = re.search(r"\[id:([^\]]*)\]", comments)
    common = {
        "id": _slug(name[1] if name else title) or f"question-{number}",
        "concept": tag[1].strip() if tag else "",
        "source": source.strip(),
        "text": body,
        "code": code,
        "explanation": explanation.strip(),
    }
    return _typed(answers.strip(), common)


def _typed(answers: str, common: dict[str, str]) -> Question:
    """The question of the type that its answers have."""
    if not answers:
        model = common["explanation"]
        return Open(**common, rubric=("says what the explanation says",), model=model)  # type: ignore[arg-type]
    word, *feedback = answers.split("#")
    if word.strip().upper() in ("T", "TRUE", "F", "FALSE"):
        why = _plain(feedback[0]).strip() if feedback else ""
        return TrueFalse(**common, answer=word.strip().upper().startswith("T"), why=why)  # type: ignore[arg-type]
    if answers.startswith("#"):
        return _numeric(answers[1:].strip(), common)
    entries = list(_entries(answers))
    if all(sign == "=" for sign, *_ in entries):
        if all("->" in text for _, _, text, _ in entries):
            return _matching(entries, common)
        return Short(
            **common,  # type: ignore[arg-type]
            accept=tuple(_plain(text) for _, weight, text, _ in entries if weight != 0),
            slip=tuple(Slip(_plain(text), why) for _, weight, text, why in entries if weight == 0),
        )
    several = not any(sign == "=" for sign, *_ in entries)
    options = tuple(
        Option(_plain(text), sign == "=" or (several and (weight or 0) > 0), why)
        for sign, weight, text, why in entries
    )
    return Choice(**common, option=options, several=several)  # type: ignore[arg-type]


def _numeric(answers: str, common: dict[str, str]) -> Numeric:
    keys: list[tuple[float, float]] = []
    slips = []
    entries = list(_entries(answers)) if answers[:1] in "=~" else [("=", None, answers, "")]
    for _, weight, text, why in entries:
        if low_high := re.fullmatch(r"\s*(\S+?)\.\.(\S+)\s*", text):
            low, high = float(low_high[1]), float(low_high[2])
            value, near = (low + high) / 2, (high - low) / 2
        else:
            number, _, spread = text.partition(":")
            value, near = float(number), float(spread or 0)
        if weight == 0:
            slips.append(Slip(repr(value), why))
        else:
            keys.append((value, near))
    if len(keys) != 1:
        raise ValueError(f"it has {len(keys)} right numbers, but only one can be kept")
    tolerance = Tolerance(absolute=keys[0][1])
    return Numeric(**common, answer=keys[0][0], tolerance=tolerance, slip=tuple(slips))  # type: ignore[arg-type]


def _matching(
    entries: Sequence[tuple[str, float | None, str, str]], common: dict[str, str]
) -> Matching:
    halves = [re.split(r"\s*->\s*", text, maxsplit=1) for _, _, text, _ in entries]
    pairs = [(_plain(left).strip(), _plain(right).strip()) for left, right in halves]
    return Matching(
        **common,  # type: ignore[arg-type]
        pairs=tuple(pair for pair in pairs if pair[0]),
        extra=tuple(right for left, right in pairs if not left),
        why="",
    )


def _entries(answers: str) -> Iterator[tuple[str, float | None, str, str]]:
    """Each answer: its sign, its weight in percent, its text as written, its feedback."""
    for piece in re.findall(r"[=~][^=~]*", answers):
        sign, text = piece[0], piece[1:].strip()
        text, feedback = _split_off(text, "#")
        weight = None
        if weighted := re.match(r"%(-?[\d.]+)%", text):
            weight, text = float(weighted[1]), text[weighted.end() :]
        yield sign, weight, text.strip(), _plain(feedback).strip()


def _split_off(text: str, mark: str) -> tuple[str, str]:
    """The text before and after a mark that is not escaped."""
    before, _, after = text.partition(mark)
    return before, after


def _feedback(why: str) -> str:
    return f"#{_escaped(why)}" if why else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n").replace("->", "-\\>")


def _shielded(text: str) -> str:
    """Escaped characters as private ones, so that those left over are notation."""
    text = "".join(c for c in text if not _PRIVATE <= ord(c) < _PRIVATE + 128)
    return re.sub(r"\\([\x00-\x7f])", lambda m: chr(_PRIVATE + ord(m[1])), text)


def _plain(text: str) -> str:
    """The text with its escaped characters restored."""
    return re.sub(
        f"[{chr(_PRIVATE)}-{chr(_PRIVATE + 127)}]",
        lambda m: "\n" if ord(m[0]) == _PRIVATE + ord("n") else chr(ord(m[0]) - _PRIVATE),
        text,
    )


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.rpartition("/")[2].casefold()))
