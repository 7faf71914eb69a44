"""The course as one learner's path, and the hints that open on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from tutor.course import Course, Exercise, Hint
from tutor.learning.viewer import Viewing

if TYPE_CHECKING:  # the command line shows a statement without opening the records
    from tutor.records import Standing, Store
    from tutor.records.glance import Glance


class State(StrEnum):
    """Where a learner stands with an exercise. LATER is advice, never a lock; KNOWN is one of a
    module that the learner knew before, and can be done like any other."""

    DONE = "done"
    KNOWN = "known"
    STARTED = "started"
    NEXT = "next"
    OPEN = "open"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """One exercise on a learner's path. `best_score` is None before the first mark; an exercise
    that `is_new` joined the course after the learner had begun, and was not tried yet."""

    exercise: Exercise
    state: State
    best_score: float | None
    max_score: float
    attempts: int
    is_new: bool = False


@dataclass(frozen=True)
class HintState:
    """One hint and whether the learner may have it, or has had it."""

    hint: Hint
    number: int
    available: bool
    needed_attempts: int
    used: bool


class LearningPath:
    """The progress of the learners of a course, and their hints."""

    def __init__(self, course: Course, records: "Store | Glance", viewer: Viewing) -> None:
        self.course = course
        self.records = records
        self.viewer = viewer

    def steps(self, learner: str) -> list[Step]:
        """The course as this learner's path, in order."""
        self.viewer().require_may_see(learner)
        standings = self._standings(learner)
        done = _done(standings)
        known = _known(self.course, done, self.records.placements.newest(learner))
        return _steps(self.course.exercises, standings, done, known)

    def hints(self, learner: str, slug: str) -> list[HintState]:
        """All hints of an exercise in order, and which of them this learner may have."""
        self.viewer().require_may_see(learner)
        exercise = self.course.exercise(slug)
        attempts = self.attempts(learner, slug)
        used = set(self.records.hints_used(learner, exercise.slug))
        return [
            HintState(
                hint=hint,
                number=number,
                available=attempts >= hint.after_attempts,
                needed_attempts=hint.after_attempts,
                used=(hint.task, number) in used,
            )
            for number, hint in enumerate(exercise.hints, start=1)
        ]

    def take_hint(self, learner: str, slug: str) -> HintState | None:
        """Give the next hint that is available and was not given yet; None when there is none."""
        for state in self.hints(learner, slug):
            if state.available and not state.used:
                exercise = self.course.exercise(slug)
                self.records.use_hint(learner, exercise.slug, state.hint.task, state.number)
                return state
        return None

    def attempts(self, learner: str, slug: str) -> int:
        """How often a learner has handed in an exercise."""
        self.viewer().require_may_see(learner)
        standing = self._standings(learner).get(self.course.exercise(slug).slug)
        return standing.attempts if standing else 0

    def _standings(self, learner: str) -> dict[str, "Standing"]:
        return {standing.exercise: standing for standing in self.records.standings(learner)}


def proof_of(course: Course, module: str) -> Exercise | None:
    """The exercise that proves, with the questions, that somebody knows a module: its last one,
    because the others lead up to it. None for a module that has only questions."""
    return next((e for e in reversed(course.exercises) if e.module == module), None)


def known_modules(course: Course, store: "Store", learner: str) -> frozenset[str]:
    """The modules that the learner knew before: the newest placement test is passed, and the
    exercise that proves it has full marks."""
    standings = {standing.exercise: standing for standing in store.standings(learner)}
    return _known(course, _done(standings), store.placements.newest(learner))


def _known(course: Course, done: Set[str], tested: Mapping[str, bool]) -> frozenset[str]:
    proofs = {module: proof_of(course, module) for module, passed in tested.items() if passed}
    return frozenset(m for m, proof in proofs.items() if proof is None or proof.slug in done)


def _done(standings: Mapping[str, "Standing"]) -> set[str]:
    return {slug for slug, standing in standings.items() if _is_done(standing)}


def _steps(
    exercises: Sequence[Exercise],
    standings: Mapping[str, "Standing"],
    done: Set[str],
    known: Set[str],
) -> list[Step]:
    behind = done | {exercise.slug for exercise in exercises if exercise.module in known}
    begun = min((standing.last.date() for standing in standings.values()), default=None)
    steps = []
    for exercise in exercises:
        standing = standings.get(exercise.slug)
        if exercise.slug in behind:
            state = State.DONE if exercise.slug in done else State.KNOWN
        elif standing:
            state = State.STARTED
        else:
            state = State.OPEN if behind >= set(exercise.requires) else State.LATER
        steps.append(_step(exercise, state, standing, begun))
    ahead = _ahead(steps, behind)
    return [replace(step, state=State.NEXT) if step is ahead else step for step in steps]


def _ahead(steps: Sequence[Step], behind: Set[str]) -> Step | None:
    """The first step that is ready. What joined the course behind a learner waits for the rest."""
    tried = [n for n, step in enumerate(steps) if step.attempts]
    furthest = max(tried, default=0)
    ready = [
        (step.is_new and n < furthest, n)
        for n, step in enumerate(steps)
        if step.exercise.slug not in behind and behind >= set(step.exercise.requires)
    ]
    return steps[min(ready)[1]] if ready else None


def _is_done(standing: "Standing") -> bool:
    best, top = standing.best_score, standing.max_score
    return best is not None and top is not None and best >= top


def _step(
    exercise: Exercise, state: State, standing: "Standing | None", begun: date | None
) -> Step:
    return Step(
        exercise=exercise,
        state=state,
        best_score=standing.best_score if standing else None,
        max_score=standing.max_score if standing and standing.max_score else exercise.max_score,
        attempts=standing.attempts if standing else 0,
        is_new=not standing
        and begun is not None
        and exercise.added is not None
        and begun < exercise.added,
    )


# Which step to offer first when the service names no next one.
_ORDER = (State.NEXT, State.STARTED, State.OPEN, State.LATER)


@dataclass(frozen=True)
class PathSummary:
    """How far along a learner is."""

    done: int
    exercises: int
    points: float
    max_points: float

    @property
    def share(self) -> float:
        """Between 0 and 1, by points."""
        return min(1.0, self.points / self.max_points) if self.max_points else 0.0


def sum_up(steps: Iterable[Step]) -> PathSummary:
    """Count what is done and what it is worth."""
    steps = tuple(steps)
    return PathSummary(
        done=sum(step.state is State.DONE for step in steps),
        exercises=len(steps),
        points=sum(step.best_score or 0.0 for step in steps),
        max_points=sum(step.max_score for step in steps),
    )


def next_step(steps: Sequence[Step]) -> Step | None:
    """The one step to offer; None when everything is done or known."""
    for state in _ORDER:
        for step in steps:
            if step.state is state:
                return step
    return None


def why_next(step: Step, steps: Sequence[Step]) -> str:
    """Why this step is the one to offer: what it builds on, and what needs it."""
    exercise = step.exercise
    said = []
    if step.best_score is not None:
        said.append(f"You have {step.best_score:g} of {step.max_score:g} points in it so far.")
    if exercise.requires:
        said.append(f"It builds on {in_a_row(exercise.requires)}, which you have done or know.")
    else:
        said.append("It needs nothing before it.")
    if users := [s.exercise.slug for s in steps if exercise.slug in s.exercise.requires]:
        said.append(f"{in_a_row(users)} build{'s' if len(users) == 1 else ''} on it.")
    return f"{exercise.summary} {' '.join(said)}"


def in_a_row(names: Sequence[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def by_module(steps: Iterable[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Modules in the order of the course, each with its title and its steps."""
    for _, group in groupby(steps, key=lambda step: step.exercise.module):
        listed = list(group)
        yield listed[0].exercise.module_title, listed
