"""A report on one screen: the marks, the one thing to fix first, and a line for each task."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tutor.cli.show import marks
from tutor.course import Exercise
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.verdict import Cause, Gain, causes, gain, why

LINES = 23  # of a terminal with 24, with the prompt below
_LEAST = 3  # lines of a sentence that are always shown


def verdict(
    report: Report,
    exercise: Exercise,
    console: Console,
    *,
    before: Report | None = None,
    footer: Sequence[str] = (),
    lines: int = LINES,
) -> list[Text]:
    """The screen, line by line. What is too long for it is cut, and says so.

    `before` is the report of the attempt before; `footer` says what to do next.
    """
    found = causes(report)
    head = [_headline(report, gain(report, before)), Text()]
    tail = [Text(), *_tasks(report, exercise, found, console.width)]
    tail += [Text(), *_wrapped(console, 0, report.remarks, "dim")] if report.remarks else []
    tail += [Text(), *_wrapped(console, 0, footer)] if footer else []
    if not found:
        return head[:1] + tail
    room = lines - len(head) - len(tail)
    return head + _cause(found[0], report, console, room) + tail


def _headline(report: Report, changed: Gain | None) -> Text:
    score = marks(report.score, report.max_score)
    line = Text.assemble((report.exercise, "bold"), "  ", (score, "bold"))
    if changed is None:
        return line
    style = "red" if changed.broken else "green" if changed.fixed else "dim"
    return line.append(f"   {changed.in_words}", style)


def _cause(cause: Cause, report: Report, console: Console, room: int) -> list[Text]:
    """The one thing to fix: the check, what went wrong, what it may be, what to try."""
    first = cause.first
    title = Text.assemble(("✗ ", "red"), (first.title, "bold"))
    begin = title.wrap(console, console.width)
    explained = report.misconceptions.get(first.mistake or "", "")
    end: list[Text] = []
    if explained and first.mistake is not None:
        name = first.mistake.replace("-", " ").capitalize()
        end += _wrapped(console, 4, [f"{name}: {explained}"], "yellow")
    end += _wrapped(console, 4, [cause.advice] if cause.advice else [], "cyan")
    if cause.others:
        end += _wrapped(console, 4, [cause.others], "dim")
    middle = _wrapped(console, 4, cause.sentence.splitlines())
    middle = _cut(middle, max(_LEAST, room - len(begin) - len(end)))
    return [*begin, *middle, *end]


def _tasks(report: Report, exercise: Exercise, found: Sequence[Cause], width: int) -> list[Text]:
    titles = {task.n: task.title for task in exercise.tasks}
    tasks: dict[int, list[CheckResult]] = {}
    for check in report.checks:
        tasks.setdefault(check.task, []).append(check)
    return [
        _task(n, titles.get(n, ""), checks, found, width) for n, checks in sorted(tasks.items())
    ]


def _task(
    n: int, title: str, checks: Sequence[CheckResult], found: Sequence[Cause], width: int
) -> Text:
    """One line; where it is too long, the end of the title is left out."""
    failed = [check for check in checks if check.outcome is not Outcome.PASSED]
    begin = Text.assemble(("✗", "red") if failed else ("✓", "green"), f" Task {n}  ")
    score = marks(sum(check.score for check in checks), sum(check.points for check in checks))
    end = Text.assemble("  ", (score, "bold"))
    if failed:
        end.append(f"  {why(checks, found)}", "dim")
    elif given := next((check.message for check in checks if check.message), ""):
        end.append(f"  {given}", "dim")  # right, given the learner's own earlier function
    shown = Text(title)
    shown.truncate(max(10, width - len(begin) - len(end)), overflow="ellipsis")
    return begin + shown + end


def _wrapped(
    console: Console, indent: int, paragraphs: Sequence[str], style: str = ""
) -> list[Text]:
    """Lines that fit, all of them this far from the left; indented ones go on indented."""
    found = []
    for paragraph in paragraphs:
        inner = len(paragraph) - len(paragraph.lstrip())
        width = max(20, console.width - indent - inner)
        for line in Text(paragraph.strip(), style).wrap(console, width):
            line.rstrip()
            found.append(Text(" " * (indent + inner)) + line)
    return found


def _cut(lines: list[Text], room: int) -> list[Text]:
    """The beginning and the end of what is too long; a program's own line stands at the end."""
    if len(lines) <= room:
        return lines
    end = 1 if room > _LEAST else 0
    kept = room - 1 - end
    return [*lines[:kept], Text("    … (the rest: --all)", "dim"), *lines[len(lines) - end :]]
