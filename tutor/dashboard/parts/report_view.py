"""A report on the page: per task what passed, what failed and why, and what to try next."""

from collections.abc import Sequence

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.parts.wording import count, literal, marks, spoken
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.verdict import SENTENCES, causes

ADVICE = {
    Outcome.WRONG: "Start in task {task} with “{title}”: read its sentence below, and follow your "
    "code by hand on the smallest input that shows the difference.",
    Outcome.DIED: "Fix the exception in task {task} first: nothing after it could be checked.",
    Outcome.TIMEOUT: "Look in task {task} for a loop that never ends, or for a Python loop over a "
    "large axis.",
    Outcome.MEMORY: "Look in task {task} for a tensor that is much larger than its input.",
    Outcome.BLOCKED: "Write task {task} without the tool named below.",
    Outcome.SKIPPED: "Look in task {task} for what takes so long: some of its checks were not run.",
    Outcome.GRADER_ERROR: "The grader itself failed in task {task}. You lose nothing; please "
    "submit again later.",
}
UNWRITTEN = "Task {task} is not written yet: replace its `NotImplementedError` with your own code."
MISCONCEPTION = (
    "Task {task} shows a misconception that many people have. Read it below, change that one "
    "thing, and submit again."
)

GIST = 160  # characters of a sentence on a line of its own


def show_report(report: Report, exercise: Exercise | None) -> None:
    """The verdict, the advice, one box per task, and how it was graded.

    `exercise` gives the titles of the tasks; it may be gone from the course by now.
    """
    if report.full_marks:
        st.success("Every check passes.", icon=":material/check_circle:")
    else:
        share = report.score / report.max_score if report.max_score else 0.0
        st.progress(share, text=f"{marks(report.score, report.max_score)} points")
        st.info(advice(report), icon=":material/arrow_forward:", title="Try this next")
    titles = {task.n: task.title for task in exercise.tasks} if exercise else {}
    told: set[str] = set()
    for task, checks in by_task(report.checks).items():
        with st.container(border=True, gap="xsmall"):
            _show_task(task, titles.get(task, ""), checks, report, told)
    for remark in report.remarks:
        st.caption(literal(remark))
    st.caption(grading_facts(report))


def show_examples(report: Report) -> None:
    """What the visible examples say; nothing was recorded."""
    passed = sum(check.outcome is Outcome.PASSED for check in report.checks)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**Examples:** {passed} of {count(len(report.checks), 'check')} pass")
        _show_checks(report.checks, report, set())
        for remark in report.remarks:
            st.caption(literal(remark))
        st.caption("Nothing was recorded. The hidden suite checks more than the examples.")


def advice(report: Report) -> str:
    """The next thing to try: one sentence about what to fix first."""
    cause = causes(report)[0]
    first = cause.first
    if first.mistake in report.misconceptions:
        sentence = MISCONCEPTION
    elif cause.is_unwritten:
        sentence = UNWRITTEN
    else:
        sentence = ADVICE[first.outcome]
    return sentence.format(task=first.task, title=literal(first.title))


def gist(report: Report) -> str:
    """The report in one line: its misconception, or the first line of what failed first."""
    if report.full_marks:
        return "Every check passes."
    failed = [check for check in report.checks if check.outcome is not Outcome.PASSED]
    known = next((c.mistake for c in failed if c.mistake in report.misconceptions), None)
    if known is not None:
        return f"Misconception: {literal(spoken(known))}"
    line = next(iter(failed[0].message.strip().splitlines()), "") or SENTENCES[failed[0].outcome]
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


def _show_task(
    task: int, title: str, checks: list[CheckResult], report: Report, told: set[str]
) -> None:
    score, points = sum(check.score for check in checks), sum(check.points for check in checks)
    passed = all(check.outcome is Outcome.PASSED for check in checks)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**Task {task}{' · ' if title else ''}{literal(title)}**", width="content")
        st.badge(marks(score, points), color="green" if passed else "orange")
    _show_checks(checks, report, told)


def _show_checks(checks: Sequence[CheckResult], report: Report, told: set[str]) -> None:
    """Failed checks first, each sentence once; `told` are misconceptions already explained."""
    failed = [check for check in checks if check.outcome is not Outcome.PASSED]
    for alike in _alike(failed):
        skipped = alike[0].outcome is Outcome.SKIPPED
        _show_titles(alike, ":gray[:material/block:]" if skipped else ":red[:material/close:]")
        _show_message(alike[0].message or SENTENCES[alike[0].outcome])
        _show_misconception(alike[0].mistake, report, told)
    for alike in _alike([check for check in checks if check.outcome is Outcome.PASSED]):
        _show_titles(alike, ":green[:material/check:]")
        _show_message(alike[0].message)


def _alike(checks: Sequence[CheckResult]) -> list[list[CheckResult]]:
    """Checks with one and the same sentence together, in the order of the first of them."""
    groups: dict[tuple[Outcome, str, str | None], list[CheckResult]] = {}
    for check in checks:
        groups.setdefault((check.outcome, check.message, check.mistake), []).append(check)
    return list(groups.values())


def _show_titles(checks: Sequence[CheckResult], sign: str) -> None:
    if checks:
        st.markdown("  \n".join(f"{sign} {literal(check.title)}" for check in checks))


def _show_message(message: str) -> None:
    """It may quote what the learner's program returned or printed: shown as it is, always."""
    if "\n" in message:
        st.code(message, language=None, wrap_lines=True)
    elif message:
        st.markdown(literal(message))


def _show_misconception(mistake: str | None, report: Report, told: set[str]) -> None:
    if mistake is None or mistake in told or mistake not in report.misconceptions:
        return
    told.add(mistake)
    st.warning(
        literal(report.misconceptions[mistake]),
        icon=":material/psychology_alt:",
        title=f"Misconception: {literal(spoken(mistake))}",
    )
