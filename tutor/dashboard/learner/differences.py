"""What changed between two attempts: the checks, and the lines of code."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from tutor.dashboard.parts.wording import count, literal
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import Source

MOST_LINES = 2000  # of a text that is compared; many alike lines take difflib very long
NAMED = 6  # checks that are named before the rest is counted


@dataclass(frozen=True)
class Changes:
    """The checks of the later report, by their change; `other_suite` says that the hidden suite has
    changed."""

    fixed: tuple[CheckResult, ...]
    broken: tuple[CheckResult, ...]
    failing: tuple[CheckResult, ...]
    other_suite: bool


def changes(before: Report, after: Report) -> Changes:
    """Compare two reports check by check. A check that is new to the suite has not changed."""
    passed = {check.id: check.outcome is Outcome.PASSED for check in before.checks}
    fixed, broken, failing = [], [], []
    for check in after.checks:
        passes, passes_since = check.outcome is Outcome.PASSED, passed.get(check.id)
        if passes and passes_since is False:
            fixed.append(check)
        elif not passes and passes_since is True:
            broken.append(check)
        elif not passes:
            failing.append(check)
    other = before.suite_version != after.suite_version
    return Changes(tuple(fixed), tuple(broken), tuple(failing), other)


def difference(before: Source, after: Source, names: tuple[str, str]) -> str | None:
    """A unified diff of what is executed; empty for the same code, None for too much of it."""
    old, new = _lines(before), _lines(after)
    if old == new:
        return ""
    if max(len(old), len(new)) > MOST_LINES:
        return None
    return "\n".join(difflib.unified_diff(old, new, *names, lineterm=""))


def show_changes(before: Report, after: Report, number: int) -> None:
    """Since attempt `number`: what passes now, what no longer does, what still fails."""
    found = changes(before, after)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**Since attempt {number}:** {_summary(found)}")
        _name(found.fixed, ":green[:material/trending_up:]", "now passes")
        _name(found.broken, ":red[:material/trending_down:]", "fails now")
        if found.other_suite:
            st.caption("The hidden suite has changed since then, so its checks may differ.")


def show_difference(before: Source, after: Source, number: int, own: int) -> None:
    """The code against that of attempt `number`."""
    found = difference(before, after, (f"attempt {number}", f"attempt {own}"))
    if found is None:
        st.caption("The two files are too long to be compared here.")
    elif not found:
        st.caption(f"The code is the same as in attempt {number}.")
    else:
        st.code(found, language="diff")


def _summary(found: Changes) -> str:
    parts = [
        f"{count(len(found.fixed), 'check')} fixed" if found.fixed else "",
        f"{count(len(found.broken), 'check')} broken" if found.broken else "",
        f"{count(len(found.failing), 'check')} still failing" if found.failing else "",
    ]
    return ", ".join(part for part in parts if part) or "nothing has changed"


def _name(checks: Sequence[CheckResult], sign: str, became: str) -> None:
    """The titles of some checks; that they passed or failed is said in words too."""
    if not checks:
        return
    lines = [f"{sign} {literal(check.title)} · {became}" for check in checks[:NAMED]]
    if more := len(checks) - NAMED:
        lines += [f"and {more} more"] if more > 0 else []
    st.markdown("  \n".join(lines))


def _lines(source: Source) -> list[str]:
    """The lines of a script, or those of a notebook's cells under their labels."""
    if not source.is_notebook:
        return source.text.splitlines()
    return [line for label, code in source.chunks() for line in (f"# {label}", *code.splitlines())]
