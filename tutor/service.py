"""Submit, grade, record: what every face asks for, in one place.

Faces translate a person's wish into one call here and show what comes back. A submission is stored
before anything runs, so nothing is lost when the machine dies in the next line; what was not graded
then is graded by `resume`.
"""

import getpass
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tutor.activity import Activity
from tutor.afterwards import Solution, solutions
from tutor.classroom.analysis import Analysis
from tutor.classroom.grades import Grades
from tutor.classroom.intake import Intake
from tutor.classroom.regrades import Regrades
from tutor.classroom.roster import Roster
from tutor.course import Course, Exercise, Hint, load_course
from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.graders import Graders, Progress
from tutor.grading.report import CheckDone, Report
from tutor.grading.source import Source
from tutor.people import Role, Viewer
from tutor.quizzes import Quizzes
from tutor.records import Attempt as Row
from tutor.records import Standing, Store, Submission
from tutor.sandbox.layers import Floor

PICTURES_KEPT = 50  # of up to 3 MB each


@dataclass(frozen=True)
class Attempt:
    """One submission and, once it is graded, the report in force."""

    submission_id: int
    learner: str
    exercise: str
    filename: str
    received: datetime
    report: Report | None


class State(StrEnum):
    """Where a learner stands with an exercise. LATER is advice, never a lock."""

    DONE = "done"
    STARTED = "started"
    NEXT = "next"
    OPEN = "open"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """One exercise on a learner's path. `best_score` is None before the first mark."""

    exercise: Exercise
    state: State
    best_score: float | None
    max_score: float
    attempts: int


@dataclass(frozen=True)
class HintState:
    """One hint and whether the learner may have it, or has had it."""

    hint: Hint
    number: int
    available: bool
    needed_attempts: int
    used: bool


class Tutor:
    """The service: a course, the records, and the way to the graders.

    `viewer` says who is asking; nobody sees or does what is not theirs. Without one it is whoever
    owns the machine.
    """

    def __init__(
        self,
        course: Course,
        store: Store,
        graders: Graders,
        viewer: Callable[[], Viewer] | None = None,
    ) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.viewer = viewer or _owner
        self.quizzes = Quizzes(course, store, graders, viewer=self.viewer)
        self.analysis = Analysis(course, store, self.quizzes)
        self.activity = Activity(store, self.quizzes, self.viewer)
        self.roster = Roster(store)
        self.grades = Grades(course, store)
        self.regrades = Regrades(course, store, graders, self.grades)
        self.intake = Intake(self)
        self._running: dict[int, tuple[CheckDone, ...]] = {}
        self._recorded: dict[int, Future[None]] = {}
        self._pictures: dict[int, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def submit(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        progress: Progress | None = None,
    ) -> Attempt:
        """Store a submission, grade it and record the mark; return when all is done."""
        submission_id, graded = self._enqueue(learner, slug, source, device, progress, None)
        try:
            graded.result()
        except TutorError as error:
            kept = f"{error} Your submission is kept as number {submission_id}."
            raise type(error)(kept) from None
        return self.attempt(submission_id)

    def hand_in(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        received: datetime | None = None,
    ) -> int:
        """Store a submission and queue it; return its id at once. `attempt` follows it.

        `received` is for what was handed in elsewhere, and earlier than now.
        """
        return self._enqueue(learner, slug, source, device, None, received)[0]

    def recorded(self, submission_id: int) -> Future[None]:
        """Done once a submission is no longer in hand; raises what kept the grader from it."""
        if (recorded := self._recorded.get(submission_id)) is None:
            recorded = Future()
            recorded.set_result(None)
        return recorded

    def attempt(self, submission_id: int) -> Attempt:
        attempt = _attempt(self.store.attempt(submission_id))
        self.viewer().require_may_see(attempt.learner)
        return attempt

    def submission(self, submission_id: int) -> Submission:
        """What was handed in, as it was."""
        submission = self.store.submission(submission_id)
        self.viewer().require_may_see(submission.learner)
        return submission

    def checks_done(self, submission_id: int) -> tuple[CheckDone, ...] | None:
        """What the checks came to so far of a submission that is in hand; None for any other."""
        return self._running.get(submission_id)

    def resume(self, submission_id: int | None = None) -> int:
        """Queue every submission that has no mark and is not in hand, or this one; return how
        many."""
        waiting = [n for n in self.store.waiting() if n not in self._running]
        if submission_id is not None:
            self.attempt(submission_id)  # raises for somebody else's
            waiting = [n for n in waiting if n == submission_id]
        for number in waiting:
            row = self.store.submission(number)
            source = Source(row.filename, row.source)
            self._grade(number, row.exercise, source, "auto", None)
        return len(waiting)

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

    def attempts(self, learner: str, slug: str | None = None) -> list[Attempt]:
        """A learner's attempts, the oldest first."""
        self.viewer().require_may_see(learner)
        return [_attempt(row) for row in self.store.attempts(learner, slug)]

    def path(self, learner: str) -> list[Step]:
        """The course as this learner's path, in order."""
        self.viewer().require_may_see(learner)
        standings = {s.exercise: s for s in self.store.standings(learner)}
        done = {slug for slug, standing in standings.items() if _is_done(standing)}
        steps: list[Step] = []
        next_given = False
        for exercise in self.course.exercises:
            standing = standings.get(exercise.slug)
            ready = done.issuperset(exercise.requires)
            if exercise.slug in done:
                state = State.DONE
            elif ready and not next_given:
                state, next_given = State.NEXT, True
            elif standing:
                state = State.STARTED
            else:
                state = State.OPEN if ready else State.LATER
            steps.append(_step(exercise, state, standing))
        return steps

    def hints(self, learner: str, slug: str) -> list[HintState]:
        """All hints of an exercise in order, and which of them this learner may have."""
        self.viewer().require_may_see(learner)
        exercise = self.course.exercise(slug)
        standings = {s.exercise: s.attempts for s in self.store.standings(learner)}
        attempts = standings.get(exercise.slug, 0)
        used = set(self.store.hints_used(learner, exercise.slug))
        return [
            HintState(
                hint=hint,
                number=number,
                available=attempts >= hint.after_attempts,
                needed_attempts=hint.after_attempts,
                used=(hint.task, number) in used,
            )
            for number, hint in enumerate(exercise.hints, start=1)
        ]

    def take_hint(self, learner: str, slug: str) -> HintState | None:
        """Give the next hint that is available and was not given yet; None when there is none."""
        for state in self.hints(learner, slug):
            if state.available and not state.used:
                exercise = self.course.exercise(slug)
                self.store.use_hint(learner, exercise.slug, state.hint.task, state.number)
                return state
        return None

    def solutions(self, learner: str, slug: str) -> tuple[Solution, ...]:
        """How others wrote it. Raises Refused before the learner's own full marks."""
        exercise = self.course.exercise(slug)
        self._full_marks(learner, exercise)
        return solutions(exercise)

    def picture(self, learner: str, slug: str) -> dict[str, Any] | None:
        """What the learner's own code shows, as data; None for an exercise without a picture.

        It is computed once a submission, which may take half a minute. Raises Refused before full
        marks.
        """
        exercise = self.course.exercise(slug)
        solved = self._full_marks(learner, exercise)
        if not exercise.picture.is_file():
            return None
        if (picture := self._pictures.get(solved.id)) is None:
            source = Source(solved.filename, solved.source)
            picture = self.graders.picture(exercise.slug, source).result()
            with self._lock:
                self._pictures[solved.id] = picture
                while len(self._pictures) > PICTURES_KEPT:
                    del self._pictures[next(iter(self._pictures))]
        return picture

    def pictured(self, learner: str, slug: str) -> int:
        """The submission that `picture` is of. Raises Refused before full marks."""
        return self._full_marks(learner, self.course.exercise(slug)).id

    def _full_marks(self, learner: str, exercise: Exercise) -> Submission:
        """The learner's latest submission with full marks."""
        self.viewer().require_may_see(learner)
        for attempt in reversed(self.attempts(learner, exercise.slug)):
            if attempt.report is not None and attempt.report.full_marks:
                return self.submission(attempt.submission_id)
        raise Refused(
            f"This opens up with full marks for {exercise.slug}. Stuck? tutor hint {exercise.slug}"
        )

    def warm(self) -> None:
        """Start a grading process now, so that the first learner need not wait for it."""
        self.graders.warm()

    def close(self) -> None:
        self.graders.close()
        self.store.close()

    def _enqueue(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str,
        progress: Progress | None,
        received: datetime | None,
    ) -> tuple[int, Future[None]]:
        self.viewer().require_may_see(learner)
        exercise = self.course.exercise(slug)
        if device not in ("auto", "cpu"):  # a missing GPU should not leave an attempt behind
            self.graders.device(device).result()
        submission_id = self.store.add_submission(
            learner, exercise.slug, source.filename, source.text, received
        )
        return submission_id, self._grade(submission_id, exercise.slug, source, device, progress)

    def _grade(
        self,
        submission_id: int,
        slug: str,
        source: Source,
        device: str,
        progress: Progress | None,
    ) -> Future[None]:
        """Grade in the background; the returned future is done when the mark is recorded."""

        def follow(check: CheckDone) -> None:
            self._running[submission_id] = (*self._running.get(submission_id, ()), check)
            if progress is not None:
                progress(check)

        recorded: Future[None] = Future()
        self._running[submission_id] = ()
        try:
            grading = self.graders.grade(slug, source, device=device, progress=follow)
        except RuntimeError:
            self._running.pop(submission_id)
            raise GraderError(
                "The graders are shutting down; your submission is kept and will be graded later."
            ) from None
        self._recorded[submission_id] = recorded
        grading.add_done_callback(self._recorder(submission_id, recorded))
        return recorded

    def _recorder(
        self, submission_id: int, recorded: Future[None]
    ) -> Callable[[Future[Report]], None]:
        def record(grading: Future[Report]) -> None:
            try:
                report = grading.result()
                with self._lock:
                    self.store.record(submission_id, report.to_json())
                recorded.set_result(None)
            except BaseException as error:  # whoever waits is told; the submission stays stored
                recorded.set_exception(error)
            finally:
                self._running.pop(submission_id, None)
                self._recorded.pop(submission_id, None)

        return record


def open_tutor(
    workers: int = 1, floor: Floor | None = None, viewer: Callable[[], Viewer] | None = None
) -> Tutor:
    """The tutor of this machine: the course of `TUTOR_COURSE` or the one that is shipped, and the
    records of `TUTOR_DATABASE_URL` or of this user, brought up to date."""
    course = load_course()
    store = Store()
    store.upgrade()
    return Tutor(course, store, Graders(course.root, workers, floor), viewer)


def _owner() -> Viewer:
    """Whoever works on a machine of their own is learner and instructor in one."""
    return Viewer(default_learner(), Role.INSTRUCTOR)


def default_learner() -> str:
    """`TUTOR_LEARNER`, or the name of the user of this machine."""
    if named := os.environ.get("TUTOR_LEARNER", "").strip():
        if not named.isprintable():
            raise Refused("Set TUTOR_LEARNER to your name: it holds what cannot be written.")
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise Refused("Set TUTOR_LEARNER to your name: this machine does not know it.") from None


def _attempt(row: Row) -> Attempt:
    return Attempt(
        submission_id=row.submission_id,
        learner=row.learner,
        exercise=row.exercise,
        filename=row.filename,
        received=row.received,
        report=Report.from_json(row.report) if row.report else None,
    )


def _is_done(standing: Standing) -> bool:
    best, top = standing.best_score, standing.max_score
    return best is not None and top is not None and best >= top


def _step(exercise: Exercise, state: State, standing: Standing | None) -> Step:
    return Step(
        exercise=exercise,
        state=state,
        best_score=standing.best_score if standing else None,
        max_score=standing.max_score if standing and standing.max_score else exercise.max_score,
        attempts=standing.attempts if standing else 0,
    )
