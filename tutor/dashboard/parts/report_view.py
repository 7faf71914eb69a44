"""A report on the page: what to fix first, then a line for each task, and every check on request.

What is fixed first, and the words about it, are those of the terminal.
"""

from collections.abc import Sequence

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.parts.wording import count, literal, marks, number, spoken
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.verdict import NOT_IN_THE_EXAMPLES, Cause, Gain, causes, gain, why

GIST = 160  # characters of a sentence on a line of its own


def show_report(report: Report, exercise: Exercise | None) -> None:
    """The whole report. `exercise` gives the titles of the tasks; it may be gone from the course by
    now."""
    show_verdict(report)
    show_checks(report, exercise)


def show_verdict(report: Report, before: Report | None = None) -> None:
    """The marks, what changed since the report `before`, and the one thing to fix first."""
    if report.full_marks:
        st.success("Every check passes.", icon=":material/check_circle:")
        return
    share = report.score / report.max_score if report.max_score else 0.0
    st.progress(share, text=headline(report, before))
    _show_cause(causes(report)[0], report)


def show_checks(report: Report, exercise: Exercise | None) -> None:
    """A line for each task, every check of it on request, and how it was graded."""
    titles = {task.n: task.title for task in exercise.tasks} if exercise else {}
    found = causes(report)
    with st.container(border=True, gap="xsmall"):
        for task, checks in by_task(report.checks).items():
            _show_task(task, titles.get(task, ""), checks, found)
    with st.expander("Every check", icon=":material/checklist:"):
        _show_every_check(report)
    _show_remarks(report)
    st.caption(grading_facts(report))


def show_examples(report: Report) -> None:
    """What the visible examples say; nothing was recorded."""
    found = causes(report)
    st.markdown(f"**{_examples_passed(report)}**")
    if found:
        _show_cause(found[0], report)
    with st.expander("Every example", icon=":material/checklist:"):
        _show_every_check(report)
    _show_remarks(report)
    st.caption(f"Nothing was recorded. {NOT_IN_THE_EXAMPLES}")


def _show_remarks(report: Report) -> None:
    for remark in report.remarks:
        st.caption(literal(remark))


def headline(report: Report, before: Report | None = None) -> str:
    """The marks, and how they differ from those of the report `before`."""
    changed = gain(report, before)
    score = f"{marks(report.score, report.max_score)} points"
    return f"{score} · {_change(changed)}" if changed else score


def in_words(report: Report, before: Report | None = None) -> str:
    """The verdict as one would say it."""
    return f"{headline(report, before).replace(' / ', ' of ')}. {_first_in_words(report)}"


def examples_in_words(report: Report) -> str:
    return f"{_examples_passed(report)}. {_first_in_words(report)}"


def gist(report: Report) -> str:
    """The report in one line: its misconception, or the first line of what to fix first."""
    if report.full_marks:
        return "Every check passes."
    cause = causes(report)[0]
    known = next((c.mistake for c in report.checks if c.mistake in report.misconceptions), None)
    if known is not None:
        return f"Misconception: {literal(spoken(known))}"
    line = cause.sentence.strip().partition("\n")[0]
    return literal(line if len(line) <= GIST else line[: GIST - 1] + "…")


def by_task(checks: Sequence[CheckResult]) -> dict[int, list[CheckResult]]:
    """Checks under the number of their task, in order."""
    tasks: dict[int, list[CheckResult]] = {}
    for check in sorted(checks, key=lambda check: check.task):
        tasks.setdefault(check.task, []).append(check)
    return tasks


def grading_facts(report: Report) -> str:
    """How it was graded, for the small line under a report."""
    layers = ", ".join(report.isolation) or "no isolation layer"
    return literal(f"Graded on {report.device} in {report.seconds:.2g} s. Isolation: {layers}.")


def _examples_passed(report: Report) -> str:
    passed = sum(check.outcome is Outcome.PASSED for check in report.checks)
    total = len(report.checks)
    return f"{passed} of {count(total, 'example')} pass{'' if total > 1 else 'es'}"


def _change(changed: Gain) -> str:
    sign = "+" if changed.points > 0 else "-"
    parts = [
        f"{sign}{number(abs(changed.points))} since the last attempt" if changed.points else "",
        f"{count(changed.fixed, 'check')} fixed" if changed.fixed else "",
        f"{count(changed.broken, 'check')} broken" if changed.broken else "",
    ]
    return ", ".join(part for part in parts if part) or "as in the last attempt"


def _first_in_words(report: Report) -> str:
    if report.full_marks:
        return "Every check passes."
    first = causes(report)[0]
    said = f"Fix this first, in task {first.first.task}: {first.first.title}. {first.sentence}"
    known = report.misconceptions.get(first.first.mistake or "", "")
    return " ".join(part for part in (said, known, first.advice) if part)


def _show_cause(cause: Cause, report: Report) -> None:
    """The one thing to fix: the check, what went wrong, what it may be, what to try."""
    first = cause.first
    with st.container(border=True, gap="xsmall"):
        st.caption(f"Fix this first · task {first.task}")
        st.markdown(f":red[:material/close:] **{literal(first.title)}**")
        _show_message(cause.sentence)
        if first.mistake is not None and first.mistake in report.misconceptions:
            st.warning(
                literal(report.misconceptions[first.mistake]),
                icon=":material/psychology_alt:",
                title=f"Misconception: {literal(spoken(first.mistake))}",
            )
        if cause.advice:
            st.info(literal(cause.advice), icon=":material/arrow_forward:", title="Try this next")
        if cause.others:
            st.caption(cause.others)


def _show_task(
    task: int, title: str, checks: Sequence[CheckResult], found: Sequence[Cause]
) -> None:
    score, points = sum(check.score for check in checks), sum(check.points for check in checks)
    failed = any(check.outcome is not Outcome.PASSED for check in checks)
    sign = ":red[:material/close:]" if failed else ":green[:material/check:]"
    reason = f" · {why(checks, found)}" if failed else ""
    with st.container(horizontal=True, horizontal_alignment="distribute", wrap=False):
        named = f"Task {task}{' · ' if title else ''}{literal(title)}"
        st.markdown(f"{sign} **{named}**{reason}", width="stretch")
        st.badge(marks(score, points), color="orange" if failed else "green")


def _show_every_check(report: Report) -> None:
    """What fails by its reason, and what passes by its task; each sentence once."""
    for place, cause in enumerate(causes(report)):
        skipped = cause.first.outcome is Outcome.SKIPPED
        _show_titles(
            cause.checks, ":gray[:material/block:]" if skipped else ":red[:material/close:]"
        )
        if place == 0:
            st.caption("What to do about this is said above.")
            continue
        _show_message(cause.sentence)
        _show_message(report.misconceptions.get(cause.first.mistake or "", ""))
    passed = [check for check in report.checks if check.outcome is Outcome.PASSED]
    for message in dict.fromkeys(check.message for check in passed):
        _show_titles([c for c in passed if c.message == message], ":green[:material/check:]")
        _show_message(message)


def _show_titles(checks: Sequence[CheckResult], sign: str) -> None:
    named = (f"{sign} Task {check.task} · {literal(check.title)}" for check in checks)
    st.markdown("  \n".join(named))


def _show_message(message: str) -> None:
    """It may quote what the learner's program returned or printed: shown as it is, always."""
    if "\n" in message:
        st.code(message, language=None, wrap_lines=True)
    elif message:
        st.markdown(literal(message))
