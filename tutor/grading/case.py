"""The evidence of one task: how a submission failed it, to be compared with other programs."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import torch

from tutor.grading.likeness import Failure
from tutor.grading.remote import local
from tutor.grading.suite import Bench, Check, seed_reference
from tutor.grading.tolerances import agrees
from tutor.grading.watched import Watch, WentOn, Wrong, watching


@dataclass(frozen=True)
class Case:
    """What is known of a task of one submission: its failures, the first with values, and more."""

    failures: Sequence[Failure]
    passed: Sequence[Check]
    bench: Bench

    @property
    def first(self) -> Failure:
        return self.failures[0]

    def shown_by(self, module: ModuleType) -> bool:
        """Whether a program fails the first check with the same values."""
        ours, theirs = self.first.error, self.run(module, self.first.check, self.first.met)
        if not isinstance(ours, Wrong) or not isinstance(theirs, Wrong) or ours.met != theirs.met:
            return False
        return _same_values(ours, theirs) or _same_in_another_shape(ours, theirs)

    def explained_by(self, module: ModuleType) -> bool:
        """Whether a program fails what the submission failed, and passes what it passed."""
        for failure in self.failures[1:]:
            theirs = self.run(module, failure.check, failure.met)
            if theirs is None or isinstance(theirs, WentOn) or refutes(failure, theirs):
                return False
        return all(self.run(module, check) is None for check in self.passed)

    def run(self, module: ModuleType, check: Check, limit: int | None = None) -> Exception | None:
        """What a check raises for a program, up to an expectation."""
        held = Bench(local(module), self.bench.reference, self.bench.seed, self.bench.device)
        seed_reference(held.seed, check)
        try:
            with watching(Watch(check.visible, limit)), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a change may do what torch warns of
                check.run(held)
        except Exception as error:
            return error
        return None


def case_of(failures: Sequence[Failure], passed: Sequence[Check], bench: Bench) -> Case | None:
    """The case of one task, if its first failure shows values that say something."""
    error = failures[0].error if failures else None
    if not isinstance(error, Wrong):
        return None
    shown = error.got if error.failed is None else error.failed.actual
    return None if shown is None or _says_little(shown) else Case(failures, passed, bench)


def _says_little(values: torch.Tensor) -> bool:
    """Whether values are none, all the same, or just counted: many faults give these."""
    flat = values.flatten()
    if flat.is_complex() or flat.numel() < 2:
        return flat.numel() == 0
    steps = flat.double().diff()
    return bool((steps == steps[0]).all()) and float(steps[0]) in (0.0, 1.0)


def _same_values(ours: Wrong, theirs: Wrong) -> bool:
    """Whether two failures of one expectation show the same values, beside the same target."""
    mine, yours = ours.failed, theirs.failed
    if mine is None or yours is None or mine.what != yours.what:
        return False
    if mine.actual is None or yours.actual is None or mine.actual.shape != yours.actual.shape:
        return False
    assert mine.tolerance is not None
    same = agrees(yours.actual, mine.actual, mine.tolerance)
    if not (same | (mine.actual.isnan() & yours.actual.isnan())).all():
        return False
    if mine.expected is None or yours.expected is None:
        return mine.expected is yours.expected
    return _close(mine.expected, yours.expected)  # it may be what the submission says elsewhere


def _same_in_another_shape(ours: Wrong, theirs: Wrong) -> bool:
    if ours.got is None or theirs.got is None or ours.message != theirs.message:
        return False
    return _close(ours.got, theirs.got)


def refutes(failure: Failure, theirs: Exception) -> bool:
    """Whether a program fails a check with other values; those of short dtypes say less."""
    ours, check = failure.error, failure.check
    if not isinstance(ours, Wrong) or not isinstance(theirs, Wrong):
        return False
    if check.dtype not in (None, "float64") or theirs.met > ours.met:
        return False
    if theirs.met < ours.met:
        return True
    seen = (ours.failed, theirs.failed)
    both_show = all(one is not None and one.actual is not None for one in seen)
    return both_show and not _same_values(ours, theirs)


def _close(one: torch.Tensor, other: torch.Tensor) -> bool:
    if one.shape != other.shape or one.is_complex() or other.is_complex():
        return False
    mine, theirs = one.detach().double(), other.detach().double()
    return torch.allclose(mine, theirs, rtol=1e-6, atol=1e-9, equal_nan=True)
