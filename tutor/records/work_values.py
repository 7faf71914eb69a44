"""What the records say of work: how far it is, and what is to be graded."""

from dataclasses import dataclass
from enum import StrEnum


class WorkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self in OPEN


OPEN = (WorkState.WAITING, WorkState.RUNNING)


@dataclass(frozen=True)
class Work:
    """A submission to grade, for its mark or for a regrade. `attempts` counts this one too."""

    id: int
    submission_id: int
    regrade_id: int | None
    learner_id: int
    exercise: str
    filename: str
    source: str
    device: str
    attempts: int


@dataclass(frozen=True)
class WorkStatus:
    """How far a piece of work is. `error` says in words why the grader failed last."""

    id: int
    submission_id: int
    learner_id: int
    state: WorkState
    error: str | None
