"""The promises of the course as a whole: they need no grading."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.course import Course, create_workspace


@dataclass(frozen=True)
class Finding:
    """One promise, and how it is broken. `step` of writing an exercise is where it is kept, if it
    is in one: its number in `steps.STEPS`."""

    exercise: str
    promise: str
    details: tuple[str, ...] = ()
    step: int = 0

    @property
    def holds(self) -> bool:
        return not self.details


def audit_course(course: Course) -> Iterator[Finding]:
    """The promises that need no grading."""
    slugs = Counter(exercise.slug for exercise in course.exercises)
    yield Finding(
        "course",
        "slugs are unique",
        tuple(f"{slug} is used {count} times" for slug, count in slugs.items() if count > 1),
    )
    yield Finding("course", "prerequisites exist and have no cycle", tuple(_prerequisites(course)))
    yield Finding("course", "a workspace contains no hidden file", tuple(_leaks(course)))


def _prerequisites(course: Course) -> Iterator[str]:
    order = {exercise.slug: i for i, exercise in enumerate(course.exercises)}
    for exercise in course.exercises:
        for required in exercise.requires:
            if required not in order:
                yield f"{exercise.slug} requires {required}, which does not exist"
            elif order[required] >= order[exercise.slug]:
                yield f"{exercise.slug} requires {required}, which comes later in the course"
    try:
        TopologicalSorter({e.slug: e.requires for e in course.exercises}).prepare()
    except CycleError as error:
        yield f"the prerequisites form a cycle: {' -> '.join(error.args[1])}"


def _leaks(course: Course) -> Iterator[str]:
    """Compare by content: a copy under another name would be a leak too."""
    hidden = {
        path.read_bytes(): path
        for exercise in course.exercises
        for path in (exercise.suite, exercise.mistakes, exercise.solution, *exercise.alternatives)
        if path.is_file()
    }
    with TemporaryDirectory() as folder:
        for written in create_workspace(course, Path(folder)):
            if written.read_bytes() in hidden:
                yield f"{written.name} is a copy of {hidden[written.read_bytes()]}"
