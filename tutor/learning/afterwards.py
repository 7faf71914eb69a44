"""What a learner may see after an exercise is solved: other solutions, and a picture.

An instructor may choose another time for the solutions (`learning/allowance.py`).
"""

import ast
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.course import Course, Exercise
from tutor.errors import CourseError, Refused
from tutor.grading.graders import Graders
from tutor.grading.source import Source, read_source
from tutor.learning.allowance import before_full_marks
from tutor.learning.submissions import Submissions
from tutor.records import Submission

PICTURES_KEPT = 50  # of up to 3 MB each


@dataclass(frozen=True)
class Solution:
    """One way to write an exercise. `teaches` is a sentence or two."""

    title: str
    teaches: str
    code: str


class Afterwards:
    """What a learner may see afterwards. Everything here raises Refused before."""

    def __init__(self, course: Course, graders: Graders, submissions: Submissions) -> None:
        self.course = course
        self.graders = graders
        self.submissions = submissions
        self._pictures: dict[int, Future[dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def solutions(self, learner: str, slug: str) -> tuple[Solution, ...]:
        """Other solutions: the reference first, then the alternatives by name."""
        exercise = self.course.exercise(slug)
        exercise.require_graders()
        solved = self.is_solved(learner, exercise.slug)
        self.submissions.allowances.require_solutions(exercise.slug, solved=solved)
        return solutions_of(exercise)

    def is_solved(self, learner: str, slug: str) -> bool:
        return self._find_solved(learner, self.course.exercise(slug)) is not None

    def own(self, learner: str, slug: str) -> Solution:
        """The learner's code that got full marks; before that the latest, or the starter."""
        exercise = self.course.exercise(slug)
        attempts = self.submissions.attempts(learner, exercise.slug)
        if (found := self._find_solved(learner, exercise)) is None and attempts:
            found = self.submissions.submission(attempts[-1].submission_id)
        source = Source(found.filename, found.source) if found else read_source(exercise.starter)
        code = "\n\n".join(code.strip("\n") for _, code in source.chunks())
        return Solution("Your code" if found else "The starter", "", code + "\n")

    def picture(self, learner: str, slug: str) -> dict[str, Any] | None:
        """What the learner's own code shows, as data; None for an exercise without a picture."""
        drawing = self.drawing(learner, slug, again=True)
        return None if drawing is None else drawing.result()

    def drawing(
        self, learner: str, slug: str, *, again: bool = False
    ) -> Future[dict[str, Any]] | None:
        """The same while it is computed, which may take half a minute.

        It is computed once for each submission; `again` tries one more time what has failed.
        """
        exercise = self.course.exercise(slug)
        exercise.require_graders()
        solved = self._solved(learner, exercise)
        if not exercise.picture.is_file():
            return None
        with self._lock:
            drawing = self._pictures.get(solved.id)
            if drawing is None or (again and drawing.done() and drawing.exception()):
                source = Source(solved.filename, solved.source)
                drawing = self._pictures[solved.id] = self.graders.picture(exercise.slug, source)
                while len(self._pictures) > PICTURES_KEPT:
                    del self._pictures[next(iter(self._pictures))]
            return drawing

    def _solved(self, learner: str, exercise: Exercise) -> Submission:
        if (found := self._find_solved(learner, exercise)) is None:
            raise Refused(before_full_marks(exercise.slug))
        return found

    def _find_solved(self, learner: str, exercise: Exercise) -> Submission | None:
        """The learner's latest submission with full marks."""
        for attempt in reversed(self.submissions.attempts(learner, exercise.slug)):
            if attempt.report is not None and attempt.report.full_marks:
                return self.submissions.submission(attempt.submission_id)
        return None


def solutions_of(exercise: Exercise) -> tuple[Solution, ...]:
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
