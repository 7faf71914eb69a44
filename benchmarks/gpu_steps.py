"""The steps of gpu.py: what each of them does on the device, and what it writes down.

Everything is graded as users have it graded, through `Graders`, so this process holds no suite and
no context of the GPU. A step stops when its time is over and says how much it left out.
"""

import os
import platform
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import torch
from contest.measure import memory_gb, processor
from gpu_findings import Findings

from tutor.course import Course, Exercise
from tutor.errors import TutorError
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source
from tutor.grading.suite import load_module
from tutor.sandbox.host.layers import missing

ATTACKS = Path(__file__).parents[1] / "tests" / "test_attacks.py"
TIMED = ("forward_linear", "dropout", "conv2d", "lstm")
REPEATS = 5
PATIENCE = 90  # seconds for one grading, if its step has no more; a driver may hang

_POLICY = re.compile(r"^\[policy\]\n.*?(?=^\[\[|\Z)", re.MULTILINE | re.DOTALL)

Item = TypeVar("Item")


class Run:
    """A course on one device, and what was found so far. `ends` is when the step should stop."""

    def __init__(
        self,
        course: Course,
        exercises: Sequence[Exercise],
        device: str,
        graders_at_once: int,
        findings: Findings,
    ) -> None:
        self.course = course
        self.exercises = [e for e in exercises if not lacking(e)]
        self.lacking = {e.slug: lacking(e) for e in exercises if lacking(e)}
        self.device = device
        self.graders_at_once = graders_at_once
        self.findings = findings
        self.graders = Graders(course.root)
        self.ends = 0.0

    def in_time(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items, until the time of this step is over."""
        for number, item in enumerate(items):
            if time.monotonic() >= self.ends:
                self.findings.leave_out(len(items) - number)
                return
            yield item

    def grade(self, exercise: Exercise, source: Source, device: str = "") -> Report | str:
        """The report, or a sentence where there is none. Graders that hang are replaced."""
        asked = self.graders.grade(exercise.slug, source, device=device or self.device)
        return self.answer(asked)

    def answer(self, asked: Future[Report]) -> Report | str:
        seconds = max(PATIENCE, self.ends - time.monotonic())
        try:
            return asked.result(seconds)
        except TutorError as error:
            return f"not graded: {error}"
        except TimeoutError:
            self.restart()
            return f"not graded: no answer in {seconds:.0f} seconds"

    def restart(self) -> None:
        self.graders.close()
        self.graders = Graders(self.course.root)

    def must_be_right(self, name: str, exercise: Exercise, path: Path) -> bool:
        """Grade a right answer, write down what came of it, and say whether it got full marks."""
        report = self.grade(exercise, read_source(path))
        self.findings.note(name, _row(report))
        if isinstance(report, Report) and report.full_marks:
            return True
        self.findings.fault(f"{name} lost marks: {_lost(report)}")
        return False


def lacking(exercise: Exercise) -> list[str]:
    """The packages that an exercise needs and this Python does not have."""
    packages = [module.partition(".")[0] for module in exercise.limits.preload]
    return [package for package in packages if find_spec(package) is None]


def machine(run: Run) -> str:
    """What this machine is."""
    name = torch.cuda.get_device_name() if run.device == "cuda" else "no GPU is used"
    facts = {
        "gpu": name,
        "gpu memory, total and in use": _smi("--query-gpu=memory.total,memory.used"),
        "driver": _smi("--query-gpu=driver_version"),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "kernel": platform.release(),
        "processor": f"{processor()}, {os.cpu_count()} cores, {memory_gb():.0f} GB",
        "load": os.getloadavg()[0],
        "root": os.geteuid() == 0,
        "without the packages of": run.lacking,
    }
    for fact, value in facts.items():
        run.findings.note(fact, value)
    return f"{name}; {facts['processor']}; torch {torch.__version__}"


def layers(run: Run) -> str:
    """Which layers of isolation hold a box on this device, and which one on the CPU."""
    exercise = run.exercises[0]
    report = run.grade(exercise, read_source(exercise.solution))
    if isinstance(report, str):
        run.findings.fault(report)
        return report
    run.findings.note(run.device, list(report.isolation))
    run.findings.note("missing", missing(report.isolation))
    run.findings.note("cpu", run.graders.inspect().result(PATIENCE)["layers"])
    return ", ".join(report.isolation)


def first_mark(run: Run) -> str:
    """How long it takes from nothing to the first mark: new processes, torch, and a context."""
    run.restart()
    exercise = run.exercises[0]
    start = time.perf_counter()
    run.must_be_right(exercise.slug, exercise, exercise.solution)
    seconds = time.perf_counter() - start
    run.findings.note("seconds", round(seconds, 2))
    return f"{seconds:.1f} s"


def references(run: Run) -> str:
    """The reference of every exercise; each must get full marks."""
    right = [
        run.must_be_right(exercise.slug, exercise, exercise.solution)
        for exercise in run.in_time(run.exercises)
    ]
    return f"{sum(right)} of {len(right)} right"


def alternatives(run: Run) -> str:
    """Every other right answer that the course has; each must get full marks."""
    answers = [(e, path) for e in run.exercises for path in e.alternatives]
    right = [
        run.must_be_right(f"{exercise.slug}/{path.stem}", exercise, path)
        for exercise, path in run.in_time(answers)
    ]
    return f"{sum(right)} of {len(right)} right"


def one_after_another(run: Run) -> str:
    """What a grading costs when the graders are warm, on the device and on the CPU."""
    texts = []
    for exercise in run.in_time(_timed(run)):
        source = read_source(exercise.solution)
        for device in dict.fromkeys((run.device, "cpu")):
            taken = []
            for _ in range(1 + REPEATS):
                start = time.perf_counter()
                run.grade(exercise, source, device)
                taken.append(time.perf_counter() - start)
            middle = round(1000 * statistics.median(taken[1:]), 1)
            run.findings.note(f"{exercise.slug} on {device}, ms", middle)
            texts.append(f"{exercise.slug} {middle:.0f} ms on {device}")
    return ", ".join(texts)


def at_once(run: Run) -> str:
    """What a grading costs when several graders share the GPU, each warm, and whether all hold."""
    exercise = _timed(run)[-1]
    source = read_source(exercise.solution)
    run.graders.close()
    run.graders = Graders(run.course.root, run.graders_at_once)
    first = _together(run, exercise, source, run.graders_at_once)
    start = time.perf_counter()
    reports = _together(run, exercise, source, run.graders_at_once * REPEATS)
    each = 1000 * (time.perf_counter() - start) / len(reports)
    run.findings.note(f"{exercise.slug}, ms for each of {len(reports)}", round(each, 1))
    run.findings.note("gpu memory in use meanwhile", _smi("--query-gpu=memory.used"))
    run.restart()
    lost = [report for report in (*first, *reports) if not _full(report)]
    for report in lost:
        run.findings.fault(f"{exercise.slug}, beside other graders, lost marks: {_lost(report)}")
    wrong = f", {len(lost)} not right" if lost else ""
    return f"{exercise.slug} {each:.0f} ms with {run.graders_at_once} graders{wrong}"


def attacks(run: Run) -> str:
    """The attacks that the tests run; each must come to what its file expects, no further."""
    tests = load_module(ATTACKS, "attacks")
    slugs = [exercise.slug for exercise in run.exercises]
    corpus = [attack for attack in tests.corpus() if attack.exercise in slugs and not attack.gap]
    with TemporaryDirectory() as folder:
        without_rules = Graders(_without_rules(run.course, Path(folder)))
        try:
            stopped = [
                _stopped(run, tests, attack, run.graders if attack.rules else without_rules)
                for attack in run.in_time(corpus)
            ]
        finally:
            without_rules.close()
    return f"{sum(stopped)} of {len(stopped)} stopped"


def _without_rules(course: Course, folder: Path) -> Path:
    """A copy of the course in which nothing is absent from a box."""
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(course.root / name, folder / name)
    for path in folder.glob("exercises/*/*/exercise.toml"):
        path.write_text(_POLICY.sub("", path.read_text("utf-8")), "utf-8")
    return folder


def memory(run: Run) -> str:
    """What is left in the GPU's memory when all graders have ended."""
    run.restart()
    used = _smi("--query-gpu=memory.used")
    run.findings.note("in use", used)
    run.findings.note("processes", _smi("--query-compute-apps=pid,used_memory"))
    return used


def _timed(run: Run) -> list[Exercise]:
    named = [exercise for exercise in run.exercises if exercise.slug in TIMED]
    return named or run.exercises[:1]


def _together(run: Run, exercise: Exercise, source: Source, count: int) -> list[Report | str]:
    asked = [run.graders.grade(exercise.slug, source, device=run.device) for _ in range(count)]
    return [run.answer(future) for future in asked]


def _stopped(run: Run, tests: Any, attack: Any, graders: Graders) -> bool:
    """Whether an attack came to each of its expected terms; `tests` and it are of the tests."""
    source = Source(f"{attack.exercise}{attack.path.suffix}", read_source(attack.path).text)
    report = run.answer(graders.grade(attack.exercise, source, device=run.device))
    problem = report if isinstance(report, str) else _unmet(tests, attack, report)
    run.findings.note(attack.path.stem, problem or "stopped")
    if problem:
        run.findings.fault(f"{attack.path.stem} got through: {problem}")
    return not problem


def _unmet(tests: Any, attack: Any, report: Report) -> str:
    """The first term that the report does not meet, with what there is instead; empty if none."""
    if report.grader_failed:
        return f"the grader failed: {_lost(report)}"
    for term in attack.expect:
        try:
            tests.require_term(term, report)
        except (AssertionError, KeyError) as error:
            return f"not {term!r}, but {error}"[:400]
    return ""


def _row(report: Report | str) -> dict[str, Any]:
    if isinstance(report, str):
        return {"score": 0, "trouble": report}
    row = {"score": report.score, "of": report.max_score, "seconds": round(report.seconds, 3)}
    return row if report.full_marks else row | {"trouble": _lost(report)}


def _full(report: Report | str) -> bool:
    return isinstance(report, Report) and report.full_marks


def _lost(report: Report | str) -> str:
    """Where marks were lost, in one line."""
    if isinstance(report, str):
        return report
    lost = [check for check in report.checks if check.outcome is not Outcome.PASSED]
    return "; ".join(f"{check.id} {check.outcome}: {check.message}" for check in lost)[:400]


def _smi(*query: str) -> str:
    """What nvidia-smi says; a sentence where there is none."""
    command = ["nvidia-smi", *query, "--format=csv,noheader"]
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        return "; ".join(done.stdout.split("\n")).strip("; ") or "nothing"
    return "no nvidia-smi here"
