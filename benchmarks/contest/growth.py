"""How the tutor's cost grows: with submissions, with checks, with bytes, and how soon a verdict is
there after a file is saved."""

import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from contest.measure import descendants, measured, private_mb
from contest.pupils import Pupil
from contest.systems import Tutor
from tutor.course import Course, load_course
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source

SLUG = "forward_linear"
_MEGABYTES = 100

_MANY_CHECKS = """
from tutor.grading.checks import check, expect

def draw(rng):
    N, D, C = rng.sizes(3, 3, 9)
    return rng.normal(N, D), rng.normal(D, C), rng.normal(C)
"""
_ONE_CHECK = """

@check(task=1, points=0.05)
def test_values_{number:03}(submission, reference, rng):
    problem = draw(rng)
    expect(submission.forward_linear(*problem), reference.forward_linear(*problem))
"""
_LARGE = """
import torch
from tutor.grading.checks import check, require

@check(task=1, points=10)
def test_there_and_back(submission):
    sent = torch.zeros({elements}, dtype=torch.float64)
    back = submission.forward_linear(sent, None, None)
    require(back.shape == sent.shape, "Something is lost.")
"""
_ECHO = "def forward_linear(X, W, b):\n    return X\n"
_SLOW = """
import time

def forward_linear(X, W, b):
    time.sleep(0.1)
    return X @ W + b
"""


def report(course: Course, pupils: Sequence[Pupil], counts: Iterable[int], runs: int) -> list[str]:
    """One line a figure."""
    lines = [f"{'submissions':>12} {'all s':>9} {'each ms':>9} {'CPU each ms':>12} {'peak MB':>9}"]
    for count in counts:
        lines.append(_class_of(course, pupils, count))
    lines += ["  (three exercises each, 1 worker; the start of its processes counts)", ""]
    with tempfile.TemporaryDirectory() as folder, _graders(course) as graders:
        lines += _many_checks(course, graders, Path(folder))
        lines += _large_tensor(course, Path(folder))
        lines += _save_to_verdict(course, graders, Path(folder), runs)
    with _graders(course) as graders:
        lines += _private_memory(course, graders)
    return lines


@contextmanager
def _graders(course: Course, source: Source | None = None) -> Iterator[Graders]:
    """A pool of one, warmed by grading the reference or `source`."""
    graders = Graders(course.root)
    source = source or read_source(course.exercise(SLUG).solution)
    graders.grade(SLUG, source, device="cpu").result(120)
    try:
        yield graders
    finally:
        graders.close()


def _class_of(course: Course, pupils: Sequence[Pupil], count: int) -> str:
    several = list(islice(cycle(pupils), count))
    tutor = Tutor(course, 1)
    tutor.graders = Graders(course.root)
    with measured() as cost:
        tutor.grade(several)
    tutor.close()
    each, cpu = (1000 * seconds / count for seconds in (cost.wall, cost.cpu))
    return f"{count:12} {cost.wall:9.2f} {each:9.0f} {cpu:12.0f} {cost.peak_mb:9.0f}"


def _many_checks(course: Course, graders: Graders, folder: Path) -> list[str]:
    """Suites of 10, 50 and 200 checks of one kind."""
    right = read_source(course.exercise(SLUG).solution)
    found = []
    for count in (10, 50, 200):
        checks = "".join(_ONE_CHECK.format(number=number) for number in range(count))
        root = _course_with(course, folder / f"checks_{count}", _MANY_CHECKS + checks)
        with _graders(root) as own:
            taken = [_timed(own, right)[0] for _ in range(10)]
        found.append((count, statistics.median(taken)))
    (few, short), *_, (many, long) = found
    times = ", ".join(f"{count} checks {1000 * seconds:.0f} ms" for count, seconds in found)
    more = 1e6 * (long - short) / (many - few)
    return [f"suites of one kind of check, warm: {times}", f"  {more:.0f} us for each check more"]


def _large_tensor(course: Course, folder: Path) -> list[str]:
    """Against the same suite with a tensor of one element."""
    source = Source(f"{SLUG}.py", _ECHO)
    medians = []
    for name, elements in (("small", 1), ("large", _MEGABYTES * 10**6 // 8)):
        root = _course_with(course, folder / name, _LARGE.format(elements=elements))
        with _graders(root, source) as graders, measured() as cost:
            runs = [_timed(graders, source) for _ in range(5)]
        check = runs[-1][1].checks[0]
        if check.outcome is not Outcome.PASSED:
            return [f"a tensor of {_MEGABYTES} MB did not come back: {check.message}"]
        medians.append(statistics.median(seconds for seconds, _ in runs))
    extra = medians[1] - medians[0]
    speed = 2 * _MEGABYTES / extra
    return [
        f"a tensor of {_MEGABYTES} MB to the box and back: {1000 * extra:.0f} ms "
        f"({speed:.0f} MB/s)",
        f"  at most {cost.peak_mb:.0f} MB in all processes, those of an idle pool included",
    ]


def _save_to_verdict(course: Course, graders: Graders, folder: Path, runs: int) -> list[str]:
    saved, text = folder / f"{SLUG}.py", course.exercise(SLUG).solution.read_text()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        saved.write_text(text)
        graders.grade(SLUG, read_source(saved), device="cpu").result(60)
        taken.append(1000 * (time.perf_counter() - start))
    middle, slow = statistics.median(taken), sorted(taken)[int(0.95 * (runs - 1))]
    return [
        f"from a saved {SLUG}.py to its verdict, warm: p50 {middle:.0f} ms, p95 {slow:.0f} ms "
        f"({runs} runs; target: below 150)"
    ]


def _private_memory(course: Course, graders: Graders) -> list[str]:
    """Look at a live box every few milliseconds while a slow solution is being graded."""
    before = set(descendants())
    most: dict[int, float] = {}
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            for pid in set(descendants()) - before:
                most[pid] = max(most.get(pid, 0.0), private_mb(pid) or 0.0)

    thread = threading.Thread(target=look)
    thread.start()
    graders.grade(SLUG, Source(f"{SLUG}.py", _SLOW), device="cpu").result(120)
    ended.set()
    thread.join()
    if not any(most.values()):
        return ["private memory of a box: this user may not look"]
    return [
        f"private memory of the box of {SLUG}: {max(most.values()):.1f} MB at most (target: 30)"
    ]


def _timed(graders: Graders, source: Source) -> tuple[float, Report]:
    start = time.perf_counter()
    result = graders.grade(SLUG, source, device="cpu").result(120)
    return time.perf_counter() - start, result


def _course_with(course: Course, root: Path, suite: str) -> Course:
    """A copy of the course in which one suite is another."""
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(course.root / name, root / name)
    copy = load_course(root)
    copy.exercise(SLUG).suite.write_text(suite)
    return copy
