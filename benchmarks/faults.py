"""How many faults get a right name or resemblance, and how many a wrong one? Run: make faults

The faults are of second order: changes of the alternative solutions, which the known mistakes and
the dictionary have not seen in this form. The alternative itself is not in the dictionary then.

A resemblance ("Your values are as if ...") is right if it is told of the change that was made or of
a change of the same kind. Otherwise both changes run once more, on other inputs, through every
check of the task: if no check tells them apart, it is another name for the same program. What is
left is wrong. A known mistake is right if no check of the task tells it from the fault.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from tutor.audit.mutants import mutants_of
from tutor.course import Course, Exercise, load_course
from tutor.grading.case import Case, refutes
from tutor.grading.changes.mutants import Mutant
from tutor.grading.dictionary import Clock, Dictionary
from tutor.grading.grader import Grader
from tutor.grading.likeness import Failure
from tutor.grading.marking import Room
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source
from tutor.grading.suite import Bench, Check
from tutor.grading.watched import Wrong

OTHER_SEED = 12_345


@dataclass(frozen=True)
class Fault:
    """A change of an alternative, the exercise and the number of the alternative."""

    exercise: Exercise
    solution: int
    mutant: Mutant


class Noting(Dictionary):
    """A dictionary that notes which changes it told."""

    check: Check
    report: Report
    said: list[tuple[Check, str, list[Mutant]]]

    def in_words(self, agreeing: Sequence[Mutant]) -> str:
        sentence = super().in_words(agreeing)
        if sentence:
            self.said.append((self.check, sentence, list(agreeing)))
        return sentence

    def agreeing(self, case: Case, clock: Clock) -> list[Mutant]:
        self.check = case.first.check
        return super().agreeing(case, clock)


def sample(course: Course, number: int, slugs: list[str]) -> list[Fault]:
    """As many faults of each exercise, always the same ones."""
    chosen = [e for e in course.exercises if not slugs or e.slug in slugs]
    share = -(-number // len(chosen))
    found = []
    for exercise in chosen:
        every = [
            Fault(exercise, place, mutant)
            for place, made in enumerate(mutants_of(exercise).values())
            for mutant in made
            if place > 0
        ]
        found += random.Random(exercise.slug).sample(every, min(share, len(every)))
    return found


def module_of(mutant: Mutant) -> ModuleType:
    module = ModuleType("mutant")
    exec(compile(mutant.tree, "mutant", "exec"), vars(module))
    return module


def told_apart(room: Room, task: int, one: ModuleType, other: ModuleType) -> bool:
    """Whether a check of a task ends in another way for one module than for the other."""
    bench = Bench(room.held_reference, room.held_reference, OTHER_SEED, "cpu")
    case = Case((), (), bench)
    for check in room.checks:
        if check.task != task:
            continue
        mine, theirs = case.run(one, check), case.run(other, check)
        if (mine is None) != (theirs is None):
            return True
        if isinstance(mine, Wrong) and theirs and refutes(Failure(check, mine, mine.met), theirs):
            return True
    return False


def judged(
    fault: Fault, grader: Grader, kept: dict[tuple[str, int], Noting], names: bool = True
) -> str:
    """What became of one fault."""
    exercise = fault.exercise
    room = grader._room(exercise, exercise.suite)
    paths = [exercise.solution, *exercise.alternatives]
    texts = [p.read_text(encoding="utf-8") for n, p in enumerate(paths) if n != fault.solution]
    key = (exercise.slug, fault.solution)
    noting = kept.setdefault(key, Noting(texts, exercise.starter.read_text(encoding="utf-8")))
    noting.said = []
    mistakes = room.mistakes if names else ()
    grader.rooms[exercise.suite] = replace(room, dictionary=noting, mistakes=mistakes)
    report = noting.report = grader.grade(
        exercise, Source(exercise.starter.name, fault.mutant.code), device="cpu", seed=1
    )
    if report.full_marks:
        return "not noticed"
    try:
        faulty = module_of(fault.mutant)
    except Exception:
        return "does not run"
    if report.misconceptions:
        return _of_mistakes(report, room, faulty)
    if not noting.said:
        return _of_nothing(report)
    return _of_resemblance(fault, noting, room, faulty)


def _of_nothing(report: Report) -> str:
    failed = next(c for c in report.checks if c.score < c.points)
    if failed.outcome is not Outcome.WRONG:
        return f"no resemblance: {failed.outcome}"
    first = failed.message.splitlines()[0]
    if " dtype " in first:
        return "no resemblance, but the dtype is told"
    related = first.rstrip(".").count(". ") or "all of them" in first.lower()
    return "no resemblance, but a relation is told" if related else "no resemblance"


def _of_mistakes(report: Report, room: Room, faulty: ModuleType) -> str:
    for mistake in room.mistakes:
        tasks = {c.task for c in report.checks if c.mistake == mistake.id}
        if any(told_apart(room, task, mistake.module, faulty) for task in tasks):
            return "a mistake named, which a check tells from the fault"
    return "a mistake named, rightly"


def _of_resemblance(fault: Fault, noting: Noting, room: Room, faulty: ModuleType) -> str:
    made = fault.mutant
    for check, _, changes in noting.said:
        if any(c.told == made.told or c.kind == made.kind for c in changes):
            continue
        if any(not told_apart(room, check.task, module_of(c), faulty) for c in changes):
            return "a resemblance, of another change that does the same"
        return "a resemblance, WRONG"
    return "a resemblance, rightly"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--no-names", action="store_true", help="resemblances alone")
    parser.add_argument("exercises", nargs="*")
    options = parser.parse_args()
    course, grader = load_course(), Grader()
    every: Counter[str] = Counter()
    kept: dict[tuple[str, int], Noting] = {}
    for fault in sample(course, options.number, options.exercises):
        became = judged(fault, grader, kept, not options.no_names)
        every[became] += 1
        if options.verbose:
            noting = kept[fault.exercise.slug, fault.solution]
            said = [*noting.report.misconceptions, *(sentence for _, sentence, _ in noting.said)]
            was, now = fault.mutant.was, fault.mutant.now
            print(fault.exercise.slug, became, fault.mutant.kind, was, now, said, sep=" | ")
    grader.close()
    for became, count in sorted(every.items()):
        print(f"{count:5}  {became}")


if __name__ == "__main__":
    main()
