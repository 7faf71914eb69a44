"""What instructors have decided, as far as marks depend on it: one value, so that a change can be
tried before it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from tutor.classroom.policy import GradePolicy
from tutor.records.decisions import Comment, DecisionRecords, Override
from tutor.records.grades import LearnerRecord

K = TypeVar("K")
V = TypeVar("V")
Task = int | None  # None stands for the whole exercise


@dataclass(frozen=True)
class Decided:
    """Everything in force. Extensions are by learner and exercise, or by section and exercise."""

    policy: GradePolicy = field(default_factory=GradePolicy)
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    of_learners: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    of_sections: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    overrides: Mapping[tuple[str, str, Task], Override] = field(default_factory=dict)
    comments: Mapping[tuple[str, str], Comment] = field(default_factory=dict)

    def due(self, learner: LearnerRecord, exercise: str) -> datetime | None:
        """The learner's own deadline: an extension gives more time and never less."""
        due = self.deadlines.get(exercise)
        if due is None:
            return None
        own = self.of_learners.get((learner.name, exercise), due)
        return max(due, own, self.of_sections.get((learner.section, exercise), due))

    def by_hand(self, learner: str, exercise: str) -> list[Override]:
        """The marks given by hand for single tasks, by their number."""
        return list(self._of_tasks.get((learner, exercise), ()))

    @cached_property
    def _of_tasks(self) -> dict[tuple[str, str], list[Override]]:
        found: dict[tuple[str, str], list[Override]] = {}
        for (learner, exercise, task), one in self.overrides.items():
            if task is not None:
                found.setdefault((learner, exercise), []).append(one)
        return {key: sorted(each, key=lambda o: o.task or 0) for key, each in found.items()}

    def with_policy(self, policy: GradePolicy) -> "Decided":
        return replace(self, policy=policy)

    def with_deadline(
        self, exercise: str, due: datetime | None, learner: str | None, section: str | None
    ) -> "Decided":
        if learner is not None:
            return replace(self, of_learners=_set(self.of_learners, (learner, exercise), due))
        if section is not None:
            return replace(self, of_sections=_set(self.of_sections, (section, exercise), due))
        return replace(self, deadlines=_set(self.deadlines, exercise, due))

    def with_override(self, one: Override) -> "Decided":
        key = (one.learner, one.exercise, one.task)
        in_force = one if _counts(one) else None
        return replace(self, overrides=_set(self.overrides, key, in_force))


Change = Callable[[Decided], Decided]


def decided(records: DecisionRecords) -> Decided:
    """What is in force for the class. A learner's total needs all of it: what was given by hand to
    one makes an exercise count for all."""
    stored = records.policy()
    changes = records.deadline_changes()
    of_class = {c.exercise: c.due for c in changes if not c.is_extension}
    own = {(c.learner, c.exercise): c.due for c in changes if c.learner is not None}
    sections = {(c.section, c.exercise): c.due for c in changes if c.section is not None}
    by_hand = {(o.learner, o.exercise, o.task): o for o in records.overrides()}
    comments = {(c.learner, c.exercise): c for c in records.comments()}
    return Decided(
        policy=GradePolicy.from_json(stored) if stored else GradePolicy(),
        deadlines={key: due for key, due in of_class.items() if due is not None},
        of_learners={(str(who), e): due for (who, e), due in own.items() if due is not None},
        of_sections={(str(who), e): due for (who, e), due in sections.items() if due is not None},
        overrides={key: one for key, one in by_hand.items() if _counts(one)},
        comments={key: one for key, one in comments.items() if one.text},
    )


def _counts(one: Override) -> bool:
    """Whether it gives something, and does not take it back."""
    return one.excused or one.points is not None


def _set(mapping: Mapping[K, V], key: K, value: V | None) -> dict[K, V]:
    others = {k: v for k, v in mapping.items() if k != key}
    return others if value is None else others | {key: value}
