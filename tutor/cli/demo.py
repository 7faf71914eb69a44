"""`tutor demo`: grade the demonstration class and print what an instructor would look at first."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.cli import terminal
from tutor.cli.show import console, number
from tutor.demo import hand_ins
from tutor.demo.quizzing import answer_quizzes
from tutor.grading.report import Outcome, Report
from tutor.service import Tutor, open_tutor

# What the gradebook says about a submission that failed, but not by a known mistake.
_TROUBLES = {
    Outcome.TIMEOUT: "time ran out",
    Outcome.MEMORY: "memory ran out",
    Outcome.BLOCKED: "absent tool",
}

_errors = Console(stderr=True, highlight=False)


def run_demo() -> None:
    """Grade the submissions that are not graded yet, and print the gradebook."""
    with closing(open_tutor()) as tutor:
        now = datetime.now(UTC)
        if submissions := hand_ins.hand_in(tutor, now):
            _follow(tutor, submissions)
        else:
            _errors.print("The class is already graded; nothing was added.")
        with terminal.waiting("the class answers questions"):
            answer_quizzes(tutor, hand_ins.learners(), now)
        _show(tutor)


def _follow(tutor: Tutor, submissions: Sequence[int]) -> None:
    """Show the progress of the grading: a bar, or one line for each learner when piped.

    What the grader could not finish stays stored, and the next run continues with it.
    """
    learner_of = {n: tutor.submissions.attempt(n).learner for n in submissions}
    left = Counter(learner_of.values())
    unfinished = set()
    with terminal.progress() as progress:
        progress(0, len(submissions))
        for done, status in enumerate(tutor.submissions.finished(submissions), start=1):
            learner = learner_of[status.submission_id]
            left[learner] -= 1
            if status.error is not None:
                unfinished.add(learner)
                terminal.complain(f"{learner}: {status.error}")
            if not (left[learner] or learner in unfinished or _errors.is_terminal):
                _errors.print(f"{learner} is graded.", markup=False)
            progress(done, len(submissions))


def _show(tutor: Tutor) -> None:
    """Print the gradebook of these exercises, and say where the records are."""
    exercises = hand_ins.exercises(tutor.course)
    top = sum(exercise.max_score for exercise in exercises)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("learner", max_width=16)
    for exercise in exercises:
        table.add_column(exercise.slug.replace("_", " "), justify="right", max_width=8)
    table.add_column(f"total of {number(top)}", justify="right", max_width=5, style="bold")
    table.add_column("problems", ratio=1)
    columns = [tutor.course.exercises.index(exercise) for exercise in exercises]
    for row in tutor.grades.book().rows:
        scores = [row.marks[column].points for column in columns]
        total = sum(score for score in scores if score is not None)
        shown = ["-" if score is None else number(score) for score in scores]
        noticed = ", ".join(_noticed(tutor, row.learner))
        table.add_row(Text(row.learner), *shown, number(total), noticed)
    console.print(table)
    console.print(f"\nThe records are in {tutor.store.url}", markup=False)


def _noticed(tutor: Tutor, learner: str) -> list[str]:
    """What an instructor would look at: the newest attempts' mistakes and troubles, by name."""
    newest = {
        a.exercise: a.report for a in tutor.submissions.attempts(learner) if a.report is not None
    }
    words = [word for report in newest.values() for word in _words(report)]
    return list(dict.fromkeys(words))


def _words(report: Report) -> list[str]:
    outcomes = {check.outcome for check in report.checks}
    troubles = [words for outcome, words in _TROUBLES.items() if outcome in outcomes]
    words = [*report.misconceptions, *troubles]
    return words or (["nothing ran"] if outcomes == {Outcome.DIED} else [])
