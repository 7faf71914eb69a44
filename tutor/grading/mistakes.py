"""Known mistakes: wrong versions of the reference, and how a learner's answer is matched to one.

`mistakes.py` of an exercise holds a namespace for each mistake. Its name is the mistake's id (with
hyphens for underscores), its docstring explains the misconception to the learner, and what it
defines stands in for the reference's function or class of the same name:

    class weights_transposed:
        '''You multiplied by the transpose of W ...'''

        def forward_linear(X, W, b): ...

The file may `import reference`, and make mistakes that are the same everywhere with what it imports
`from generic_mistakes`. When a check fails, it is run again on the same inputs with each
mistake in the learner's place. A mistake is recognised when it fails at the same expectation with
the same values, or dies of the same exception. A yes or no carries no values and looks the same for
many mistakes: it counts only for a mistake that the check says it `catches`. Like a single number
or a shape it names nobody by itself: the mistake has to fail whatever the submission fails in that
task. A mistake is refuted in a task, and not named there, where it fails with other values, or
where a check that is there to catch it was passed.
"""

import inspect
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import ModuleType

from tutor.course import Exercise
from tutor.grading import generic_mistakes
from tutor.grading.compare import Seen, Watch, WentOn, Wrong, agrees, watching
from tutor.grading.remote import local
from tutor.grading.suite import Bench, Check, load_module, seed_reference
from tutor.sandbox.host.trouble import LearnerError


@dataclass(frozen=True)
class Mistake:
    """A wrong version of the reference. `replaces` maps names of the reference to wrong ones."""

    id: str
    explanation: str
    module: ModuleType
    replaces: tuple[str, ...]


def load_mistakes(exercise: Exercise, reference: ModuleType) -> tuple[Mistake, ...]:
    """Read the mistakes of an exercise in the order of the file. Raises CourseError."""
    lent = {"reference": reference, "generic_mistakes": generic_mistakes}
    before = {name: sys.modules[name] for name in lent if name in sys.modules}
    sys.modules.update(lent)
    try:
        module = load_module(exercise.mistakes, f"mistakes_{exercise.slug}")
    finally:
        for name in lent:
            del sys.modules[name]
        sys.modules.update(before)
    namespaces = [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and value.__module__ in (module.__name__, generic_mistakes.__name__)
    ]
    return tuple(_mistake(name, namespace, exercise) for name, namespace in namespaces)


def _mistake(name: str, namespace: type, exercise: Exercise) -> Mistake:
    replaced = {key: value for key, value in vars(namespace).items() if not key.startswith("_")}
    # A reference of its own, so that what is not replaced calls what is.
    stand_in = load_module(exercise.solution, f"{exercise.slug}_{name}")
    vars(stand_in).update(replaced)
    explanation = " ".join((inspect.getdoc(namespace) or "").split())
    return Mistake(name.replace("_", "-"), explanation, stand_in, tuple(replaced))


@dataclass(frozen=True)
class Failure:
    """How a submission failed a check, after it had met `met` expectations."""

    check: Check
    error: Wrong | LearnerError
    met: int


class Likeness(Enum):
    """How the failure of a mistake compares with that of a submission, in one check."""

    SAME = "the same values, exception or structure"
    YES_OR_NO = "the same expectation, which shows no values"
    PASSED = "no failure there"
    OTHER = "other values, or an earlier expectation that the submission meets"
    UNKNOWN = "nothing to compare"


class Recogniser:
    """Matches the failures of one submission with the known mistakes of its exercise."""

    def __init__(self, mistakes: Sequence[Mistake], bench: Bench) -> None:
        self.mistakes = mistakes
        self.bench = bench

    def matches(
        self, failures: Sequence[Failure], passed: Sequence[Check] = ()
    ) -> dict[str, list[str]]:
        """For each failed check the ids of the mistakes that fail it in the same way.

        A check looks first for those that it is there to catch. Whatever is found so may then
        explain the other failures too; a mistake that nobody caught explains nothing.
        """
        found: dict[str, list[str]] = {failure.check.id: [] for failure in failures}
        for mistake in self.mistakes:
            for failure in self._explained(mistake, failures, passed):
                found[failure.check.id].append(mistake.id)
        return found

    def _explained(
        self, mistake: Mistake, failures: Sequence[Failure], passed: Sequence[Check]
    ) -> list[Failure]:
        catching = [f for f in failures if mistake.id in f.check.catches]
        seen = {f.check.id: self._likeness(mistake, f) for f in catching}
        if not {Likeness.SAME, Likeness.YES_OR_NO} & set(seen.values()):
            return []
        seen |= {f.check.id: self._likeness(mistake, f) for f in failures if f not in catching}
        caught_in = {
            task
            for task in {f.check.task for f in catching}
            if not _contradicts(mistake.id, task, passed, failures)
            and self._is_caught(
                mistake,
                {f: seen[f.check.id] for f in failures if f.check.task == task},
                [check for check in passed if check.task == task],
            )
        }
        if not caught_in:
            return []
        return [
            f
            for f in failures
            if seen[f.check.id] is Likeness.SAME
            or (seen[f.check.id] is Likeness.YES_OR_NO and f.check.task in caught_in)
        ]

    def _is_caught(
        self, mistake: Mistake, seen: Mapping[Failure, Likeness], passed: Sequence[Check]
    ) -> bool:
        """Whether a mistake is recognised in a task, by how it fails the checks that were failed.

        Other values anywhere refute it; in short dtypes they may be those of another way to compute
        the same. Many values alike are enough where it explains at least half of the failures. What
        may be alike by chance (one number, a shape, a yes or no) counts only for a mistake that
        explains all of them, and fails nothing that was passed.
        """
        if any(like is Likeness.OTHER and f.check.is_exact for f, like in seen.items()):
            return False
        catching = {f: like for f, like in seen.items() if mistake.id in f.check.catches}
        alike = [f for f, like in catching.items() if like is Likeness.SAME]
        unexplained = sum(like is Likeness.PASSED for like in seen.values())
        if any(_is_telling(failure.error) for failure in alike):
            return 2 * unexplained <= len(seen)
        if unexplained or not (alike or Likeness.YES_OR_NO in catching.values()):
            return False
        return all(self._passes(mistake, check) for check in passed)

    def _passes(self, mistake: Mistake, check: Check) -> bool:
        """Whether a mistake passes a check, at least in one of two states of chance."""
        found = (failure_of(mistake.module, check, self.bench, draw=draw) for draw in (0, 1))
        return None in found

    def _likeness(self, mistake: Mistake, failure: Failure) -> Likeness:
        """Values that a mistake draws again at each call refute nothing, and nor does a check that
        it passes by chance."""
        check, module = failure.check, mistake.module
        theirs = failure_of(module, check, self.bench, failure.met)
        found = likeness(failure, theirs, mistake.id in check.catches)
        if found is Likeness.OTHER and isinstance(theirs, Wrong):
            again = failure_of(module, check, self.bench, failure.met, draw=1)
            steady = likeness(Failure(check, theirs, theirs.met), again, caught=True)
            if steady not in (Likeness.SAME, Likeness.YES_OR_NO):
                return Likeness.UNKNOWN
        if found is Likeness.PASSED:
            again = failure_of(module, check, self.bench, failure.met, draw=1)
            if likeness(failure, again) is not Likeness.PASSED:
                return Likeness.UNKNOWN
        return found


def explain(
    matches: Mapping[str, Sequence[str]], contradicted: Collection[str] = ()
) -> dict[str, str]:
    """Choose one mistake for each failed check so that few mistakes explain many checks.

    `matches` maps check ids to the mistakes that fit; the result maps check ids to one of them.
    Greedy cover: the mistake that fits most of the checks still unexplained comes first, but one
    that is contradicted, because a check that is there to catch it was passed, comes last.
    """
    chosen: dict[str, str] = {}
    open_checks = {check: list(ids) for check, ids in matches.items() if ids}
    while open_checks:
        candidates = [mistake for ids in open_checks.values() for mistake in ids]
        best = max(candidates, key=lambda m: (m not in contradicted, candidates.count(m)))
        for check in [check for check, ids in open_checks.items() if best in ids]:
            chosen[check] = best
            del open_checks[check]
    return chosen


def _is_telling(error: Wrong | LearnerError) -> bool:
    """Whether a failure shows so many different values that another fault hardly has the same."""
    if isinstance(error, LearnerError) or error.failed is None or error.failed.actual is None:
        return False
    values = error.failed.actual.flatten()[:_LOOKED_AT].double()
    return len(values.frac().unique()) >= 4 or len(values.unique()) >= 8


_LOOKED_AT = 1000  # values of a large tensor


def _contradicts(
    mistake: str, task: int, passed: Sequence[Check], failures: Sequence[Failure]
) -> bool:
    """Whether a check of the task that is there to catch the mistake was passed, in each dtype."""
    failed = {failure.check.id.partition("[")[0] for failure in failures}
    return any(
        check.task == task and mistake in check.catches and check.id.partition("[")[0] not in failed
        for check in passed
    )


def failure_of(
    module: ModuleType, check: Check, bench: Bench, limit: int | None = None, draw: int = 0
) -> Exception | None:
    """What a check raises for a module of the course; another `draw` is another state of chance.

    Expectations after the first `limit` and one more are not looked at.
    """
    held = Bench(local(module), bench.reference, bench.seed, bench.device)
    seed_reference(bench.seed + draw, check)
    try:
        with watching(Watch(check.visible, limit)):
            check.run(held)
    except Exception as error:
        return error
    return None


def likeness(failure: Failure, theirs: Exception | None, caught: bool = False) -> Likeness:
    """How a failure of a program of the course compares with that of a submission.

    `caught` says that the check is there to catch it, so that a yes or no counts.
    """
    ours = failure.error
    if theirs is None or isinstance(theirs, WentOn):
        return Likeness.PASSED
    if isinstance(ours, LearnerError):
        same_kind = ours.kind == type(theirs).__name__ and not isinstance(theirs, Wrong)
        same = same_kind and ours.message == str(theirs)
        return Likeness.SAME if same else Likeness.UNKNOWN
    if not isinstance(theirs, Wrong):
        return Likeness.UNKNOWN
    if ours.met != theirs.met:
        return Likeness.OTHER if theirs.met < ours.met else Likeness.UNKNOWN
    if ours.failed is None or theirs.failed is None:
        return Likeness.SAME if ours.message == theirs.message else Likeness.UNKNOWN
    if ours.failed.actual is None or theirs.failed.actual is None:
        return Likeness.YES_OR_NO if caught else Likeness.UNKNOWN
    return Likeness.SAME if _same_values(ours.failed, theirs.failed) else Likeness.OTHER


def _same_values(mine: Seen, yours: Seen) -> bool:
    assert mine.actual is not None
    assert mine.tolerance is not None
    assert yours.actual is not None
    if mine.what != yours.what or mine.actual.shape != yours.actual.shape:
        return False
    same = agrees(yours.actual, mine.actual, mine.tolerance)
    both_nan = mine.actual.isnan() & yours.actual.isnan()
    return bool((same | both_nan).all())
