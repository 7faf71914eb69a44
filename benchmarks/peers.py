"""One class, the same checks, several graders side by side. Run: make peers

Everything is measured in one run on one machine, which may be shared: trust the ratios, and look at
the load. Marks are held against the truth: each check in a fork of its own, on files of which it is
known by construction what is wrong with them.

    --quick    six submissions instead of thirty; the results are not kept
    --long     let the tutor grade a thousand submissions too
"""

import argparse
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty

from contest import growth, table
from contest.measure import Cost, adopt_orphans, measured
from contest.notebooks import Nbgrader, Otter
from contest.pupils import Pupil, a_few, the_class, the_unruly
from contest.systems import Floor, Pytest, System, Tutor, Unavailable, Verdicts, all_checks

from tutor.course import Course, load_course
from tutor.errors import TutorError

HERE = Path(__file__).parent
OTTER = HERE.parent / ".tutor" / "peers" / "bin" / "python"
SECONDS = 120  # for one submission of the class
UNRULY_SECONDS = 40  # for one unruly submission where the system itself knows no limit
CELL_SECONDS = 10  # for one cell of an unruly notebook


class Contest:
    """The class, the truth about it, and what was found out so far."""

    def __init__(self, course: Course, pupils: Sequence[Pupil], folder: Path) -> None:
        self.course = course
        self.pupils = pupils
        self.folder = folder
        self.points = all_checks(course)
        self.lines: list[str] = []
        self.rows: dict[str, table.Row] = {}

    def say(self, *lines: str) -> None:
        self.lines += lines
        print("\n".join(lines), flush=True)

    def truth(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        system = Floor("truth", "check")
        system.prepare(pupils, self.folder / "truth", 10 * SECONDS)
        try:
            return system.grade(pupils)
        finally:
            system.close()

    def run(self, make: Callable[[], System]) -> None:
        """Let a system grade the class once more, afresh."""
        system = make()
        print(f"{time.strftime('%H:%M:%S')} {system.name}", file=sys.stderr, flush=True)
        try:
            start = time.perf_counter()
            system.prepare(self.pupils, self.folder / system.name, SECONDS)
            started = time.perf_counter() - start
            costs = []
            marks: dict[str, Verdicts] = {}
            for group in self.groups(system.warm):
                with measured() as cost:
                    marks |= system.grade(group)
                costs.append(cost)
        except (Unavailable, TutorError, Empty, TimeoutError) as why:
            self.say(f"{system.name}: not run, {why or 'it did not answer in time'}")
        else:
            self.add(system, started, tuple(costs), marks)
        finally:
            system.close()

    def groups(self, apart: bool) -> list[list[Pupil]]:
        """Right submissions apart from wrong ones where that can be timed; else all of them."""
        if not apart:
            return [list(self.pupils)]
        return [[p for p in self.pupils if p.honest], [p for p in self.pupils if not p.honest]]

    def add(
        self, system: System, start: float, cost: tuple[Cost, ...], marks: Mapping[str, Verdicts]
    ) -> None:
        before = self.rows.get(system.name)
        self.rows[system.name] = table.Row(
            system.name,
            system.warm,
            [len(group) for group in self.groups(system.warm)],
            (*(before.starts if before else ()), start),
            (*(before.costs if before else ()), cost),
            marks,
        )

    def warm_systems(self) -> list[Callable[[], System]]:
        return [
            lambda: Floor("one process, no fork", "together"),
            lambda: Floor("fork a submission", "submission"),
            lambda: Floor("fork an exercise", "exercise"),
            lambda: Tutor(self.course, 1),
            lambda: Tutor(self.course, 2),
        ]

    def cold_systems(self) -> list[Callable[[], System]]:
        return [
            lambda: Pytest(list(self.points)),
            lambda: Nbgrader(self.points),
            lambda: Otter(self.points, OTTER),
        ]


def the_table(contest: Contest) -> None:
    """Grade the class with every system; the warm ones again between the others, because the load
    of a shared machine changes."""
    truth = contest.truth(contest.pupils)
    for complaint in complaints(contest.course, contest.pupils, truth):
        contest.say(complaint)
    for slow in (*contest.cold_systems(), None):
        for make in contest.warm_systems():
            contest.run(make)
        if slow:
            contest.run(slow)
    contest.say("", *table.HEAD.splitlines())
    ours = contest.rows["tutor, 1 worker"]
    for row in contest.rows.values():
        contest.say(table.line(row, ours, truth))
    contest.say("", *table.right_and_wrong(contest.rows), "")
    contest.say(*textwrap.wrap(table.reading(contest.rows, len(contest.pupils), truth), 100))


def complaints(course: Course, pupils: Sequence[Pupil], truth: Mapping[str, Verdicts]) -> list[str]:
    """Where the truth is not what the class was made to be."""
    found = []
    for pupil in pupils:
        failed = [check for check, passed in truth[pupil.name].items() if not passed]
        if pupil.honest and failed:
            found.append(f"{pupil.name} should be right and fails {', '.join(failed)}")
        for slug in pupil.mistakes:
            if not any(check.startswith(f"{slug}/") for check in failed):
                found.append(f"{pupil.name} should fail something in {slug}")
    return found


def the_unruly_table(contest: Contest) -> None:
    """Each of them alone, so that what it takes can be told."""
    pupils = the_unruly(contest.course)
    truth = contest.truth(pupils)
    systems: list[System] = [
        Tutor(contest.course, 1),
        Nbgrader(contest.points, CELL_SECONDS),
        Otter(contest.points, OTTER),
        Pytest(list(contest.points)),
    ]
    rows = [["", *(pupil.name for pupil in pupils)]]
    for system in systems:
        try:
            rows.append(_unruly_row(contest, system, pupils, truth))
        except Unavailable as why:
            rows.append([system.name, f"not run: {why}"])
    contest.say("", "Seconds, and of 43 checks those marked wrongly:", *table.columns(rows))
    contest.say(*(f"  {pupil.name}: {pupil.about}, in one check" for pupil in pupils))
    contest.say(
        f"  limits: the tutor's own, {CELL_SECONDS} s a cell for nbgrader, and from outside "
        f"{UNRULY_SECONDS} s for the others"
    )


def _unruly_row(
    contest: Contest, system: System, pupils: Sequence[Pupil], truth: Mapping[str, Verdicts]
) -> list[str]:
    cells = [system.name]
    system.prepare(pupils, contest.folder / f"unruly {system.name}", UNRULY_SECONDS)
    for pupil in pupils:
        with measured() as cost:
            marks = system.grade([pupil])
        faults = table.wrong(marks, {pupil.name: truth[pupil.name]})
        cells.append(f"{cost.wall:.1f} s, {faults.get(pupil.name, 0)} wrong")
    system.close()
    return cells


def otter_version() -> str:
    code = "import importlib.metadata as m; print(m.version('otter-grader'))"
    if not OTTER.exists():
        return "not installed"
    done = subprocess.run([OTTER, "-c", code], capture_output=True, text=True, timeout=60)
    return done.stdout.strip() or "not installed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="six submissions; nothing is kept")
    parser.add_argument("--long", action="store_true", help="1,000 submissions for the tutor")
    options = parser.parse_args()
    adopt_orphans()
    course = load_course()
    everybody = the_class(course)
    pupils = a_few(everybody) if options.quick else everybody
    with tempfile.TemporaryDirectory() as folder:
        contest = Contest(course, pupils, Path(folder) / "contest")
        contest.say(*table.machine(otter_version()))
        contest.say(f"{len(pupils)} submissions of three exercises, {len(contest.points)} checks")
        the_table(contest)
        the_unruly_table(contest)
        contest.say("", "How the tutor's cost grows", "")
        counts = (1, 10) if options.quick else (1, 10, 100, *([1000] if options.long else []))
        contest.say(*growth.report(course, everybody, counts, 40 if options.quick else 200))
    if not options.quick:
        text = "\n".join(contest.lines)
        (HERE / "results.md").write_text(f"# The tutor and its peers\n\n```\n{text}\n```\n")


if __name__ == "__main__":
    main()
