"""How attempts become marks: plain values and pure functions, without a database.

An attempt is late when it came after the deadline and the grace period. The penalty grows with
every day that has begun since the deadline. Of the exercises that count, those with the lowest
share of their points can be dropped; the last one never is.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from tutor.errors import Refused

DAY = timedelta(days=1)
MOST_GRACE = 7 * 24 * 60  # minutes
MOST_DROPPED = 1000


class Scored(Protocol):
    """An attempt, as far as a policy looks at it."""

    @property
    def submission_id(self) -> int: ...
    @property
    def received(self) -> datetime: ...
    @property
    def score(self) -> float: ...
    @property
    def max_score(self) -> float: ...


class Counts(StrEnum):
    """Which attempt counts."""

    BEST = "best"
    LATEST = "latest"
    ON_TIME = "best before the deadline"


@dataclass(frozen=True)
class GradePolicy:
    """How attempts become marks. `percent_per_day` is taken off what was earned, for every
    started day, up to `percent_at_most`. Raises Refused for values that make no sense."""

    counts: Counts = Counts.BEST
    percent_per_day: float = 0.0
    percent_at_most: float = 100.0
    grace_minutes: int = 0
    drop_lowest: int = 0

    def __post_init__(self) -> None:
        if self.counts not in list(Counts):
            raise Refused(f"The attempt that counts must be one of: {', '.join(Counts)}.")
        if not 0 <= self.percent_per_day <= 100:
            raise Refused("The penalty per day must be between 0 and 100 percent.")
        if not 0 <= self.percent_at_most <= 100:
            raise Refused("The largest penalty must be between 0 and 100 percent.")
        if type(self.grace_minutes) is not int or not 0 <= self.grace_minutes <= MOST_GRACE:
            raise Refused("The grace period must be a whole number of minutes, at most one week.")
        if type(self.drop_lowest) is not int or not 0 <= self.drop_lowest <= MOST_DROPPED:
            raise Refused(f"The number of dropped exercises must be between 0 and {MOST_DROPPED}.")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"counts": self.counts.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "GradePolicy":
        return cls(**{**data, "counts": Counts(data["counts"])})


@dataclass(frozen=True, slots=True)
class Mark:
    """What a learner has for an exercise. `points` is None before the first mark.

    `earned` is what the attempt that counts was worth before `penalty` percent were taken off;
    both are of the exercise's present points. `waiting` attempts have no mark yet. `set_by` and
    `reason` are those of an override.
    """

    exercise: str
    max_points: float
    points: float | None = None
    earned: float | None = None
    penalty: float = 0.0
    late: bool = False
    overridden: bool = False
    dropped: bool = False
    attempts: int = 0
    waiting: int = 0
    submission_id: int | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def share(self) -> float:
        return (self.points or 0.0) / self.max_points if self.max_points else 0.0


def is_late(policy: GradePolicy, received: datetime, due: datetime | None) -> bool:
    return due is not None and received > due + timedelta(minutes=policy.grace_minutes)


def penalty(policy: GradePolicy, received: datetime, due: datetime | None) -> float:
    """The percentage that a late attempt loses."""
    if due is None or not is_late(policy, received, due):
        return 0.0
    days = math.ceil((received - due) / DAY)
    return min(policy.percent_at_most, policy.percent_per_day * days)


def points_of(score: float, max_score: float, max_points: float) -> float:
    """A score in the present points of its exercise."""
    if max_score in (0, max_points):
        return score
    return score / max_score * max_points


def worth(policy: GradePolicy, one: Scored, due: datetime | None, max_points: float) -> float:
    """What an attempt is worth after its penalty."""
    return (
        points_of(one.score, one.max_score, max_points)
        * (100 - penalty(policy, one.received, due))
        / 100
    )


# Which attempt counts, of those with a mark in the order in which they came; of equals the newest.
# `value` says what an attempt is worth, `on_time` whether it came before the deadline.
Value = Callable[[Scored], float]
OnTime = Callable[[Scored], bool]
Choice = Callable[[Sequence[Scored], Value, OnTime], Scored | None]


def _best(tries: Sequence[Scored], value: Value, on_time: OnTime) -> Scored | None:
    return max(reversed(tries), key=value, default=None)


def _latest(tries: Sequence[Scored], value: Value, on_time: OnTime) -> Scored | None:
    return tries[-1] if tries else None


def _best_on_time(tries: Sequence[Scored], value: Value, on_time: OnTime) -> Scored | None:
    return _best([one for one in tries if on_time(one)], value, on_time)


CHOICES: Mapping[Counts, Choice] = {
    Counts.BEST: _best,
    Counts.LATEST: _latest,
    Counts.ON_TIME: _best_on_time,
}


def counting(
    policy: GradePolicy, tries: Sequence[Scored], due: datetime | None, max_points: float
) -> Scored | None:
    """The attempt that counts; None where there is none, or none in time."""
    return CHOICES[policy.counts](
        tries,
        lambda one: worth(policy, one, due, max_points),
        lambda one: not is_late(policy, one.received, due),
    )


def mark_of(
    policy: GradePolicy, slug: str, max_points: float, tries: Sequence[Scored], due: datetime | None
) -> Mark:
    """The mark of a learner's attempts. Only late ones, where late ones do not count, make zero."""
    mark = Mark(slug, max_points, attempts=len(tries))
    if not tries:
        return mark
    chosen = counting(policy, tries, due, max_points)
    if chosen is None:
        return replace(mark, points=0.0, earned=0.0, late=True)
    return replace(
        mark,
        points=worth(policy, chosen, due, max_points),
        earned=points_of(chosen.score, chosen.max_score, max_points),
        penalty=penalty(policy, chosen.received, due),
        late=is_late(policy, chosen.received, due),
        submission_id=chosen.submission_id,
    )


def drop(marks: Sequence[Mark], counted: frozenset[str], lowest: int) -> tuple[Mark, ...]:
    """The marks, with the lowest of those that count marked as dropped; one always stays."""
    candidates = [mark for mark in marks if mark.exercise in counted]
    if not (some := min(lowest, len(candidates) - 1)) > 0:
        return tuple(marks)
    ordered = sorted(candidates, key=lambda mark: mark.share)
    dropped = {mark.exercise for mark in ordered[:some]}
    return tuple(
        replace(mark, dropped=True) if mark.exercise in dropped else mark for mark in marks
    )


def policy_in_words(policy: GradePolicy) -> str:
    """`The best attempt counts; ...`, for people."""
    parts = [f"The {policy.counts} attempt counts"]
    if policy.counts is Counts.ON_TIME:
        parts = ["The best attempt before the deadline counts"]
    elif policy.percent_per_day:
        most = f", at most {policy.percent_at_most:g} %" if policy.percent_at_most < 100 else ""
        parts.append(f"a late attempt loses {policy.percent_per_day:g} % per day{most}")
    if policy.grace_minutes:
        parts.append(f"the grace period is {policy.grace_minutes} minutes")
    if policy.drop_lowest:
        one = policy.drop_lowest == 1
        parts.append(
            f"the lowest {'exercise' if one else f'{policy.drop_lowest} exercises'} "
            f"{'is' if one else 'are'} dropped"
        )
    return "; ".join(parts) + "."
