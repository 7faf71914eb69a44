"""A mark in words, for the learner who has it: when it is due, what counts, and why."""

from datetime import datetime, tzinfo

from tutor.classroom.clock import days_late, in_words, left_in_words
from tutor.classroom.gradebook import BookRow
from tutor.classroom.marks import Mark, is_late, penalty
from tutor.classroom.policy import Counts, GradePolicy, lateness_in_words

_CHOSEN = {
    Counts.BEST: "Your best attempt counts",
    Counts.LATEST: "Your latest attempt counts",
    Counts.ON_TIME: "Your best attempt before the deadline counts",
}


def due_in_words(mark: Mark, policy: GradePolicy, now: datetime, zone: tzinfo | None) -> str:
    """`Due Sunday 1 March, 23:59 CET (in 3 days), extended for you.`; empty without a deadline."""
    if mark.due is None:
        return ""
    passed = is_late(policy, now, mark.due)
    verb = "Was due" if passed else "Due"
    own = ", extended for you" if mark.extended else ""
    return f"{verb} {in_words(mark.due, zone, now)} ({left_in_words(mark.due, now)}){own}."


def cost_in_words(mark: Mark, policy: GradePolicy, now: datetime) -> str:
    """What lateness costs, and what an attempt now would lose; empty without a deadline."""
    if mark.due is None or mark.excused:
        return ""
    late = is_late(policy, now, mark.due)
    if policy.counts is Counts.ON_TIME:
        return f"{'It is too late now: a' if late else 'A'} late attempt does not count."
    if not policy.percent_per_day:
        return "A late attempt loses nothing."
    rule = lateness_in_words(policy).partition("; ")[2]
    said = f"{rule[:1].upper()}{rule[1:]}."
    if late:
        days = days_late(now, mark.due, policy.clock)
        lost = _number(penalty(policy, now, mark.due))
        said += f" An attempt now is {_days(days)} late and loses {lost} %."
    return said


def deadlines(row: BookRow, policy: GradePolicy, now: datetime) -> tuple[list[Mark], list[Mark]]:
    """The marks with a deadline that more work can still raise, by deadline: those that are late,
    and those that are not."""
    raisable = [
        mark
        for mark in row.marks
        if mark.due is not None
        and not mark.excused
        and (mark.tasks or not mark.overridden)
        and (mark.earned or 0.0) < mark.max_points
    ]
    ordered = sorted(raisable, key=lambda mark: (mark.due, mark.exercise))
    late = [mark for mark in ordered if is_late(policy, now, mark.due)]
    return late, [mark for mark in ordered if mark not in late]


def points_in_words(mark: Mark) -> str:
    """`8 of 10`, `excused`, or a dash before the first mark."""
    if mark.excused:
        return "excused"
    if mark.points is None:
        return f"- of {_number(mark.max_points)}"
    return f"{_number(mark.points)} of {_number(mark.max_points)}"


def mark_in_words(mark: Mark) -> str:
    """The same, and whether it is dropped."""
    return points_in_words(mark) + (", dropped" if mark.dropped else "")


def why(mark: Mark, policy: GradePolicy, zone: tzinfo | None) -> list[str]:
    """Why the mark is what it is, sentence by sentence; nothing before the first mark."""
    if mark.excused:
        return [f"{mark.set_by} excused you from it: {_ended(mark.reason)}"]
    part, said = policy.part(mark.exercise), []
    if mark.overridden and not mark.tasks:
        said.append(f"{mark.set_by} gave these points by hand: {_ended(mark.reason)}")
    elif mark.points is not None:
        said += _of_attempts(mark, policy, zone)
    if mark.points is not None and mark.dropped:
        said.append("It is dropped from your total: one of your lowest.")
    if part.extra:
        said.append("It is extra credit: it can only add to your total.")
    if part.weight != 1:
        said.append(f"It counts {_number(part.weight)} times in your total.")
    return said


def _of_attempts(mark: Mark, policy: GradePolicy, zone: tzinfo | None) -> list[str]:
    said = []
    if mark.attempts and mark.late and mark.submission_id is None:
        said.append("All your attempts are late, and late attempts do not count.")
    elif mark.attempts:
        when = f", of {in_words(mark.received, zone)}" if mark.received else ""
        said.append(f"{_CHOSEN[policy.counts]}{when}.")
    if mark.penalty and mark.earned is not None:
        lost = _number(mark.penalty)
        said.append(f"It was {_days(mark.days)} late and lost {lost} % of what it earned.")
    elif mark.late and mark.submission_id is not None:
        said.append("It was late and lost nothing.")
    for task in mark.tasks:
        said.append(
            f"{task.set_by} gave {_number(task.points)} of {_number(task.max_points)} points for "
            f"task {task.task} by hand: {_ended(task.reason)}"
        )
    return said


def total_in_words(row: BookRow) -> str:
    """`Your total is 85 %: 17 of 20 points.`"""
    share = f"{100 * row.share:.1f}".removesuffix(".0")
    points = f"{_number(row.points)} of {_number(row.possible)} points"
    return f"Your total is {share} %: {points}."


def _days(amount: int) -> str:
    return f"{amount} day{'' if amount == 1 else 's'}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
