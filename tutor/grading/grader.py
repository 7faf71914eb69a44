"""Where a hidden suite meets a submission.

`Grader` lives in a process of its own that faces talk to through `graders.py`. For each submission
it takes a box, loads the source there, runs every check out here, and writes a `Report`. A check
that hangs or kills its box costs itself alone: the next one gets a fresh box.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

import tutor
from tutor.course import Exercise
from tutor.errors import Refused, TutorError
from tutor.grading import words
from tutor.grading.compare import Watch, Wrong, watching
from tutor.grading.memory import bounded_memory
from tutor.grading.mistakes import Failure, Mistake, Recogniser, explain, load_mistakes
from tutor.grading.operators import require_known
from tutor.grading.policy import forbidden_calls
from tutor.grading.report import CheckResult, Outcome, Report, Standing
from tutor.grading.requirements import requirements
from tutor.grading.session import Session
from tutor.grading.source import Source
from tutor.grading.submission import Submission, local
from tutor.grading.suite import (
    Bench,
    Check,
    load_module,
    load_suite,
    seed_reference,
    suite_version,
)
from tutor.sandbox.host import Zygote
from tutor.sandbox.launch import Launched, launch
from tutor.sandbox.layers import Floor
from tutor.sandbox.trial import require
from tutor.sandbox.trouble import BoxTrouble, LearnerError, plain_text

Progress = Callable[[int, int], None]

# A suite that calls pytest.skip or pytest.fail itself raises these, which are no Exception.
_OUTCOMES_OF_PYTEST = (pytest.skip.Exception, pytest.fail.Exception)

MAX_MESSAGE = 4000  # characters; names and numbers of the learner's choice are among them


@dataclass(frozen=True)
class Room:
    """What the grader keeps of one exercise between gradings."""

    version: str
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    reference: ModuleType

    @cached_property
    def held_reference(self) -> Submission:
        return local(self.reference)


class Grader:
    """Grades submissions one after another, each in a box of its own."""

    def __init__(
        self,
        launched: Launched | None = None,
        floor: Floor = Floor.PROCESS,
        hidden: Sequence[Path] = (),
    ) -> None:
        """`launched` is a zygote for the CPU that was started early; others start when needed.

        Nothing is graded in a box with less isolation than `floor`, or in one that may read the
        folders of `hidden`.
        """
        self.launched = launched
        self.floor = floor
        self.hidden = hidden
        self.zygotes: dict[str, Zygote] = {}
        self.rooms: dict[Path, Room] = {}

    def grade(
        self,
        exercise: Exercise,
        source: Source,
        *,
        device: str = "auto",
        seed: int | None = None,
        progress: Progress | None = None,
        modules: Mapping[str, str] | None = None,
    ) -> Report:
        """Mark a submission with the hidden suite.

        `device` is auto, cpu or cuda. `seed` repeats the inputs of an earlier grading; without it
        they are new. `modules` are further modules that the source may import, as text.
        """
        room = self._room(exercise, exercise.suite)
        return self._run(exercise, room, source, device, seed, progress, modules)

    def check(self, exercise: Exercise, source: Source, *, device: str = "auto") -> Report:
        """Try the visible examples."""
        room = self._room(exercise, exercise.examples)
        return self._run(exercise, room, source, device, 0, None, None)

    def describe(self, exercise: Exercise) -> dict[str, Any]:
        """What the suite, the examples and the mistakes say of themselves, for `audit`."""
        room = self._room(exercise, exercise.suite)
        examples = self._room(exercise, exercise.examples)
        return {
            "version": room.version,
            "checks": [_described(check) for check in room.checks],
            "examples": [_described(check) for check in examples.checks],
            "mistakes": [
                {"id": m.id, "explanation": m.explanation, "replaces": list(m.replaces)}
                for m in room.mistakes
            ],
        }

    def inspect(self) -> dict[str, Any]:
        """What this machine has, for `tutor doctor`."""
        with self.zygote("cpu").box() as box:
            layers = list(box.layers)
        gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else None
        return {"torch": torch.__version__, "gpu": gpu, "layers": layers}

    def close(self) -> None:
        if self.launched is not None:
            Zygote(self.launched).close()
        for zygote in self.zygotes.values():
            zygote.close()

    def _room(self, exercise: Exercise, suite: Path) -> Room:
        """Load what decides a mark, again only when its text has changed."""
        version = suite_version(exercise)
        room = self.rooms.get(suite)
        if room is None or room.version != version:
            has_answers = exercise.solution.is_file() and exercise.mistakes.is_file()
            reference = (
                load_module(exercise.solution, f"reference_{exercise.slug}")
                if has_answers
                else ModuleType("reference")
            )
            mistakes = load_mistakes(exercise, reference) if has_answers else ()
            checks = load_suite(suite, visible=suite == exercise.examples)
            require_known(exercise)
            room = Room(version, checks, mistakes, reference)
            self.rooms[suite] = room
        return room

    def _run(
        self,
        exercise: Exercise,
        room: Room,
        source: Source,
        device: str,
        seed: int | None,
        progress: Progress | None,
        modules: Mapping[str, str] | None,
    ) -> Report:
        start = time.perf_counter()
        device = choose_device(device)
        seed = secrets.randbits(48) if seed is None else seed
        results: list[CheckResult] = []
        with Session(self.zygote(device), exercise, source, seed, modules) as session:
            bench = Bench(Submission(session.request), room.held_reference, seed, device)
            marking = Marking(room, bench, session)
            for check in room.checks:
                results.append(marking.mark(check))
                if progress is not None:
                    progress(len(results), len(room.checks))
            read = cache(lambda: forbidden_calls(exercise, source))
            found = requirements(exercise, session, bench, marking.passed, read)
        broken = {r.task: r.sentence for r in found if r.standing is Standing.BROKEN}
        checks = marking.name_mistakes(_blocked(result, broken) for result in results)
        explanations = {mistake.id: mistake.explanation for mistake in room.mistakes}
        return Report(
            exercise=exercise.slug,
            checks=checks,
            device=device,
            isolation=session.layers,
            seed=seed,
            suite_version=room.version,
            engine_version=tutor.__version__,
            seconds=time.perf_counter() - start,
            misconceptions={c.mistake: explanations[c.mistake] for c in checks if c.mistake},
            requirements=found,
        )

    def zygote(self, device: str) -> Zygote:
        """The running zygote for a device, started and tried out on first use."""
        zygote = self.zygotes.get(device)
        if zygote is not None and zygote.process.poll() is None:
            return zygote
        early, self.launched = self.launched, None
        zygote = Zygote(early if early and device == "cpu" else launch(device, hidden=self.hidden))
        try:
            require(self.floor, zygote)
        except TutorError:
            zygote.close()
            raise
        self.zygotes[device] = zygote
        return zygote


class Marking:
    """The marking of one submission: check after check, then the names of its mistakes."""

    def __init__(self, room: Room, bench: Bench, session: Session) -> None:
        self.room = room
        self.bench = bench
        self.session = session
        self.recogniser = Recogniser(room.mistakes, bench)
        self.failures: list[Failure] = []
        self.passed: list[Check] = []

    def mark(self, check: Check) -> CheckResult:
        """Run one check. Whatever the submission does, this returns."""
        start = time.perf_counter()
        try:
            outcome, message = self._outcome(check)
        except (Exception, *_OUTCOMES_OF_PYTEST) as error:
            outcome, message = Outcome.GRADER_ERROR, words.grader_error(error)
        if outcome is Outcome.PASSED:
            self.passed.append(check)
        return CheckResult(
            id=check.id,
            title=check.title,
            task=check.task,
            points=check.points,
            outcome=outcome,
            message=plain_text(message, MAX_MESSAGE),
            visible=check.visible,
            seconds=time.perf_counter() - start,
        )

    def _outcome(self, check: Check) -> tuple[Outcome, str]:
        seed_reference(self.bench.seed, check)
        watch = Watch(check.visible)
        try:
            self.session.begin(check.task)
            with watching(watch), bounded_memory():
                check.run(self.bench)
        except Wrong as wrong:
            self.failures.append(Failure(check, wrong, wrong.met))
            return Outcome.WRONG, str(wrong)
        except BoxTrouble as trouble:
            if isinstance(trouble, LearnerError) and trouble.kind != "NotImplementedError":
                self.failures.append(Failure(check, trouble, len(watch.seen)))
            return words.of_trouble(trouble, self.session.source, self.session.problems)
        except TutorError:
            raise
        except Exception:
            if self._fails_on_reference(check):
                raise
            return Outcome.WRONG, words.UNUSABLE
        return Outcome.PASSED, ""

    def _fails_on_reference(self, check: Check) -> bool:
        """A check that breaks off is our fault if it does so on the reference too."""
        bench = Bench(self.bench.reference, self.bench.reference, self.bench.seed, "cpu")
        try:
            check.run(bench)
        except Exception:
            return True
        return False

    def name_mistakes(self, results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
        """The same results with the recognised mistakes."""
        contradicted = {mistake for check in self.passed for mistake in check.catches}
        chosen = explain(self.recogniser.matches(self.failures), contradicted)
        return tuple(replace(result, mistake=chosen.get(result.id)) for result in results)


def choose_device(device: str) -> str:
    """Turn auto, cpu or cuda into cpu or cuda; Refused when it is not to be had."""
    if device not in ("auto", "cpu", "cuda"):
        raise Refused(f"There is no device '{device}'; use auto, cpu or cuda.")
    if device == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        return "cuda"
    if device == "cuda":
        raise Refused("This machine has no GPU that torch can use; grade with --device cpu.")
    return "cpu"


def _described(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "task": check.task,
        "points": check.points,
        "catches": list(check.catches),
    }


def _blocked(result: CheckResult, broken: Mapping[int, str]) -> CheckResult:
    """A right answer counts for nothing in a task that was not written by its learner."""
    if result.outcome is not Outcome.PASSED or result.task not in broken:
        return result
    return replace(result, outcome=Outcome.BLOCKED, message=broken[result.task])
