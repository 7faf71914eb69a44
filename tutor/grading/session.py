"""The boxes of one submission: a fresh one is made and loaded whenever there is none alive.

Tasks with other rules have boxes of their own, and the submission is loaded again there: what a
module keeps between calls does not reach the other task.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tutor.course import Exercise, Policy
from tutor.grading import budget
from tutor.grading.budget import Budget
from tutor.grading.draw import derive_seed
from tutor.grading.source import Source
from tutor.sandbox.host.box import Box, Reply
from tutor.sandbox.host.trouble import BoxTrouble, LearnerError
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.limits import BoxLimits

ZygoteOf = Callable[[Policy], Zygote]


@dataclass
class _Room:
    """The box of one set of rules, and what loading the submission in it came to."""

    box: Box | None = None
    failure: BoxTrouble | None = None
    problems: list[tuple[str, LearnerError]] = field(default_factory=list)


class Session:
    """Carries requests to a box that holds the submission, and replaces a box that has ended."""

    def __init__(
        self,
        zygote_of: ZygoteOf,
        exercise: Exercise,
        source: Source,
        seed: int,
        modules: Mapping[str, str] | None = None,
        allowed: Budget | None = None,
    ) -> None:
        """`zygote_of` gives the zygote that makes the boxes of some rules. `allowed` is the time
        for everything; without it, the time for the checks of a suite."""
        self.zygote_of = zygote_of
        self.exercise = exercise
        self.source = source
        self.seed = derive_seed(seed, "box")
        self.modules = dict(modules or {})
        self.budget = allowed or budget.for_checks(exercise.limits)
        self.rooms: dict[Policy, _Room] = {}
        self.room = _Room()
        self.tried: set[str] = set()
        self.task = 0
        self.called = ""  # the name of the function that was called last, where a check calls it
        self.layers: tuple[str, ...] = ()

    @property
    def problems(self) -> list[tuple[str, LearnerError]]:
        """What raised while the submission was loaded, and did not end it."""
        return self.room.problems

    def begin(self, task: int, seconds: float | None = None) -> None:
        """Get ready for a check of this task, with a full budget of time.

        Raises what loading raised; a submission that cannot be loaded is not loaded again. Raises
        NotRun when it has taken too long already.
        """
        self.task = task
        if self.room.box is not None:
            self.room.box.settle()
        self.budget.require(task)
        rules = self.exercise.rules(task)
        self.room = self.rooms.setdefault(rules, _Room())
        if self.room.box is None or self.room.box.exit_status is not None:
            self._open(rules)
        assert self.room.box is not None
        seconds = seconds or self.exercise.limits.seconds_per_check
        self.room.box.allow(seconds, self.budget.account)

    def request(self, request: dict[str, Any]) -> Reply:
        assert self.room.box is not None
        self.called = "" if request.get("op") == "run" else str(request.get("name", ""))
        try:
            return self.room.box.request(request)
        except BoxTrouble as trouble:
            self.budget.note(self.task, trouble)
            raise

    def _open(self, rules: Policy) -> None:
        room = self.room
        if room.failure is not None:
            raise room.failure
        if room.box is not None:
            room.box.close()
        limits = self.exercise.limits
        room.box = self.zygote_of(rules).box(BoxLimits(memory_mb=limits.memory_mb))
        self.layers = room.box.layers
        room.box.allow(limits.seconds_to_load, self.budget.account)
        try:
            room.problems = room.box.load(
                self.source.chunks(),
                modules=self.modules,
                tolerant=self.source.is_notebook,
                seed=self.seed,
            )
        except BoxTrouble as trouble:
            trouble.add_note("while loading")
            room.failure = trouble
            room.box.kill()
            raise

    def another(self) -> "Session":
        """Further boxes for the submission, on the same budget."""
        again = Session(
            self.zygote_of, self.exercise, self.source, 0, self.modules, allowed=self.budget
        )
        again.seed = self.seed
        return again

    def close(self) -> None:
        for room in self.rooms.values():
            if room.box is not None:
                self.tried |= room.box.tried
                room.box.close()
        self.rooms.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.close()
