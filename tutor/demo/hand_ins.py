"""The demonstration class hands in: twelve invented learners, graded for real.

Each folder in `class/` is what one learner handed in. Nothing there is ever imported: the files are
read as text and go the way of every other submission. A second run finds what the first one
recorded, grades only what is missing, and leaves alone what people did in between.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tutor.course import Course, Exercise
from tutor.grading.source import Source, read_source
from tutor.service import Tutor

CLASS = Path(__file__).parent / "class"


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


def learners() -> list[str]:
    return sorted(folder.name for folder in CLASS.iterdir() if folder.is_dir())


def exercises(course: Course) -> list[Exercise]:
    """The exercises of the course that the class has worked on, in order."""
    slugs = {path.stem for path in _files()}
    return [exercise for exercise in course.exercises if exercise.slug in slugs]


def hand_in(tutor: Tutor, now: datetime) -> list[int]:
    """Queue what is missing and whatever has no mark yet; return all that is open now."""
    waiting = tutor.submissions.resume()
    missing = [one for one in _hand_ins(exercises(tutor.course)) if not _is_stored(tutor, one)]
    return waiting + [
        tutor.submissions.hand_in(one.learner, one.exercise, one.source, received=one.received(now))
        for one in missing
    ]


def _files() -> list[Path]:
    """Every hand-in: the folder is the learner, the name of the file is the exercise."""
    return sorted(path for path in CLASS.glob("*/*") if path.suffix in (".py", ".ipynb"))


def _hand_ins(due: Sequence[Exercise]) -> list[HandIn]:
    weeks_ago = {exercise.slug: ago for ago, exercise in enumerate(reversed(due))}
    return [
        HandIn(path.parent.name, path.stem, read_source(path), weeks_ago[path.stem])
        for path in _files()
        if path.stem in weeks_ago
    ]


def _is_stored(tutor: Tutor, hand_in: HandIn) -> bool:
    attempts = tutor.store.attempts(hand_in.learner, hand_in.exercise)
    sources = (tutor.store.submission(attempt.submission_id).source for attempt in attempts)
    return hand_in.source.text in sources
