"""How far the grading of a class is: what waits, what is being graded, what failed and why."""

from collections import Counter
from dataclasses import dataclass

from tutor.course import Course
from tutor.learning.viewer import Viewing
from tutor.records import Store
from tutor.records.ungraded import Ungraded
from tutor.records.work_values import WorkState


@dataclass(frozen=True)
class ExerciseStatus:
    """The submissions to one exercise: all of them, and those of them without a mark."""

    exercise: str
    learners: int
    submissions: int
    waiting: int
    running: int
    failed: int

    @property
    def graded(self) -> int:
        return self.submissions - self.waiting - self.running - self.failed


@dataclass(frozen=True)
class ClassStatus:
    """Where the grading is, in the order of the course. `failed` were given up, or were never
    queued; only somebody's wish has them graded."""

    rows: tuple[ExerciseStatus, ...]
    failed: tuple[Ungraded, ...]

    @property
    def open(self) -> int:
        """How many wait or are being graded."""
        return sum(row.waiting + row.running for row in self.rows)


class GradingProgress:
    """The progress of the grading, for instructors."""

    def __init__(self, course: Course, store: Store, viewer: Viewing) -> None:
        self.course = course
        self.store = store
        self.viewer = viewer

    def status(self) -> ClassStatus:
        """Count everything that was submitted."""
        self.viewer().require_instructor()
        left = self.store.work.ungraded()
        standings = self.store.standings()
        submissions, learners = Counter[str](), Counter[str]()
        for one in standings:
            submissions[one.exercise] += one.attempts
            learners[one.exercise] += 1
        states = Counter((one.exercise, one.state) for one in left)
        failed = [one for one in left if one.state not in (WorkState.WAITING, WorkState.RUNNING)]
        given_up = Counter(one.exercise for one in failed)
        order = {exercise.slug: n for n, exercise in enumerate(self.course.exercises)}
        rows = [
            ExerciseStatus(
                slug,
                learners[slug],
                submissions[slug],
                states[slug, WorkState.WAITING],
                states[slug, WorkState.RUNNING],
                given_up[slug],
            )
            for slug in sorted(submissions, key=lambda slug: (order.get(slug, len(order)), slug))
        ]
        return ClassStatus(tuple(rows), tuple(failed))
