"""The gradebook: policy, deadlines, overrides and the marks of a class under them.

For instructors, apart from `marks` and what it needs, which a learner may ask of their own. What is
decided is kept with who and when, so that every mark can be explained. Each decision returns whose
marks it changes; with `dry_run` nothing is recorded.
"""

from collections import Counter
from datetime import UTC, datetime, tzinfo

from tutor.classroom.bookkeeping import counting_attempts, make_book
from tutor.classroom.decided import Change, Decided, decided
from tutor.classroom.effects import Effect, effect_of
from tutor.classroom.gradebook import EXPORTS, Book, BookRow, Format, Mine
from tutor.classroom.marks import Scored
from tutor.classroom.policy import GradePolicy
from tutor.classroom.slips import (
    check_due,
    checked_comment,
    needed_reason,
    one_line,
    what_is_marked,
)
from tutor.classroom.trail import Event, trail
from tutor.course import Course, Exercise
from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewing
from tutor.records import Store
from tutor.records.decisions import DeadlineChange, Override, PolicyChange
from tutor.records.grades import LearnerRecord


class Grades:
    """The gradebook of a course."""

    def __init__(self, course: Course, store: Store, viewer: Viewing) -> None:
        self.course = course
        self.store = store
        self.records = store.grades
        self.decisions = store.decisions
        self.work = store.work
        self.viewer = viewer
        self._kept: tuple[object, Book] | None = None

    def policy(self) -> GradePolicy:
        self.viewer().require_instructor()
        return self._policy()

    def policies(self) -> list[PolicyChange]:
        """Every policy that was ever set, the newest first."""
        self.viewer().require_instructor()
        return self.decisions.policies()

    def set_policy(self, policy: GradePolicy, *, dry_run: bool = False) -> Effect:
        """Use this policy from now on; nothing is recorded if it is in use already."""
        self.viewer().require_instructor()
        for part in set(policy.parts) - set(self._policy().parts):
            self.course.exercise(part.exercise)
        effect = self._effect(lambda said: said.with_policy(policy))
        if not dry_run and policy != self._policy():
            self.decisions.set_policy(policy.to_json(), self.viewer().name)
        return effect

    def zone(self) -> tzinfo | None:
        """The course's time zone; None for the one of this machine."""
        return self._policy().clock

    def deadlines(self) -> dict[str, datetime]:
        self.viewer().require_instructor()
        return self.decisions.deadlines()

    def set_deadline(
        self, slug: str, due: datetime | None, *, reason: str = "", dry_run: bool = False
    ) -> Effect:
        """Set or remove the deadline of an exercise, for the whole class."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        check_due(due)
        return self._deadline(exercise, due, None, None, one_line(reason), dry_run)

    def extend(
        self,
        slug: str,
        due: datetime | None,
        reason: str,
        *,
        learner: str | None = None,
        section: str | None = None,
        dry_run: bool = False,
    ) -> Effect:
        """Give a learner or a section more time, or with None remove the extension."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        self._require_one(learner, section)
        check_due(due)
        said = decided(self.decisions)
        usual = said.deadlines.get(exercise.slug)
        if due is None:
            given = said.of_sections if learner is None else said.of_learners
            if (learner or section, exercise.slug) not in given:
                raise Refused(f"There is no such extension for {exercise.slug} to remove.")
        elif usual is None:
            raise Refused(f"{exercise.slug} has no deadline, so nothing has to be extended.")
        elif due <= usual:
            raise Refused(
                f"An extension gives more time: it must be later than the deadline of "
                f"{exercise.slug}, {usual.astimezone(self.zone()):%Y-%m-%d %H:%M %Z}."
            )
        reason = needed_reason(reason, "An extension")
        return self._deadline(exercise, due, learner, section, reason, dry_run)

    def extensions(self) -> list[DeadlineChange]:
        """The extensions that are in force, in the order in which they were given."""
        self.viewer().require_instructor()
        newest = {
            (change.exercise, change.learner, change.section): change
            for change in self.decisions.deadline_changes()
            if change.is_extension
        }
        return [change for change in newest.values() if change.due is not None]

    def book(self) -> Book:
        """The marks of every learner under the current policy.

        The last one is kept until something changes: a policy that looks at every attempt takes a
        second for a large class.
        """
        self.viewer().require_instructor()
        return self._whole_book(decided(self.decisions))

    def marks(self, learner: str) -> BookRow:
        """One learner's marks, for themselves or for an instructor."""
        self.viewer().require_may_see(learner)
        learners = self.records.learners(learner)
        if not learners:
            raise Refused(f"There is no learner '{learner}' in the gradebook.")
        return self._book(learners, decided(self.decisions)).rows[0]

    def mine(self, learner: str) -> Mine:
        """The same for the learner's pages, also for somebody who has not submitted anything."""
        self.viewer().require_may_see(learner)
        person = self.store.people.find(learner)
        teaches = person is not None and person.role == Role.INSTRUCTOR
        is_class = not teaches and any(n is not None for n in self.decisions.newest())
        learners = self.records.learners(learner) or [LearnerRecord(0, learner, "", "")]
        said = decided(self.decisions)
        return Mine(self._book(learners, said).rows[0], said.policy, is_class)

    def override(
        self,
        learner: str,
        slug: str,
        points: float | None,
        reason: str,
        *,
        task: int | None = None,
        dry_run: bool = False,
    ) -> Effect:
        """Override a mark by hand, or that of one task, or with None remove the override. It counts
        instead of any attempt, late or not; the history is kept."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        reason = needed_reason(reason, "An override")
        what, most = what_is_marked(exercise, task)
        if points is not None and not 0 <= points <= most:
            raise Refused(f"Points for {what} must be between 0 and {most:g}.")
        self._require_learner(learner)
        in_force = decided(self.decisions).overrides.get((learner, exercise.slug, task))
        if points is None and (in_force is None or in_force.excused):
            raise Refused(f"{learner} has no override in {what} to remove.")
        return self._override(learner, exercise, points, reason, task, False, dry_run)

    def excuse(
        self, learner: str, slug: str, reason: str, *, excused: bool = True, dry_run: bool = False
    ) -> Effect:
        """Excuse a learner from an exercise: it takes no part in the total. Or end the excuse."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        reason = needed_reason(reason, "An excuse")
        self._require_learner(learner)
        in_force = decided(self.decisions).overrides.get((learner, exercise.slug, None))
        if not excused and (in_force is None or not in_force.excused):
            raise Refused(f"{learner} is not excused from {exercise.slug}.")
        return self._override(learner, exercise, None, reason, None, excused, dry_run)

    def comment(self, learner: str, slug: str, text: str) -> None:
        """Say something to a learner about an exercise; an empty text removes the comment."""
        self.viewer().require_instructor()
        exercise, text = self.course.exercise(slug), checked_comment(text)
        self._require_learner(learner)
        key = (learner, exercise.slug)
        in_force = decided(self.decisions).comments.get(key)
        if not text and in_force is None:
            raise Refused(f"{learner} has no comment on {exercise.slug} to remove.")
        if in_force is None or text != in_force.text:
            self.decisions.comment(learner, exercise.slug, text, self.viewer().name)

    def history(self, learner: str | None = None, slug: str | None = None) -> list[Override]:
        """Every override and excuse, set or removed, the newest first."""
        self.viewer().require_instructor()
        slug = self.course.exercise(slug).slug if slug is not None else None
        return self.decisions.overrides(learner, slug)[::-1]

    def trail(self) -> list[Event]:
        """Everything that was ever decided, the newest first."""
        self.viewer().require_instructor()
        titles = {exercise.slug: exercise.title for exercise in self.course.exercises}
        return trail(self.decisions, titles, self.zone())

    def export(self, form: Format) -> str:
        """The gradebook as CSV, with cells that no spreadsheet runs."""
        self.viewer().require_instructor()
        return EXPORTS[form](self.book())

    def counting(self, slug: str) -> dict[int, Scored]:
        """The attempt of each learner (by id) that counts in an exercise."""
        self.viewer().require_instructor()
        return counting_attempts(self.course, self.store, slug)

    def _policy(self) -> GradePolicy:
        stored = self.decisions.policy()
        return GradePolicy.from_json(stored) if stored else GradePolicy()

    def _require_learner(self, name: str) -> None:
        if not self.records.learners(name):
            raise Refused(f"There is no learner '{name}' in the gradebook.")

    def _require_one(self, learner: str | None, section: str | None) -> None:
        """Raise Refused unless it is one learner of the class, or one section."""
        if (learner is None) == (section is None):
            raise Refused("An extension is for one learner or for one section.")
        if learner is not None:
            self._require_learner(learner)
        elif section not in (known := {one.section for one in self.records.learners()}):
            names = ", ".join(sorted(name for name in known if name)) or "none"
            raise Refused(f"There is no section '{section}'. There are: {names}.")

    def _deadline(
        self,
        exercise: Exercise,
        due: datetime | None,
        learner: str | None,
        section: str | None,
        reason: str,
        dry_run: bool,
    ) -> Effect:
        slug = exercise.slug
        effect = self._effect(lambda said: said.with_deadline(slug, due, learner, section))
        if not dry_run:
            by = self.viewer().name
            self.decisions.set_deadline(slug, due, by, learner, section, reason)
        return effect

    def _override(
        self,
        learner: str,
        exercise: Exercise,
        points: float | None,
        reason: str,
        task: int | None,
        excused: bool,
        dry_run: bool,
    ) -> Effect:
        by, now, slug = self.viewer().name, datetime.now(UTC), exercise.slug
        one = Override(learner, slug, points, reason, by, now, task, excused)
        effect = self._effect(lambda said: said.with_override(one))
        if not dry_run:
            self.decisions.override(learner, slug, points, reason, by, task, excused)
        return effect

    def _effect(self, change: Change) -> Effect:
        said = decided(self.decisions)
        learners = self.records.learners()
        return effect_of(self._book(learners, said), self._book(learners, change(said)))

    def _whole_book(self, said: Decided) -> Book:
        learners = self.records.learners()
        now = datetime.now(UTC)
        passed = frozenset(slug for slug, due in said.deadlines.items() if due < now)
        state = (tuple(learners), self.records.newest(), self.decisions.newest(), passed)
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, self._book(learners, said))
        return self._kept[1]

    def _book(self, learners: list[LearnerRecord], said: Decided) -> Book:
        alone = learners[0].name if len(learners) == 1 else None
        ungraded = self.work.ungraded(alone)
        waiting = Counter((one.learner, one.exercise) for one in ungraded)
        return make_book(self.course, self.records, said, learners, waiting)
