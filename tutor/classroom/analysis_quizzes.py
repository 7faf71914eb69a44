"""How a class does with a quiz question, and what its author may want to check."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tutor.quiz.bank import Template
from tutor.records.quiz_values import ItemStatistics

ENOUGH_ANSWERS = 10  # before anything is worth a word
LOW_DISCRIMINATION = 0.1
HARD = 0.3


@dataclass(frozen=True)
class OptionCount:
    text: str
    right: bool
    times: int


@dataclass(frozen=True)
class QuestionAnalysis:
    """How a class does with a question, the text as its author wrote it. `difficulty` is the mean
    credit: the lower the harder. `hint` is empty where nothing is wrong."""

    family: str
    text: str
    kind: str
    concept: str
    module: str
    answers: int
    learners: int
    difficulty: float
    discrimination: float | None
    seconds: float | None
    options: tuple[OptionCount, ...]
    hint: str


def analyse_question(
    template: Template, row: ItemStatistics, ticked: Mapping[int, int]
) -> QuestionAnalysis:
    options = template.table.get("option", ())
    return QuestionAnalysis(
        family=template.family,
        text=re.sub(r"\{\{\w+\}\}", "…", str(template.table["text"])),  # drawn again each time
        kind=template.kind,
        concept=template.concept,
        module=template.module,
        answers=row.answers,
        learners=row.learners,
        difficulty=row.difficulty,
        discrimination=row.discrimination,
        seconds=row.seconds,
        options=tuple(
            OptionCount(str(option["text"]), bool(option.get("right")), ticked.get(n, 0))
            for n, option in enumerate(options)
        ),
        hint=_hint(row),
    )


def _hint(row: ItemStatistics) -> str:
    """What an author may want to check, after enough answers."""
    if row.answers < ENOUGH_ANSWERS:
        return ""
    found = []
    if row.discrimination is not None and row.discrimination < 0:
        found.append(
            "Learners who do well on other questions do worse on this one. Check the key, and "
            "check the text for a second meaning."
        )
    elif row.discrimination is not None and row.discrimination < LOW_DISCRIMINATION:
        found.append(
            "Learners who do well on other questions do no better on this one. The text may be "
            "unclear, or the answer is easy to guess."
        )
    if row.difficulty < HARD:
        found.append("Few get this right. Teach the concept again, or make the question clearer.")
    return " ".join(found)
