"""A gradebook as a value, and as files for spreadsheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tutor.classroom.marks import Mark
from tutor.classroom.policy import GradePolicy, policy_in_words
from tutor.classroom.spreadsheets import csv_text
from tutor.course import Exercise


class Format(StrEnum):
    """One row for each learner, or one row for each mark."""

    LEARNERS = "learners"
    MARKS = "marks"


@dataclass(frozen=True)
class BookRow:
    """A learner's marks in the order of the exercises. `possible` leaves out what is dropped or
    excused; `share` is the total, which categories weigh."""

    learner: str
    full_name: str
    section: str
    marks: tuple[Mark, ...]
    points: float
    possible: float
    share: float

    @property
    def attempts(self) -> int:
        return sum(mark.attempts for mark in self.marks)

    @property
    def waiting(self) -> int:
        """Attempts that have no mark yet."""
        return sum(mark.waiting for mark in self.marks)


@dataclass(frozen=True)
class Mine:
    """What a learner may know about their marks. `is_class` is False where no instructor has
    decided anything, as for somebody who learns alone, and for who teaches. `told` is when a class
    server said so; None where the records are here."""

    row: BookRow
    policy: GradePolicy
    is_class: bool
    told: datetime | None = None

    def mark(self, slug: str) -> Mark:
        """An empty one for an exercise that the class does not have."""
        marks = (mark for mark in self.row.marks if mark.exercise == slug)
        return next(marks, Mark(slug, 0.0))


@dataclass(frozen=True)
class Book:
    """The marks of a class. Exercises that are not `counted` take no part in the totals: nobody
    has tried them, and their deadline has not passed."""

    exercises: tuple[Exercise, ...]
    counted: frozenset[str]
    policy: GradePolicy
    deadlines: Mapping[str, datetime]
    rows: tuple[BookRow, ...]

    @property
    def possible(self) -> float:
        return sum(e.max_score for e in self.exercises if e.slug in self.counted)

    @property
    def waiting(self) -> int:
        """Attempts of the class that have no mark yet, so that marks may still change."""
        return sum(row.waiting for row in self.rows)


def _learners_csv(book: Book) -> str:
    """One row for each learner, with columns named by slug."""
    slugs = [exercise.slug for exercise in book.exercises]
    header = ["learner", "full name", "section", *slugs, "total", "possible", "percent", "waiting"]
    return csv_text(
        header,
        (
            (
                *(row.learner, row.full_name, row.section),
                *(_rounded(mark.points) for mark in row.marks),
                *(_rounded(row.points), _rounded(row.possible), _rounded(100 * row.share)),
                row.waiting,
            )
            for row in book.rows
        ),
    )


def _marks_csv(book: Book) -> str:
    """One row for each mark, with all that explains it."""
    header = ["learner", "full name", "section", "exercise", "points", "max points", "earned"]
    header += ["late", "penalty percent", "dropped", "override by", "reason", "attempts", "waiting"]
    header += ["deadline", "policy", "excused", "extra credit", "category", "weight"]
    return csv_text([*header, "by hand in tasks", "comment"], _mark_rows(book))


def _mark_rows(book: Book) -> Iterator[tuple[object, ...]]:
    words = policy_in_words(book.policy)
    for row in book.rows:
        for mark in row.marks:
            if mark.exercise not in book.counted:
                continue
            part = book.policy.part(mark.exercise)
            by_hand = (f"{t.task}: {t.points:g} ({t.set_by}: {t.reason})" for t in mark.tasks)
            yield (
                *(row.learner, row.full_name, row.section, mark.exercise),
                *(_rounded(mark.points), mark.max_points, _rounded(mark.earned)),
                *("yes" if mark.late else "", mark.penalty, "yes" if mark.dropped else ""),
                *(mark.set_by, mark.reason, mark.attempts, mark.waiting),
                *(mark.due and mark.due.isoformat(), words, "yes" if mark.excused else ""),
                *("yes" if part.extra else "", part.category, part.weight),
                *("; ".join(by_hand), mark.comment),
            )


def _rounded(points: float | None) -> float | None:
    """Without the noise of binary fractions."""
    return None if points is None else round(points, 6)


EXPORTS = {Format.LEARNERS: _learners_csv, Format.MARKS: _marks_csv}
