"""The marking of one submission by the suite of one exercise, check after check."""

import inspect
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType

import pytest

from tutor.course import Exercise
from tutor.errors import TutorError
from tutor.grading import words
from tutor.grading.building import builds_on
from tutor.grading.case import case_of
from tutor.grading.dictionary import Clock, Dictionary
from tutor.grading.follow import FollowThrough
from tutor.grading.likeness import Failure
from tutor.grading.memory import bounded_memory
from tutor.grading.mistakes import Mistake
from tutor.grading.reading import Reading
from tutor.grading.recogniser import Recogniser, explain
from tutor.grading.remote import Remote, local
from tutor.grading.report import CheckResult, Outcome
from tutor.grading.session import Session
from tutor.grading.suite import Bench, Check, seed_reference
from tutor.grading.watched import Watch, Wrong, watching
from tutor.sandbox.host.trouble import BoxTrouble, LearnerError, plain_text

# A suite that calls pytest.skip or pytest.fail itself raises these, which are no Exception.
OUTCOMES_OF_PYTEST = (pytest.skip.Exception, pytest.fail.Exception)

MAX_MESSAGE = 4000  # characters; names and numbers of the learner's choice are among them


@dataclass(frozen=True)
class Room:
    """What the grader keeps of one exercise between gradings."""

    exercise: Exercise
    version: str
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    reference: ModuleType
    dictionary: Dictionary | None = None

    @cached_property
    def held_reference(self) -> Remote:
        return local(self.reference)

    @cached_property
    def building(self) -> Mapping[int, Mapping[str, int]]:
        """The functions that later tasks build on; none where the reference is not there."""
        return builds_on(self.exercise, self.reference) if self.mistakes else {}

    @cached_property
    def reference_source(self) -> str:
        """Empty where a course was handed out without its reference."""
        return "" if self.reference.__spec__ is None else inspect.getsource(self.reference)


class Marking:
    """The marking of one submission: check after check, then the names of its mistakes."""

    def __init__(self, room: Room, bench: Bench, session: Session) -> None:
        self.room = room
        self.bench = bench
        self.session = session
        self.recogniser = Recogniser(room.mistakes, bench)
        self.reading = Reading(session.source, room.reference_source)
        self.failures: list[Failure] = []
        self.passed: list[Check] = []

    def mark(self, check: Check) -> CheckResult:
        """Run one check. Whatever the submission does, this returns."""
        start = time.perf_counter()
        raised: BaseException | None
        try:
            outcome, message, raised = self._outcome(check)
        except (Exception, *OUTCOMES_OF_PYTEST) as error:
            outcome, message, raised = Outcome.GRADER_ERROR, words.grader_error(error), error
        if outcome is Outcome.PASSED:
            self.passed.append(check)
        return CheckResult(
            id=check.id,
            title=check.title,
            task=check.task,
            points=check.points,
            outcome=outcome,
            message=plain_text(message, MAX_MESSAGE),
            visible=check.visible,
            seconds=time.perf_counter() - start,
            raised=raised,
        )

    def _outcome(self, check: Check) -> tuple[Outcome, str, Exception | None]:
        seed_reference(self.bench.seed, check)
        watch = Watch(check.visible)
        try:
            self.session.begin(check.task)
            with watching(watch), bounded_memory():
                check.run(self.bench)
        except Wrong as wrong:
            first = all(failure.check.task != check.task for failure in self.failures)
            called = self.session.called
            self.failures.append(Failure(check, wrong, wrong.met, called))
            # How wrong values are related to the right ones takes time: it is told once a task.
            sentence = wrong.probed() if first else wrong.message
            return Outcome.WRONG, words.of_wrong(sentence, self.reading, called), wrong
        except BoxTrouble as trouble:
            if isinstance(trouble, LearnerError) and _is_evidence(trouble):
                self.failures.append(Failure(check, trouble, len(watch.seen)))
            told = words.of_trouble(trouble, self.reading, self.session.problems)
            return *told, trouble
        except TutorError:
            raise
        except Exception as error:
            if self._fails_on_reference(check):
                raise
            return Outcome.WRONG, words.UNUSABLE, error
        return Outcome.PASSED, "", None

    def _fails_on_reference(self, check: Check) -> bool:
        """A check that fails with an error is our fault if the reference makes it fail too."""
        bench = Bench(self.bench.reference, self.bench.reference, self.bench.seed, "cpu")
        try:
            check.run(bench)
        except Exception:
            return True
        return False

    def followed(self, results: Sequence[CheckResult]) -> Sequence[CheckResult]:
        """The results once the learner's own earlier functions are allowed for. What is right then
        is no evidence of a mistake, nor against one."""
        if not any(failure.is_by_values or failure.is_in_float32 for failure in self.failures):
            return results
        through = FollowThrough(self.room.exercise, self.bench, self.session, self.room.building)
        told = through.followed(results, self.failures)
        self.failures = [f for f in self.failures if f.check.id not in told]
        return [
            replace(result, outcome=Outcome.PASSED, message=told[result.id], raised=None)
            if result.id in told
            else result
            for result in results
        ]

    def concluded(self, results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
        """The results with the names of their mistakes, or with what else their values are like."""
        # Failed in one dtype is failed: the check may forgive values in the other.
        failed = {failure.check.id.partition("[")[0] for failure in self.failures}
        passed = [check for check in self.passed if check.id.partition("[")[0] not in failed]
        contradicted = {mistake for check in passed for mistake in check.catches}
        chosen = explain(self.recogniser.matches(self.failures, self.passed), contradicted)
        messages = self._resemblances({check.task for check in self._checks(chosen)})
        return tuple(
            replace(r, mistake=chosen.get(r.id), message=messages.get(r.id, r.message))
            for r in results
        )

    def _checks(self, ids: Iterable[str]) -> list[Check]:
        return [check for check in self.room.checks if check.id in set(ids)]

    def _resemblances(self, named: Collection[int]) -> dict[str, str]:
        """For the first failure of each task without a named mistake: its message, with a sentence
        on the change of a right solution that gives such values."""
        told: dict[str, str] = {}
        tasks = {failure.check.task for failure in self.failures} - set(named)
        clock = Clock.start()
        for task in sorted(tasks):
            failures = [failure for failure in self.failures if failure.check.task == task]
            passed = [check for check in self.passed if check.task == task]
            case = case_of(failures, passed, self.bench)
            if case is None or self.room.dictionary is None:
                continue
            with bounded_memory():
                sentence = self.room.dictionary.sentence(case, clock)
            wrong = case.first.error
            if sentence and isinstance(wrong, Wrong):
                said = wrong.with_more(sentence)
                message = words.of_wrong(said, self.reading, case.first.called)
                told[case.first.check.id] = plain_text(message, MAX_MESSAGE)
        return told


def _is_evidence(error: LearnerError) -> bool:
    """Whether an exception may tell a mistake: not yet written, or a tool that is not there, does
    not."""
    return error.kind != "NotImplementedError" and error.absent is None
