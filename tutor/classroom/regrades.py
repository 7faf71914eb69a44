"""Regrades: a class is graded again with a changed suite, and marks change only when published.

For each learner the newest attempt is graded again, then the attempt that would count now, and so
on until the attempt that counts has its new report. So an old attempt never counts with an old
report. The new reports count when they are published. For instructors.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.classroom.bookkeeping import counting_attempts
from tutor.classroom.marks import Scored, points_of
from tutor.course import Course, Exercise
from tutor.errors import Refused, TutorError
from tutor.grading.report import Outcome, Report
from tutor.learning.viewer import Viewing
from tutor.queue import Queue
from tutor.records import Store
from tutor.records.regrades import Regrade
from tutor.records.work_values import Work, WorkState

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """What publishing would do to a learner's mark: of attempts, before any penalty or override.

    `lost` and `gained` are the titles of checks. Only marks that change are listed.
    """

    learner: str
    old: float | None
    new: float | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Regraded:
    """A regrade: whose marks would change, and how many learners are still to come.

    `open` submissions wait or are being graded; where nothing is open any more, the regrade stopped
    halfway. Those in `problems`, by learner, could not be graded for the reason given.
    """

    regrade: Regrade
    learners: int
    waiting: int
    open: int
    changes: tuple[Change, ...]
    problems: Mapping[str, str]

    @property
    def is_done(self) -> bool:
        """True when each learner was graded or cannot be."""
        return self.waiting == 0


class Regrades:
    """Grading again, in the background, for one course."""

    def __init__(self, course: Course, store: Store, queue: Queue, viewer: Viewing) -> None:
        self.course = course
        self.store = store
        self.queue = queue
        self.viewer = viewer
        self.records = store.regrades

    def begin(self, slug: str) -> int:
        """Grade an exercise again in the background, or continue a regrade that stopped halfway.

        Returns the regrade: that of this exercise which is not published yet, or a new one.
        """
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        exercise.require_graders()
        if not self.records.newest(exercise.slug):
            raise Refused(f"Nobody has submitted {exercise.slug} yet.")
        regrade = self.records.begin(exercise.slug, self.viewer().name)
        self.store.work.begin_again()
        self._grade(regrade, self._missing(regrade).values())
        return regrade.id

    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises with submissions, in the order of the course."""
        self.viewer().require_instructor()
        tried = self.store.grades.tried()
        return tuple(e for e in self.course.exercises if e.slug in tried)

    def unpublished(self) -> list[Regrade]:
        """The regrades to publish or discard, the newest first."""
        self.viewer().require_instructor()
        return self.records.unpublished()

    def regrade(self, regrade_id: int) -> Regraded:
        """The progress of a regrade, and whose marks would change."""
        self.viewer().require_instructor()
        regrade = self.records.get(regrade_id)
        names = {learner.id: learner.name for learner in self.store.grades.learners()}
        newest = {s.submission_id: s for s in self.store.work.statuses_of_regrade(regrade_id)}
        failed = {s.learner_id: s.error for s in newest.values() if s.state is WorkState.FAILED}
        missing = self._missing(regrade).keys() - failed.keys()
        return Regraded(
            regrade,
            learners=len(self.records.newest(regrade.exercise)),
            waiting=len(missing),
            open=sum(status.state.is_open for status in newest.values()),
            changes=self._changes(regrade, names),
            problems={names.get(learner, "?"): why or "" for learner, why in failed.items()},
        )

    def publish(self, regrade_id: int) -> int:
        """Publish the new reports; return how many. Raises Refused while some are missing."""
        self.viewer().require_instructor()
        found = self.regrade(regrade_id)
        if found.regrade.published is not None:
            raise Refused("This regrade is already published.")
        if not found.is_done:
            raise Refused(
                f"{found.waiting} of {found.learners} learners are not regraded yet. Please wait."
            )
        reports = self.records.regraded(regrade_id)
        for submission, report in reports.items():  # again after a crash: the same adds nothing
            self.store.record(submission, report)
        self.records.mark_published(regrade_id)
        return len(reports)

    def discard(self, regrade_id: int) -> None:
        """Discard the new reports."""
        self.viewer().require_instructor()
        self.records.discard(regrade_id)

    def wait(self, regrade_id: int) -> None:
        """Return when nothing of a regrade waits or is being graded any more."""
        while any(s.state.is_open for s in self.store.work.statuses_of_regrade(regrade_id)):
            self.queue.wait_for_change()

    def _missing(self, regrade: Regrade, learner: int | None = None) -> dict[int, int]:
        """The next submission to grade of each learner, or of one, who is not finished."""
        if regrade.published is not None:
            return {}
        done = self.records.scores(regrade.id)
        counting = self._counting(regrade, done, learner)
        missing = {}
        for each, newest in self.records.newest(regrade.exercise, learner).items():
            chosen = counting[each].submission_id if each in counting else newest
            wanted = [one for one in (newest, chosen) if one not in done]
            if wanted:
                missing[each] = wanted[0]
        return missing

    def _counting(
        self,
        regrade: Regrade,
        rescored: Mapping[int, tuple[float, float]] | None = None,
        learner: int | None = None,
    ) -> dict[int, Scored]:
        return counting_attempts(self.course, self.store, regrade.exercise, rescored, learner)

    def _grade(self, regrade: Regrade, submissions: Iterable[int]) -> None:
        wanted = list(submissions)
        self.store.work.add(wanted, "auto", regrade.id)
        self.queue.take(wanted)

    def go_on(self, work: Work) -> None:
        """One submission was regraded: continue with its learner's attempt that would count now."""
        assert work.regrade_id is not None
        try:
            regrade = self.records.get(work.regrade_id)
            following = self._missing(regrade, work.learner_id).values()
            self._grade(regrade, following)
        except TutorError as error:  # it was discarded meanwhile, or the graders are closing
            logger.info("Regrade %d has stopped: %s", work.regrade_id, error)

    def _changes(self, regrade: Regrade, names: Mapping[int, str]) -> tuple[Change, ...]:
        """Whose mark would change, by name."""
        top = self.course.exercise(regrade.exercise).max_score
        old = self._counting(regrade)
        new = self._counting(regrade, self.records.scores(regrade.id))
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


def _points(one: Scored | None, top: float) -> float | None:
    return points_of(one.score, one.max_score, top) if one else None


def _passed(report: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The titles of the checks that a report passed."""
    if report is None:
        return ()
    return tuple(c.title for c in Report.from_json(report).checks if c.outcome is Outcome.PASSED)
