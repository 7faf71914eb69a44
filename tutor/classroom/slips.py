"""What an instructor may have typed wrong: refused with a sentence before anything is recorded."""

from datetime import UTC, datetime, timedelta

from tutor.course import Exercise
from tutor.errors import Refused

LONGEST_REASON = 500  # characters
LONGEST_COMMENT = 5000
HORIZON = timedelta(days=3650)  # a deadline further away is a typing mistake


def check_due(due: datetime | None) -> None:
    """Raises Refused for a deadline without a time zone, or in a year that is a slip."""
    if due is None:
        return
    if due.tzinfo is None:
        raise Refused("A deadline needs a time zone.")
    if abs(due - datetime.now(UTC)) > HORIZON:
        raise Refused(f"{due:%Y-%m-%d} is more than ten years away. Check the year.")


def what_is_marked(exercise: Exercise, number: int | None) -> tuple[str, float]:
    """The words for an exercise or one of its tasks, and the most points there."""
    if number is None:
        return exercise.slug, exercise.max_score
    for task in exercise.tasks:
        if task.n == number:
            return f"task {number} of {exercise.slug}", task.points
    last = exercise.tasks[-1].n if exercise.tasks else 0
    raise Refused(f"{exercise.slug} has no task {number}; its last one is task {last}.")


def needed_reason(text: str, what: str) -> str:
    """The reason on one line; `what` needs one."""
    if not (text := one_line(text)):
        raise Refused(f"{what} needs a reason.")
    return text


def one_line(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_REASON:
        raise Refused(f"A reason has at most {LONGEST_REASON} characters.")
    return text


def checked_comment(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise Refused(f"A comment has at most {LONGEST_COMMENT} characters.")
    return text
