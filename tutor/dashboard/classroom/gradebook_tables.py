"""What the tables of the gradebook's and the submissions' pages show, as plain rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from tutor.classroom.explain import points_in_words
from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.intake import Arrival
from tutor.classroom.marks import Mark
from tutor.classroom.policy import GradePolicy, policy_in_words
from tutor.classroom.regrades import Change
from tutor.classroom.trail import Event
from tutor.dashboard.classroom.class_tables import named
from tutor.dashboard.parts.wording import marks
from tutor.records import ScoredAttempt
from tutor.records.decisions import DeadlineChange, PolicyChange
from tutor.records.ungraded import Ungraded

Row = dict[str, object]


def book_rows(book: Book) -> list[Row]:
    """One row per learner by the name that is shown, one column per exercise, named by its slug."""
    names = names_in(book)
    return [
        {
            "Learner": row.learner,
            "Name": row.full_name,
            "Section": row.section,
            "Total": 100 * row.share,
            "Points": round(row.points, 2),
            **{m.exercise: None if m.excused else _rounded(m.points) for m in row.marks},
        }
        for row in sorted(book.rows, key=lambda row: names[row.learner].casefold())
    ]


def names_in(book: Book) -> dict[str, str]:
    """What each learner is called, by the short name."""
    return named((row.learner, row.full_name) for row in book.rows)


def noted_rows(book: Book) -> list[Row]:
    """The marks that are late, overridden, excused or may still change, by learner."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    names = names_in(book)
    return [
        {
            "Learner": names[row.learner],
            "Exercise": titles[mark.exercise],
            "Points": points_in_words(mark),
            "Why": _why(mark),
        }
        for row in book.rows
        for mark in row.marks
        if mark.late or mark.overridden or mark.excused or mark.waiting
    ]


def mark_rows(book: Book, row: BookRow) -> list[Row]:
    """One learner's marks in the exercises that count, with the reasons."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    return [
        {
            "Exercise": titles[mark.exercise],
            "Points": points_in_words(mark),
            "Earned": _rounded(mark.earned),
            "Attempts": mark.attempts,
            "Why": _why(mark),
            "Comment": mark.comment,
        }
        for mark in row.marks
        if mark.exercise in book.counted
    ]


def _why(mark: Mark) -> str:
    """`late, -20 %; dropped`: why the mark differs from the earned points."""
    words = []
    if mark.late:
        words.append(f"late, -{mark.penalty:g} %" if mark.penalty else "late")
    if mark.excused:
        words.append(f"excused by {mark.set_by}: {mark.reason}")
    elif mark.overridden and not mark.tasks:
        words.append(f"by {mark.set_by}: {mark.reason}")
    words += [f"task {t.task}: {t.points:g} by {t.set_by}: {t.reason}" for t in mark.tasks]
    if mark.dropped:
        words.append("dropped")
    if mark.extended:
        words.append("more time")
    if mark.waiting:
        words.append(f"{mark.waiting} without a mark yet")
    return "; ".join(words)


def deadline_rows(book: Book, extensions: Sequence[DeadlineChange], zone: tzinfo) -> list[Row]:
    """Every deadline by time, each with its extensions behind it."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    names = names_in(book)
    column, rows = f"Deadline ({zone})", []
    for slug, due in sorted(book.deadlines.items(), key=lambda item: item[1]):
        title = titles.get(slug, slug)
        rows.append({"Exercise": title, "For": "", column: _moment(due, zone), "Reason": ""})
        for one in extensions:
            if one.exercise == slug and one.due is not None:
                whose = names.get(one.learner or "", one.learner) or f"Section {one.section}"
                until = _moment(one.due, zone)
                rows.append({"Exercise": title, "For": whose, column: until, "Reason": one.reason})
    return [dict(row) for row in rows]


def policy_rows(changes: Sequence[PolicyChange]) -> list[Row]:
    return [
        {
            "Set": f"{change.set_at:%Y-%m-%d}",
            "By": change.set_by,
            "Policy": policy_in_words(GradePolicy.from_json(change.policy)),
        }
        for change in changes
    ]


def event_rows(events: Sequence[Event], names: Mapping[str, str], zone: tzinfo) -> list[Row]:
    """The audit trail."""
    return [
        {
            f"When ({zone})": _moment(event.when, zone),
            "By": event.by,
            "Learner": names.get(event.learner, event.learner),
            "Exercise": event.exercise,
            "What": event.what,
            "Reason": event.reason,
        }
        for event in events
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


def failed_rows(failed: Sequence[Ungraded]) -> list[Row]:
    return [
        {
            "Learner": one.learner,
            "Exercise": one.exercise,
            "Submission": one.submission_id,
            "Why": one.error or "It was never graded.",
        }
        for one in failed
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
