"""What a grading costs, cold and warm, beside what cannot be avoided. Run: make benchmark

Everything is measured in one run on one machine, side by side; trust the ratios. "Own computing" is
the same suite on the same solution without a box and without a second process.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from tutor.course import Course, load_course
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.grading.remote import local
from tutor.grading.source import Source, read_source
from tutor.grading.suite import Bench, load_module, load_suite


def milliseconds(action: Callable[[], object], runs: int) -> list[float]:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def row(name: str, taken: list[float]) -> None:
    middle = statistics.median(taken)
    slow = sorted(taken)[int(0.95 * (len(taken) - 1))]
    print(f"{name:58} {middle:9.1f} {slow:9.1f}  ({len(taken)})")


def one_import() -> None:
    subprocess.run([sys.executable, "-c", "import torch"], check=True)


def cold_start(course: Course, source: Source) -> None:
    graders = Graders(course.root)
    graders.grade("forward_linear", source, device="cpu").result()
    graders.close()


def asked_for(graders: Graders, slug: str, source: Source) -> None:
    graders.grade(slug, source, device="cpu").result()


def own_computing(course: Course, slug: str) -> Callable[[], None]:
    exercise = course.exercise(slug)
    module = load_module(exercise.solution, "solution")
    checks = load_suite(exercise.suite)

    def run() -> None:
        bench = Bench(local(module), local(module), 1, "cpu")
        for check in checks:
            check.run(bench)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    course = load_course()
    right = {e.slug: read_source(e.solution) for e in course.exercises}

    print(f"{'milliseconds':58} {'median':>9} {'95 %':>9}")
    row("one import of torch, in a process of its own", milliseconds(one_import, 3))
    row(
        "cold: start, import torch twice side by side, grade",
        milliseconds(partial(cold_start, course, right["forward_linear"]), 3),
    )
    grader, graders = Grader(), Graders(course.root)
    for slug, source in right.items():
        exercise = course.exercise(slug)
        own = own_computing(course, slug)
        grader.grade(exercise, source, device="cpu")
        graders.grade(slug, source, device="cpu").result()
        own()
        row(f"{slug}: own computing of suite and solution", milliseconds(own, runs))
        row(
            f"{slug}: warm, in a box",
            milliseconds(partial(grader.grade, exercise, source, device="cpu"), runs),
        )
        row(
            f"{slug}: warm, in a box, asked for by a face",
            milliseconds(partial(asked_for, graders, slug, source), runs),
        )
    grader.close()
    graders.close()


if __name__ == "__main__":
    main()
