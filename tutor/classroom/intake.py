"""Submissions of a whole class: preview them, submit them, follow the grading.

For instructors. Reading stores nothing and runs nothing; a file that is handed in becomes its
learner's submission and is graded like any other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from tutor.classroom import zips
from tutor.classroom.arrivals import Arrival, FoundFile, settled, to_remember
from tutor.classroom.matching import Directory
from tutor.classroom.places import items_of
from tutor.classroom.policy import GradePolicy
from tutor.classroom.reading import found_in, in_time_by_canvas, is_wanted, naming_of
from tutor.classroom.shares import MostRead, Unread, shared_out
from tutor.course import Course
from tutor.errors import Refused
from tutor.learning.submissions import Submissions
from tutor.learning.viewer import Role
from tutor.records import ScoredAttempt, Store

__all__ = ["Arrival", "Batch", "Intake"]

BATCHES_KEPT = 20  # of different instructors


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
        self.people = store.people
        self.decisions = store.decisions
        self.submissions = submissions
        self.viewer = submissions.viewer
        self._batches: dict[str, tuple[int, ...]] = {}

    def read_zip(
        self, data: bytes, exercise: str = "", received: datetime | None = None
    ) -> list[Arrival]:
        """What a zip would hand in, by learner and exercise. Raises Refused for a bad zip.

        All files are for `exercise`, or for those that they are named after. They were `received`
        then, or when the zip says.
        """
        self.viewer().require_instructor()
        return self._read({"": zips.items_of(data, self._zone())}, exercise, received)

    def read_places(
        self, paths: Sequence[Path], exercise: str = "", received: datetime | None = None
    ) -> list[Arrival]:
        """The same for zips, folders and single files of this machine."""
        self.viewer().require_instructor()
        known = self._directory().called
        places = items_of(paths, lambda name: bool(known(name)), self._zone())
        return self._read(places, exercise, received)

    def assign(self, rows: Sequence[Arrival], choices: Mapping[str, str]) -> list[Arrival]:
        """The same files with what an instructor says of some: whose each is, by file, or `-`.

        All that came from the same person is theirs then.
        """
        self.viewer().require_instructor()
        return self._settled([row.found for row in rows if row.found], choices)

    def hand_in(self, rows: Sequence[Arrival], received: datetime | None = None) -> list[int]:
        """Store and queue the files without a problem; return the submissions. What was said of
        whose files they are is remembered for the next time.

        What is still, word for word, what the same learner handed in last is left out. To go back
        to an earlier version is a new attempt.
        """
        self.viewer().require_instructor()
        _require_past(received)
        handed_in: list[int] = []
        for row in rows:
            if not row.is_wanted or row.source is None:
                continue
            number = self.submissions.hand_in_changed(
                row.learner, row.exercise, row.source, received or row.received
            )
            if number is not None:
                handed_in.append(number)
                self._remember(handed_in)
        self.people.identify(to_remember(rows, self._directory()))
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

    def _zone(self) -> tzinfo | None:
        """The course's time zone: the clock of its LMS."""
        stored = self.decisions.policy()
        return GradePolicy.from_json(stored).clock if stored else None

    def _directory(self) -> Directory:
        return Directory.of_class(self.people)

    def _read(
        self, places: Mapping[str, Sequence[Unread]], exercise: str, received: datetime | None
    ) -> list[Arrival]:
        _require_past(received)
        slug = self.course.exercise(exercise).slug if exercise else ""
        directory = self._directory()
        limits = MostRead(zips.MAX_ENTRIES, zips.MAX_TOTAL)
        every: list[FoundFile] = []
        for place, items in places.items():
            entries = shared_out(items, is_wanted, limits)
            naming = naming_of([item.path for item in items], directory)
            found = found_in(entries, naming, self.course, slug, place)
            if len(places) > 1 and place:
                found = [replace(one, file=f"{Path(place).name}/{one.file}") for one in found]
            every += self._received(found, received)
        if not every:
            raise Refused("There are no files. Name the zip or the folder of the class.")
        return self._settled(every, {})

    def _received(self, every: Sequence[FoundFile], received: datetime | None) -> list[FoundFile]:
        """With the time that counts: the one that was given, or that of each file.

        A download of Canvas has no times of its own, but says who is late: who is not, is in time.
        """
        if received is not None:
            return [replace(one, received=received) for one in every]
        due = self.decisions.deadlines() if in_time_by_canvas(every) else {}
        timed = []
        for one in every:
            limit = due.get(one.exercise)
            if limit and one.received and one.received > limit and not one.named.late:
                note = ", ".join(filter(None, [one.note, "in time in Canvas"]))
                one = replace(one, received=limit, note=note)
            if one.received is None and one.source:
                problem = "Nothing says when this was handed in. Say it: --received TIME."
                one = replace(one, problem=one.problem or problem, source=None)
            timed.append(one)
        return timed

    def _settled(self, every: Sequence[FoundFile], choices: Mapping[str, str]) -> list[Arrival]:
        people = self.people.all()
        has_roster = any(one.enrolled and one.role == Role.LEARNER for one in people)
        rows = settled(every, self._directory(), has_roster, choices)
        checked = self._known_ones_marked(rows, {person.name for person in people})
        return sorted(checked, key=lambda row: (row.learner, row.exercise, row.file))

    def _known_ones_marked(self, rows: Sequence[Arrival], known: set[str]) -> list[Arrival]:
        """With a note on what was handed in before, and on new learners."""
        last = self.records.last_texts(row.exercise for row in rows)
        marked = []
        for row in rows:
            if row.is_wanted and last.get((row.learner, row.exercise)) == _text(row):
                row = replace(row, note="already submitted", known=True)
            elif row.is_wanted and row.learner not in known:
                row = replace(row, note=", ".join(filter(None, ["new learner", row.note])))
            marked.append(row)
        return marked


def _require_past(received: datetime | None) -> None:
    if received is not None and received > datetime.now(UTC):
        raise Refused("The time of receipt cannot be in the future.")


def _text(row: Arrival) -> str:
    """The SHA-256 of a file, as the records know it."""
    return hashlib.sha256((row.source.text if row.source else "").encode()).hexdigest()
