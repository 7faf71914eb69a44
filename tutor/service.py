"""The composition: what every face may ask for, on behalf of one viewer.

Faces translate a person's wish into one call on a part of `Tutor` and show what comes back. Each
part knows its viewer and refuses what is not theirs.
"""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.course import Course, load_course
from tutor.errors import TutorError
from tutor.grading.graders import Graders, default_workers, required_floor
from tutor.learning.viewer import Viewing, owner
from tutor.records import Store
from tutor.sandbox.host.layers import Floor

if TYPE_CHECKING:
    from tutor.classroom.analysis import Analysis
    from tutor.classroom.grades import Grades
    from tutor.classroom.intake import Intake
    from tutor.classroom.machines import Machines
    from tutor.classroom.progress import GradingProgress
    from tutor.classroom.questions import Questions
    from tutor.classroom.regrades import Regrades
    from tutor.classroom.roster import Roster
    from tutor.classroom.sign_in import SignIn
    from tutor.classroom.similarity import Similarity
    from tutor.learning.activity import Activity
    from tutor.learning.afterwards import Afterwards
    from tutor.learning.cards import Cards
    from tutor.learning.carrying import Carrying
    from tutor.learning.concepts import Concepts
    from tutor.learning.handing_in import ClassSubmissions
    from tutor.learning.path import LearningPath
    from tutor.learning.placement import Placement
    from tutor.learning.sittings import Sittings
    from tutor.learning.submissions import Submissions
    from tutor.queue import Queue


class Tutor:
    """A course, the records, the way to the graders, and the services for one viewer.

    Without a viewer it is whoever owns the machine. Each service is imported when it is first
    asked for, so that `tutor list` does not pay for the gradebook.
    """

    def __init__(
        self,
        course: Course,
        store: Store,
        graders: Graders,
        viewer: Viewing = owner,
        queue: "Queue | None" = None,
    ) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.viewer = viewer
        self._queue = queue

    @property
    def queue(self) -> "Queue":
        """What waits to be graded; all viewers share it."""
        if self._queue is None:
            from tutor.queue import Queue

            self._queue = Queue(self.store, self.graders)
            self._queue.after_regrade = lambda work: self.regrades.go_on(work)
        return self._queue

    # For learners.

    @cached_property
    def submissions(self) -> "Submissions":
        return self.class_submissions or self._local_submissions()

    @cached_property
    def class_submissions(self) -> "ClassSubmissions | None":
        """The submissions that a class server marks, where its learner is signed in to one."""
        from tutor.learning.class_server import current_login

        if self.viewer is not owner or (login := current_login()) is None:
            return None
        from tutor.learning.handing_in import ClassSubmissions
        from tutor.learning.outbox import Outbox

        return ClassSubmissions(self._local_submissions(), login, self.carrying, Outbox())

    def _local_submissions(self) -> "Submissions":
        from tutor.learning.submissions import Submissions

        return Submissions(self.course, self.store, self.graders, self.queue, self.viewer)

    @cached_property
    def path(self) -> "LearningPath":
        from tutor.learning.path import LearningPath

        return LearningPath(self.course, self.store, self.viewer)

    @cached_property
    def afterwards(self) -> "Afterwards":
        from tutor.learning.afterwards import Afterwards

        return Afterwards(self.course, self.graders, self.submissions)

    @cached_property
    def activity(self) -> "Activity":
        from tutor.learning.activity import Activity

        return Activity(self.store, self.viewer)

    @cached_property
    def cards(self) -> "Cards":
        from tutor.learning.cards import Cards

        return Cards(self.course, self.store)

    @cached_property
    def sittings(self) -> "Sittings":
        from tutor.learning.sittings import Sittings

        return Sittings(self.course, self.store, self.graders, self.viewer, self.cards)

    @cached_property
    def placement(self) -> "Placement":
        from tutor.learning.placement import Placement

        return Placement(self.sittings)

    @cached_property
    def carrying(self) -> "Carrying":
        from tutor.learning.carrying import Carrying

        return Carrying(self.store, self.viewer, self.cards)

    @cached_property
    def concepts(self) -> "Concepts":
        from tutor.learning.concepts import Concepts

        return Concepts(self.course, self.store, self.viewer, self.cards)

    # For instructors.

    @cached_property
    def roster(self) -> "Roster":
        from tutor.classroom.roster import Roster

        return Roster(self.store, self.viewer)

    @cached_property
    def sign_in(self) -> "SignIn":
        from tutor.classroom.sign_in import SignIn

        return SignIn(self.store, self.viewer)

    @cached_property
    def machines(self) -> "Machines":
        from tutor.classroom.machines import Machines

        return Machines(self.store, self.viewer, self.sign_in)

    @cached_property
    def intake(self) -> "Intake":
        from tutor.classroom.intake import Intake

        return Intake(self.course, self.store, self.submissions)

    @cached_property
    def progress(self) -> "GradingProgress":
        from tutor.classroom.progress import GradingProgress

        return GradingProgress(self.course, self.store, self.viewer)

    @cached_property
    def grades(self) -> "Grades":
        from tutor.classroom.grades import Grades

        return Grades(self.course, self.store, self.viewer)

    @cached_property
    def regrades(self) -> "Regrades":
        from tutor.classroom.regrades import Regrades

        return Regrades(self.course, self.store, self.queue, self.viewer)

    @cached_property
    def analysis(self) -> "Analysis":
        from tutor.classroom.analysis import Analysis

        return Analysis(self.course, self.store, self.viewer, self.cards)

    @cached_property
    def questions(self) -> "Questions":
        from tutor.classroom.questions import Questions

        return Questions(self.store, self.graders, self.viewer, self.cards)

    @cached_property
    def similarity(self) -> "Similarity":
        from tutor.classroom.similarity import Similarity

        return Similarity(self.course, self.store, self.viewer)

    def seen_by(self, viewer: Viewing) -> "Tutor":
        """The same tutor for somebody else."""
        return Tutor(self.course, self.store, self.graders, viewer, self.queue)

    def close(self) -> None:
        """End the graders; what was not graded yet stays queued."""
        if self._queue is None:
            self.graders.close()
        else:
            self._queue.close()
        self.store.close()


def open_tutor(
    workers: int | None = None, floor: Floor | None = None, viewer: Viewing = owner
) -> Tutor:
    """The tutor of this machine: the course of `TUTOR_COURSE` or the one that is shipped, and the
    records of `TUTOR_DATABASE_URL` or of this user, brought up to date."""
    course = load_course()
    store = Store()
    try:
        store.upgrade()
    except TutorError:
        store.close()
        raise
    graders = Graders(course.root, workers or default_workers(), floor or default_floor())
    return Tutor(course, store, graders, viewer)


def default_floor() -> Floor:
    """`TUTOR_REQUIRE_ISOLATION`; without it `kernel` where people sign in, `process` for one person
    alone."""
    in_class = os.environ.get("TUTOR_SIGN_IN", "none") != "none"
    return required_floor(Floor.KERNEL if in_class else Floor.PROCESS)
