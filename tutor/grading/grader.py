"""Where a hidden suite meets a submission.

`Grader` lives in a process of its own that faces reach through `graders.py`. For each submission
it takes a box, loads the source there, runs every check out here, and writes a `Report`. A check
that hangs or kills its box costs itself alone: the next one gets a fresh box.
"""

import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from tutor.course import Exercise, Policy
from tutor.errors import GraderError, Refused
from tutor.grading import budget, generators, words
from tutor.grading.dictionary import Dictionary
from tutor.grading.marking import Marking, Room
from tutor.grading.memory import bounded_memory
from tutor.grading.mistakes import load_mistakes
from tutor.grading.pictures import Drawn, drawn
from tutor.grading.remote import Remote
from tutor.grading.report import CheckDone, CheckResult, Outcome, Report
from tutor.grading.rules import require_known_families, rules_of
from tutor.grading.session import Session
from tutor.grading.source import Source, read_source
from tutor.grading.suite import (
    Bench,
    Check,
    load_module,
    load_suite,
)
from tutor.grading.version import engine_version, suite_version
from tutor.grading.watched import Wrong
from tutor.grading.zygotes import Zygotes
from tutor.sandbox.host.launch import Launched
from tutor.sandbox.host.layers import Floor
from tutor.sandbox.host.trouble import BoxTrouble
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol import shapes
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.attempts import in_words

Progress = Callable[[CheckDone], None]


class Grader:
    """Grades submissions one after another, each in a box of its own."""

    def __init__(
        self,
        launched: Launched | None = None,
        floor: Floor = Floor.PROCESS,
        hidden: Sequence[Path] = (),
        furnished: Mapping[Rules, Launched] | None = None,
    ) -> None:
        """`launched` is a zygote for the CPU that was started early, and `furnished` are those that
        it was asked for; others start when needed.

        Nothing is graded in a box with less isolation than `floor`, or in one that may read the
        folders of `hidden`. From here on torch computes with one thread in this process.
        """
        # Threads that wait for their next work keep a core busy, and the box needs that core.
        torch.set_num_threads(1)
        shapes.stand_in()
        self.zygotes = Zygotes(launched, floor, hidden, furnished or {})
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
        explained: bool = True,
    ) -> Report:
        """Mark a submission with the hidden suite.

        `device` is auto, cpu or cuda. `seed` repeats the inputs of an earlier grading; without it
        they are new. `modules` are further modules that the source may import, as text; a source
        with such modules is the course's own, and nothing is absent from its box. The marks are the
        same without `explained`, but no mistake is named, which saves up to half of the time.
        """
        room = self._room(exercise, exercise.suite)
        return self._run(
            exercise, room, source, device, seed, progress, modules, explained=explained
        )

    def check(
        self,
        exercise: Exercise,
        source: Source,
        *,
        device: str = "auto",
        modules: Mapping[str, str] | None = None,
    ) -> Report:
        """Try the visible examples. `modules` are as in `grade`."""
        room = self._room(exercise, exercise.examples)
        allowed = budget.for_examples(exercise.limits)
        return self._run(exercise, room, source, device, 0, None, modules, allowed)

    def noticed(
        self,
        exercise: Exercise,
        source: Source,
        *,
        device: str = "auto",
        among: Collection[str] | None = None,
    ) -> str | None:
        """The first check that a submission does not pass, or None when it passes all.

        `among` names the checks to try, each for all of its dtypes; without it all are tried.
        Raises GraderError for a check that fails by itself: it notices nothing.
        """
        room = self._room(exercise, exercise.suite)
        device = choose_device(device)
        with Session(self._boxes(exercise, device), exercise, source, 1) as session:
            bench = Bench(Remote(session.request), room.held_reference, 1, device)
            marking = Marking(room, bench, session)
            for check in room.checks:
                if among is not None and check.id.partition("[")[0] not in among:
                    continue
                marked = marking.mark(check)
                if marked.outcome is Outcome.GRADER_ERROR:
                    raise GraderError(f"{exercise.slug}, {check.id}: {marked.message}")
                if marked.outcome is not Outcome.PASSED:
                    return check.id
        return None

    def picture(self, exercise: Exercise, source: Source) -> Drawn:
        """Let the submission make its picture. Raises Refused if it makes none."""
        module = load_module(exercise.picture, f"picture_{exercise.slug}")
        try:
            return self._drawn_by(module, exercise, source)
        except (Wrong, BoxTrouble) as trouble:
            told = words.in_short(trouble) if isinstance(trouble, BoxTrouble) else trouble
            raise Refused(f"Your code did not finish its picture: {told}") from None
        except (Refused, GraderError):
            raise
        except Exception as error:
            self._require_picture(module, exercise, error)
            raise Refused(
                "The results of your code cannot be drawn as a picture. Compare their types and "
                "shapes with the docstring."
            ) from None

    def describe(self, exercise: Exercise) -> dict[str, Any]:
        """Describe the suite, the examples and the mistakes, for `audit`."""
        room = self._room(exercise, exercise.suite)
        examples = self._room(exercise, exercise.examples)
        return {
            "version": room.version,
            "checks": [_described(check) for check in room.checks],
            "examples": [_described(check) for check in examples.checks],
            "mistakes": [
                {
                    "id": m.id,
                    "explanation": m.explanation,
                    "replaces": list(m.replaces),
                    "typical": m.typical,
                }
                for m in room.mistakes
            ],
        }

    def drawn(self, text: str, name: str, seeds: Sequence[int]) -> list[dict[str, Any]]:
        """The values of a quiz question's variants, drawn in a box."""
        return generators.drawn(self.zygotes.plain("cpu"), text, name, seeds)

    def printed(self, codes: Sequence[str]) -> list[str]:
        """What pieces of code print, in a box."""
        return generators.printed(self.zygotes.plain("cpu"), codes)

    def inspect(self) -> dict[str, Any]:
        """What this machine has, for `tutor doctor`."""
        with self.zygotes.plain("cpu").box() as box:
            layers = list(box.layers)
        gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else None
        return {
            "torch": torch.__version__,
            "gpu": gpu,
            "layers": layers,
            "open door": self._open_door(),
        }

    def _open_door(self) -> str:
        """Why boxes cannot be furnished under the strictest rules; empty where they can."""
        strictest = Rules(allow=("basics",), graph=False)
        try:
            self.zygotes.of("cpu", (), [strictest])
        except GraderError as error:
            return str(error)
        return ""

    def close(self) -> None:
        self.zygotes.close()

    def _drawn_by(self, module: ModuleType, exercise: Exercise, source: Source) -> Drawn:
        # A picture earns nothing, and may need what the exercise does without.
        boxes = self._plain(exercise, "cpu")
        allowed = budget.for_picture(exercise.limits)
        with Session(boxes, exercise, source, 0, allowed=allowed) as session:
            session.begin(0, exercise.limits.seconds_for_picture)
            with bounded_memory():
                return drawn(module.draw(Remote(session.request)))

    def _require_picture(self, module: ModuleType, exercise: Exercise, error: Exception) -> None:
        """A picture that fails is our fault if it fails for the reference too."""
        try:
            self._drawn_by(module, exercise, read_source(exercise.solution))
        except Exception:
            raise GraderError(
                f"The picture of {exercise.slug} itself failed "
                f"({type(error).__name__}: {error}). Please tell your instructor."
            ) from None

    def _boxes(self, exercise: Exercise, device: str) -> Callable[[Policy], Zygote]:
        """Gives the zygote for a policy of the exercise; all of them are there by then."""
        sets = {rules_of(exercise.rules(task.n)) for task in exercise.tasks}
        zygotes = self.zygotes.of(device, exercise.limits.preload, sets)
        return lambda policy: zygotes[rules_of(policy)]

    def _plain(self, exercise: Exercise, device: str) -> Callable[[Policy], Zygote]:
        """Gives the zygote in which nothing is absent, whatever the policy."""
        zygote = self.zygotes.plain(device, exercise.limits.preload)
        return lambda _: zygote

    def _room(self, exercise: Exercise, suite: Path) -> Room:
        """Load what decides a mark, again only when its text has changed."""
        if suite == exercise.suite:
            exercise.require_graders()
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
            require_known_families(exercise)
            hidden = has_answers and suite == exercise.suite
            dictionary = _dictionary(exercise) if hidden else None
            room = Room(exercise, version, checks, mistakes, reference, dictionary)
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
        allowed: budget.Budget | None = None,
        explained: bool = True,
    ) -> Report:
        start = time.perf_counter()
        device = choose_device(device)
        seed = secrets.randbits(48) if seed is None else seed
        results: list[CheckResult] = []
        boxes = self._plain(exercise, device) if modules else self._boxes(exercise, device)
        with Session(boxes, exercise, source, seed, modules, allowed) as session:
            bench = Bench(Remote(session.request), room.held_reference, seed, device)
            marking = Marking(room, bench, session)
            for check in room.checks:
                marked = marking.mark(check)
                results.append(marked)
                if progress is not None:
                    total = len(room.checks)
                    progress(CheckDone(len(results), total, marked.title, marked.outcome))
            followed = marking.followed(results)
        checks = marking.concluded(followed) if explained else tuple(followed)
        explanations = {mistake.id: mistake.explanation for mistake in room.mistakes}
        return Report(
            exercise=exercise.slug,
            checks=checks,
            device=device,
            isolation=session.layers,
            seed=seed,
            suite_version=room.version,
            engine_version=engine_version(),
            seconds=time.perf_counter() - start,
            misconceptions={c.mistake: explanations[c.mistake] for c in checks if c.mistake},
            tried=in_words(session.tried),
            remarks=session.remarks() + _remarks_on_time(checks, session.budget),
        )


def choose_device(device: str) -> str:
    """Turn auto, cpu or cuda into cpu or cuda; Refused when it is not available."""
    if device not in ("auto", "cpu", "cuda"):
        raise Refused(f"There is no device '{device}'. Use auto, cpu or cuda.")
    if device == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        return "cuda"
    if device == "cuda":
        raise Refused("This machine has no GPU that torch can use. Grade with --device cpu.")
    return "cpu"


def _remarks_on_time(checks: Sequence[CheckResult], allowed: budget.Budget) -> tuple[str, ...]:
    not_run = sum(check.outcome is Outcome.SKIPPED for check in checks)
    return (allowed.in_words(not_run, len(checks)),) if not_run else ()


def _dictionary(exercise: Exercise) -> Dictionary:
    paths = (exercise.solution, *exercise.alternatives)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return Dictionary(texts, exercise.starter.read_text(encoding="utf-8"))


def _described(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "task": check.task,
        "points": check.points,
        "catches": list(check.catches),
    }
