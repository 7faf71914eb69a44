"""The policy of a class as data: which attempt counts, what lateness costs, how a total is made."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import tzinfo
from enum import StrEnum
from typing import Any

from tutor.classroom.clock import zone_named
from tutor.errors import Refused

MOST_GRACE = 7 * 24 * 60  # minutes
MOST_DROPPED = 1000
MOST_WEIGHT = 100.0
LONGEST_NAME = 60  # characters


class Counts(StrEnum):
    """Which attempt counts."""

    BEST = "best"
    LATEST = "latest"
    ON_TIME = "best before the deadline"


@dataclass(frozen=True)
class Category:
    """Some exercises that make `weight` percent of the total together, of which the
    `drop_lowest` lowest do not count."""

    name: str
    weight: float
    drop_lowest: int = 0

    def __post_init__(self) -> None:
        if not self.name or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise Refused(f"A category needs a name of at most {LONGEST_NAME} characters.")
        if not 0 <= self.weight <= 100:
            raise Refused(f"The weight of {self.name} must be between 0 and 100 percent.")
        _check_dropped(self.drop_lowest)


@dataclass(frozen=True)
class Part:
    """What an exercise is in the total: its category, how many times its points count, and
    whether they are extra credit, which adds points and takes none away."""

    exercise: str
    category: str = ""
    weight: float = 1.0
    extra: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= MOST_WEIGHT:
            raise Refused(
                f"The weight of {self.exercise} must be between 0 and {MOST_WEIGHT:g}: "
                "2 counts its points twice, and 0 not at all."
            )

    @property
    def is_usual(self) -> bool:
        return self == Part(self.exercise)


@dataclass(frozen=True)
class GradePolicy:
    """How attempts become marks, and marks a total. `percent_per_day` is taken off what was
    earned, for every started day, up to `percent_at_most`. `zone` is the course's time zone, empty
    for the one of this machine. Raises Refused for values that make no sense."""

    counts: Counts = Counts.BEST
    percent_per_day: float = 0.0
    percent_at_most: float = 100.0
    grace_minutes: int = 0
    drop_lowest: int = 0
    zone: str = ""
    categories: tuple[Category, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.counts not in list(Counts):
            raise Refused(f"The attempt that counts must be one of: {', '.join(Counts)}.")
        if not 0 <= self.percent_per_day <= 100:
            raise Refused("The penalty per day must be between 0 and 100 percent.")
        if not 0 <= self.percent_at_most <= 100:
            raise Refused("The largest penalty must be between 0 and 100 percent.")
        if type(self.grace_minutes) is not int or not 0 <= self.grace_minutes <= MOST_GRACE:
            raise Refused("The grace period must be a whole number of minutes, at most one week.")
        _check_dropped(self.drop_lowest)
        zone_named(self.zone)
        self._check_categories()

    def _check_categories(self) -> None:
        names = [category.name for category in self.categories]
        if len({name.casefold() for name in names}) < len(names):
            raise Refused("Two categories have the same name. Give one of them another name.")
        if math.fsum(category.weight for category in self.categories) > 100 + 1e-9:
            raise Refused("The weights of the categories are more than 100 percent together.")
        for part in self.parts:
            if part.category and part.category not in names:
                known = ", ".join(names) or "none yet"
                raise Refused(f"There is no category '{part.category}'. There are: {known}.")
        if len({part.exercise for part in self.parts}) < len(self.parts):
            raise Refused("An exercise has two places in the total. Give it one.")

    @property
    def clock(self) -> tzinfo | None:
        """The course's time zone; None for this machine's."""
        return zone_named(self.zone)

    def part(self, exercise: str) -> Part:
        return next((p for p in self.parts if p.exercise == exercise), Part(exercise))

    @property
    def weight_of_the_rest(self) -> float:
        """The percentage of the total for exercises without a category."""
        left = 100 - math.fsum(category.weight for category in self.categories)
        return left if left > 1e-9 else 0.0

    def with_part(self, part: Part) -> "GradePolicy":
        others = [p for p in self.parts if p.exercise != part.exercise]
        new = others if part.is_usual else [*others, part]
        return replace(self, parts=tuple(sorted(new, key=lambda p: p.exercise)))

    def with_category(self, category: Category) -> "GradePolicy":
        """Add a category, or change the one of this name."""
        found = {one.name: one for one in self.categories} | {category.name: category}
        return replace(self, categories=tuple(found.values()))

    def without_category(self, name: str) -> "GradePolicy":
        """Its exercises have no category then."""
        if name not in {one.name for one in self.categories}:
            known = ", ".join(one.name for one in self.categories) or "none yet"
            raise Refused(f"There is no category '{name}'. There are: {known}.")
        freed = (replace(p, category="") if p.category == name else p for p in self.parts)
        return replace(
            self,
            categories=tuple(one for one in self.categories if one.name != name),
            parts=tuple(part for part in freed if not part.is_usual),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"counts": self.counts.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "GradePolicy":
        """Older records say less: what is missing is as it was then."""
        return cls(
            **{
                **data,
                "counts": Counts(data["counts"]),
                "categories": tuple(Category(**each) for each in data.get("categories", ())),
                "parts": tuple(Part(**each) for each in data.get("parts", ())),
            }
        )


def _check_dropped(lowest: int) -> None:
    if type(lowest) is not int or not 0 <= lowest <= MOST_DROPPED:
        raise Refused(f"The number of dropped exercises must be between 0 and {MOST_DROPPED}.")


def policy_in_words(policy: GradePolicy) -> str:
    """`The best attempt counts; ...`, for people."""
    parts = [lateness_in_words(policy)]
    if policy.drop_lowest:
        parts.append(f"the {_lowest(policy.drop_lowest)} dropped")
    for category in policy.categories:
        dropped = f", its {_lowest(category.drop_lowest)} dropped" if category.drop_lowest else ""
        parts.append(f"{category.name} makes {category.weight:g} % of the total{dropped}")
    if policy.categories:
        left = policy.weight_of_the_rest
        parts.append(f"all else makes {left:g} %" if left else "all else does not count")
    return "; ".join([*parts, *_parts_in_words(policy)]) + "."


def lateness_in_words(policy: GradePolicy) -> str:
    """Which attempt counts and what lateness costs: what a learner has to know, without a stop."""
    parts = [f"The {policy.counts} attempt counts"]
    if policy.counts is Counts.ON_TIME:
        parts = ["The best attempt before the deadline counts"]
    elif policy.percent_per_day:
        most = f", at most {policy.percent_at_most:g} %" if policy.percent_at_most < 100 else ""
        parts.append(f"a late attempt loses {policy.percent_per_day:g} % per day{most}")
    if policy.grace_minutes:
        parts.append(f"the grace period is {policy.grace_minutes} minutes")
    return "; ".join(parts)


def _lowest(amount: int) -> str:
    return "lowest exercise is" if amount == 1 else f"lowest {amount} exercises are"


def _parts_in_words(policy: GradePolicy) -> list[str]:
    """What is unusual about single exercises, apart from their categories."""
    found = []
    for part in policy.parts:
        if part.extra:
            found.append(f"{part.exercise} is extra credit")
        if part.weight != 1:
            found.append(f"{part.exercise} counts {part.weight:g} times")
    return found
