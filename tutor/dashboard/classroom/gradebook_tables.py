"""What the tables of the gradebook's and the submissions' pages show, as plain rows."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.intake import Arrival
from tutor.classroom.marks import GradePolicy, Mark, policy_in_words
from tutor.classroom.regrades import Change
from tutor.dashboard.parts.wording import marks
from tutor.records import ScoredAttempt
from tutor.records.grades import Override, PolicyChange

Row = dict[str, object]


def book_rows(book: Book) -> list[Row]:
    """One row per learner, one column per exercise, named by its slug."""
    return [
        {
            "Learner": row.learner,
            "Name": row.full_name,
            "Section": row.section,
            "Total": 100 * row.share,
            "Points": round(row.points, 2),
            **{mark.exercise: _rounded(mark.points) for mark in row.marks},
        }
        for row in book.rows
    ]


def noted_rows(book: Book) -> list[Row]:
    """The marks that are late or overridden, by learner."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    return [
        {
            "Learner": row.learner,
            "Exercise": titles[mark.exercise],
            "Points": marks(mark.points, mark.max_points),
            "Why": _why(mark),
        }
        for row in book.rows
        for mark in row.marks
        if mark.late or mark.overridden
    ]


def mark_rows(book: Book, row: BookRow) -> list[Row]:
    """One learner's marks in the exercises that count, with the reasons."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    return [
        {
            "Exercise": titles[mark.exercise],
            "Points": marks(mark.points, mark.max_points),
            "Earned": _rounded(mark.earned),
            "Attempts": mark.attempts,
            "Why": _why(mark),
        }
        for mark in row.marks
        if mark.exercise in book.counted
    ]


def _why(mark: Mark) -> str:
    """`late, -20 %; dropped`: why the mark differs from the earned points."""
    words = []
    if mark.late:
        words.append(f"late, -{mark.penalty:g} %" if mark.penalty else "late")
    if mark.overridden:
        words.append(f"by {mark.set_by}: {mark.reason}")
    if mark.dropped:
        words.append("dropped")
    return "; ".join(words)


def deadline_rows(book: Book, zone: tzinfo) -> list[Row]:
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    return [
        {"Exercise": titles.get(slug, slug), "Deadline": _moment(due, zone)}
        for slug, due in sorted(book.deadlines.items(), key=lambda item: item[1])
    ]


def policy_rows(changes: Sequence[PolicyChange]) -> list[Row]:
    return [
        {
            "Set": f"{change.set_at:%Y-%m-%d}",
            "By": change.set_by,
            "Policy": policy_in_words(GradePolicy.from_json(change.policy)),
        }
        for change in changes
    ]


def override_rows(changes: Sequence[Override], zone: tzinfo) -> list[Row]:
    return [
        {
            "Learner": change.learner,
            "Exercise": change.exercise,
            "Points": change.points,
            "Reason": change.reason,
            "By": change.set_by,
            "When": _moment(change.set_at, zone),
        }
        for change in changes
    ]


def arrival_rows(rows: Sequence[Arrival], zone: tzinfo) -> list[Row]:
    """The files of a zip, those with a problem first."""
    ordered = sorted(rows, key=lambda row: (not row.problem, row.known or row.left_out))
    return [
        {
            "Learner": row.learner,
            "Exercise": row.exercise,
            "Problem or note": row.problem or row.note,
            "Received": _moment(row.received, zone) if row.received else "",
            "File": row.file,
        }
        for row in ordered
    ]


def outcome_rows(outcomes: Sequence[ScoredAttempt]) -> list[Row]:
    return [
        {
            "Learner": one.learner,
            "Exercise": one.exercise,
            "Points": "waiting" if one.max_score is None else marks(one.score, one.max_score),
            "File": one.filename,
        }
        for one in outcomes
    ]


def change_rows(changes: Sequence[Change]) -> list[Row]:
    return [
        {
            "Learner": change.learner,
            "Old": change.old,
            "New": change.new,
            "No longer passed": "; ".join(change.lost),
            "Passed now": "; ".join(change.gained),
        }
        for change in changes
    ]


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 2)


def _moment(when: datetime, zone: tzinfo) -> str:
    return f"{when.astimezone(zone):%Y-%m-%d %H:%M}"
