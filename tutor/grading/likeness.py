"""How a submission failed a check, and how like that is to the failure of a known mistake."""

import re
from dataclasses import dataclass
from enum import Enum

from tutor.grading.answers import Undecided
from tutor.grading.suite import Check
from tutor.grading.tolerances import agrees
from tutor.grading.watched import Seen, WentOn, Wrong
from tutor.sandbox.host.trouble import LearnerError

_NUMBER = re.compile(r"\d+")  # the same sentence may count other things
_FEW = 8


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
    PLAIN = "the same values, or the same structure, so plain that it says little"
    YES_OR_NO = "the same expectation, which shows no values"
    APART = "the same yes or no, which is judged apart from the values"
    OTHER = "other values, or an earlier expectation that the submission meets"
    RIGHT = "the mistake meets what the submission does not"
    UNKNOWN = "nothing to compare"


ALIKE = frozenset((Likeness.SAME, Likeness.PLAIN, Likeness.YES_OR_NO, Likeness.APART))


def likeness(failure: Failure, theirs: Exception | None) -> Likeness:
    """Compare a failure with what the same check raises for a mistake."""
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
    return Likeness.PLAIN if _is_plain(ours.failed) else Likeness.SAME


def _structure(ours: Wrong, theirs: Wrong) -> Likeness:
    """A wrong shape or dtype is the same if the numbers in it are the same too."""
    if ours.message != theirs.message:
        return Likeness.UNKNOWN
    if ours.got is None or theirs.got is None:
        return Likeness.SAME
    if not ours.got.numel():
        return Likeness.PLAIN
    mine, yours = ours.got.double(), theirs.got.double()
    if not mine.isfinite().any():
        return Likeness.SAME
    near = 1e-3 * (1 + float(mine[mine.isfinite()].abs().max()))
    same = ((mine - yours).abs() <= near) | (mine == yours) | (mine.isnan() & yours.isnan())
    return Likeness.SAME if bool(same.all()) else Likeness.OTHER


def _yes_or_no(mine: Seen, yours: Seen) -> Likeness:
    same_sentence = _NUMBER.sub("", mine.what) == _NUMBER.sub("", yours.what)
    if mine.apart and (same_sentence or not yours.apart):
        return Likeness.APART
    if mine.apart:  # two sentences of one expectation
        return Likeness.YES_OR_NO
    if not same_sentence:
        return Likeness.UNKNOWN
    return Likeness.YES_OR_NO if mine.said == yours.said else Likeness.OTHER


def _is_plain(seen: Seen) -> bool:
    """Whether values say little: none, all NaN, all the same whole number, a few whole numbers.
    What cannot be told from such a number is one."""
    assert seen.actual is not None
    assert seen.tolerance is not None
    values = seen.actual.double()
    if not values.numel() or values.isnan().all():
        return True
    whole = values.round()
    if not ((values == whole) | ((values - whole).abs() <= seen.tolerance)).all():
        return False
    return values.numel() <= _FEW or bool((whole == whole.flatten()[0]).all())


def _same_values(mine: Seen, yours: Seen) -> bool:
    assert mine.actual is not None
    assert mine.tolerance is not None
    assert yours.actual is not None
    if mine.what != yours.what or mine.actual.shape != yours.actual.shape:
        return False
    same = agrees(yours.actual, mine.actual, mine.tolerance)
    both_nan = mine.actual.isnan() & yours.actual.isnan()
    return bool((same | both_nan).all())
