"""Everything that the command line prints for people, at 80 columns and when piped alike."""

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.course import Course, load_course
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.path import HintState, State, Step, by_module, next_step, why_next

if TYPE_CHECKING:
    from tutor.audit.costs import MistakeCost

# What is shown comes from course files and learners: brackets in it are brackets, not markup.
console = Console(highlight=False, markup=False, emoji=False)

_SIGNS = {
    State.DONE: ("✓", "green"),
    State.KNOWN: ("≈", "green"),
    State.NEXT: ("→", "bold cyan"),
    State.STARTED: ("◐", "yellow"),
    State.OPEN: ("○", "default"),
    State.LATER: ("·", "dim"),
}
_OUTCOMES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.SKIPPED: ("-", "yellow"),
    Outcome.GRADER_ERROR: ("!", "magenta"),
}


@dataclass(frozen=True)
class Advice:
    """The next thing to do, after full marks and after less."""

    full: str
    less: str

    def words(self, graded: Report) -> str:
        words = self.full if graded.full_marks else self.less
        return words.format(exercise=graded.exercise)


AFTER_CHECK = Advice(
    "The examples pass. Next: tutor submit {exercise}",
    "Fix this first and try again: tutor check {exercise}",
)
AFTER_CHECK_OF_A_HANDOUT = Advice(
    "The examples pass. Next: submit this file to your class.", AFTER_CHECK.less
)
AFTER_SUBMIT = Advice(
    "Full marks. Other solutions beside yours: tutor solutions {exercise}",
    "Fix this first and submit again, or get a hint: tutor hint {exercise}",
)
AFTER_GRADE = Advice("", "")


def after_submit(solutions_follow: bool) -> Advice:
    """Without the promise of solutions where the class shows them at another time."""
    return AFTER_SUBMIT if solutions_follow else Advice("Full marks.", AFTER_SUBMIT.less)


_FINISHED = "You have finished the course. Reviews go on: tutor quiz"


def workspace(directory: Path, written: Sequence[Path]) -> None:
    if written:
        state = f"is ready: {len(written)} new files."
    else:
        state = "already has everything; nothing was overwritten."
    console.print(f"{directory} {state}", soft_wrap=True)
    console.print(f"Next: cd {shlex.quote(str(directory))}, then: tutor list", soft_wrap=True)


def path(course: Course, steps: Sequence[Step], console: Console = console) -> None:
    """The course as a path on one screen: a line for each module, with signs for what is done."""
    console.print(Text(course.title, "bold"))
    modules = list(by_module(steps))
    margin = max((len(title) for title, _ in modules), default=0) + 2
    for title, listed in modules:
        head = Text(title.ljust(margin), "bold")
        for line in _packed([_in_short(step) for step in listed], console.width - margin):
            console.print(head + line, soft_wrap=True)
            head = Text(" " * margin)
    console.print(Text("   ".join(f"{sign} {state}" for state, (sign, _) in _SIGNS.items()), "dim"))
    console.print()
    _what_is_new(steps, console)
    _what_is_next(steps, console)


def _in_short(step: Step) -> Text:
    sign, style = _SIGNS[step.state]
    words = f"{sign} {step.exercise.slug}"
    if step.state is State.STARTED and step.best_score is not None:
        words += f" {number(step.best_score)}/{number(step.max_score)}"
    return Text(words, style)


def _packed(words: Sequence[Text], width: int) -> list[Text]:
    """As many on each line as fit, none of them broken."""
    lines = [Text()]
    for word in words:
        if lines[-1] and len(lines[-1]) + 2 + len(word) > width:
            lines.append(Text())
        if lines[-1]:
            lines[-1].append("  ")
        lines[-1].append_text(word)
    return lines


def path_in_full(course: Course, steps: Sequence[Step]) -> None:
    """The course as a path: a line for each exercise, in order."""
    console.print(Text(course.title, "bold"))
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("exercise", overflow="fold")
    table.add_column("title")
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("min", justify="right")
    for step in steps:
        sign, style = _SIGNS[step.state]
        table.add_row(
            Text(f"{sign} {step.state}", style),
            Text(step.exercise.slug, style),
            step.exercise.title,
            marks(step.best_score, step.max_score),
            str(step.exercise.minutes),
        )
    console.print(table)
    _what_is_next(steps, console)


def _what_is_new(steps: Sequence[Step], console: Console) -> None:
    """On one line: what joined the course since this learner began."""
    names = [step.exercise.slug for step in steps if step.is_new]
    if not names:
        return
    line, more = f"New in the course: {names[0]}", len(names) - 1
    for name in names[1:]:
        if len(f"{line}, {name} and {more} more.") > console.width:
            break
        line, more = f"{line}, {name}", more - 1
    console.print(f"{line} and {more} more." if more else f"{line}.", soft_wrap=True)


def _what_is_next(steps: Sequence[Step], console: Console) -> None:
    done = sum(step.state is State.DONE for step in steps)
    known = sum(step.state is State.KNOWN for step in steps)
    also = f", {known} more known" if known else ""
    console.print(f"{done} of {len(steps)} done{also}.", end=" ")
    ahead = next_step(steps)
    console.print(f"Next: tutor show {ahead.exercise.slug}" if ahead else _FINISHED)


def next_exercise(steps: Sequence[Step]) -> None:
    """The exercise to do next, and why this one."""
    ahead = next_step(steps)
    if ahead is None:
        console.print(_FINISHED)
        return
    exercise = ahead.exercise
    console.print(
        Text.assemble(
            "Next: ", (exercise.slug, "bold"), f", {exercise.title} ({exercise.minutes} minutes)"
        )
    )
    console.print(Text(why_next(ahead, steps)))
    console.print(f"Begin: tutor show {exercise.slug}")


def step_as_json(step: Step) -> dict[str, Any]:
    return {
        "exercise": step.exercise.slug,
        "title": step.exercise.title,
        "state": step.state.value,
        "new": step.is_new,
        "score": step.best_score,
        "max_score": step.max_score,
        "attempts": step.attempts,
    }


def hints(
    states: Sequence[HintState],
    taken: HintState | None,
    attempts: int,
    console: Console = console,
) -> None:
    """Show the hints that the learner has had, the new one last, and when the next one opens."""
    numbers = _numbers_within_tasks(states)
    newest = taken.number if taken else None
    for state in sorted((s for s in states if s.used), key=lambda s: s.number == newest):
        new = " (new)" if state.number == newest else ""
        console.print(Text(f"Task {state.hint.task}, hint {numbers[state.number]}{new}", "bold"))
        _indented(2, Text(state.hint.text), console=console)
        console.print()
    left = [state for state in states if not state.used]
    if any(state.available for state in left):
        console.print("There is another hint; ask again to see it.")
    elif left:
        needed = min(state.needed_attempts for state in left)
        console.print(f"The next hint opens after attempt {needed}; you have made {attempts}.")
    else:
        console.print("You have seen all the hints. `tutor show` shows the statement again.")


def _numbers_within_tasks(states: Sequence[HintState]) -> dict[int, int]:
    """A learner counts the hints of one task, the records those of the exercise."""
    seen: Counter[int] = Counter()
    numbers = {}
    for state in states:
        seen[state.hint.task] += 1
        numbers[state.number] = seen[state.hint.task]
    return numbers


def costs(found: Sequence["MistakeCost"]) -> None:
    """What known mistakes cost, the most expensive first."""
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for column in ("exercise", "mistake"):
        table.add_column(column, overflow="fold")
    for column in ("lost", "checks"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("costs", no_wrap=True)
    for cost in sorted(found, key=lambda cost: -cost.share):
        lost = f"{number(cost.lost)} of {number(cost.points)}"
        style = "yellow" if cost.remark else ""
        row = (cost.exercise, cost.mistake, lost, str(cost.checks), cost.remark)
        table.add_row(*row, style=style)
    console.print(table)


def report(graded: Report, advice: Advice, heading: str | None = None) -> None:
    """A report: per task what passed, what failed and why, and what to try next."""
    title = f"{heading}  {graded.exercise}" if heading else graded.exercise
    score = marks(graded.score, graded.max_score)
    console.print(Text.assemble((title, "bold"), "  ", (score, "bold")))
    names = {task.n: task.title for task in load_course().exercise(graded.exercise).tasks}
    told: set[str] = set()
    for number_, checks in groupby(graded.checks, key=lambda check: check.task):
        _task(number_, names.get(number_, ""), list(checks), graded, told)
    console.print()
    for remark in graded.remarks:
        console.print(Text(remark))
    if words := advice.words(graded):
        console.print(words)
    how = f"{graded.device}, {graded.seconds:.2f} s, seed {graded.seed}"
    console.print(Text(f"{how}, {len(graded.isolation)} layers of isolation", "dim"))
    if heading:
        console.print()


def _task(n: int, title: str, checks: list[CheckResult], graded: Report, told: set[str]) -> None:
    score = marks(sum(c.score for c in checks), sum(c.points for c in checks))
    console.print(Text.assemble("\n", (f"Task {n}  {title}", "bold"), f"  {score}"))
    for (_, mistake), group in groupby(checks, key=lambda c: (_cause(c), c.mistake)):
        alike = list(group)
        for check in alike:
            sign, style = _OUTCOMES.get(check.outcome, ("✗", "red"))
            _indented(2, Text.assemble((sign, style), " ", check.title), hanging=2)
        if mistake in told:
            _indented(6, Text(f"The same misconception: {mistake}.", "yellow"))
            continue
        if alike[0].message:
            _indented(6, Text(alike[0].message))
        if mistake:
            told.add(mistake)
            explanation = graded.misconceptions.get(mistake, "")
            words = Text.assemble((f"{mistake}: ", "bold yellow"), explanation)
            _indented(6, words)


def _cause(check: CheckResult) -> str:
    """What tells one failure from another: the lines that raised, or else the whole message."""
    return check.message.partition("\n")[2] or check.message


def _indented(columns: int, text: Text, hanging: int = 0, console: Console = console) -> None:
    """Print a text so many columns from the left, and its further lines `hanging` more."""
    width = max(20, console.width - columns - hanging)
    for number_, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        margin = Text(" " * (columns + (hanging if number_ else 0)))
        console.print(margin + line, soft_wrap=True)


def marks(score: float | None, max_score: float) -> str:
    return f"{'-' if score is None else number(score)} / {number(max_score)}"


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
