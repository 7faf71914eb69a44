"""The gradebook: policy, deadlines, overrides and the marks of a class under them.

For instructors, apart from `marks`, which a learner may ask of their own. What is chosen and given
by hand is kept with who and when, so that every mark can be explained.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tutor.classroom.gradebook import EXPORTS, Book, BookRow, Format
from tutor.classroom.marks import (
    Counts,
    GradePolicy,
    Mark,
    Scored,
    counting,
    drop,
    mark_of,
    points_of,
)
from tutor.course import Course, Exercise
from tutor.errors import Refused
from tutor.learning.viewer import Viewing
from tutor.records import Store
from tutor.records.grades import Best, GradeRecords, Key, LearnerRecord, Override, PolicyChange, Try

LONGEST_REASON = 500  # characters
HORIZON = timedelta(days=3650)  # a deadline further away is a typing mistake


@dataclass(frozen=True)
class _Found:
    """What the records say, before any policy."""

    bests: Mapping[Key, Best]
    tries: Mapping[Key, list[Try]]
    overrides: Mapping[tuple[str, str], Override]
    waiting: Mapping[tuple[str, str], int]


class Grades:
    """The gradebook of a course."""

    def __init__(self, course: Course, store: Store, viewer: Viewing) -> None:
        self.course = course
        self.records = store.grades
        self.work = store.work
        self.viewer = viewer
        self._kept: tuple[object, Book] | None = None

    def policy(self) -> GradePolicy:
        self.viewer().require_instructor()
        return policy_in_force(self.records)

    def policies(self) -> list[PolicyChange]:
        """Every policy that was ever set, the newest first."""
        self.viewer().require_instructor()
        return self.records.policies()

    def set_policy(self, policy: GradePolicy) -> None:
        """Use this policy from now on; nothing is recorded if it is in use already."""
        self.viewer().require_instructor()
        if policy != policy_in_force(self.records):
            self.records.set_policy(policy.to_json(), self.viewer().name)

    def deadlines(self) -> dict[str, datetime]:
        self.viewer().require_instructor()
        return self.records.deadlines()

    def set_deadline(self, slug: str, due: datetime | None) -> None:
        """Set or remove the deadline of an exercise."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        if due is not None:
            if due.tzinfo is None:
                raise Refused("A deadline needs a time zone.")
            if abs(due - datetime.now(UTC)) > HORIZON:
                raise Refused(f"{due:%Y-%m-%d} is more than ten years away. Check the year.")
        self.records.set_deadline(exercise.slug, due)

    def book(self) -> Book:
        """The marks of every learner under the current policy.

        The last one is kept until something changes: a policy that looks at every attempt takes a
        second for a large class.
        """
        self.viewer().require_instructor()
        learners = self.records.learners()
        now = datetime.now(UTC)
        passed = frozenset(s for s, due in self.records.deadlines().items() if due < now)
        state = (tuple(learners), self.records.state(), passed)
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, self._book(learners))
        return self._kept[1]

    def marks(self, learner: str) -> BookRow:
        """One learner's marks, for themselves or for an instructor."""
        self.viewer().require_may_see(learner)
        learners = self.records.learners(learner)
        if not learners:
            raise Refused(f"There is no learner '{learner}' in the gradebook.")
        return self._book(learners).rows[0]

    def override(self, learner: str, slug: str, points: float | None, reason: str) -> None:
        """Override a mark by hand, or with None remove the override. It counts instead of any
        attempt, late or not; the history is kept."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        reason = " ".join(reason.split())
        if not reason:
            raise Refused("An override needs a reason.")
        if len(reason) > LONGEST_REASON:
            raise Refused(f"A reason has at most {LONGEST_REASON} characters.")
        if points is not None and not 0 <= points <= exercise.max_score:
            raise Refused(
                f"Points for {exercise.slug} must be between 0 and {exercise.max_score:g}."
            )
        if not self.records.learners(learner):
            raise Refused(f"There is no learner '{learner}' in the gradebook.")
        if points is None and (learner, exercise.slug) not in self._overrides(learner):
            raise Refused(f"{learner} has no override in {exercise.slug} to remove.")
        self.records.override(learner, exercise.slug, points, reason, self.viewer().name)

    def history(self, learner: str | None = None, slug: str | None = None) -> list[Override]:
        """Every override, set or removed, the newest first: the audit trail."""
        self.viewer().require_instructor()
        slug = self.course.exercise(slug).slug if slug is not None else None
        return self.records.overrides(learner, slug)[::-1]

    def export(self, form: Format) -> str:
        """The gradebook as CSV, with cells that no spreadsheet runs."""
        self.viewer().require_instructor()
        return EXPORTS[form](self.book())

    def counting(self, slug: str) -> dict[int, Scored]:
        """The attempt of each learner (by id) that counts in an exercise."""
        self.viewer().require_instructor()
        return counting_attempts(self.course, self.records, slug)

    def _overrides(self, learner: str | None) -> dict[tuple[str, str], Override]:
        newest = {(o.learner, o.exercise): o for o in self.records.overrides(learner)}
        return {key: one for key, one in newest.items() if one.points is not None}

    def _book(self, learners: list[LearnerRecord]) -> Book:
        policy, deadlines = policy_in_force(self.records), self.records.deadlines()
        alone = learners[0] if len(learners) == 1 else None
        ungraded = self.work.ungraded(alone.name if alone else None)
        found = _Found(
            self.records.bests(alone.id if alone else None),
            self._tries(policy, deadlines, alone),
            self._overrides(alone.name if alone else None),
            Counter((one.learner, one.exercise) for one in ungraded),
        )
        counted = self._counted(deadlines, found)
        rows = tuple(self._row(one, policy, deadlines, counted, found) for one in learners)
        return Book(self.course.exercises, counted, policy, deadlines, rows)

    def _tries(
        self, policy: GradePolicy, deadlines: Mapping[str, datetime], alone: LearnerRecord | None
    ) -> dict[Key, list[Try]]:
        """The attempts that the stored best marks do not cover."""
        if policy.counts is Counts.LATEST:
            wanted = [exercise.slug for exercise in self.course.exercises]
        else:
            wanted = [e.slug for e in self.course.exercises if e.slug in deadlines]
        return self.records.tries(wanted, alone.id if alone else None) if wanted else {}

    def _counted(self, deadlines: Mapping[str, datetime], found: _Found) -> frozenset[str]:
        now = datetime.now(UTC)
        passed = {slug for slug, due in deadlines.items() if due < now}
        by_hand = {slug for _, slug in found.overrides}
        return frozenset(
            {e.slug for e in self.course.exercises} & (self.records.tried() | passed | by_hand)
        )

    def _row(
        self,
        learner: LearnerRecord,
        policy: GradePolicy,
        deadlines: Mapping[str, datetime],
        counted: frozenset[str],
        found: _Found,
    ) -> BookRow:
        marks = [
            _mark(learner, exercise, policy, deadlines.get(exercise.slug), found)
            for exercise in self.course.exercises
        ]
        final = drop(marks, counted, policy.drop_lowest)
        kept = [mark for mark in final if mark.exercise in counted and not mark.dropped]
        return BookRow(
            learner=learner.name,
            full_name=learner.full_name,
            section=learner.section,
            marks=final,
            points=sum(mark.points or 0.0 for mark in kept),
            possible=sum(mark.max_points for mark in kept),
        )


def policy_in_force(records: GradeRecords) -> GradePolicy:
    stored = records.policy()
    return GradePolicy.from_json(stored) if stored else GradePolicy()


def counting_attempts(
    course: Course,
    records: GradeRecords,
    slug: str,
    rescored: Mapping[int, tuple[float, float]] | None = None,
    learner_id: int | None = None,
) -> dict[int, Scored]:
    """The attempt of each learner (by id), or of one, that counts in an exercise.

    `rescored` submissions have another score, and most there is, than those in force. Nobody is
    asked who they are: a regrade goes on in the background.
    """
    exercise = course.exercise(slug)
    policy, due = policy_in_force(records), records.deadlines().get(exercise.slug)
    found: dict[int, Scored] = {}
    for (learner, _), tries in records.tries([exercise.slug], learner_id).items():
        if rescored:
            tries = [_rescored(one, rescored) for one in tries]
        if chosen := counting(policy, tries, due, exercise.max_score):
            found[learner] = chosen
    return found


def _mark(
    learner: LearnerRecord,
    exercise: Exercise,
    policy: GradePolicy,
    due: datetime | None,
    found: _Found,
) -> Mark:
    """The mark in force: the override, or that of the attempt that counts."""
    slug, top, key = exercise.slug, exercise.max_score, (learner.id, exercise.slug)
    best = found.bests.get(key)
    attempts = best.attempts if best else 0
    if (tries := found.tries.get(key)) is not None:
        mark = replace(mark_of(policy, slug, top, tries, due), attempts=attempts)
    elif best is None or best.score is None or best.max_score is None:
        mark = Mark(slug, top, attempts=attempts)
    else:
        earned = points_of(best.score, best.max_score, top)
        mark = Mark(slug, top, earned, earned, attempts=attempts)
    mark = replace(mark, waiting=found.waiting.get((learner.name, slug), 0))
    if override := found.overrides.get((learner.name, slug)):
        mark = replace(
            mark,
            points=override.points,
            overridden=True,
            set_by=override.set_by,
            reason=override.reason,
        )
    return mark


def _rescored(one: Try, scores: Mapping[int, tuple[float, float]]) -> Try:
    if one.submission_id not in scores:
        return one
    score, max_score = scores[one.submission_id]
    return replace(one, score=score, max_score=max_score)
