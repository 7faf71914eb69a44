"""Which known mistakes explain the failures of a submission.

When a check fails, it is run again on the same inputs with each mistake in the learner's place. A
mistake is recognised when it fails at the same expectation with the same values, or dies of the
same exception, in a check that says it `catches` the mistake. Then there are three questions:

* Is it refuted? A mistake is out where a check that is there to catch it fails with other values,
  and in a task where such a check is passed.
* What speaks against it? Values that are wrong where those of the mistake are right, or other.
  Where another mistake gives these values, they speak against neither: two may be made at once.
* How good is the evidence? The same values outweigh fewer that speak against them. A yes or no
  looks the same for many mistakes, and so do plain values: nothing but zeros, a few counts. They
  name one only while nothing speaks against it, plain values only if it also passes what was
  passed. An expectation that is judged `apart` from the values says something whatever these are.

Values that a mistake draws again in each call are no evidence against it. A mistake that stands in
for several functions may have been made in one of them alone: if it does not fit as a whole, each
of these parts is tried.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import torch

from tutor.grading.likeness import ALIKE, Failure, Likeness, likeness
from tutor.grading.mistakes import Mistake
from tutor.grading.remote import local
from tutor.grading.suite import Bench, Check, seed_reference
from tutor.grading.watched import Watch, Wrong, watching

# A single element that is dropped or kept is the same in all of these one time in 32,768.
_DRAWS = 16
_DRAWS_OF_WHAT_IS_RIGHT = 5

_AGAINST = (Likeness.RIGHT, Likeness.OTHER)


@dataclass(frozen=True)
class _Run:
    """What a check raised for a mistake, and whether anything was drawn on the way."""

    raised: Exception | None
    drew: bool


@dataclass(frozen=True)
class _Suspect:
    """A mistake, or a part of one, and how like it the failures are, by the ids of their checks."""

    mistake: Mistake
    module: ModuleType
    seen: Mapping[str, Likeness]
    catching: Sequence[Check]

    def like(self, *kinds: Likeness) -> frozenset[str]:
        return frozenset(check for check, found in self.seen.items() if found in kinds)

    @property
    def gives(self) -> frozenset[str]:
        """The checks that fail with its values; none, if no check that catches it does."""
        same = self.like(Likeness.SAME)
        return same if any(check.id in same for check in self.catching) else frozenset()

    @property
    def rank(self) -> tuple[int, int]:
        """Of two that fit the same checks, which is told: the one that is more alike."""
        return len(self.like(Likeness.SAME)), len(self.like(Likeness.APART))


_Fits = dict[frozenset[str], list[_Suspect]]


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
        whole = [self._suspect(m, m.module, failures) for m in self.mistakes]
        suspects = [suspect for suspect in whole if suspect]
        fits = self._fits(suspects, suspects, failures, passed)
        parts = self._parts([f for f in failures if f.check.id not in _names(fits)], failures)
        fits_of_parts = self._fits(parts, suspects + parts, failures, passed)
        found: dict[str, list[str]] = {failure.check.id: [] for failure in failures}
        for fitting, alike in [*fits.items(), *fits_of_parts.items()]:
            best = max(suspect.rank for suspect in alike)
            names = {suspect.mistake.id: None for suspect in alike if suspect.rank == best}
            for check in fitting:
                found[check] += [name for name in names if name not in found[check]]
        return found

    def _parts(self, unexplained: Sequence[Failure], failures: Sequence[Failure]) -> list[_Suspect]:
        """The mistakes that may have been made in the one function that an open check called."""
        found = []
        for mistake in self.mistakes:
            open_ = [f for f in unexplained if mistake.id in f.check.catches]
            called = {f.called for f in open_}
            for name, module in mistake.parts.items() if open_ else ():
                if name in called or "" in called:
                    found.append(self._suspect(mistake, module, failures))
        return [suspect for suspect in found if suspect]

    def _suspect(
        self, mistake: Mistake, module: ModuleType, failures: Sequence[Failure]
    ) -> _Suspect | None:
        """None if it is refuted, or like nothing that is there to catch it."""
        catching = [f for f in failures if mistake.id in f.check.catches]
        runs = {f.check.id: self._run(module, f.check, f.met) for f in catching}
        # What is like none of these explains nothing, whatever chance does to it.
        if not any(likeness(f, runs[f.check.id].raised) in ALIKE for f in catching):
            return None
        seen = {f.check.id: self._likeness(module, f, runs[f.check.id]) for f in catching}
        if Likeness.OTHER in seen.values():
            return None
        for f in failures:
            if f not in catching:
                run = self._run(module, f.check, f.met)
                seen[f.check.id] = self._likeness(module, f, run)
        return _Suspect(mistake, module, seen, [f.check for f in catching])

    def _fits(
        self,
        suspects: Sequence[_Suspect],
        known: Sequence[_Suspect],
        failures: Sequence[Failure],
        passed: Sequence[Check],
    ) -> _Fits:
        """Those of the suspects that are caught, by the checks that they fit."""
        fits: _Fits = {}
        for suspect in suspects:
            others = [s.gives for s in known if s.mistake is not suspect.mistake]
            explained = frozenset[str]().union(*others)
            caught_in = {
                task
                for task in {check.task for check in suspect.catching}
                if self._is_enough(suspect, task, failures, passed, explained)
                and not self._is_contradicted(suspect, task, failures, passed)
            }
            if caught_in:
                here = {f.check.id for f in failures if f.check.task in caught_in}
                fitting = suspect.like(Likeness.SAME) | (suspect.like(*ALIKE) & here)
                fits.setdefault(fitting, []).append(suspect)
        return fits

    def _is_enough(
        self,
        suspect: _Suspect,
        task: int,
        failures: Sequence[Failure],
        passed: Sequence[Check],
        explained: Collection[str],
    ) -> bool:
        """Whether what speaks for a suspect in a task is enough, beside what speaks against it."""
        here = [f for f in failures if f.check.task == task]
        evidence = {suspect.seen[check.id] for check in suspect.catching if check.task == task}
        against = [
            f
            for f in here
            if suspect.seen[f.check.id] in _AGAINST
            and _is_precise(f.check)
            and f.check.id not in explained
        ]
        if Likeness.SAME in evidence:
            return len(against) < sum(suspect.seen[f.check.id] is Likeness.SAME for f in here)
        if Likeness.APART in evidence:
            return all(suspect.seen[f.check.id] is Likeness.RIGHT for f in against)
        if not all(self._is_right_by_chance(suspect, f) for f in against):
            return False
        if Likeness.PLAIN in evidence:
            return not any(self._fails(suspect.module, c) for c in passed if c.task == task)
        return Likeness.YES_OR_NO in evidence

    def _is_right_by_chance(self, suspect: _Suspect, failure: Failure) -> bool:
        """Whether a mistake that was right where the submission failed is not so always."""
        if suspect.seen[failure.check.id] is not Likeness.RIGHT:
            return False
        runs = (
            self._run(suspect.module, failure.check, failure.met, draw)
            for draw in range(_DRAWS_OF_WHAT_IS_RIGHT)
        )
        return next(runs).drew and any(isinstance(run.raised, Wrong) for run in runs)

    def _is_contradicted(
        self, suspect: _Suspect, task: int, failures: Sequence[Failure], passed: Sequence[Check]
    ) -> bool:
        """Whether a check of the task that is there to catch it was passed, in each dtype."""
        failed = {_name(failure.check) for failure in failures}
        there = [c for c in passed if c.task == task and suspect.mistake.id in c.catches]
        return any(
            self._run(suspect.module, check).raised is not None
            for check in there
            if _name(check) not in failed
        )

    def _fails(self, module: ModuleType, check: Check) -> bool:
        """Whether a mistake gives wrong values where the submission does not, and not by chance."""
        run = self._run(module, check)
        wrong = isinstance(run.raised, Wrong) and run.raised.failed
        return bool(wrong and wrong.actual is not None and not run.drew)

    def _likeness(self, module: ModuleType, failure: Failure, run: _Run) -> Likeness:
        """Values that a mistake draws again in each call are no evidence against it."""
        found = likeness(failure, run.raised)
        if found is Likeness.OTHER and self._draws_anew(module, failure.check, run):
            return Likeness.UNKNOWN
        return found

    def _draws_anew(self, module: ModuleType, check: Check, run: _Run) -> bool:
        """Whether the failure of this run depends on chance."""
        if not isinstance(run.raised, Wrong):
            return False
        first = Failure(check, run.raised, run.raised.met)
        draws = range(1, _DRAWS if run.drew else 2)
        again = (self._run(module, check, run.raised.met, draw).raised for draw in draws)
        return any(likeness(first, raised) not in ALIKE for raised in again)

    def _run(
        self, module: ModuleType, check: Check, limit: int | None = None, draw: int = 0
    ) -> _Run:
        """Run the check with the mistake; another `draw` is another state of chance."""
        bench = Bench(local(module), self.bench.reference, self.bench.seed, self.bench.device)
        seed_reference(bench.seed + draw, check)
        chance = torch.default_generator.get_state()
        raised: Exception | None = None
        try:
            with watching(Watch(check.visible, limit)):
                check.run(bench)
        except Exception as error:
            raised = error
        return _Run(raised, not torch.equal(chance, torch.default_generator.get_state()))


def explain(
    matches: Mapping[str, Sequence[str]], contradicted: Collection[str] = ()
) -> dict[str, str]:
    """Choose one mistake for each failed check so that few mistakes explain many checks.

    `matches` maps check ids to the mistakes that fit; the result maps check ids to one of them.
    Greedy cover: the mistake that fits most of the checks still unexplained comes first, but one
    that is contradicted, because a check that is there to catch it was passed, comes last. Where
    two fit the same checks, neither is chosen.
    """
    chosen: dict[str, str] = {}
    open_checks = {check: list(ids) for check, ids in matches.items() if ids}
    while open_checks:
        candidates = [mistake for ids in open_checks.values() for mistake in ids]
        best = max(candidates, key=lambda m: (m not in contradicted, candidates.count(m)))
        fitting = [check for check, ids in open_checks.items() if best in ids]
        equal = [
            m
            for m in set(candidates) - {best}
            if (m in contradicted) == (best in contradicted)
            and [check for check, ids in open_checks.items() if m in ids] == fitting
        ]
        for check in fitting:
            if not equal:
                chosen[check] = best
            del open_checks[check]
    return chosen


def _is_precise(check: Check) -> bool:
    """Whether two programs with the same fault give the same values: short dtypes round."""
    return check.dtype in (None, "float64")


def _name(check: Check) -> str:
    """The name of a check without its dtype."""
    return check.id.partition("[")[0]


def _names(fits: _Fits) -> frozenset[str]:
    return frozenset[str]().union(*fits)
