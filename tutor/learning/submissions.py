"""Submit code, and follow its grading.

A submission is stored and queued in one step before anything runs, so nothing is lost when the
machine dies in the next line: another process grades it later.
"""

import ast
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.course import Course, Exercise
from tutor.errors import GraderError, Refused
from tutor.grading.graders import Graders, Progress
from tutor.grading.report import CheckDone, Outcome, Report
from tutor.grading.source import Source, read_source
from tutor.grading.version import engine_version, suite_version
from tutor.learning.allowance import Allowances
from tutor.learning.viewer import Viewing
from tutor.queue import SUITE_FAULT, Queue
from tutor.records import AttemptRecord, Store, Submission
from tutor.records.work_values import WorkStatus

if TYPE_CHECKING:
    from tutor.records.machines import Sending

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """One submission and, once it is graded, the report in force. It is not new where somebody
    submitted what was their latest attempt already."""

    submission_id: int
    learner: str
    exercise: str
    filename: str
    received: datetime
    report: Report | None
    is_new: bool = True


class Submissions:
    """The submissions of the learners of a course."""

    def __init__(
        self, course: Course, store: Store, graders: Graders, queue: Queue, viewer: Viewing
    ) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.queue = queue
        self.viewer = viewer
        self.allowances = Allowances(course, store, viewer)

    def submit(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        progress: Progress | None = None,
    ) -> Attempt:
        """Store a submission and return when it is graded and recorded."""
        attempt = self.begin(learner, slug, source, device, progress)
        if attempt.report is None:
            self.wait(attempt.submission_id)
        return replace(self.attempt(attempt.submission_id), is_new=attempt.is_new)

    def begin(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        progress: Progress | None = None,
        sending: "Sending | None" = None,
    ) -> Attempt:
        """Store a submission of the learner's own and return at once; what of theirs has no mark
        yet is graded first. `sending` is for what comes from a learner's machine, perhaps twice.

        What is still the learner's latest attempt is not stored again: that one is returned.
        Raises Refused for an untouched starter, and where no attempt is left.
        """
        self.require_own_work(slug, source)
        if sending is not None and (known := self.store.machines.sent(learner, sending.key)):
            return replace(self.attempt(known), is_new=False)
        latest = self.latest_if_same(learner, slug, source, device)
        if latest is None:
            self.allowances.require_attempt(learner, slug)
        self.resume(learner=learner)
        if latest is not None:
            if latest.report is None:
                self.queue.take([latest.submission_id], progress)
            return replace(latest, is_new=latest.report is None)
        number = self.hand_in(learner, slug, source, device, progress=progress, sending=sending)
        return self.attempt(number)

    def latest_if_same(
        self, learner: str, slug: str, source: Source, device: str = "auto"
    ) -> Attempt | None:
        """The learner's latest attempt, where it is this very text and would be graded in the same
        way again. To go back to an earlier version is a new attempt."""
        exercise = self.course.exercise(slug)
        attempts = self.attempts(learner, exercise.slug)
        if not attempts:
            return None
        latest = attempts[-1]
        if self.store.submission(latest.submission_id).source != source.text:
            return None
        report = latest.report
        if report is None:
            return latest
        same = device in ("auto", report.device) and _would_be_the_same(report, exercise)
        return latest if same else None

    def require_own_work(self, slug: str, source: Source) -> None:
        """Raise Refused where this is still the starter: that is no attempt, and opens no hint."""
        exercise = self.course.exercise(slug)
        starter = read_source(exercise.starter)
        if _program(source) == _program(starter):
            raise Refused(
                f"This is still the starter of {exercise.slug}, so nothing was submitted. Write "
                "task 1 first, and save the file."
            )

    def hand_in(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        received: datetime | None = None,
        progress: Progress | None = None,
        sending: "Sending | None" = None,
    ) -> int:
        """Store a submission and queue it; return its id at once. `attempt` follows it.

        `received` is for what was submitted elsewhere, and earlier than now; `sending` for what
        comes from a learner's machine, which may send it more than once.
        """
        exercise = self._gradable(learner, slug)
        if device not in ("auto", "cpu"):  # a missing GPU should not leave an attempt behind
            self.graders.device(device).result()
        submission_id = self.store.add_submission(
            learner, exercise.slug, source.filename, source.text, received, device, sending
        )
        self._queued(submission_id, learner, exercise, progress)
        return submission_id

    def hand_in_changed(
        self, learner: str, slug: str, source: Source, received: datetime | None = None
    ) -> int | None:
        """The same, unless it is, word for word, what the learner had handed in last, at that time:
        then None."""
        exercise = self._gradable(learner, slug)
        submission_id = self.store.add_changed(
            learner, exercise.slug, source.filename, source.text, received, "auto"
        )
        if submission_id is not None:
            self._queued(submission_id, learner, exercise)
        return submission_id

    def _gradable(self, learner: str, slug: str) -> Exercise:
        self.viewer().require_may_see(learner)
        exercise = self.course.exercise(slug)
        exercise.require_graders()
        return exercise

    def _queued(
        self, number: int, learner: str, exercise: Exercise, progress: Progress | None = None
    ) -> None:
        logger.info("Submission %d: %s handed in %s.", number, learner, exercise.slug)
        self.queue.take([number], progress)

    def wait(self, submission_id: int) -> None:
        """Return when a submission is no longer open. Raises GraderError when that gave no mark."""
        for status in self.queue.finished([submission_id]):
            if status.error is not None and status.error != SUITE_FAULT:
                raise GraderError(
                    f"{status.error} Your submission is saved as number {submission_id}."
                )

    def finished(self, submissions: Iterable[int]) -> Iterator[WorkStatus]:
        """Yield each of these submissions as soon as it is no longer open."""
        for status in self.queue.finished(submissions):
            self.attempt(status.submission_id)  # raises for somebody else's
            yield status

    def attempt(self, submission_id: int) -> Attempt:
        attempt = as_attempt(self.store.attempt(submission_id))
        self.viewer().require_may_see(attempt.learner)
        return attempt

    def submission(self, submission_id: int) -> Submission:
        """The code exactly as it was submitted."""
        submission = self.store.submission(submission_id)
        self.viewer().require_may_see(submission.learner)
        return submission

    def checks_done(self, submission_id: int) -> tuple[CheckDone, ...] | None:
        """The checks done so far of a submission that is open; None for any other."""
        return self.queue.checks_done(submission_id)

    def failure(self, submission_id: int) -> str | None:
        """Why the grader failed on a submission, in words; None where it did not."""
        self.attempt(submission_id)  # raises for somebody else's
        status = self.store.work.statuses([submission_id]).get(submission_id)
        return status.error if status else None

    def count_open(self, submissions: Collection[int]) -> int:
        """How many of these wait or are being graded."""
        statuses = self.store.work.statuses(submissions)
        return sum(status.state.is_open for status in statuses.values())

    def resume(self, submission_id: int | None = None, learner: str | None = None) -> list[int]:
        """Finish what has no mark yet: all, this submission, or a learner's. Return them at once.

        What was begun by a process that is gone is begun again, and what failed is tried again.
        What no exercise of this course can grade is left alone.
        """
        if submission_id is not None:
            self.attempt(submission_id)  # raises for somebody else's
        if learner is not None:
            self.viewer().require_may_see(learner)
        left = [
            one.submission_id
            for one in self.store.work.ungraded(learner)
            if submission_id in (None, one.submission_id) and self.course.can_grade(one.exercise)
        ]
        if left:
            self.store.work.begin_again()
            self.store.work.take_up(left, "auto")
            self.queue.take(left)
        return left

    def grade(
        self,
        slug: str,
        source: Source,
        device: str = "auto",
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Mark with the hidden suite and record nothing."""
        exercise = self.course.exercise(slug)
        return self.graders.grade(
            exercise.slug, source, device=device, seed=seed, progress=progress
        ).result()

    def check(self, slug: str, source: Source) -> Report:
        """Try the visible examples and record nothing."""
        self.viewer()  # raises for nobody
        return self.graders.check(self.course.exercise(slug).slug, source).result()

    def attempts_left(self, learner: str, slug: str) -> str:
        """How many more attempts there are, in words; empty where they are not limited."""
        left = self.allowances.left(learner, slug)
        return left.in_words(self.allowances.zone()) if left.allowance.is_limited else ""

    def latest_report(self, learner: str, slug: str) -> Report | None:
        """The report of the learner's latest attempt that has one."""
        reports = (attempt.report for attempt in reversed(self.attempts(learner, slug)))
        return next((report for report in reports if report is not None), None)

    def attempts(self, learner: str, slug: str | None = None) -> list[Attempt]:
        """A learner's attempts, the oldest first."""
        self.viewer().require_may_see(learner)
        return [as_attempt(row) for row in self.store.attempts(learner, slug)]


def _would_be_the_same(report: Report, exercise: Exercise) -> bool:
    """Whether the same code would get this report again. The clock and the memory of the machine
    may decide otherwise, and a suite or the engine may have changed."""
    chance = {Outcome.TIMEOUT, Outcome.MEMORY, Outcome.SKIPPED}
    versions = (report.suite_version, report.engine_version)
    return versions == (suite_version(exercise), engine_version()) and not any(
        check.outcome in chance for check in report.checks
    )


def _program(source: Source) -> object:
    """What tells one program from another: not its comments, nor the text that it begins with."""
    code = "\n".join(code for _, code in source.chunks())
    try:
        body = ast.parse(code).body
        opens = body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        return [ast.dump(statement) for statement in (body[1:] if opens else body)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code.split()


def as_attempt(row: AttemptRecord) -> Attempt:
    """The same with its report read."""
    return Attempt(
        submission_id=row.submission_id,
        learner=row.learner,
        exercise=row.exercise,
        filename=row.filename,
        received=row.received,
        report=Report.from_json(row.report) if row.report else None,
    )
