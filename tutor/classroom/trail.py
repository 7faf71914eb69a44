"""The audit trail: everything that was ever decided about marks, who did it, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tutor.classroom.clock import in_words
from tutor.classroom.policy import GradePolicy, policy_in_words
from tutor.records.decisions import Comment, DeadlineChange, DecisionRecords, Override


@dataclass(frozen=True)
class Event:
    """One decision. `learner` and `exercise`, a title, are empty where it is about all of them;
    `slug` is the exercise as one types it."""

    when: datetime
    by: str
    what: str
    learner: str = ""
    exercise: str = ""
    reason: str = ""
    slug: str = ""


def trail(records: DecisionRecords, titles: Mapping[str, str], zone: tzinfo | None) -> list[Event]:
    """Every decision, the newest first."""
    events = [
        Event(p.set_at, p.set_by, f"Policy: {policy_in_words(GradePolicy.from_json(p.policy))}")
        for p in reversed(records.policies())
    ]
    events += [_deadline(change, titles, zone) for change in records.deadline_changes()]
    events += [_override(one, titles) for one in records.overrides()]
    events += [_comment(one, titles) for one in records.comments()]
    return sorted(events, key=lambda event: event.when)[::-1]


def _deadline(change: DeadlineChange, titles: Mapping[str, str], zone: tzinfo | None) -> Event:
    what = "Extension" if change.is_extension else "Deadline"
    whose = f" for section {change.section}" if change.section is not None else ""
    said = in_words(change.due, zone) if change.due else "removed"
    return Event(
        when=change.set_at,
        by=change.set_by,
        what=f"{what}{whose}: {said}",
        learner=change.learner or "",
        exercise=titles.get(change.exercise, change.exercise),
        reason=change.reason,
        slug=change.exercise,
    )


def _override(one: Override, titles: Mapping[str, str]) -> Event:
    task = f" in task {one.task}" if one.task is not None else ""
    if one.excused:
        what = "Excused"
    elif one.points is None:
        what = f"Override{task} removed" if task else "Override or excuse removed"
    else:
        what = f"Override{task}: {one.points:g} point{'' if one.points == 1 else 's'}"
    title = titles.get(one.exercise, one.exercise)
    return Event(one.set_at, one.set_by, what, one.learner, title, one.reason, one.exercise)


def _comment(one: Comment, titles: Mapping[str, str]) -> Event:
    what = "Comment" if one.text else "Comment removed"
    title = titles.get(one.exercise, one.exercise)
    return Event(one.set_at, one.set_by, what, one.learner, title, one.text, one.exercise)
