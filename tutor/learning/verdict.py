"""What a learner should read first: the one thing to fix, and what changed since the last attempt.

A report lists checks in the order of the suite. Here failed checks with one reason are one cause,
and the causes are in the order in which to fix them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.grading.report import CheckResult, Outcome, Report

SENTENCES = {  # for a check without a message
    Outcome.WRONG: "The answer is not right.",
    Outcome.DIED: "The program stopped with an exception.",
    Outcome.TIMEOUT: "Time ran out.",
    Outcome.MEMORY: "Memory ran out.",
    Outcome.BLOCKED: "This is not allowed here.",
    Outcome.SKIPPED: "This check was not run.",
    Outcome.GRADER_ERROR: "The grader failed.",
}
_ADVICE = {  # empty where the sentence says it
    Outcome.WRONG: "Find the line that decides this, and print what it gives.",
    Outcome.DIED: "Print what goes into that line: its type and its shape.",
    Outcome.TIMEOUT: "",
    Outcome.MEMORY: "Look for a tensor that is much larger than its input.",
    Outcome.BLOCKED: "Write it without this tool.",
    Outcome.SKIPPED: "Look for what takes so long: some checks were not run.",
    Outcome.GRADER_ERROR: "The grader itself failed. You lose nothing; please submit again later.",
}
# The first that fits: values beside the right ones, or what is wrong in another way.
_ADVICE_ABOUT = {
    "expected: ": "Follow your code by hand on the smallest input that shows the difference.",
    " `return`": "",
    " of type ": "Compare what you return with the docstring.",
    "have dtype": "Print the dtype after each line: where does it change?",
    "have shape": "Print the shape after each line: where does it change?",
    "has dtype": "Print the dtype after each line: where does it change?",
    "has shape": "Print the shape after each line: where does it change?",
    "is on device": "Print the device after each line: where does it change?",
    "NaN": "Print the values after each line: where does the first NaN appear?",
    "infinity": "Print the values after each line: where does the first infinity appear?",
    "in place": "Look for `+=`, `x[...] =` and names that end with `_`. Work on a new tensor.",
    "one by one": "",
    "leaves torch": "",
}
NOTHING_NEW = "Nothing has changed since your latest attempt, so nothing new was recorded."
NOT_IN_THE_EXAMPLES = (
    "The hidden suite also tries edge cases, other sizes, the GPU and everything else that the "
    "statement asks for."
)
_EXCEPTION = re.compile(r"\w+ (during|while) ")  # no sentence of ours that explains it
_MISCONCEPTION = "Many people have this misconception. Change that one thing, and try again."
_UNWRITTEN = "Replace its `NotImplementedError` with your own code."
_NOT_WRITTEN = "Not written yet"  # so begins the message of a check that met the starter's `raise`


@dataclass(frozen=True)
class Cause:
    """Failed checks of a report with one reason, the first of them first."""

    checks: tuple[CheckResult, ...]

    @property
    def first(self) -> CheckResult:
        return self.checks[0]

    @property
    def sentence(self) -> str:
        """What went wrong; it may go on over several lines."""
        return self.first.message or SENTENCES[self.first.outcome]

    @property
    def is_unwritten(self) -> bool:
        return self.first.message.startswith(_NOT_WRITTEN)

    @property
    def advice(self) -> str:
        """One thing to try; empty where the sentence itself says it."""
        if self.first.mistake is not None:
            return _MISCONCEPTION
        if self.is_unwritten:
            return _UNWRITTEN
        if self.first.outcome is Outcome.DIED and not _EXCEPTION.match(self.sentence):
            return ""
        about = (advice for words, advice in _ADVICE_ABOUT.items() if words in self.sentence)
        return next(about, _ADVICE[self.first.outcome])

    @property
    def tasks(self) -> tuple[int, ...]:
        return tuple(sorted({check.task for check in self.checks}))

    @property
    def others(self) -> str:
        """How many more checks fail for this reason, and where; empty for one check alone."""
        others = len(self.checks) - 1
        if not others:
            return ""
        further = [str(task) for task in self.tasks if task != self.first.task]
        tasks = f"task{'s' if len(further) > 1 else ''} {' and '.join(further)}"
        where = f", also in {tasks}" if further else ""
        return f"{more(others, 'fail', 'fails')} for this reason{where}."


@dataclass(frozen=True)
class Gain:
    """How a report differs from the one before: points, and checks that pass or fail only now."""

    points: float
    fixed: int
    broken: int

    @property
    def in_words(self) -> str:
        """As in `+1.5: 2 more checks pass`; without points where these are as before."""
        counts = ((self.fixed, "pass", "passes"), (self.broken, "fail", "fails"))
        words = [more(count, *ends) for count, *ends in counts if count]
        points = f"{self.points:+.2f}".rstrip("0").rstrip(".")
        return (f"{points}: " if self.points else "") + (", ".join(words) or "as before")


def more(count: int, plural: str, singular: str) -> str:
    """`1 more check fails`, `2 more checks fail`."""
    return f"1 more check {singular}" if count == 1 else f"{count} more checks {plural}"


def causes(report: Report) -> list[Cause]:
    """The reasons of all failures, what to fix first before the others."""
    groups: dict[object, list[CheckResult]] = {}
    for check in report.checks:
        if check.outcome is not Outcome.PASSED:
            groups.setdefault(_reason(check), []).append(check)
    return sorted((Cause(tuple(checks)) for checks in groups.values()), key=_urgency)


def why(checks: Sequence[CheckResult], found: Sequence[Cause]) -> str:
    """Why a task fails, in a few words; `checks` are all of this task, `found` all causes."""
    failed = [check for check in checks if check.outcome is not Outcome.PASSED]
    task = checks[0].task
    here = [cause for cause in found if task in cause.tasks]
    if all(cause.is_unwritten for cause in here):
        return "not written yet"
    if here == [found[0]] and task != found[0].first.task:
        return "for the same reason"
    if all(check.outcome is Outcome.SKIPPED for check in failed):
        return "not run"
    if len(checks) == 1:
        return "its check fails"
    return f"{len(failed)} of {len(checks)} checks fail{'s' if len(failed) == 1 else ''}"


def gain(report: Report, before: Report | None) -> Gain | None:
    """What has changed; None where there was no report before."""
    if before is None:
        return None
    now, then = _passed(report.checks), _passed(before.checks)
    known = {check.id for check in before.checks}
    return Gain(
        points=report.score - before.score,
        fixed=len((now - then) & known),
        broken=len(then - now),
    )


def _passed(checks: Iterable[CheckResult]) -> set[str]:
    return {check.id for check in checks if check.outcome is Outcome.PASSED}


def _reason(check: CheckResult) -> object:
    """What tells one cause from another: the misconception, or the line of the learner's program
    that raised, which ends a message, or else the whole message."""
    return check.mistake or (check.outcome, check.message.rpartition("\n")[2])


def _urgency(cause: Cause) -> tuple[bool, bool, int, bool, int]:
    """What could not be run comes last, before it what is not written. Then task by task: an
    exception hides all that comes after it; a reason for many failures comes before one for few."""
    first = cause.first
    return (
        first.outcome in (Outcome.SKIPPED, Outcome.GRADER_ERROR),
        cause.is_unwritten,
        first.task,
        first.outcome is Outcome.WRONG,
        -len(cause.checks) if first.outcome is not Outcome.WRONG else 0,
    )
