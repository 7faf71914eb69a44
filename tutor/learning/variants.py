"""Questions with their values: generators and code run in a box, through the graders."""

from collections.abc import Sequence
from typing import Any

from tutor.errors import CourseError, Refused
from tutor.grading.graders import Graders
from tutor.quiz.bank import Template
from tutor.quiz.model import Question


def values(template: Template, seeds: Sequence[int], graders: Graders) -> list[dict[str, Any]]:
    """What the generator draws for each seed, and what the code prints where that is the key.

    Raises CourseError when the generator or the code fails.
    """
    if not template.has_variants:
        return [{} for _ in seeds]
    path, name = template.generator
    try:
        drawn = graders.drawn(path.read_text(encoding="utf-8"), name, seeds).result()
        if template.runs_its_code:
            keys = graders.printed([template.code(v) for v in drawn]).result()
            drawn = [v | {"answer": key} for v, key in zip(drawn, keys, strict=True)]
    except Refused as error:
        raise CourseError(f"{path}: {error}") from None
    return drawn


def questions(template: Template, seeds: Sequence[int], graders: Graders) -> list[Question]:
    """The question with the values of each seed. Raises CourseError."""
    return [template.question(v) for v in values(template, seeds, graders)]
