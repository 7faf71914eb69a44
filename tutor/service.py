"""The composition: what every face may ask for, on behalf of one viewer.

Faces translate a person's wish into one call on a part of `Tutor` and show what comes back. Each
part knows its viewer and refuses what is not theirs.
"""

from tutor.classroom.analysis import Analysis
from tutor.classroom.grades import Grades
from tutor.classroom.intake import Intake
from tutor.classroom.questions import Questions
from tutor.classroom.regrades import Regrades
from tutor.classroom.roster import Roster
from tutor.classroom.sign_in import SignIn
from tutor.course import Course, load_course
from tutor.errors import TutorError
from tutor.grading.graders import Graders, default_workers
from tutor.learning.activity import Activity
from tutor.learning.afterwards import Afterwards
from tutor.learning.cards import Cards
from tutor.learning.concepts import Concepts
from tutor.learning.path import LearningPath
from tutor.learning.sittings import Sittings
from tutor.learning.submissions import Submissions
from tutor.learning.viewer import Viewing, owner
from tutor.queue import Queue
from tutor.records import Store
from tutor.sandbox.host.layers import Floor


class Tutor:
    """A course, the records, the way to the graders, and the services for one viewer.

    Without a viewer it is whoever owns the machine.
    """

    def __init__(
        self,
        course: Course,
        store: Store,
        graders: Graders,
        viewer: Viewing = owner,
        queue: Queue | None = None,
    ) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.viewer = viewer
        self.queue = queue or Queue(store, graders)
        cards = Cards(course, store)
        # For learners.
        self.submissions = Submissions(course, store, graders, self.queue, viewer)
        self.path = LearningPath(course, store, viewer)
        self.afterwards = Afterwards(course, graders, self.submissions)
        self.activity = Activity(store, viewer)
        self.sittings = Sittings(course, store, graders, viewer, cards)
        self.concepts = Concepts(course, store, viewer, cards)
        # For instructors.
        self.roster = Roster(store, viewer)
        self.sign_in = SignIn(store, viewer)
        self.intake = Intake(course, store, self.submissions)
        self.grades = Grades(course, store, viewer)
        self.regrades = Regrades(course, store, self.queue, viewer)
        self.analysis = Analysis(course, store, viewer, cards)
        self.questions = Questions(store, graders, viewer, cards)

    def seen_by(self, viewer: Viewing) -> "Tutor":
        """The same tutor for somebody else."""
        return Tutor(self.course, self.store, self.graders, viewer, self.queue)

    def close(self) -> None:
        """Stop the graders; what is not graded yet stays queued."""
        self.queue.close()
        self.store.close()


def open_tutor(
    workers: int | None = None, floor: Floor | None = None, viewer: Viewing = owner
) -> Tutor:
    """The tutor of this machine: the course of `TUTOR_COURSE` or the one that is shipped, and the
    records of `TUTOR_DATABASE_URL` or of this user, upgraded if needed."""
    course = load_course()
    store = Store()
    try:
        store.upgrade()
    except TutorError:
        store.close()
        raise
    graders = Graders(course.root, workers or default_workers(), floor)
    return Tutor(course, store, graders, viewer)
