"""The demonstration class: twelve invented learners, graded for real.

Each folder in `class/` is what one learner handed in. Nothing there is ever imported: the files are
read as text and go the way of every other submission. A second run finds what the first one
recorded, grades only what is missing, and leaves alone what people did in between.
"""

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.cli import terminal
from tutor.cli.show import console, number
from tutor.course import Exercise
from tutor.demo.quizzing import answer_quizzes
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source
from tutor.service import Tutor, open_tutor

CLASS = Path(__file__).parent / "class"

# What the gradebook says of a submission that failed for another reason than a known mistake.
_TROUBLES = {
    Outcome.TIMEOUT: "time ran out",
    Outcome.MEMORY: "memory ran out",
    Outcome.BLOCKED: "forbidden call",
}

_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class HandIn:
    """One file of the class. `weeks_ago` is when its exercise was due."""

    learner: str
    exercise: str
    source: Source
    weeks_ago: int

    def received(self, now: datetime) -> datetime:
        """Each exercise had a week, and most learners came shortly before the end of it."""
        early = random.Random(f"{self.learner} {self.exercise}").expovariate(1 / 30)
        return now - timedelta(weeks=self.weeks_ago, hours=min(early, 150))


def run_demo() -> None:
    """Grade what is not recorded yet of the class, and print the gradebook."""
    tutor = open_tutor(workers=2)
    try:
        files = _files()
        slugs = {path.stem for path in files}
        exercises = [exercise for exercise in tutor.course.exercises if exercise.slug in slugs]
        now = datetime.now(UTC)
        _grade(tutor, _read(files, exercises), now)
        with terminal.waiting("the class answers questions"):
            answer_quizzes(tutor, sorted({path.parent.name for path in files}), now)
        _show(tutor, exercises)
    finally:
        tutor.close()


def _files() -> list[Path]:
    """Every hand-in: the folder is the learner, the name of the file is the exercise."""
    return sorted(path for path in CLASS.glob("*/*") if path.suffix in (".py", ".ipynb"))


def _read(files: Sequence[Path], exercises: Sequence[Exercise]) -> list[HandIn]:
    weeks_ago = {exercise.slug: ago for ago, exercise in enumerate(reversed(exercises))}
    return [
        HandIn(path.parent.name, path.stem, read_source(path), weeks_ago[path.stem])
        for path in files
        if path.stem in weeks_ago
    ]


def _grade(tutor: Tutor, hand_ins: Sequence[HandIn], now: datetime) -> None:
    """Hand in what is missing, and wait until that and whatever was waiting has its mark."""
    in_hand = tutor.store.waiting()
    tutor.resume()
    for one in hand_ins:
        if not _is_stored(tutor, one):
            when = one.received(now)
            in_hand.append(tutor.hand_in(one.learner, one.exercise, one.source, received=when))
    if in_hand:
        _follow(tutor, in_hand)
    else:
        _errors.print("The class is graded already; nothing was added.")


def _is_stored(tutor: Tutor, hand_in: HandIn) -> bool:
    attempts = tutor.store.attempts(hand_in.learner, hand_in.exercise)
    sources = (tutor.submission(attempt.submission_id).source for attempt in attempts)
    return hand_in.source.text in sources


def _follow(tutor: Tutor, in_hand: Sequence[int]) -> None:
    """Show how the grading gets on, until it is done: a bar, or a line a learner when piped.

    What the grader could not finish stays stored, and the next run takes it up.
    """
    learners = {tutor.recorded(n): tutor.attempt(n).learner for n in in_hand}
    left = Counter(learners.values())
    unfinished = set()
    with terminal.progress() as progress:
        progress(0, len(in_hand))
        for done, future in enumerate(as_completed(learners), start=1):
            learner = learners[future]
            left[learner] -= 1
            if error := future.exception():
                unfinished.add(learner)
                terminal.complain(f"{learner}: {error}")
            if not (left[learner] or learner in unfinished or _errors.is_terminal):
                _errors.print(f"{learner} is graded.", markup=False)
            progress(done, len(in_hand))


def _show(tutor: Tutor, exercises: Sequence[Exercise]) -> None:
    """Print the gradebook of these exercises, and say where the records are."""
    top = sum(exercise.max_score for exercise in exercises)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("learner", max_width=16)
    for exercise in exercises:
        table.add_column(exercise.slug.replace("_", " "), justify="right", max_width=8)
    table.add_column(f"total of {number(top)}", justify="right", max_width=5, style="bold")
    table.add_column("noticed", ratio=1)
    columns = [tutor.course.exercises.index(exercise) for exercise in exercises]
    for row in tutor.grades.book(tutor.viewer()).rows:
        scores = [row.marks[column].points for column in columns]
        total = sum(score for score in scores if score is not None)
        shown = ["-" if score is None else number(score) for score in scores]
        noticed = ", ".join(_noticed(tutor, row.learner))
        table.add_row(Text(row.learner), *shown, number(total), noticed)
    console.print(table)
    console.print(f"\nThe records are in {tutor.store.url}", markup=False)


def _noticed(tutor: Tutor, learner: str) -> list[str]:
    """What a teacher would look at: the newest attempts' mistakes and troubles, by name."""
    newest = {a.exercise: a.report for a in tutor.attempts(learner) if a.report is not None}
    words = [word for report in newest.values() for word in _words(report)]
    return list(dict.fromkeys(words))


def _words(report: Report) -> list[str]:
    outcomes = {check.outcome for check in report.checks}
    troubles = [words for outcome, words in _TROUBLES.items() if outcome in outcomes]
    words = [*report.misconceptions, *troubles]
    return words or (["nothing ran"] if outcomes == {Outcome.DIED} else [])
