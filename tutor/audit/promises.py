"""The promises of one exercise, each with what breaks it.

For each exercise: the starter gets nothing, the reference and every alternative get full marks on
several seeds, each known mistake loses marks and is named, the visible examples agree with the
suite, each clause of the contract is held.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from typing import Any

from tutor.audit.breakers import ONE_IN, HeldClause, break_clauses, unnoticed
from tutor.audit.contract import load_clauses
from tutor.audit.costs import checked_mistakes, graded_mistakes
from tutor.audit.whole import Finding
from tutor.course import Exercise
from tutor.grading.graders import Graders
from tutor.grading.report import Report
from tutor.grading.source import Source, read_source

FEWEST_TYPICAL = 3  # mistakes that the examples of an exercise notice


class Promises:
    """The promises of one exercise. All gradings are started before the first is waited for."""

    def __init__(
        self,
        exercise: Exercise,
        graders: Graders,
        seeds: Sequence[int],
        device: str,
        brief: bool = False,
    ) -> None:
        self.exercise = exercise
        self.graders = graders
        self.seeds = seeds
        self.device = device
        self.brief = brief
        self.about: dict[str, Any] = graders.describe(exercise.slug).result()
        known = self.about["mistakes"]
        self.tried = known[::ONE_IN] if brief else known

    def findings(self) -> Iterator[Finding]:
        yield self._finding("is complete", self._gaps())
        yield self._finding("points and ids are consistent", self._misfits(), step=5)
        yield self.starter()
        yield self.right()
        if (honest := self.exercise.honest) and not self.brief:
            yield self._finding(
                f"{len(honest)} honest ways to write it get full marks",
                [fault for path in honest for fault in self._right(path, self.seeds[:1])],
            )
        yield self.mistakes()
        yield from self.examples()
        if self.exercise.suite.with_name("contract.toml").is_file():
            yield self.contract()

    def points(self) -> Finding:
        return self._finding("points and ids are consistent", self._misfits(caught=False), step=5)

    def starter(self) -> Finding:
        return self._finding("the starter gets 0", self._starter(), step=5)

    def right(self, alternatives: bool = True) -> Finding:
        """The reference and, if they are asked for, the alternatives get full marks."""
        others = self.exercise.alternatives if alternatives else ()
        words = f" and {len(others)} alternatives get" if alternatives else " gets"
        return self._finding(
            f"the reference{words} full marks on {len(self.seeds)} seeds",
            [
                fault
                for path in (self.exercise.solution, *others)
                for fault in self._right(path, self.seeds)
            ],
            step=6 if alternatives else 5,
        )

    def mistakes(self) -> Finding:
        return self._finding(
            f"{len(self.tried)} known mistakes lose marks and are named",
            self._mistakes(),
            step=7,
        )

    def examples(self) -> Iterator[Finding]:
        right = [self.exercise.solution, *self.exercise.alternatives]
        yield self._finding("the examples agree with the suite", self._examples(right), step=8)
        typical = [m["id"] for m in self.about["mistakes"] if m["typical"]]
        yield self._finding(
            f"each of {len(typical)} typical mistakes fails an example",
            self._unnoticed(typical),
            step=8,
        )

    def contract(self) -> Finding:
        return self._finding(
            f"each of {len(load_clauses(self.exercise).clauses)} clauses is held, "
            "and broken by a fault",
            self.faults_of_clauses(),
            step=9,
        )

    def enough(self) -> Finding:
        """Enough alternatives and mistakes, each caught by a check."""
        return self._finding("is complete", [*self._gaps(), *self._misfits()], step=7)

    def _finding(
        self, promise: str, details: Sequence[str] | Iterator[str], step: int = 0
    ) -> Finding:
        return Finding(self.exercise.slug, promise, tuple(details), step)

    def _gaps(self) -> Iterator[str]:
        exercise = self.exercise
        for path in (
            exercise.starter,
            exercise.statement,
            exercise.examples,
            exercise.suite,
            exercise.mistakes,
            exercise.suite.with_name("contract.toml"),
            exercise.solution,
        ):
            if not path.is_file():
                yield f"{path} is missing"
        if len(exercise.alternatives) < 2:
            yield "there are fewer than two alternative solutions"
        if len(self.about["mistakes"]) < 5:
            yield "there are fewer than five known mistakes"
        hinted = {hint.task for hint in exercise.hints}
        for task in exercise.tasks:
            if task.n not in hinted:
                yield f"task {task.n} has no hint"

    def _misfits(self, caught: bool = True) -> Iterator[str]:
        """What does not fit together; without `caught` also where mistakes are not written yet."""
        checks, mistakes = self.about["checks"], self.about["mistakes"]
        for kind, ids in (
            ("check", [check["id"] for check in checks]),
            ("mistake", [mistake["id"] for mistake in mistakes]),
            ("title", [check["title"] for check in checks]),
        ):
            for name, count in Counter(ids).items():
                if count > 1:
                    yield f"the {kind} '{name}' occurs {count} times"
        for task in self.exercise.tasks:
            total = sum(check["points"] for check in checks if check["task"] == task.n)
            if abs(total - task.points) > 1e-9:
                yield f"task {task.n} has {task.points} points, its checks add up to {total}"
        if not caught:
            return
        known = {mistake["id"] for mistake in mistakes}
        claimed = {mistake for check in checks for mistake in check["catches"]}
        yield from (
            f"a check catches '{name}', which is not a known mistake" for name in claimed - known
        )
        yield from (f"no check says that it catches '{name}'" for name in known - claimed)
        yield from (f"'{m['id']}' has no explanation" for m in mistakes if not m["explanation"])

    def _starter(self) -> Iterator[str]:
        report = self._grade(read_source(self.exercise.starter)).result()
        if report.score:
            yield f"it gets {report.score} of {report.max_score}"
        yield from _grader_errors(report)

    def _right(self, path: Path, seeds: Sequence[int]) -> Iterator[str]:
        source = Source(f"{self.exercise.slug}{path.suffix}", read_source(path).text)
        gradings = [(seed, self._grade(source, seed)) for seed in seeds]
        for seed, grading in gradings:
            for check in grading.result().checks:
                if check.score < check.points:
                    yield f"{path.name}, seed {seed}: {check.id}: {check.outcome}: {check.message}"

    def _mistakes(self) -> Iterator[str]:
        for name, grading in self.mistaken.items():
            report = grading.result()
            if report.score >= report.max_score:
                yield f"{name} gets full marks"
            elif name not in report.misconceptions:
                named = ", ".join(report.misconceptions) or "nothing"
                failed = [check.id for check in report.checks if check.score < check.points]
                yield f"{name} is not named (named: {named}; failed: {', '.join(failed)})"
            for check in self._passed_in_spite_of(name, report):
                yield f"{check} says that it catches {name}, but passes it"
            yield from (f"{name}: {fault}" for fault in _grader_errors(report))

    @cached_property
    def mistaken(self) -> dict[str, Future[Report]]:
        """The gradings of the known mistakes, by their ids."""
        about = {**self.about, "mistakes": self.tried}
        return dict(graded_mistakes(self.exercise, self.graders, about, self.device))

    @cached_property
    def clauses(self) -> list[HeldClause]:
        titles = {}
        for check in self.about["checks"]:
            name, _, dtype = check["id"].rstrip("]").partition("[")
            titles[name] = check["title"].removesuffix(f" ({dtype})")
        clauses = load_clauses(self.exercise)
        return break_clauses(
            self.exercise, clauses, self.graders, titles, self.mistaken, self.device
        )

    def faults_of_clauses(self) -> Iterator[str]:
        checks = [check["id"] for check in self.about["checks"]]
        clauses = load_clauses(self.exercise)
        yield from clauses.gaps(self.exercise, checks)
        if self.brief:
            yield from unnoticed(self.exercise, clauses, self.graders, self.device)
            return
        for held in self.clauses:
            yield from held.faults()

    def _passed_in_spite_of(self, mistake: str, report: Report) -> list[str]:
        """The checks that should have caught a mistake and did not, for any of their dtypes."""
        caught = {c.id.partition("[")[0] for c in report.checks if c.score < c.points}
        claims = {
            c["id"].partition("[")[0] for c in self.about["checks"] if mistake in c["catches"]
        }
        return sorted(claims - caught)

    def _examples(self, right: Sequence[Path]) -> Iterator[str]:
        gradings = [(p, self.graders.check(self.exercise.slug, read_source(p))) for p in right]
        starter = self.graders.check(self.exercise.slug, read_source(self.exercise.starter))
        for path, grading in gradings:
            for check in grading.result().checks:
                if check.score < check.points:
                    yield f"{path.name} fails the example {check.id}: {check.message}"
        if starter.result().score:
            yield "the starter passes an example"

    def _unnoticed(self, typical: Sequence[str]) -> Iterator[str]:
        if len(typical) < FEWEST_TYPICAL:
            yield f"fewer than {FEWEST_TYPICAL} mistakes are marked as typical"
        for name, checking in checked_mistakes(self.exercise, self.graders, self.about):
            report = checking.result()
            if report.full_marks:
                yield f"{name} passes all examples"
            yield from (f"{name}: {fault}" for fault in _grader_errors(report))

    def _grade(self, source: Source, seed: int = 1) -> Future[Report]:
        return self.graders.grade(self.exercise.slug, source, device=self.device, seed=seed)


def _grader_errors(report: Report) -> Iterator[str]:
    for check in report.checks:
        if check.outcome == "grader_error":
            yield f"{check.id}: {check.message}"
