"""A mark in words, for the learner who has it: when it is due, what counts, and why."""

from datetime import datetime, tzinfo

from tutor.classroom.clock import in_words, left_in_words
from tutor.classroom.gradebook import BookRow
from tutor.classroom.marks import Mark, is_late
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
    """What an attempt costs from now on, where it is late or may become so; else empty."""
    if mark.due is None or mark.excused:
        return ""
    late = is_late(policy, now, mark.due)
    if policy.counts is Counts.ON_TIME:
        return "A late attempt does not count." + (" It is too late now." if late else "")
    if not policy.percent_per_day:
        return "It is late now; a late attempt loses nothing." if late else ""
    said = lateness_in_words(policy).partition("; ")[2]
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def points_in_words(mark: Mark) -> str:
    """`8 of 10`, `excused`, or a dash before the first mark."""
    if mark.excused:
        return "excused"
    if mark.points is None:
        return f"- of {_number(mark.max_points)}"
    return f"{_number(mark.points)} of {_number(mark.max_points)}"


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
        days = f"{mark.days} day{'' if mark.days == 1 else 's'}"
        said.append(f"It was {days} late and lost {_number(mark.penalty)} % of what it earned.")
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
    return (
        f"Your total is {100 * row.share:.1f} %: {_number(row.points)} of "
        f"{_number(row.possible)} points."
    ).replace(".0 %", " %")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
