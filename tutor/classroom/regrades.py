"""A class graded again: the suite has changed, and somebody should look before marks do.

Of each learner the newest attempt is graded again, and then whichever attempt would count, until
the one that counts has been: an old attempt never wins because nobody looked at it. The new reports
count when they are published. For instructors.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any

from tutor.classroom.grades import Grades
from tutor.classroom.marks import points_of
from tutor.course import Course, Exercise
from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source
from tutor.people import Viewer
from tutor.records import Store
from tutor.records.grades import Try
from tutor.records.regrades import Regrade


@dataclass(frozen=True)
class Change:
    """What publishing would do to a learner's mark: of attempts, before any penalty or override.

    `lost` and `gained` are the titles of checks. Only marks that change are told.
    """

    learner: str
    old: float | None
    new: float | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Regraded:
    """A regrade: who changes, and how many learners are still to come.

    `in_hand` of them are being graded here; the others stopped halfway, or could not be graded for
    the reasons in `problems`, by learner.
    """

    regrade: Regrade
    learners: int
    waiting: int
    in_hand: int
    changes: tuple[Change, ...]
    problems: Mapping[str, str]

    @property
    def is_done(self) -> bool:
        """Everybody was graded, or cannot be."""
        return self.waiting == 0


class Regrades:
    """Grading again, in the background, for one course."""

    def __init__(self, course: Course, store: Store, graders: Graders, grades: Grades) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.grades = grades
        self.records = store.regrades
        self._in_hand: set[tuple[int, int]] = set()  # (regrade, learner)
        self._problems: dict[tuple[int, int], str] = {}
        self._idle = threading.Condition()

    def begin(self, viewer: Viewer, slug: str) -> int:
        """Grade an exercise again in the background, or go on with what stopped halfway.

        Returns the regrade: that of this exercise which is not published yet, or a new one.
        """
        viewer.require_instructor()
        exercise = self.course.exercise(slug)
        learners = self.records.newest(exercise.slug)
        if not learners:
            raise Refused(f"Nobody has handed in {exercise.slug} yet.")
        regrade = self.records.begin(exercise.slug, viewer.name)
        for learner in learners:
            self._problems.pop((regrade.id, learner), None)
        for learner, submission in self._missing(viewer, regrade).items():
            self._grade(viewer, regrade, learner, submission)
        return regrade.id

    def exercises(self, viewer: Viewer) -> tuple[Exercise, ...]:
        """The exercises that somebody has handed in, in the order of the course."""
        viewer.require_instructor()
        tried = self.store.grades.tried()
        return tuple(e for e in self.course.exercises if e.slug in tried)

    def unpublished(self, viewer: Viewer) -> list[Regrade]:
        """What waits to be published or discarded, the newest first."""
        viewer.require_instructor()
        return self.records.unpublished()

    def regrade(self, viewer: Viewer, regrade_id: int) -> Regraded:
        """How far it is, and whose marks would change."""
        viewer.require_instructor()
        regrade = self.records.get(regrade_id)
        names = {member.id: member.name for member in self.store.grades.members()}
        with self._idle:
            in_hand = sum(key[0] == regrade_id for key in self._in_hand)
            failed = {key[1]: why for key, why in self._problems.items() if key[0] == regrade_id}
        missing = self._missing(viewer, regrade).keys() - failed.keys()
        return Regraded(
            regrade,
            learners=len(self.records.newest(regrade.exercise)),
            waiting=len(missing),
            in_hand=in_hand,
            changes=self._changes(viewer, regrade, names),
            problems={names.get(learner, "?"): why for learner, why in failed.items()},
        )

    def publish(self, viewer: Viewer, regrade_id: int) -> int:
        """Let the new reports count; return how many. Raises Refused while some are missing."""
        viewer.require_instructor()
        found = self.regrade(viewer, regrade_id)
        if found.regrade.published is not None:
            raise Refused("This regrade is published already.")
        if not found.is_done:
            raise Refused(f"{found.waiting} of {found.learners} learners are not graded yet.")
        reports = self.records.regraded(regrade_id)
        for submission, report in reports.items():  # again after a crash: the same adds nothing
            self.store.record(submission, report)
        self.records.mark_published(regrade_id)
        return len(reports)

    def discard(self, viewer: Viewer, regrade_id: int) -> None:
        """Forget the new reports."""
        viewer.require_instructor()
        self.records.discard(regrade_id)

    def wait(self, regrade_id: int) -> None:
        """Return when nothing of a regrade is in hand here any more."""
        with self._idle:
            self._idle.wait_for(lambda: all(key[0] != regrade_id for key in self._in_hand))

    def _missing(
        self, viewer: Viewer, regrade: Regrade, learner: int | None = None
    ) -> dict[int, int]:
        """The next submission to grade of each learner, or of one, who is not through."""
        if regrade.published is not None:
            return {}
        done = self.records.scores(regrade.id)
        counting = self.grades.counting(viewer, regrade.exercise, done, learner)
        missing = {}
        for each, newest in self.records.newest(regrade.exercise, learner).items():
            chosen = counting[each].submission_id if each in counting else newest
            wanted = [one for one in (newest, chosen) if one not in done]
            if wanted:
                missing[each] = wanted[0]
        return missing

    def _grade(self, viewer: Viewer, regrade: Regrade, learner: int, submission: int) -> None:
        """Grade one submission, and whatever of its learner would count then."""
        key = regrade.id, learner
        with self._idle:
            if key in self._in_hand:
                return
            self._in_hand.add(key)
        self._ask(viewer, regrade, learner, submission)

    def _ask(self, viewer: Viewer, regrade: Regrade, learner: int, submission: int) -> None:
        row = self.store.submission(submission)
        try:
            grading = self.graders.grade(regrade.exercise, Source(row.filename, row.source))
        except RuntimeError:
            self._end(regrade, learner, "The graders are shutting down.")
            return
        grading.add_done_callback(
            lambda graded: self._keep(viewer, regrade, learner, submission, graded)
        )

    def _keep(
        self,
        viewer: Viewer,
        regrade: Regrade,
        learner: int,
        submission: int,
        grading: Future[Report],
    ) -> None:
        """Record a new report, in the thread that graded, and go on or end."""
        try:
            report = grading.result()
            if report.grader_failed:
                raise GraderError("The suite has a fault of its own.")
            following = None
            if self.records.add(regrade.id, submission, report.to_json()):
                following = self._missing(viewer, regrade, learner).get(learner)
        except (TutorError, CancelledError) as error:
            self._end(regrade, learner, str(error) or "The graders were closed.")
        else:
            if following is None:
                self._end(regrade, learner)
            else:
                self._ask(viewer, regrade, learner, following)

    def _end(self, regrade: Regrade, learner: int, problem: str = "") -> None:
        with self._idle:
            self._in_hand.discard((regrade.id, learner))
            if problem:
                self._problems[regrade.id, learner] = problem
            self._idle.notify_all()

    def _changes(
        self, viewer: Viewer, regrade: Regrade, names: Mapping[int, str]
    ) -> tuple[Change, ...]:
        """Whose mark would be another, by name."""
        top = self.course.exercise(regrade.exercise).max_score
        old = self.grades.counting(viewer, regrade.exercise)
        new = self.grades.counting(viewer, regrade.exercise, self.records.scores(regrade.id))
        changed = {
            learner: (old.get(learner), new[learner])
            for learner in new
            if learner in names and _points(old.get(learner), top) != _points(new[learner], top)
        }
        before = self.records.reports([o.submission_id for o, _ in changed.values() if o])
        after = self.records.regraded(regrade.id)
        changes = []
        for learner, (was, is_) in changed.items():
            was_passed = _passed(before.get(was.submission_id) if was else None)
            is_passed = _passed(after.get(is_.submission_id))
            changes.append(
                Change(
                    learner=names[learner],
                    old=_points(was, top),
                    new=_points(is_, top),
                    lost=tuple(title for title in was_passed if title not in is_passed),
                    gained=tuple(title for title in is_passed if title not in was_passed),
                )
            )
        return tuple(sorted(changes, key=lambda change: change.learner))


def _points(one: Try | None, top: float) -> float | None:
    return points_of(one.score, one.max_score, top) if one else None


def _passed(report: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The titles of the checks that a report passed."""
    if report is None:
        return ()
    return tuple(c.title for c in Report.from_json(report).checks if c.outcome is Outcome.PASSED)
