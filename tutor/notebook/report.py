"""A report below a cell: the same verdict as in the terminal, as HTML, and as text without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from tutor.course import Exercise
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.verdict import Cause, causes, gain

# Colours of borders alone: text keeps the colour of the page, light or dark.
_BOX = "border-left:4px solid {colour};padding:.2em 0 .2em 1em;margin:.3em 0;max-width:50em"
_GREEN, _RED, _GREY = "#2e8540", "#c62828", "#888888"
_PRE = "white-space:pre-wrap;margin:.3em 0"


@dataclass(frozen=True)
class CellOutput:
    """What a cell shows: HTML where there is a page, text elsewhere."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def sentence(words: str, colour: str = _GREY) -> CellOutput:
    """One sentence of ours."""
    return CellOutput(_box(_paragraph(escape(words)), colour, "tutor"), words)


def verdict(
    report: Report, exercise: Exercise, footer: str, before: Report | None = None
) -> CellOutput:
    """The marks, the one thing to fix first, a line for each task, and what to do next."""
    found = causes(report)
    change = gain(report, before)
    changed = change.in_words if change else ""
    marks = f"{report.score:g} / {report.max_score:g}"
    title = f"<strong>{escape(exercise.title)}</strong> &ensp;<strong>{marks}</strong>"
    parts = [_paragraph(title + (f" &ensp;{escape(changed)}" if changed else ""))]
    lines = [f"{exercise.slug}  {marks}" + (f"   {changed}" if changed else "")]
    if found:
        parts.append(_cause_html(found[0], report))
        lines += ["", *_cause_lines(found[0], report)]
    tasks = list(_tasks(report, exercise))
    items = "".join(f"<li style='list-style:none'>{escape(task)}</li>" for task in tasks)
    parts.append(f"<ul style='padding-left:0;margin:.5em 0'>{items}</ul>")
    parts += [_paragraph(escape(remark)) for remark in report.remarks]
    parts.append(_paragraph(_with_code(footer)))
    lines += ["", *tasks, *report.remarks, "", footer.replace("`", "")]
    colour = _GREEN if report.full_marks else _RED
    return CellOutput(_box("".join(parts), colour, f"Report on {exercise.slug}"), "\n".join(lines))


def _cause_html(cause: Cause, report: Report) -> str:
    first, *rest = _cause_lines(cause, report)
    inside = [f"<strong>{escape(first)}</strong>"]
    inside += [f"<div style='{_PRE}'>{_lines(text)}</div>" for text in rest]
    return _box("".join(inside), _RED, "What to fix first")


def _cause_lines(cause: Cause, report: Report) -> list[str]:
    """The check, what went wrong, what it may be, what to try."""
    first = cause.first
    lines = [f"✗ {first.title}", cause.sentence]
    if explained := report.misconceptions.get(first.mistake or "", ""):
        name = (first.mistake or "").replace("-", " ").capitalize()
        lines.append(f"{name}: {explained}")
    lines += [cause.advice] if cause.advice else []
    lines += [cause.others] if cause.others else []
    return lines


def _tasks(report: Report, exercise: Exercise) -> Iterator[str]:
    titles = {task.n: task.title for task in exercise.tasks}
    for n in sorted({check.task for check in report.checks}):
        checks = [check for check in report.checks if check.task == n]
        yield f"{_sign(checks)} Task {n}: {titles.get(n, '')}, {_points(checks)}"


def _sign(checks: Sequence[CheckResult]) -> str:
    return "✓" if all(check.outcome is Outcome.PASSED for check in checks) else "✗"


def _points(checks: Sequence[CheckResult]) -> str:
    score, most = sum(check.score for check in checks), sum(check.points for check in checks)
    return f"{round(score, 2):g} / {round(most, 2):g}"


def _box(inside: str, colour: str, label: str) -> str:
    style = _BOX.format(colour=colour)
    return f"<div role='group' aria-label='{escape(label)}' style='{style}'>{inside}</div>"


def _paragraph(inside: str) -> str:
    return f"<p style='margin:.3em 0'>{inside}</p>"


def _lines(text: str) -> str:
    """Sentences, and below them lines of a program, which are indented."""
    return "\n".join(
        f"<code>{escape(line)}</code>" if line.startswith("  ") else _with_code(line)
        for line in text.splitlines()
    )


def _with_code(words: str) -> str:
    """Escape words in which backticks enclose code."""
    if words.count("`") % 2:
        return escape(words)
    parts = [escape(part) for part in words.split("`")]
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))
