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
the same values, or dies of the same exception; where an expectation is a yes or no and carries no
values, only a mistake that the check says it `catches` counts.
"""

import inspect
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from tutor.course import Exercise
from tutor.grading import generic_mistakes
from tutor.grading.compare import Seen, Watch, Wrong, agrees, watching
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


class Recogniser:
    """Matches the failures of one submission with the known mistakes of its exercise."""

    def __init__(self, mistakes: Sequence[Mistake], bench: Bench) -> None:
        self.mistakes = mistakes
        self.bench = bench

    def matches(self, failures: Sequence[Failure]) -> dict[str, list[str]]:
        """For each failed check the ids of the mistakes that fail it in the same way.

        A check looks first for those that it is there to catch. Whatever is found so may then
        explain the other failures too; a mistake that nobody caught explains nothing.
        """
        found: dict[str, list[str]] = {failure.check.id: [] for failure in failures}
        for mistake in self.mistakes:
            catching = [f for f in failures if mistake.id in f.check.catches]
            matched = [f for f in catching if self._explains(mistake, f)]
            if matched:
                others = (f for f in failures if f not in catching)
                matched += [f for f in others if self._explains(mistake, f)]
            for failure in matched:
                found[failure.check.id].append(mistake.id)
        return found

    def _explains(self, mistake: Mistake, failure: Failure) -> bool:
        theirs = self._failure_of(mistake, failure.check, failure.met)
        return _alike(failure, theirs, mistake.id in failure.check.catches)

    def _failure_of(
        self, mistake: Mistake, check: Check, limit: int | None = None
    ) -> Exception | None:
        bench = Bench(
            local(mistake.module), self.bench.reference, self.bench.seed, self.bench.device
        )
        seed_reference(bench.seed, check)
        try:
            with watching(Watch(check.visible, limit)):
                check.run(bench)
        except Exception as error:
            return error
        return None


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


def _alike(failure: Failure, theirs: Exception | None, caught: bool) -> bool:
    ours = failure.error
    if isinstance(ours, LearnerError):
        same_kind = ours.kind == type(theirs).__name__
        return same_kind and not isinstance(theirs, Wrong) and ours.message == str(theirs)
    if not isinstance(theirs, Wrong) or ours.met != theirs.met:
        return False
    if ours.failed is None or theirs.failed is None:
        return ours.message == theirs.message
    if ours.failed.actual is None or theirs.failed.actual is None:
        return caught
    return _same_values(ours.failed, theirs.failed)


def _same_values(mine: Seen, yours: Seen) -> bool:
    assert mine.actual is not None
    assert mine.tolerance is not None
    assert yours.actual is not None
    if mine.what != yours.what or mine.actual.shape != yours.actual.shape:
        return False
    same = agrees(yours.actual, mine.actual, mine.tolerance)
    both_nan = mine.actual.isnan() & yours.actual.isnan()
    return bool((same | both_nan).all())
