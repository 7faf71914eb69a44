"""The outcome of one grading, and its one written form: Gradescope's results.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How one check ended. Wrong answers, dead programs and our own faults are never mixed."""

    PASSED = "passed"
    WRONG = "wrong"
    DIED = "died"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class CheckDone:
    """A check that was just run while others are still to come."""

    done: int
    total: int
    title: str
    outcome: Outcome


@dataclass(frozen=True)
class CheckResult:
    """What one check of the suite found. `message` is a sentence for the learner, or empty.

    `raised` is what ended the check before its last line, for authors who run a suite with pytest.
    It is no part of the written form.
    """

    id: str
    title: str
    task: int
    points: float
    outcome: Outcome
    message: str = ""
    visible: bool = False
    mistake: str | None = None
    seconds: float = 0.0
    raised: BaseException | None = field(default=None, compare=False, repr=False)

    @property
    def score(self) -> float:
        return self.points if self.outcome is Outcome.PASSED else 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.title,
            "number": f"{self.task}",
            "score": self.score,
            "max_score": self.points,
            "status": "passed" if self.outcome is Outcome.PASSED else "failed",
            "output": self.message,
            "output_format": "text",
            "visibility": "visible" if self.visible else "after_published",
            "extra_data": {
                "id": self.id,
                "task": self.task,
                "outcome": self.outcome.value,
                "mistake": self.mistake,
                "seconds": round(self.seconds, 4),
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CheckResult":
        extra = data["extra_data"]
        return cls(
            id=extra["id"],
            title=data["name"],
            task=extra["task"],
            points=data["max_score"],
            outcome=Outcome(extra["outcome"]),
            message=data["output"],
            visible=data["visibility"] == "visible",
            mistake=extra["mistake"],
            seconds=extra["seconds"],
        )


@dataclass(frozen=True)
class Report:
    """One grading of one submission by one version of a suite on one device.

    `misconceptions` maps the id of each recognised mistake to the sentences that explain it.
    `seed` reproduces the inputs; `isolation` lists the layers that held the submission. `tried` is
    for instructors: what the program tried, in vain, that no honest program does. No mark depends
    on it. `remarks` are for learners, on the submission as a whole: a cell that was cut short.
    """

    exercise: str
    checks: tuple[CheckResult, ...]
    device: str
    isolation: tuple[str, ...]
    seed: int
    suite_version: str
    engine_version: str
    seconds: float
    misconceptions: Mapping[str, str]
    tried: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def full_marks(self) -> bool:
        return all(check.outcome is Outcome.PASSED for check in self.checks)

    @property
    def grader_failed(self) -> bool:
        """True when a check could not be carried out through no fault of the learner."""
        return any(check.outcome is Outcome.GRADER_ERROR for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The report in the shape of Gradescope's results.json; ours is under `extra_data`."""
        about = {"output": "\n".join(self.remarks)} if self.remarks else {}
        return about | {
            "score": self.score,
            "max_score": self.max_score,
            "execution_time": round(self.seconds, 4),
            "tests": [check.to_json() for check in self.checks],
            "extra_data": {
                "exercise": self.exercise,
                "device": self.device,
                "isolation": list(self.isolation),
                "seed": self.seed,
                "suite_version": self.suite_version,
                "engine_version": self.engine_version,
                "mistakes": list(self.misconceptions),
                "misconceptions": dict(self.misconceptions),
                "tried": list(self.tried),
                "outcomes": {check.id: check.outcome.value for check in self.checks},
                **({"remarks": list(self.remarks)} if self.remarks else {}),
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Report":
        """The inverse of `to_json`."""
        extra = data["extra_data"]
        return cls(
            exercise=extra["exercise"],
            checks=tuple(CheckResult.from_json(test) for test in data["tests"]),
            device=extra["device"],
            isolation=tuple(extra["isolation"]),
            seed=extra["seed"],
            suite_version=extra["suite_version"],
            engine_version=extra["engine_version"],
            seconds=data["execution_time"],
            misconceptions=dict(extra["misconceptions"]),
            tried=tuple(extra.get("tried", ())),
            remarks=tuple(extra.get("remarks", ())),
        )
