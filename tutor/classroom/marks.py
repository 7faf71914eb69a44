"""How attempts become marks: plain values and pure functions, without a database.

An attempt is late when it came after the minute of the deadline and the grace period. The penalty
grows with every day that has begun since the deadline, a day of the course's calendar.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from tutor.classroom.clock import days_late, end_of_minute
from tutor.classroom.policy import Counts, GradePolicy


class Scored(Protocol):
    """An attempt, as far as a policy looks at it. `tasks` has the score and the most there is for
    those tasks that were looked up."""

    @property
    def submission_id(self) -> int: ...
    @property
    def received(self) -> datetime: ...
    @property
    def score(self) -> float: ...
    @property
    def max_score(self) -> float: ...
    @property
    def tasks(self) -> Mapping[int, tuple[float, float]]: ...


@dataclass(frozen=True, slots=True)
class TaskByHand:
    """Points that an instructor gave for one task: they count whatever the attempts say."""

    task: int
    points: float
    max_points: float
    set_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a learner has for an exercise. `points` is None before the first mark.

    `earned` is what the attempt that counts was worth before `penalty` percent were taken off, for
    `days` late days; both are of the exercise's present points. `waiting` attempts have no mark
    yet. `set_by` and `reason` are those of an override, or of the excuse. `due` is this learner's
    own deadline, `extended` when it is later than the one of the class.
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
    excused: bool = False
    days: int = 0
    received: datetime | None = None
    due: datetime | None = None
    extended: bool = False
    tasks: tuple[TaskByHand, ...] = field(default=())
    comment: str = ""
    comment_by: str = ""

    @property
    def share(self) -> float:
        return (self.points or 0.0) / self.max_points if self.max_points else 0.0


def is_late(policy: GradePolicy, received: datetime, due: datetime | None) -> bool:
    if due is None:
        return False
    return received >= end_of_minute(due) + timedelta(minutes=policy.grace_minutes)


def penalty(policy: GradePolicy, received: datetime, due: datetime | None) -> float:
    """The percentage that a late attempt loses."""
    if due is None or not is_late(policy, received, due):
        return 0.0
    days = days_late(received, due, policy.clock)
    return min(policy.percent_at_most, policy.percent_per_day * days)


def points_of(score: float, max_score: float, max_points: float) -> float:
    """A score in the present points of its exercise."""
    if max_score in (0, max_points):
        return score
    return score / max_score * max_points


def earned(one: Scored, max_points: float, by_hand: Sequence[TaskByHand] = ()) -> float:
    """The points of an attempt in the tasks that have none by hand, before any penalty."""
    if not by_hand:
        return points_of(one.score, one.max_score, max_points)
    given = [one.tasks.get(each.task, (0.0, 0.0)) for each in by_hand]
    score = one.score - sum(task_score for task_score, _ in given)
    most = one.max_score - sum(task_most for _, task_most in given)
    rest = max_points - sum(each.max_points for each in by_hand)
    return points_of(max(0.0, score), most, rest) if rest > 0 else 0.0


def worth(
    policy: GradePolicy,
    one: Scored,
    due: datetime | None,
    max_points: float,
    by_hand: Sequence[TaskByHand] = (),
) -> float:
    """What an attempt is worth after its penalty, without what was given by hand."""
    return earned(one, max_points, by_hand) * (100 - penalty(policy, one.received, due)) / 100


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
    policy: GradePolicy,
    tries: Sequence[Scored],
    due: datetime | None,
    max_points: float,
    by_hand: Sequence[TaskByHand] = (),
) -> Scored | None:
    """The attempt that counts; None where there is none, or none in time."""
    return CHOICES[policy.counts](
        tries,
        lambda one: worth(policy, one, due, max_points, by_hand),
        lambda one: not is_late(policy, one.received, due),
    )


def mark_of(
    policy: GradePolicy,
    slug: str,
    max_points: float,
    tries: Sequence[Scored],
    due: datetime | None,
    by_hand: Sequence[TaskByHand] = (),
) -> Mark:
    """The mark of a learner's attempts. Only late ones, where late ones do not count, make zero.

    Points that were given by hand for a task count as they are, late or not; the attempts count in
    the other tasks.
    """
    mark = Mark(slug, max_points, attempts=len(tries), due=due, tasks=tuple(by_hand))
    given = sum(each.points for each in by_hand)
    if not tries:
        return replace(mark, points=given, earned=given) if by_hand else mark
    chosen = counting(policy, tries, due, max_points, by_hand)
    if chosen is None:
        return replace(mark, points=given, earned=given, late=True)
    late = is_late(policy, chosen.received, due)
    return replace(
        mark,
        points=worth(policy, chosen, due, max_points, by_hand) + given,
        earned=earned(chosen, max_points, by_hand) + given,
        penalty=penalty(policy, chosen.received, due),
        late=late,
        days=days_late(chosen.received, due, policy.clock) if late and due else 0,
        received=chosen.received,
        submission_id=chosen.submission_id,
    )
