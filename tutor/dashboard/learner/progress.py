"""The learner's path, summed up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tutor.learning.path import State, Step

# Which step to offer first when the service names no next one.
ORDER = (State.NEXT, State.STARTED, State.OPEN, State.LATER)


@dataclass(frozen=True)
class Progress:
    """How far along a learner is."""

    done: int
    exercises: int
    points: float
    max_points: float

    @property
    def share(self) -> float:
        """Between 0 and 1, by points."""
        return min(1.0, self.points / self.max_points) if self.max_points else 0.0


def sum_up(steps: Iterable[Step]) -> Progress:
    """Count what is done and what it is worth."""
    steps = tuple(steps)
    return Progress(
        done=sum(step.state is State.DONE for step in steps),
        exercises=len(steps),
        points=sum(step.best_score or 0.0 for step in steps),
        max_points=sum(step.max_score for step in steps),
    )


def next_step(steps: Sequence[Step]) -> Step | None:
    """The one step to offer; None when everything is done."""
    for state in ORDER:
        for step in steps:
            if step.state is state:
                return step
    return None


def by_module(steps: Iterable[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Modules in the order of the course, each with its title and its steps."""
    for _, group in groupby(steps, key=lambda step: step.exercise.module):
        listed = list(group)
        yield listed[0].exercise.module_title, listed
