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
from tutor.sandbox.host.box import Box, Loaded, Notebook, Reply
from tutor.sandbox.host.trouble import BoxTrouble, Died, LearnerError, Place, TimeLimit, quoted
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.limits import BoxLimits

# Of the time to load; the rest is for a statement that does not stop at once when it is cut short.
_SHARE_OF_CELLS = 0.8
_MOST_REMARKS = 3

ZygoteOf = Callable[[Policy], Zygote]


@dataclass
class _Room:
    """The box of one set of rules, and what loading the submission in it came to."""

    box: Box | None = None
    failure: BoxTrouble | None = None
    loaded: Loaded = field(default_factory=Loaded)


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
        self.cut: dict[tuple[str, int], Place] = {}
        self.only_definitions = False

    @property
    def problems(self) -> list[tuple[str, LearnerError]]:
        """What raised while the submission was loaded, and did not end it."""
        return self.room.loaded.problems

    def remarks(self) -> tuple[str, ...]:
        """What to say of the submission as a whole, for the learner."""
        found = list(self.source.remarks)
        found += [
            f"{label.replace('cell', 'Cell', 1)}, line {line}, ran too long and was cut short: "
            f"{quoted(text)}. This costs no points: all other lines were run."
            for label, line, _, text in list(self.cut.values())[:_MOST_REMARKS]
        ]
        if self.only_definitions:
            found.append(
                "The cells did not come to their end, so only the imports, definitions and "
                "assignments of this notebook were run."
            )
        return tuple(found)

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
        try:
            room.loaded = self._load(room, rules)
        except BoxTrouble as trouble:
            trouble.add_note("while loading")
            room.failure = trouble
            if room.box is not None:
                room.box.kill()
            raise
        self.cut |= {(place[0], place[1]): place for place in room.loaded.cut}

    def _load(self, room: _Room, rules: Policy) -> Loaded:
        """Load the submission in a new box. A notebook that does not come to its end, although its
        cells are cut short, is loaded once more for its definitions alone."""
        try:
            return self._load_once(room, rules)
        except (TimeLimit, Died):
            if not self.source.has_cells or self.only_definitions or self.budget.is_used_up:
                raise
            self.only_definitions = True
            if room.box is not None:
                room.box.close()
            return self._load_once(room, rules)

    def _load_once(self, room: _Room, rules: Policy) -> Loaded:
        limits = self.exercise.limits
        room.box = self.zygote_of(rules).box(BoxLimits(memory_mb=limits.memory_mb))
        self.layers = room.box.layers
        room.box.allow(limits.seconds_to_load, self.budget.account)
        return room.box.load(
            self.source.chunks(),
            modules=self.source.modules | self.modules,
            notebook=self._how_to_run_cells() if self.source.has_cells else None,
            seed=self.seed,
        )

    def _how_to_run_cells(self) -> Notebook:
        """A statement that was cut short once does not run again."""
        seconds = _SHARE_OF_CELLS * self.exercise.limits.seconds_to_load
        return Notebook(seconds, list(self.cut), self.only_definitions)

    def another(self) -> "Session":
        """Further boxes for the submission, on the same budget."""
        again = Session(
            self.zygote_of, self.exercise, self.source, 0, self.modules, allowed=self.budget
        )
        again.seed = self.seed
        again.cut, again.only_definitions = self.cut, self.only_definitions
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
