"""What a learner may look at once an exercise is solved: how others wrote it, and why."""

import ast
from dataclasses import dataclass
from pathlib import Path

from tutor.course import Exercise
from tutor.errors import CourseError


@dataclass(frozen=True)
class Solution:
    """One way to write an exercise. `teaches` is a sentence or two."""

    title: str
    teaches: str
    code: str


def solutions(exercise: Exercise) -> tuple[Solution, ...]:
    """The reference first, then the alternatives in the order of their names."""
    return (
        _solution("The reference", exercise.solution),
        *(_solution(_spoken(path), path) for path in exercise.alternatives),
    )


def _solution(title: str, path: Path) -> Solution:
    """A solution's docstring says what it teaches; its code is shown without it."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    teaches = ast.get_docstring(tree) or ""
    lines = text.splitlines()
    if teaches:
        lines = lines[tree.body[0].end_lineno :]
    return Solution(title, " ".join(teaches.split()), "\n".join(lines).strip() + "\n")


def _spoken(path: Path) -> str:
    return path.stem.replace("_", " ").capitalize()
