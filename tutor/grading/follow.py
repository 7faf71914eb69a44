"""Follow-through, as examiners do it: a later task is right, given the learner's earlier functions.

Whoever writes a wrong `lstm_step` and the right loop around it has made one slip. So a check that
failed by values is run again, with the learner's own earlier functions in the place of the
reference's, and its marks are given if everything agrees then.

In the same way a check is run again in float32, where an earlier function answers in that dtype
whatever comes in, and its answer met one of float64 later.

Only where it is deserved. The check failed by values, not by cost, purity or an exception. The
reference's function really calls the earlier one. The earlier task failed for itself, by values
too, and earned a part of its points: more than answers that ignore their arguments do. And the
earlier function is one: its answers do not depend on the calls before, and change with more than
half of the arguments that matter. This is asked in a box of its own, in another order: functions
that only agree with each other on what to answer do not pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tutor.course import Exercise
from tutor.grading.answers import in_float32, is_level, near, redrawn
from tutor.grading.contracts import GivenMethod
from tutor.grading.likeness import Failure
from tutor.grading.memory import bounded_memory
from tutor.grading.remote import Function, Remote, local
from tutor.grading.report import CheckResult, Outcome
from tutor.grading.session import Session
from tutor.grading.suite import Bench, Check, load_module, seed_reference
from tutor.grading.watched import Watch, watching

LEAST_SHARE = 0.15  # of its points that the earlier task has to earn
CALLS_ASKED_AGAIN = 8  # of each earlier function


@dataclass(frozen=True)
class EarlierCall:
    """A call of an earlier function in the place of the reference's, and the learner's answer."""

    name: str
    args: tuple[Any, ...]
    answer: Any


class Following:
    """The learner's earlier functions in the place of the reference's, and what they answered."""

    def __init__(
        self, exercise: Exercise, names: Iterable[str], bench: Bench, fresh: Remote
    ) -> None:
        """`fresh` is the submission in a box that has not seen the later functions."""
        self.fresh = fresh
        self.names = frozenset(names)
        self.submission = bench.submission
        self.asked: list[EarlierCall] = []
        self.measured: set[str] = set()
        stand_in = load_module(exercise.solution, f"{exercise.slug}_follow_through")
        for name in self.names:
            if "." not in name:
                vars(stand_in)[name] = partial(self._ask, name)
        self.reference = local(stand_in)

    def _ask(self, name: str, *args: Any) -> Any:
        answer = getattr(self.submission, name)(*args)
        # The reference may write into the answer that it gets, so it gets one of its own.
        self.asked.append(EarlierCall(name, args, deepcopy(answer)))
        return answer

    def measure(self, given: GivenMethod, args: tuple[Any, ...]) -> Any:
        """What is right, measured on the learner's earlier method. Raises LookupError."""
        found = self.fresh.run(given.driver, *args) if given.name in self.names else None
        if found is None or any(is_level(part) for part in found):
            raise LookupError(given.name)
        self.measured.add(given.name)
        return found


class FollowThrough:
    """Finds the failed checks that are right, given the earlier functions of their submission."""

    def __init__(
        self,
        exercise: Exercise,
        bench: Bench,
        session: Session,
        building: Mapping[int, Mapping[str, int]],
    ) -> None:
        self.exercise = exercise
        self.bench = bench
        self.session = session
        self.building = building

    def followed(
        self,
        results: Sequence[CheckResult],
        failures: Sequence[Failure],
    ) -> dict[str, str]:
        """For each check that is right after all the sentence that says so."""
        told = self._followed_in_float32(failures)
        waiting = [failure for failure in failures if failure.is_by_values]
        with self.session.another() as fresh:
            for task, earlier in sorted(self.building.items()):
                alone = {f.check.task for f in waiting if f.check.id not in told}
                names = {
                    name
                    for name, of_task in earlier.items()
                    if of_task in alone and _share(results, of_task) >= LEAST_SHARE
                }
                for check in [f.check for f in waiting if f.check.task == task and names]:
                    if used := self._right_given(check, names, fresh):
                        listed = " and ".join(f"`{name}`" for name in sorted(used))
                        told[check.id] = f"Right, given your {listed}."
        return told

    def _followed_in_float32(self, failures: Sequence[Failure]) -> dict[str, str]:
        """The checks that are right if everything is in float32, as the answers of an earlier
        function always are."""
        short = {failure.check.task for failure in failures if failure.is_in_float32}
        told: dict[str, str] = {}
        for check in [f.check for f in failures if f.is_by_dtypes or f.is_by_values]:
            earlier = self.building.get(check.task, {})
            names = sorted(name for name, task in earlier.items() if task in short)
            if names and self._right_in_float32(check):
                listed = " and ".join(f"`{name}`" for name in names)
                told[check.id] = f"Right in float32, the dtype of your {listed}."
        return told

    def _right_in_float32(self, check: Check) -> bool:
        submission = Remote(lambda request: self.session.request(in_float32(request)))
        try:
            self.session.begin(check.task)
            seed_reference(self.bench.seed, check)
            with watching(Watch()), bounded_memory():
                check.run(replace(self.bench, submission=submission))
        except Exception:
            return False
        return True

    def _right_given(self, check: Check, names: Iterable[str], session: Session) -> set[str]:
        """The earlier functions that a check is right with; none where it is wrong with them."""
        try:
            for each in (self.session, session):
                each.begin(check.task)
            fresh = Remote(session.request)
            following = Following(self.exercise, names, self.bench, fresh)
            reference, given = following.reference, following.measure
            bench = replace(self.bench, reference=reference, given=given)
            seed_reference(bench.seed, check)
            with watching(Watch()), bounded_memory():
                check.run(bench)
                return self._used(following, fresh)
        except Exception:  # whatever the submission does now, the check stays as it was
            return set()

    def _used(self, following: Following, fresh: Remote) -> set[str]:
        """The functions whose answers counted. Empty if one of them is none that deserves marks."""
        calls: dict[str, list[EarlierCall]] = {}
        for asked in following.asked:
            calls.setdefault(asked.name, []).append(asked)
        wrong = set(following.measured)
        for name, all_of_it in calls.items():
            some = all_of_it[:: max(1, len(all_of_it) // CALLS_ASKED_AGAIN)]
            right = getattr(self.bench.reference, name)
            if all(near(asked.answer, right(*asked.args)) for asked in some):
                continue
            if not _is_a_function(getattr(fresh, name), right, some):
                return set()
            wrong.add(name)
        return wrong


def _is_a_function(mine: Function, right: Function, calls: Sequence[EarlierCall]) -> bool:
    """Whether an earlier function computes its answers, in a box that has not seen its calls."""
    first = calls[0]
    at_first = right(*first.args)
    changed = [
        not near(mine(*args), first.answer)
        for args in redrawn(first.args)
        if not near(right(*args), at_first)
    ]
    if 2 * sum(changed) <= len(changed) or any(near(first.answer, each) for each in first.args):
        return False
    return all(near(mine(*asked.args), asked.answer) for asked in reversed(calls))


def _share(results: Sequence[CheckResult], task: int) -> float:
    """The share of a task's points that were earned without help."""
    own = [result for result in results if result.task == task]
    points = sum(result.points for result in own)
    earned = sum(result.points for result in own if result.outcome is Outcome.PASSED)
    return earned / points if points else 0.0
