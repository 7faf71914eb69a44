"""The boxes of one submission: a fresh one is made and loaded whenever there is none alive."""

from collections.abc import Mapping
from typing import Any, Self

from tutor.course import Exercise
from tutor.grading.draw import derive_seed
from tutor.grading.policy import ForbiddenCall
from tutor.grading.source import Source
from tutor.sandbox.host.box import Box, Place, Reply
from tutor.sandbox.host.trouble import BoxTrouble, LearnerError
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.limits import BoxLimits


class Session:
    """Carries requests to a box that holds the submission, and replaces a box that has ended."""

    def __init__(
        self,
        zygote: Zygote,
        exercise: Exercise,
        source: Source,
        seed: int,
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.zygote = zygote
        self.exercise = exercise
        self.source = source
        self.seed = derive_seed(seed, "box")
        self.modules = dict(modules or {})
        self.box: Box | None = None
        self.layers: tuple[str, ...] = ()
        self.tried: set[str] = set()
        self.task = 0
        self.load_failure: BoxTrouble | None = None
        self.problems: list[tuple[str, LearnerError]] = []
        self.forbidden: dict[int, ForbiddenCall] = {}
        self.ran: dict[str, Place] = {}

    def begin(self, task: int, seconds: float | None = None) -> None:
        """Get ready for a check of this task, with a full budget of time.

        Raises what loading raised; a submission that cannot be loaded is not loaded again.
        """
        self.task = task
        if self.box is None or self.box.exit_status is not None:
            self._open()
        assert self.box is not None
        self.box.allow(seconds or self.exercise.limits.seconds_per_check)

    def request(self, request: dict[str, Any]) -> Reply:
        assert self.box is not None
        try:
            return self.box.request(request)
        finally:
            self.ran = self.box.ran
            for name, (file, line) in self.box.used.items():
                self.forbidden.setdefault(self.task, ForbiddenCall(name, file, line))

    def _open(self) -> None:
        if self.load_failure is not None:
            raise self.load_failure
        self.close()
        limits = self.exercise.limits
        self.box = self.zygote.box(BoxLimits(memory_mb=limits.memory_mb))
        self.layers = self.box.layers
        self.box.allow(limits.seconds_to_load)
        try:
            self.problems = self.box.load(
                self.source.chunks(),
                modules=self.modules,
                forbid=self.exercise.policy.forbid,
                tolerant=self.source.is_notebook,
                seed=self.seed,
            )
        except BoxTrouble as trouble:
            trouble.add_note("while loading")
            self.load_failure = trouble
            self.box.kill()
            raise

    def close(self) -> None:
        if self.box is not None:
            self.tried |= self.box.tried
            self.box.close()
            self.box = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.close()
