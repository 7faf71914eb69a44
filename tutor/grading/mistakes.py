"""Known mistakes: wrong versions of the reference, and how a learner's answer is matched to one.

`mistakes.py` of an exercise holds a namespace for each mistake. Its name is the mistake's id (with
hyphens for underscores), its docstring explains the misconception to the learner, and what it
defines stands in for the reference's function or class of the same name:

    class weights_transposed:
        '''You multiplied by the transpose of W ...'''

        def forward_linear(X, W, b): ...

Those that many people make have the mark `@typical` (from `generic_mistakes`): the visible examples
notice them. The file may `import reference`, and make mistakes that are the same everywhere with
what it imports `from generic_mistakes`.

When a check fails, it is run again on the same inputs with each mistake in the learner's place. A
mistake is recognised when it fails at the same expectation with the same values, or dies of the
same exception. A yes or no carries no values and looks the same for many mistakes, and so do plain
values: nothing but zeros, or one small count. They count only for a mistake that the check says it
`catches`, and only while nothing else in that task speaks against it: values that are wrong where
those of the mistake are right do, unless the expectation is one that is judged `apart` from the
values. A mistake is refuted, and not named anywhere, where a check that is there to catch it fails
with other values. What a mistake draws anew refutes nothing.
"""

import inspect
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import ModuleType

import torch

from tutor.course import Exercise
from tutor.grading import generic_mistakes
from tutor.grading.answers import Undecided
from tutor.grading.remote import local
from tutor.grading.suite import Bench, Check, load_module, seed_reference
from tutor.grading.tolerances import agrees
from tutor.grading.watched import Seen, Watch, WentOn, Wrong, watching
from tutor.sandbox.host.trouble import LearnerError

# A single element that is dropped or kept is the same in all of these one time in 32,768.
_DRAWS = 16
_NUMBER = re.compile(r"\d+")  # the same sentence may count other things


@dataclass(frozen=True)
class Mistake:
    """A wrong version of the reference. `replaces` are the names in it that are wrong here; one
    that is `typical` fails an example."""

    id: str
    explanation: str
    module: ModuleType
    replaces: tuple[str, ...]
    typical: bool = False


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
    typical = vars(namespace).get(generic_mistakes.TYPICAL, False)
    return Mistake(name.replace("_", "-"), explanation, stand_in, tuple(replaced), typical)


@dataclass(frozen=True)
class Failure:
    """How a submission failed a check, after it had met `met` expectations. `called` is the
    function that the check had called last."""

    check: Check
    error: Wrong | LearnerError
    met: int
    called: str = ""

    @property
    def is_by_dtypes(self) -> bool:
        """Whether tensors of different dtypes met inside the submission."""
        words = self.error.message.lower()
        met = "dtype" in words or "scalar type" in words
        return isinstance(self.error, LearnerError) and self.error.kind == "RuntimeError" and met

    @property
    def is_in_float32(self) -> bool:
        """Whether float64 came in and float32 came out."""
        return "dtype float32; float64 was expected" in self.error.message

    @property
    def is_by_values(self) -> bool:
        """Whether values were wrong, and they are what the check is about."""
        error = self.error
        if not isinstance(error, Wrong) or isinstance(error, Undecided) or error.failed is None:
            return False
        return error.failed.actual is not None


class Likeness(Enum):
    """How the failure of a mistake compares with that of a submission, in one check."""

    SAME = "the same values, exception or structure"
    PLAIN = "the same values, which are so plain that they say little"
    YES_OR_NO = "the same expectation, which shows no values"
    APART = "the same yes or no, which is judged apart from the values"
    OTHER = "other values, or an earlier expectation that the submission meets"
    RIGHT = "the mistake meets what the submission does not"
    UNKNOWN = "nothing to compare"


ALIKE = frozenset((Likeness.SAME, Likeness.PLAIN, Likeness.YES_OR_NO, Likeness.APART))


class Recogniser:
    """Matches the failures of one submission with the known mistakes of its exercise."""

    def __init__(self, mistakes: Sequence[Mistake], bench: Bench) -> None:
        self.mistakes = mistakes
        self.bench = bench
        self.drew = False  # in the last run of a check

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
        if not ALIKE & set(seen.values()):
            return []
        if Likeness.OTHER in seen.values():
            return []
        seen |= {f.check.id: self._likeness(mistake, f) for f in failures if f not in catching}
        caught_in = {
            task
            for task in {f.check.task for f in catching}
            if _is_caught(
                [seen[f.check.id] for f in catching if f.check.task == task],
                [seen[f.check.id] for f in failures if f.check.task == task],
                _contradicts(mistake.id, task, passed, failures),
            )
        }
        if not caught_in:
            return []
        return [
            f
            for f in failures
            if seen[f.check.id] is Likeness.SAME
            or (seen[f.check.id] in ALIKE and f.check.task in caught_in)
        ]

    def _likeness(self, mistake: Mistake, failure: Failure) -> Likeness:
        """Values that a mistake draws again at each call refute nothing."""
        theirs = self._failure_of(mistake, failure.check, failure.met)
        likeness = _likeness(failure, theirs)
        if likeness is Likeness.OTHER and self._draws_anew(mistake, failure.check, theirs):
            return Likeness.UNKNOWN
        return likeness

    def _draws_anew(self, mistake: Mistake, check: Check, before: Exception | None) -> bool:
        """Whether the failure that was seen `before`, a moment ago, depends on chance."""
        if not isinstance(before, Wrong):
            return False
        first = Failure(check, before, before.met)
        draws = _DRAWS if self.drew else 2
        return any(
            _likeness(first, self._failure_of(mistake, check, before.met, draw)) not in ALIKE
            for draw in range(1, draws)
        )

    def _failure_of(
        self, mistake: Mistake, check: Check, limit: int, draw: int = 0
    ) -> Exception | None:
        """What the check raises for the mistake; another `draw` is another state of chance."""
        bench = Bench(
            local(mistake.module), self.bench.reference, self.bench.seed, self.bench.device
        )
        seed_reference(bench.seed + draw, check)
        chance = torch.default_generator.get_state()
        try:
            with watching(Watch(check.visible, limit)):
                check.run(bench)
        except Exception as error:
            return error
        finally:
            self.drew = not torch.equal(chance, torch.default_generator.get_state())
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


def _is_caught(
    catching: Sequence[Likeness], everywhere: Sequence[Likeness], contradicted: bool
) -> bool:
    """Whether a mistake is recognised in a task: by values that none refute, or else by a yes or
    no that nothing in the task speaks against."""
    if Likeness.SAME in catching:
        return True
    if contradicted or Likeness.OTHER in everywhere:
        return False
    if Likeness.APART in catching:
        return True
    if Likeness.PLAIN in catching:
        return Likeness.RIGHT not in catching
    return Likeness.YES_OR_NO in catching and Likeness.RIGHT not in everywhere


def _contradicts(
    mistake: str, task: int, passed: Sequence[Check], failures: Sequence[Failure]
) -> bool:
    """Whether a check of the task that is there to catch the mistake was passed, in each dtype."""
    failed = {failure.check.id.partition("[")[0] for failure in failures}
    return any(
        check.task == task and mistake in check.catches and check.id.partition("[")[0] not in failed
        for check in passed
    )


def _likeness(failure: Failure, theirs: Exception | None) -> Likeness:
    ours = failure.error
    if isinstance(ours, LearnerError):
        same_kind = ours.kind == type(theirs).__name__ and not isinstance(theirs, Wrong)
        if same_kind and ours.message == str(theirs):
            return Likeness.SAME
        # What somebody raises themselves has words of their own.
        own = bool(ours.where) and ours.where[-1][3].startswith("raise ")
        return Likeness.YES_OR_NO if same_kind and own else Likeness.UNKNOWN
    if not isinstance(theirs, Wrong):
        meets = theirs is None or isinstance(theirs, WentOn)
        judged = ours.failed is not None and not ours.failed.apart
        return Likeness.RIGHT if meets and judged else Likeness.UNKNOWN
    if ours.met != theirs.met:
        return Likeness.OTHER if theirs.met < ours.met else Likeness.UNKNOWN
    if ours.failed is None or theirs.failed is None:
        return _structure(ours, theirs)
    if ours.failed.actual is None or theirs.failed.actual is None:
        return _yes_or_no(ours.failed, theirs.failed)
    if not _same_values(ours.failed, theirs.failed):
        return Likeness.OTHER
    return Likeness.PLAIN if _is_plain(ours.failed.actual) else Likeness.SAME


def _structure(ours: Wrong, theirs: Wrong) -> Likeness:
    """A wrong shape or dtype is the same if the numbers in it are the same too."""
    if ours.message != theirs.message:
        return Likeness.UNKNOWN
    if ours.got is None or theirs.got is None:
        return Likeness.SAME
    mine, yours = ours.got.double(), theirs.got.double()
    if not mine.isfinite().any():
        return Likeness.SAME
    near = 1e-3 * (1 + float(mine[mine.isfinite()].abs().max()))
    same = ((mine - yours).abs() <= near) | (mine == yours) | (mine.isnan() & yours.isnan())
    return Likeness.SAME if bool(same.all()) else Likeness.UNKNOWN


def _yes_or_no(mine: Seen, yours: Seen) -> Likeness:
    if mine.apart:
        return Likeness.APART
    if _NUMBER.sub("", mine.what) != _NUMBER.sub("", yours.what):
        return Likeness.UNKNOWN
    return Likeness.YES_OR_NO if mine.said == yours.said else Likeness.OTHER


def _is_plain(values: torch.Tensor) -> bool:
    """Whether values say little: none, all NaN, all the same whole number, a few zeros and ones."""
    flat = values.double().flatten()
    if not flat.numel() or flat.isnan().all():
        return True
    if flat.numel() <= 8 and ((flat == 0) | (flat == 1)).all():
        return True
    return bool((flat == flat[0]).all() and flat[0] == flat[0].round())


def _same_values(mine: Seen, yours: Seen) -> bool:
    assert mine.actual is not None
    assert mine.tolerance is not None
    assert yours.actual is not None
    if mine.what != yours.what or mine.actual.shape != yours.actual.shape:
        return False
    same = agrees(yours.actual, mine.actual, mine.tolerance)
    both_nan = mine.actual.isnan() & yours.actual.isnan()
    return bool((same | both_nan).all())
