"""How marks become a total: what is dropped, excused, extra, and how categories weigh.

Of the exercises that count, those with the lowest share of their points can be dropped; the last
one never is. An excused exercise takes no part. Extra credit adds to the points and not to the
points that can be had. A category in which nothing counts yet leaves its weight to the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tutor.classroom.marks import Mark
from tutor.classroom.policy import GradePolicy


@dataclass(frozen=True, slots=True)
class Total:
    """Points of possible points, as often as the exercises' weights say, and the share of the
    total, which the categories weigh."""

    points: float
    possible: float
    share: float


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


def drop_all(
    policy: GradePolicy, marks: Sequence[Mark], counted: frozenset[str]
) -> tuple[Mark, ...]:
    """Drop the lowest of each category, then the lowest of all that are left."""
    final = tuple(marks)
    for category in policy.categories:
        if category.drop_lowest:
            own = (m for m in final if policy.part(m.exercise).category == category.name)
            final = drop(final, _droppable(policy, own, counted), category.drop_lowest)
    if policy.drop_lowest:
        final = drop(final, _droppable(policy, final, counted), policy.drop_lowest)
    return final


def _droppable(
    policy: GradePolicy, marks: Iterable[Mark], counted: frozenset[str]
) -> frozenset[str]:
    """Nothing is gained by dropping what is excused, extra, or without weight."""
    return frozenset(
        mark.exercise
        for mark in marks
        if mark.exercise in counted
        and not (mark.excused or mark.dropped)
        and (part := policy.part(mark.exercise)).weight > 0
        and not part.extra
        and _weight_of(policy, part.category) > 0
    )


def _weight_of(policy: GradePolicy, category: str) -> float:
    named = {each.name: each.weight for each in policy.categories}
    return named.get(category, policy.weight_of_the_rest)


def total(policy: GradePolicy, marks: Iterable[Mark], counted: frozenset[str]) -> Total:
    """The total of one learner's marks, after what is dropped was marked so."""
    sums: dict[str, tuple[float, float]] = {}
    for mark in marks:
        if mark.exercise not in counted or mark.dropped or mark.excused:
            continue
        part = policy.part(mark.exercise)
        points, possible = sums.get(part.category, (0.0, 0.0))
        sums[part.category] = (
            points + part.weight * (mark.points or 0.0),
            possible + (0.0 if part.extra else part.weight * mark.max_points),
        )
    points = sum(own for own, _ in sums.values())
    possible = sum(most for _, most in sums.values())
    return Total(points, possible, _share(policy, sums))


def _share(policy: GradePolicy, sums: Mapping[str, tuple[float, float]]) -> float:
    weighed = [
        (_weight_of(policy, name), points / possible)
        for name, (points, possible) in sums.items()
        if possible > 0
    ]
    if len(weighed) == 1:
        return weighed[0][1] if weighed[0][0] > 0 else 0.0
    whole = sum(weight for weight, _ in weighed)
    return sum(weight * share for weight, share in weighed) / whole if whole > 0 else 0.0
