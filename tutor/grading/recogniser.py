"""Which known mistakes explain the failures of a submission.

When a check fails, it is run again on the same inputs with each mistake in the learner's place. A
mistake is recognised when it fails at the same expectation with the same values, or dies of the
same exception. A yes or no carries no values and looks the same for many mistakes, and so do plain
values: nothing but zeros, or one small count. They count only for a mistake that the check says it
`catches`, and only while nothing else in that task speaks against it: values that are wrong where
those of the mistake are right do, unless the expectation is one that is judged `apart` from the
values. A mistake is refuted, and not named anywhere, where a check that is there to catch it fails
with other values. Values that a mistake draws again in each call are no evidence against it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch

from tutor.grading.likeness import ALIKE, Failure, Likeness, likeness
from tutor.grading.mistakes import Mistake
from tutor.grading.remote import local
from tutor.grading.suite import Bench, Check, seed_reference
from tutor.grading.watched import Watch, Wrong, watching

# A single element that is dropped or kept is the same in all of these one time in 32,768.
_DRAWS = 16


@dataclass(frozen=True)
class _Run:
    """What a check raised for a mistake, and whether anything was drawn on the way."""

    raised: Exception | None
    drew: bool


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
        runs = {f.check.id: self._run(mistake, f.check, f.met) for f in catching}
        # What is like none of these explains nothing, whatever chance does to it.
        if not any(likeness(f, runs[f.check.id].raised) in ALIKE for f in catching):
            return []
        seen = {f.check.id: self._likeness(mistake, f, runs[f.check.id]) for f in catching}
        if Likeness.OTHER in seen.values():
            return []
        others = [f for f in failures if f not in catching]
        runs = {f.check.id: self._run(mistake, f.check, f.met) for f in others}
        seen |= {f.check.id: self._likeness(mistake, f, runs[f.check.id]) for f in others}
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

    def _likeness(self, mistake: Mistake, failure: Failure, run: _Run) -> Likeness:
        """Values that a mistake draws again in each call are no evidence against it."""
        found = likeness(failure, run.raised)
        if found is Likeness.OTHER and self._draws_anew(mistake, failure.check, run):
            return Likeness.UNKNOWN
        return found

    def _draws_anew(self, mistake: Mistake, check: Check, run: _Run) -> bool:
        """Whether the failure of this run depends on chance."""
        if not isinstance(run.raised, Wrong):
            return False
        first = Failure(check, run.raised, run.raised.met)
        draws = range(1, _DRAWS if run.drew else 2)
        again = (self._run(mistake, check, run.raised.met, draw).raised for draw in draws)
        return any(likeness(first, raised) not in ALIKE for raised in again)

    def _run(self, mistake: Mistake, check: Check, limit: int, draw: int = 0) -> _Run:
        """Run the check with the mistake; another `draw` is another state of chance."""
        bench = Bench(
            local(mistake.module), self.bench.reference, self.bench.seed, self.bench.device
        )
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
