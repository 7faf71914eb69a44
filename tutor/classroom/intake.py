"""Submissions of a whole class from one zip: preview them, submit them, follow the grading.

For instructors. Reading stores nothing and runs nothing; a file that is handed in becomes its
learner's submission and is graded like any other.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tutor.classroom.hand_ins import (
    LONGEST_NAME,
    METADATA,
    Named,
    common_root,
    learner_of,
    named,
    slug_of,
    submitters,
)
from tutor.classroom.zips import Entry, files_of
from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.source import Source, source_from_bytes
from tutor.learning.submissions import Submissions
from tutor.records import ScoredAttempt, Store

_SUFFIXES = (".py", ".ipynb")
BATCHES_KEPT = 20  # of different instructors


@dataclass(frozen=True)
class Arrival:
    """One file of the zip: whose it is and what for, or why it will not be handed in.

    `note` says what an instructor may want to know and does not keep the file out. What is `known`
    is, word for word, what its learner handed in last, and is skipped.
    """

    file: str
    learner: str
    exercise: str
    source: Source | None = None
    problem: str = ""
    note: str = ""
    known: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether `hand_in` would take it."""
        return not (self.problem or self.known) and self.source is not None


@dataclass(frozen=True)
class Batch:
    """A class that was handed in, and how many of its submissions are no longer open."""

    submissions: tuple[int, ...]
    done: int

    @property
    def is_done(self) -> bool:
        return self.done == len(self.submissions)


class Intake:
    """Takes in the submissions of a class. It remembers each instructor's latest batch."""

    def __init__(self, course: Course, store: Store, submissions: Submissions) -> None:
        self.course = course
        self.records = store.grades
        self.submissions = submissions
        self.viewer = submissions.viewer
        self._batches: dict[str, tuple[int, ...]] = {}

    def read_zip(self, data: bytes) -> list[Arrival]:
        """What a zip would hand in, by learner and exercise. Raises Refused for a bad zip."""
        self.viewer().require_instructor()
        entries = list(files_of(data, _is_wanted))
        root = common_root(e.path for e in entries if e.path.endswith(_SUFFIXES))
        # Beside the folders of the submissions; one inside of them is a learner's own.
        names = [e for e in entries if _base(e.path) == METADATA and e.path.count("/") == root]
        text = "\n".join(e.data.decode("utf-8", "replace") for e in names[:1])
        behind = submitters(text)
        files = [e for e in entries if _base(e.path) != METADATA]
        people = [(m.name, m.full_name) for m in self.records.learners()]
        rows = [self._arrival(e, named(e.path, root, behind), people) for e in files]
        if not rows:
            raise Refused("The zip contains no files. Zip the folder of the class and try again.")
        known = {name for name, _ in people}
        checked = self._known_ones_marked(_one_each(rows), known)
        return sorted(checked, key=lambda row: (row.learner, row.exercise, row.file))

    def hand_in(self, rows: Sequence[Arrival], received: datetime | None = None) -> list[int]:
        """Store and queue the files without a problem; return the submissions.

        What is still, word for word, what the same learner handed in last is left out. To go back
        to an earlier version is a new attempt.
        """
        self.viewer().require_instructor()
        if received is not None and received > datetime.now(UTC):
            raise Refused("The time of receipt cannot be in the future.")
        handed_in: list[int] = []
        for row in rows:
            if not row.is_wanted or row.source is None:
                continue
            number = self.submissions.hand_in_changed(
                row.learner, row.exercise, row.source, received
            )
            if number is not None:
                handed_in.append(number)
                self._remember(handed_in)
        return handed_in

    def batch(self) -> Batch | None:
        """What this instructor handed in last, however often the page was loaded since."""
        self.viewer().require_instructor()
        submissions = self._batches.get(self.viewer().name)
        if submissions is None:
            return None
        return Batch(submissions, len(submissions) - self.submissions.count_open(submissions))

    def outcomes(self, submissions: Sequence[int]) -> list[ScoredAttempt]:
        """The outcomes of submissions: their marks, by learner and exercise."""
        self.viewer().require_instructor()
        return self.records.outcomes(submissions)

    def tried(self, submissions: Sequence[int]) -> dict[int, list[str]]:
        """Which of them tried what no honest program does, in words. No mark depends on it."""
        self.viewer().require_instructor()
        return self.records.tried_in_vain(submissions)

    def dismiss(self) -> None:
        """Put the latest batch away; its submissions stay."""
        self.viewer().require_instructor()
        self._batches.pop(self.viewer().name, None)

    def _remember(self, submissions: Sequence[int]) -> None:
        self._batches.pop(self.viewer().name, None)
        self._batches[self.viewer().name] = tuple(submissions)
        while len(self._batches) > BATCHES_KEPT:
            del self._batches[next(iter(self._batches))]

    def _arrival(self, entry: Entry, name: Named, people: Sequence[tuple[str, str]]) -> Arrival:
        slugs = [exercise.slug for exercise in self.course.exercises]
        known = slug_of(name.filename, [*slugs, *self.course.renamed])
        exercise = self.course.exercise(known).slug if known else ""
        learners = learner_of(name.learner, people) or [name.learner]
        row = Arrival(
            entry.path, learners[0], exercise, note="late in the LMS" if name.late else ""
        )
        if entry.problem:
            return replace(row, problem=f"The file {entry.problem}.")
        try:
            source = source_from_bytes(name.filename, entry.data)
        except Refused as refused:
            return replace(row, problem=_without_reading(entry, name) or str(refused))
        if not known:
            advice = "Name the file after its exercise, as in `tutor list`"
            return replace(row, problem=f"No exercise is called '{_stem(name)}'. {advice}.")
        return replace(row, source=source, problem=_trouble_with(learners))

    def _known_ones_marked(self, rows: Sequence[Arrival], known: set[str]) -> list[Arrival]:
        """With a note on what was handed in before, and on new learners."""
        last = self.records.last_texts(row.exercise for row in rows)
        marked = []
        for row in rows:
            if not row.problem and last.get((row.learner, row.exercise)) == _text(row):
                row = replace(row, note="already submitted", known=True)
            elif not row.problem and row.learner not in known:
                row = replace(row, note=", ".join(filter(None, ["new learner", row.note])))
            marked.append(row)
        return marked


def _is_wanted(path: str) -> bool:
    return path.endswith(_SUFFIXES) or _base(path) == METADATA


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(name: Named) -> str:
    return name.filename.rpartition(".")[0]


def _without_reading(entry: Entry, name: Named) -> str:
    """What to say about a file that was not read because it is not code."""
    if entry.path.endswith(_SUFFIXES):
        return ""
    if name.filename.endswith(".zip"):
        return "This is a zip inside the zip. Unpack it and zip the class again."
    return "This is neither a .py file nor an .ipynb notebook."


def _trouble_with(learners: Sequence[str]) -> str:
    if len(learners) > 1:
        return (
            f"This may belong to any of: {', '.join(learners)}. Name the folder after one of them."
        )
    if not learners[0].strip():
        return "No learner is named. Put the file into a folder named after its learner."
    if len(learners[0]) > LONGEST_NAME:
        return f"A learner's name has at most {LONGEST_NAME} characters."
    return ""


def _one_each(rows: Sequence[Arrival]) -> list[Arrival]:
    """With a problem on every file that is not the only one of its learner and exercise."""
    times = Counter((row.learner, row.exercise) for row in rows if not row.problem)
    return [
        row
        if row.problem or times[row.learner, row.exercise] == 1
        else replace(row, problem=f"{row.learner} has several files for {row.exercise}. Keep one.")
        for row in rows
    ]


def _text(row: Arrival) -> str:
    """The SHA-256 of a file, as the records know it."""
    return hashlib.sha256((row.source.text if row.source else "").encode()).hexdigest()
