"""Work that waits: submissions are claimed with a lease, graded, and their marks recorded.

The database says what waits and who works on what, so any number of processes may share it:
each piece of work is done once. When a process dies, another one takes over its work: at once where
it can see that the process is gone, or else when the lease has run out. Learners take turns. The
checks done so far are known only in the process that grades.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from datetime import timedelta

from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.graders import Graders, Progress
from tutor.grading.report import CheckDone, Report
from tutor.grading.source import Source
from tutor.records import Store
from tutor.records.work_values import Work, WorkStatus
from tutor.records.workers import worker_name

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_AFTER_A_FAILURE = 10
SUITE_FAULT = "The suite itself failed."


class Queue:
    """Grades what waits in the records, as many at a time as there are graders.

    Without `serve` it only takes what was asked for in this process.
    """

    def __init__(self, store: Store, graders: Graders, lease: timedelta = LEASE) -> None:
        self.store = store
        self.records = store.work
        self.graders = graders
        self.lease = lease
        self.worker = worker_name()
        self.after_regrade: Callable[[Work], None] = lambda work: None
        self._mine: set[int] | None = set()  # None: whatever waits
        self._listeners: dict[int, Progress] = {}
        self._graded: set[int] = set()  # the submissions that are being graded here
        self._checks: dict[int, tuple[CheckDone, ...]] = {}  # of those that are not regraded
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()

    def take(self, submissions: Iterable[int], progress: Progress | None = None) -> None:
        """Work on these submissions too, which are in the records already.

        Raises GraderError when the queue is closed; they stay queued then.
        """
        if self._closed.is_set():
            raise GraderError(
                "The graders are shutting down. Your submission is saved and will be graded later."
            )
        with self._changed:
            for number in submissions:
                if self._mine is not None:
                    self._mine.add(number)
                if progress is not None:
                    self._listeners[number] = progress
        self._start()

    def serve(self) -> None:
        """Work on whatever waits, also on what other processes have left, until `close`."""
        with self._changed:
            self._mine = None
        self._start()

    def checks_done(self, submission_id: int) -> tuple[CheckDone, ...] | None:
        """The checks done so far of a submission that is open; None for any other."""
        if (checks := self._checks.get(submission_id)) is not None:
            return checks
        status = self.records.statuses([submission_id]).get(submission_id)
        return () if status and status.state.is_open else None

    def finished(self, submissions: Iterable[int]) -> Iterator[WorkStatus]:
        """Yield each of these submissions as soon as it is no longer open, wherever it is graded.

        Those that were never queued are left out.
        """
        left = set(submissions)
        while left and not self._closed.is_set():
            statuses = self.records.statuses(left)
            left &= statuses.keys()
            done = [status for status in statuses.values() if not status.state.is_open]
            left -= {status.submission_id for status in done}
            yield from done
            if left and not done:
                self.wait_for_change()

    def wait_for_change(self) -> None:
        """Return when this process has finished something, or after a moment."""
        with self._changed:
            self._changed.wait(_SECONDS_BETWEEN_LOOKS)

    def close(self) -> None:
        """Stop, and give back what is not done."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        self.graders.close()
        for thread in self._threads:
            thread.join()
        if self._threads:
            self.records.release(self.worker)

    def _start(self) -> None:
        """Start the threads if they are not running, and let them look at once."""
        with self._changed:
            self._changed.notify_all()
            if self._threads:
                return
            work = [self._work] * self.graders.workers
            self._threads = [threading.Thread(target=each) for each in (*work, self._keep_alive)]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def _work(self) -> None:
        """Grade one piece of work after another, until the queue is closed."""
        while not self._closed.is_set():
            with self._changed:
                among = None if self._mine is None else frozenset(self._mine)
            try:
                work = self.records.claim(self.worker, self.lease, among)
            except TutorError:  # the records have logged why
                self._closed.wait(_SECONDS_AFTER_A_FAILURE)
                continue
            if work is None:
                self.wait_for_change()
            else:
                self._grade(work)

    def _keep_alive(self) -> None:
        """Extend the lease of what is claimed, long before it runs out. End those of the dead."""
        while not self._closed.is_set():
            with self._changed:
                graded = list(self._graded)
            try:
                self.records.let_go_of_the_dead()
                if graded:
                    self.records.extend(self.worker, self.lease, graded)
            except TutorError as error:
                logger.warning("The lease could not be extended: %s", error)
            self._closed.wait(self.lease.total_seconds() / 4)

    def _grade(self, work: Work) -> None:
        number = work.submission_id
        with self._changed:
            self._graded.add(number)
            if work.regrade_id is None:
                self._checks[number] = ()
        try:
            self._finish(work, self._report(work))
        except (Exception, CancelledError) as error:
            if not self._closed.is_set():  # else `close` gives the work back
                self._fail(work, error)
        finally:
            with self._changed:
                self._graded.discard(number)
                self._checks.pop(number, None)
                self._listeners.pop(number, None)
                self._changed.notify_all()

    def _report(self, work: Work) -> Report:
        number = work.submission_id

        def follow(check: CheckDone) -> None:
            if work.regrade_id is not None:
                return  # nobody sees a regrade before it is published
            self._checks[number] = (*self._checks.get(number, ()), check)
            if (listener := self._listeners.get(number)) is not None:
                listener(check)

        source = Source(work.filename, work.source)
        logger.info("Submission %d (%s): grading begins.", number, work.exercise)
        return self.graders.grade(
            work.exercise, source, device=work.device, progress=follow
        ).result()

    def _finish(self, work: Work, report: Report) -> None:
        kept = self._keep(work, report)
        logger.info(
            "Submission %d (%s): %g of %g in %.1f s%s.",
            *(work.submission_id, work.exercise, report.score, report.max_score, report.seconds),
            "" if kept else ", not kept because another process had taken it over",
        )

    def _keep(self, work: Work, report: Report) -> bool:
        data = report.to_json()
        if report.grader_failed:
            self.records.fail(work, self.worker, SUITE_FAULT, data)
            return True
        if work.regrade_id is None:
            return self.records.finish(work, self.worker, data)
        # What follows from a new report is queued before this is done: a regrade with nothing open
        # is complete, or was left halfway by a process that died.
        if not self.records.keep(work, self.worker, data):
            return False
        self.after_regrade(work)
        return self.records.finish(work, self.worker)

    def _fail(self, work: Work, error: BaseException) -> None:
        """Keep why. Where not even that can be kept the lease runs out, and another goes on."""
        ours = isinstance(error, TutorError)
        sentence = str(error) if ours else f"The grader failed ({type(error).__name__})."
        trace = None if ours else error
        logger.error("Submission %d: %s", work.submission_id, sentence, exc_info=trace)
        again = not isinstance(error, Refused)
        try:
            self.records.fail(work, self.worker, sentence, again=again)
        except TutorError:
            logger.exception(
                "Submission %d: the failure could not be recorded.", work.submission_id
            )
