"""What each known mistake costs, so that an author sees a slip that costs everything and a blunder
that costs next to nothing."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tutor
from tutor.course import Exercise
from tutor.grading.graders import Graders
from tutor.grading.report import Report
from tutor.grading.source import Source

# Read, not imported: what runs in a box needs torch, and an audit is started by a face.
_GENERIC_MISTAKES = Path(tutor.__file__).parent / "grading" / "generic_mistakes.py"

LITTLE = 0.05  # of the points of an exercise


@dataclass(frozen=True)
class MistakeCost:
    """What a known mistake loses, and at how many checks."""

    exercise: str
    mistake: str
    lost: float
    points: float
    checks: int

    @property
    def share(self) -> float:
        return self.lost / self.points if self.points else 0.0

    @property
    def remark(self) -> str:
        """What an author should look at: a cost of everything, of little, or of nothing."""
        if not self.lost:
            return "nothing"
        if self.share >= 1:
            return "everything"
        return "little" if self.share < LITTLE else ""


def costs(exercise: Exercise, graders: Graders, device: str = "auto") -> list[MistakeCost]:
    """The costs of an exercise's known mistakes, the most expensive first."""
    about = graders.describe(exercise.slug).result()
    found = []
    for mistake, grading in graded_mistakes(exercise, graders, about, device):
        report = grading.result()
        failed = sum(check.score < check.points for check in report.checks)
        lost = report.max_score - report.score
        found.append(MistakeCost(exercise.slug, mistake, lost, report.max_score, failed))
    return sorted(found, key=lambda cost: (-cost.share, cost.mistake))


def graded_mistakes(
    exercise: Exercise, graders: Graders, about: dict[str, Any], device: str
) -> Iterator[tuple[str, Future[Report]]]:
    """Each known mistake and its grading; all are started before the first is given. They go
    through the box as submissions would."""
    modules = _modules(exercise)
    gradings = [
        (
            mistake["id"],
            graders.grade(
                exercise.slug,
                _as_submission(mistake, modules["reference"]),
                device=device,
                seed=1,
                modules=modules,
            ),
        )
        for mistake in about["mistakes"]
    ]
    yield from gradings


def checked_mistakes(
    exercise: Exercise, graders: Graders, about: dict[str, Any]
) -> Iterator[tuple[str, Future[Report]]]:
    """Each mistake that is marked as typical, and what the visible examples find in it."""
    modules = _modules(exercise)
    checks = [
        (
            mistake["id"],
            graders.check(
                exercise.slug, _as_submission(mistake, modules["reference"]), modules=modules
            ),
        )
        for mistake in about["mistakes"]
        if mistake["typical"]
    ]
    yield from checks


def _modules(exercise: Exercise) -> dict[str, str]:
    """What the source of a mistake imports."""
    return {
        "reference": exercise.solution.read_text(encoding="utf-8"),
        "mistakes": exercise.mistakes.read_text(encoding="utf-8"),
        "generic_mistakes": _GENERIC_MISTAKES.read_text(encoding="utf-8"),
    }


def _as_submission(mistake: dict[str, Any], reference: str) -> Source:
    """The reference as a submission, with the functions that the mistake replaces."""
    namespace = mistake["id"].replace("-", "_")
    lines = [reference, f"from mistakes import {namespace} as _wrong"]
    lines += [f"{name} = _wrong.{name}" for name in mistake["replaces"]]
    return Source(f"{mistake['id']}.py", "\n".join(lines) + "\n")
