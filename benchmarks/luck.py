"""Does a right solution ever lose a mark by the luck of the draw? Run: make luck

Each grading draws new inputs. Every reference, every alternative and every honest way of writing is
graded with `--rounds` new seeds. What loses a mark is printed with its seed:
`pytest SUITE --submission FILE --seed SEED` repeats it.
"""

import argparse
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from tutor.course import Exercise, load_course
from tutor.grading.graders import Graders
from tutor.grading.report import Report
from tutor.grading.source import Source, read_source

GAP = "# gap: "  # an honest file that loses marks, and says why


def right_sources(exercise: Exercise) -> Iterator[tuple[Path, Source]]:
    for path in (exercise.solution, *exercise.alternatives, *exercise.honest):
        text = read_source(path).text
        if GAP not in text:
            yield path, Source(f"{exercise.slug}{path.suffix}", text)


def lost(report: Report) -> Iterator[str]:
    """A line for each check that took marks."""
    for check in report.checks:
        if check.score < check.points:
            yield f"{check.id} ({check.outcome}): {check.message.partition(chr(10))[0]}"


def tried(exercise: Exercise, graders: Graders, rounds: int) -> Iterator[list[str]]:
    """Grade each right solution with new seeds; for each grading the lines on what it lost."""
    for path, source in right_sources(exercise):
        seeds = [secrets.randbits(48) for _ in range(rounds)]
        gradings = [graders.grade(exercise.slug, source, seed=seed) for seed in seeds]
        for seed, grading in zip(seeds, gradings, strict=True):
            yield [f"{path}, seed {seed}: {line}" for line in lost(grading.result())]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="all, if none is named")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    course = load_course()
    graders = Graders(course.root, workers=2)
    gradings = unlucky = 0
    try:
        for slug in options.exercises or [exercise.slug for exercise in course.exercises]:
            for lines in tried(course.exercise(slug), graders, options.rounds):
                gradings += 1
                unlucky += bool(lines)
                print(*lines, sep="\n", end="\n" if lines else "", flush=True)
    finally:
        graders.close()
    print(f"{gradings:,} gradings of right solutions; {unlucky} of them lost marks.")
    return 1 if unlucky else 0


if __name__ == "__main__":
    sys.exit(main())
