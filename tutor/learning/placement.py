"""Placement: what a learner knew before the course, module by module.

A module counts as known after a short test of its questions and full marks in its last exercise.
Nothing is locked or hidden by it: the path goes on behind what is known.
"""

from dataclasses import dataclass

from tutor.course import Exercise, module_title
from tutor.errors import Refused
from tutor.learning.path import proof_of
from tutor.learning.sittings import Marked, Mode, Sittings
from tutor.records.quiz_values import Sitting

PASS = 0.8  # of the credit of a test: one wrong answer of six


@dataclass(frozen=True)
class ModulePlace:
    """A module, whether its questions were passed (None: not tried yet), and the exercise that
    proves the rest; None where the module has no exercise."""

    module: str
    title: str
    passed: bool | None
    proof: Exercise | None
    solved: bool
    all_solved: bool

    @property
    def known(self) -> bool:
        return bool(self.passed) and (self.solved or self.proof is None)

    @property
    def asks(self) -> bool:
        """Whether its test is still to be taken: what is solved completely needs none."""
        return self.passed is None and not self.all_solved


@dataclass(frozen=True)
class Placed:
    """How a test ended: its answers with their marks, and whether they are enough."""

    answered: list[Marked]
    passed: bool


class Placement:
    """The placement tests of one course."""

    def __init__(self, sittings: Sittings) -> None:
        self.sittings = sittings
        self.course = sittings.course
        self.store = sittings.store
        self.bank = sittings.cards.bank

    def places(self, learner: str) -> list[ModulePlace]:
        """The modules with questions, in order, as they stand for a learner."""
        self.sittings.viewer().require_may_see(learner)
        newest = self.store.placements.newest(learner)
        solved = {
            s.exercise
            for s in self.store.standings(learner)
            if s.max_score and (s.best_score or 0) >= s.max_score
        }
        return [self._place(module, newest.get(module), solved) for module in self.bank.modules]

    def place(self, learner: str, module: str) -> ModulePlace:
        """One of them, named with its number or without. Raises Refused for an unknown one."""
        name = self.bank.module(module)
        return next(place for place in self.places(learner) if place.module == name)

    def test(self, learner: str, module: str) -> Sitting:
        """Begin the test of a module, or continue the one that was left."""
        return self.sittings.sit(learner, Mode.PLACEMENT, module)

    def conclude(self, learner: str, sitting: Sitting) -> Placed:
        """Keep how a test ended. Raises Refused while a question of it is open."""
        if sitting.mode != Mode.PLACEMENT or sitting.module is None:
            raise Refused("This quiz is not a placement test.")
        if self.sittings.next(sitting.id, learner) is not None:
            raise Refused("This test still has open questions. Continue it with `tutor place`.")
        answered = self.sittings.finish(sitting.id, learner)
        if not answered:
            raise Refused("The questions of this test have changed. Start it again: `tutor place`.")
        credit = sum(marked.mark.credit for marked in answered)
        passed = credit >= PASS * len(answered)
        self.store.placements.add(learner, sitting.module, passed, self.sittings.clock())
        return Placed(answered, passed)

    def take_back(self, learner: str, module: str) -> ModulePlace:
        """Put a module back on the path. Its answers and attempts stay."""
        place = self.place(learner, module)
        if place.passed:
            self.store.placements.add(learner, place.module, False, self.sittings.clock())
        return self.place(learner, module)

    def _place(self, module: str, passed: bool | None, solved: set[str]) -> ModulePlace:
        exercises = {e.slug for e in self.course.exercises if e.module == module}
        proof = proof_of(self.course, module)
        return ModulePlace(
            module=module,
            title=module_title(module),
            passed=passed,
            proof=proof,
            solved=proof is not None and proof.slug in solved,
            all_solved=bool(exercises) and exercises <= solved,
        )
