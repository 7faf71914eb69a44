"""Whose marks a decision changes, so that it can be looked at before it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.marks import Mark

NOISE = 1e-9  # of binary fractions


@dataclass(frozen=True)
class MarkChange:
    """A mark that would be another one."""

    learner: str
    full_name: str
    old: Mark
    new: Mark


@dataclass(frozen=True)
class TotalChange:
    """A total that would be another one, as a share from 0 to 1, or more with extra credit."""

    learner: str
    full_name: str
    old: float
    new: float


@dataclass(frozen=True)
class Effect:
    """What a decision does to the marks and the totals of a class of so many learners."""

    learners: int
    marks: tuple[MarkChange, ...]
    totals: tuple[TotalChange, ...]

    @property
    def people(self) -> int:
        """How many learners get another mark or another total."""
        return len({c.learner for c in self.marks} | {c.learner for c in self.totals})


def effect_of(before: Book, after: Book) -> Effect:
    """The differences between two books of one class."""
    marks: list[MarkChange] = []
    totals: list[TotalChange] = []
    for old, new in zip(before.rows, after.rows, strict=True):
        marks += _marks(old, new, before.counted | after.counted)
        if abs(old.share - new.share) > NOISE:
            totals.append(TotalChange(old.learner, old.full_name, old.share, new.share))
    return Effect(len(before.rows), tuple(marks), tuple(totals))


def _marks(old: BookRow, new: BookRow, counted: frozenset[str]) -> Sequence[MarkChange]:
    return [
        MarkChange(old.learner, old.full_name, was, will_be)
        for was, will_be in zip(old.marks, new.marks, strict=True)
        if was.exercise in counted and _said(was) != _said(will_be)
    ]


def _said(mark: Mark) -> object:
    """What of a mark is looked at: not how it came about."""
    points = None if mark.points is None else round(mark.points, 9)
    return points, mark.excused, mark.dropped
