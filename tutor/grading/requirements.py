"""Was a task written by its learner? Judged apart from whether the answers are right.

Three witnesses: the source, for the sentence and the line (`policy.py`); the box, which sees
forbidden functions, modules and optimisers by whatever name they are called
(`sandbox/guest/watch.py`); and the operators that ran, against the families that the task allows
(`operators.py`). For the last, one check that was passed is run once more with the box watching.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from torch import Tensor
from torch.utils._pytree import tree_leaves

from tutor.course import Exercise
from tutor.errors import TutorError
from tutor.grading.marking import OUTCOMES_OF_PYTEST
from tutor.grading.memory import bounded_memory
from tutor.grading.operators import expanded, family_of
from tutor.grading.policy import ForbiddenCall
from tutor.grading.remote import Remote
from tutor.grading.report import Requirement, RequirementState
from tutor.grading.session import Session
from tutor.grading.suite import Bench, Check, seed_reference
from tutor.sandbox.host.box import Place, Reply
from tutor.sandbox.protocol.requests import OPAQUE, PLAIN

Forbidden = Callable[[], Mapping[int, ForbiddenCall]]

_UNSEEN = (
    "No torch operation on the inputs of task {task} was seen, so its result was computed outside "
    "torch. The marks count, but an instructor may want to check the code."
)
_CHANGED = (
    "Task {task} gives other results when its operations are watched. The marks count, but an "
    "instructor may want to check the code."
)


def requirements(
    exercise: Exercise, session: Session, bench: Bench, passed: Iterable[Check], read: Forbidden
) -> tuple[Requirement, ...]:
    """One for each task that has rules. `read` gives the forbidden calls found in the source."""
    samples: dict[int, Check] = {}
    for check in passed:
        if not check.on_gpu:
            samples.setdefault(check.task, check)
    found = []
    for task in exercise.tasks:
        allowed = exercise.allowed(task.n)
        traced = None
        if allowed and task.n in samples and task.n not in session.forbidden:
            traced = _traced(session, bench, samples[task.n])
        if call := session.forbidden.get(task.n) or read().get(task.n):
            found.append(Requirement(task.n, RequirementState.BROKEN, call.sentence))
        elif traced is not None:
            found.append(traced.judged(task.n, allowed))
        elif exercise.policy.forbid:
            found.append(Requirement(task.n, RequirementState.MET))
    return tuple(found)


class _Trace:
    """What running one check under watch showed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ran: dict[str, Place] = {}
        self.has_tensors = False
        self.unchanged = True
        self.seen_inside = False

    def passes(self, way: str, bench: Bench, check: Check) -> bool:
        """Run the check under watch; False when it does not end as it did before."""
        watched = replace(bench, submission=Remote(partial(self._send, way)))
        seed_reference(bench.seed, check)
        try:
            self.session.begin(check.task)
            with bounded_memory():
                check.run(watched)
        except TutorError:
            raise
        except (Exception, *OUTCOMES_OF_PYTEST):
            return False
        return True

    def _send(self, way: str, request: dict[str, Any]) -> Reply:
        leaves = tree_leaves([request["args"], request["kwargs"]])
        self.has_tensors |= any(isinstance(leaf, Tensor) for leaf in leaves)
        try:
            return self.session.request({**request, "trace": way})
        finally:
            self.ran |= self.session.ran
            self.seen_inside |= way == OPAQUE and bool(self.session.ran)

    def judged(self, task: int, allowed: Iterable[str]) -> Requirement:
        families = expanded(allowed)
        for operator, (file, line) in self.ran.items():
            if (family := family_of(operator)) not in families:
                sentence = _not_allowed(operator, family, file, line, allowed)
                return Requirement(task, RequirementState.BROKEN, sentence)
        if not self.unchanged:
            return Requirement(task, RequirementState.UNCLEAR, _CHANGED.format(task=task))
        if self.has_tensors and not self.seen_inside:
            return Requirement(task, RequirementState.UNCLEAR, _UNSEEN.format(task=task))
        return Requirement(task, RequirementState.MET)


def _traced(session: Session, bench: Bench, check: Check) -> _Trace:
    """Run the check on opaque tensors; on plain ones too if it fails so, because an opaque tensor
    has no numpy() and no tolist()."""
    trace = _Trace(session)
    trace.unchanged = any(trace.passes(way, bench, check) for way in (OPAQUE, PLAIN))
    return trace


def _not_allowed(operator: str, family: str, file: str, line: int, allowed: Iterable[str]) -> str:
    name = operator.rpartition("::")[2]
    what = f"operator `{name}`" if family == "other" else f"ready-made {family} (`{name}`)"
    words = [word for family in allowed for word in _WORDS.get(family, (family,))]
    advice = " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    return (
        f"{file}, line {line}, runs torch's {what}, which does too much of this task for you. "
        f"Write it with {advice}."
    )


_WORDS = {
    "basics": ("elementwise arithmetic", "reductions", "indexing"),
    "products": ("matrix products",),
    "random": ("random draws",),
}
