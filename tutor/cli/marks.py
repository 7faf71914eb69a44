"""What a class's rules make of a learner's attempts, in the terminal: deadlines, marks, and why."""

import math
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from tutor.cli import terminal
from tutor.cli.show import console
from tutor.grading.source import printable
from tutor.learning.class_server import is_signed_in
from tutor.learning.viewer import default_learner

if TYPE_CHECKING:
    from tutor.classroom.gradebook import Mine
    from tutor.classroom.marks import Mark


def mine() -> "Mine | None":
    """The learner's marks under the rules of their class; None, and without SQLAlchemy, where no
    instructor has decided anything. Who hands in to a class server has those that it told last."""
    if is_signed_in():
        from tutor.classroom.told import told

        return told()
    from tutor.records.glance import glance, has_records

    if not has_records():
        return None
    records = glance()
    if records is not None:
        with closing(records):
            if not records.has_decisions():
                return None
    with terminal.tutor() as tutor:
        found = tutor.grades.mine(default_learner())
    return found if found.is_class else None


def next_deadlines(mine: "Mine", console: Console = console) -> None:
    """What is due next, what is late, and where to read more: on one line each at most, and fewer
    where they fit, for a screen with little room."""
    from tutor.classroom.clock import in_words, left_in_words
    from tutor.classroom.explain import deadlines

    now = datetime.now(UTC)
    late, ahead = deadlines(mine.row, mine.policy, now)
    lines = []
    if ahead and (due := ahead[0].due):
        left = left_in_words(due, now)
        lines.append(f"Due next: {ahead[0].exercise}, {in_words(due, None, now)} ({left}).")
    if late:
        more = f" and {len(late) - 3} more" if len(late) > 3 else ""
        names = ", ".join(mark.exercise for mark in late[:3])
        lines.append(f"Late, and not full marks yet: {names}{more}.")
    pointer = "Your marks and why: tutor progress"
    if lines and len(lines[-1]) + len(pointer) < console.width:
        lines[-1] += f" {pointer}"
    else:
        lines.append(pointer)
    for line in lines:
        console.print(line, soft_wrap=True)


def all_marks(mine: "Mine") -> None:
    """Every exercise with a deadline, a mark or a comment; then the total."""
    from tutor.classroom.clock import in_words
    from tutor.classroom.explain import total_in_words
    from tutor.classroom.policy import policy_in_words

    console.print(Text("\nYour marks in class", "bold"))
    if mine.told:
        when = in_words(mine.told, None, datetime.now(UTC))
        console.print(f"As your class told them {when}. Ask again: tutor login", soft_wrap=True)
    for mark in mine.row.marks:
        if mark.due or mark.points is not None or mark.comment or mark.excused:
            _head(mark)
            for sentence in _about(mark, mine):
                _indented(sentence)
    console.print(total_in_words(mine.row))
    console.print(Text(policy_in_words(mine.policy) + "\n", "dim"))


def one_mark(mine: "Mine", slug: str) -> None:
    """The deadline of an exercise, what lateness costs, the mark that counts and why."""
    from tutor.classroom.explain import cost_in_words

    mark = mine.mark(slug)
    said = _about(mark, mine)
    cost = cost_in_words(mark, mine.policy, datetime.now(UTC))
    if not said and not cost:
        return
    console.print()
    if mark.points is not None or mark.excused:
        _head(mark)
    for sentence in [*said, *([cost] if cost else [])]:
        console.print(Text(printable(sentence)))


def other_than(mine: "Mine", slug: str, score: float) -> str:
    """What the class makes of the attempts at an exercise, where that is not this score."""
    from tutor.classroom.explain import points_in_words, why

    mark = mine.mark(slug)
    if not mark.excused and (mark.points is None or math.isclose(mark.points, score)):
        return ""
    return " ".join([f"Your mark is {points_in_words(mark)}.", *why(mark, mine.policy, None)])


def as_json(mine: "Mine", slug: str) -> dict[str, Any]:
    """What a class adds to an exercise of `tutor list --json`."""
    from tutor.classroom.explain import why

    mark = mine.mark(slug)
    return {
        "due": mark.due.isoformat() if mark.due else None,
        "mark": None if mark.excused else mark.points,
        "excused": mark.excused,
        "late": mark.late,
        "penalty": mark.penalty,
        "why": why(mark, mine.policy, None),
        "comment": mark.comment,
    }


def _head(mark: "Mark") -> None:
    from tutor.classroom.explain import points_in_words

    console.print(Text.assemble((mark.exercise, "bold"), f"  {points_in_words(mark)}"))


def _about(mark: "Mark", mine: "Mine") -> Sequence[str]:
    from tutor.classroom.explain import due_in_words, why

    due = due_in_words(mark, mine.policy, datetime.now(UTC), None)
    comment = f"{mark.comment_by} says: {mark.comment}" if mark.comment else ""
    return [part for part in (due, *why(mark, mine.policy, None), comment) if part]


def _indented(sentence: str) -> None:
    for line in Text(printable(sentence)).wrap(console, max(20, console.width - 2)):
        line.rstrip()
        console.print(Text("  ") + line, soft_wrap=True)
