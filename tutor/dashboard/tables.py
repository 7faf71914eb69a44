"""What the tables show, as plain rows."""

from collections.abc import Iterable, Sequence

from tutor.course import Course
from tutor.dashboard.wording import marks
from tutor.grading.report import Report
from tutor.service import Attempt

Row = dict[str, object]


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


def _points(report: Report | None) -> str:
    return marks(report.score, report.max_score) if report else "waiting"


def _share(report: Report | None) -> float | None:
    if report is None or not report.max_score:
        return None
    return report.score / report.max_score
