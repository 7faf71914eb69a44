"""A dictionary of faults: small changes of the right solutions, and the values that they give.

When no known mistake explains the first wrong values of a task, they are compared with those of
every change of the reference and of the alternatives, on the same inputs. A change that gives these
values, passes what was passed and fails what was failed is told in the words of its kind: "Your
values are as if one addend were missing: `b`." It is a resemblance, and no claim about
the learner's text. Changes that agree and are told differently are not told at all.

All of this takes a fraction of a second for a submission, and nothing for one that is right. The
changes are made when they are first needed, and kept as long as the exercise.
"""

import ast
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType, ModuleType
from typing import TypeVar

from tutor.grading.case import Case
from tutor.grading.changes.guarded import CALLED, reporting, stopping
from tutor.grading.changes.mutants import Mutant, mutants_at
from tutor.grading.changes.trees import Place, places

Answer = TypeVar("Answer")

# Time of a core, so that a busy machine finds no less than an idle one.
SECONDS = 0.5  # for one submission
SECONDS_OF_ONE = 0.1  # for one change: an endless loop would take all of it


class OutOfTime(BaseException):
    """A change took too long. No `except Exception` of a suite may catch it."""


@dataclass
class Clock:
    """When to stop: the end for all, and the end for the change that is running."""

    end: float
    end_of_one: float = field(default=0.0)

    @classmethod
    def start(cls, seconds: float = SECONDS) -> "Clock":
        return cls(time.thread_time() + seconds)

    @property
    def is_over(self) -> bool:
        return time.thread_time() >= self.end

    def one_more(self) -> None:
        self.end_of_one = min(self.end, time.thread_time() + SECONDS_OF_ONE)

    def require(self) -> None:
        if time.thread_time() >= self.end_of_one:
            raise OutOfTime


@dataclass
class Program:
    """A change of a right solution, compiled on first use."""

    mutant: Mutant

    @cached_property
    def code(self) -> CodeType | None:
        """None if the change makes no program."""
        try:
            return compile(stopping(self.mutant.tree), "mutant", "exec")
        except (SyntaxError, ValueError, TypeError):
            return None

    def module(self, clock: Clock) -> ModuleType | None:
        """A module of its own for each use, so that nothing is left over from the last one."""
        return self.code and _module(self.code, lambda *_: clock.require())


class Original:
    """A right solution and its changes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._changes: dict[int, tuple[Program, ...]] = {}

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(places(self.tree))

    @cached_property
    def itself(self) -> CodeType:
        return compile(reporting(self.tree), "solution", "exec")

    @property
    def size(self) -> int:
        return sum(map(len, self._changes.values()))

    def changes(self, number: int) -> tuple[Program, ...]:
        """The changes of one statement that can be told."""
        if number not in self._changes:
            found = mutants_at(self.tree, self.places[number], number)
            self._changes[number] = tuple(Program(mutant) for mutant in found if mutant.told)
        return self._changes[number]

    def reached(self, case: Case, clock: Clock) -> set[int]:
        """The statements that run before the first failure: a change elsewhere is no use."""
        found: set[int] = set()

        def here(*numbers: int) -> None:
            clock.require()
            found.update(numbers)

        def run() -> None:
            module = _module(self.itself, here)
            if module is not None:
                case.run(module, case.first.check, case.first.met)

        _in_time(run, clock)
        return found


class Dictionary:
    """The changes of all right solutions of one exercise."""

    def __init__(self, texts: Sequence[str], starter: str = "") -> None:
        """`starter` has the names that a learner knows."""
        self.solutions = [Original(text) for text in texts]
        self.starter = starter

    @property
    def size(self) -> int:
        """How many changes have been made so far."""
        return sum(solution.size for solution in self.solutions)

    @cached_property
    def known(self) -> set[str]:
        """The names that a learner has read in the starter."""
        tree = ast.parse(self.starter)
        return {getattr(node, "id", getattr(node, "arg", "")) for node in ast.walk(tree)}

    def sentence(self, case: Case, clock: Clock) -> str:
        """One sentence on the first failure of a task, or nothing."""
        return self.in_words(self.agreeing(case, clock))

    def agreeing(self, case: Case, clock: Clock) -> list[Mutant]:
        """The changes of the first solution that has some which explain a case."""
        for solution in self.solutions:
            found = [p.mutant for p in self._explaining(solution, case, clock)]
            if any(mutant.told for mutant in found):
                return found
        return []

    def _explaining(self, solution: Original, case: Case, clock: Clock) -> Iterator[Program]:
        """The changes of one solution that give these values and explain the rest, in time."""
        for number in sorted(solution.reached(case, clock)):
            for program in solution.changes(number):
                if clock.is_over:
                    return
                questions = (case.shown_by, case.explained_by)
                if all(self._agrees(program, question, clock) for question in questions):
                    yield program

    def _agrees(
        self, program: Program, question: Callable[[ModuleType], bool], clock: Clock
    ) -> bool:
        def answer() -> bool:
            module = program.module(clock)
            return module is not None and question(module)

        return bool(_in_time(answer, clock))

    def in_words(self, agreeing: Sequence[Mutant]) -> str:
        """What changes that agree have in common, in one sentence.

        No check tells them apart, so each of them is true: the plainest kind is told.
        """
        plainest = min((_plainness(mutant) for mutant in agreeing), default=0)
        told_of = [mutant for mutant in agreeing if _plainness(mutant) == plainest]
        told = {mutant.told for mutant in told_of}
        if len(told) != 1:
            return ""
        of = {mutant.of if mutant.of in self.known else "" for mutant in told_of}
        thing = f": `{of.pop()}`" if len(of) == 1 and of != {""} else ""
        return f"Your values are as if {told.pop()}{thing}."


# From what a person does to what only a program may look like.
_PLAIN = (
    (
        "addend dropped",
        "factor dropped",
        "division dropped",
        "power dropped",
        "sign",
        "turned round",
    ),
    ("factor twice", "division twice", "addend misplaced", "axis", "name", "dropped", "operator"),
    ("loop", "step", "old value", "overwritten", "shared buffer", "state of the class"),
)


def _plainness(mutant: Mutant) -> int:
    for rank, kinds in enumerate(_PLAIN):
        if mutant.kind in kinds or mutant.kind.partition(" ")[0] in kinds:
            return rank
    return len(_PLAIN)


def _in_time(action: Callable[[], Answer], clock: Clock) -> Answer | None:
    """What an action gives, or None when it takes too long."""
    clock.one_more()
    try:
        return action()
    except OutOfTime:
        return None


def _module(code: CodeType, here: Callable[..., None]) -> ModuleType | None:
    module = ModuleType("mutant")
    vars(module)[CALLED] = here
    try:
        exec(code, vars(module))
    except Exception:
        return None
    return module
