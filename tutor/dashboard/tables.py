"""What the tables show, as plain rows; and the gradebook as a CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.course import Course
from tutor.dashboard.wording import marks, spoken
from tutor.grading.report import Report
from tutor.service import Attempt, Gradebook

Row = dict[str, object]

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Misconception:
    """How often a known mistake stands in the reports in force."""

    id: str
    exercise: str
    sentence: str
    learners: int
    attempts: int

    @property
    def name(self) -> str:
        return spoken(self.id)


def attempt_rows(attempts: Sequence[Attempt], course: Course) -> list[Row]:
    """One row per attempt, newest first."""
    titles = {exercise.slug: exercise.title for exercise in course.exercises}
    return [
        {
            "Exercise": titles.get(attempt.exercise, attempt.exercise),
            "Received": attempt.received,
            "Points": _points(attempt.report),
            "Share": _share(attempt.report),
            "File": attempt.filename,
        }
        for attempt in reversed(attempts)
    ]


def point_rows(attempts: Iterable[Attempt], course: Course, *, added_up: bool) -> list[Row]:
    """The points of each graded attempt or, `added_up`, the sum of the best ones so far."""
    titles = {exercise.slug: exercise.title for exercise in course.exercises}
    graded = [(attempt.exercise, attempt.report.score) for attempt in attempts if attempt.report]
    best: dict[str, float] = {}
    rows: list[Row] = []
    for attempt, (slug, score) in enumerate(graded, start=1):
        best[slug] = max(score, best.get(slug, 0.0))
        points = sum(best.values()) if added_up else score
        rows.append({"attempt": attempt, "exercise": titles.get(slug, slug), "points": points})
    return rows


def gradebook_rows(book: Gradebook) -> list[Row]:
    """One row per learner, one column per exercise, named by its slug."""
    return [
        {
            "Learner": row.learner,
            **{
                exercise.slug: score
                for exercise, score in zip(book.exercises, row.scores, strict=True)
            },
            "Total": row.total,
            "Attempts": row.attempts,
        }
        for row in book.rows
    ]


def gradebook_csv(book: Gradebook) -> str:
    """The gradebook for a spreadsheet, with columns named by slug and harmless cells."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["learner", *(exercise.slug for exercise in book.exercises), "total"])
    for row in book.rows:
        scores = ["" if score is None else score for score in row.scores]
        writer.writerow([harmless(row.learner), *scores, row.total])
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell with a quote before it if a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def count_misconceptions(attempts: Iterable[Attempt]) -> list[Misconception]:
    """Known mistakes in the reports in force, by the number of learners who showed them."""
    learners: dict[tuple[str, str], set[str]] = {}
    times: dict[tuple[str, str], int] = {}
    sentences: dict[tuple[str, str], str] = {}
    for attempt in attempts:
        for mistake, sentence in (attempt.report.misconceptions if attempt.report else {}).items():
            key = attempt.exercise, mistake
            learners.setdefault(key, set()).add(attempt.learner)
            times[key] = times.get(key, 0) + 1
            sentences[key] = sentence
    found = [
        Misconception(key[1], key[0], sentences[key], len(learners[key]), times[key])
        for key in sentences
    ]
    return sorted(found, key=lambda each: (-each.learners, -each.attempts, each.id))


def _points(report: Report | None) -> str:
    return marks(report.score, report.max_score) if report else "waiting"


def _share(report: Report | None) -> float | None:
    if report is None or not report.max_score:
        return None
    return report.score / report.max_score
