"""The figures of the contest as plain text of a hundred columns."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata

from contest.measure import Cost, memory_gb, processor
from contest.systems import Verdicts


@dataclass(frozen=True)
class Row:
    """One system and its rounds over the class. `start` is what it took to be warm.

    A round has a cost for each group: right and wrong submissions, or all of them.
    """

    name: str
    warm: bool
    groups: Sequence[int]
    starts: tuple[float, ...]
    costs: tuple[tuple[Cost, ...], ...]
    marks: Mapping[str, Verdicts]

    @property
    def start(self) -> float:
        return statistics.median(self.starts) if self.warm else 0.0

    @property
    def wall(self) -> float:
        """Seconds for one submission."""
        return statistics.median(sum(c.wall for c in cost) for cost in self.costs) / self.pupils

    @property
    def cpu(self) -> float:
        return statistics.median(sum(c.cpu for c in cost) for cost in self.costs) / self.pupils

    @property
    def pupils(self) -> int:
        return sum(self.groups)

    @property
    def peak_mb(self) -> float:
        return max(c.peak_mb for cost in self.costs for c in cost)

    @property
    def load(self) -> str:
        loads = [load for cost in self.costs for c in cost for load in c.load]
        return f"{min(loads):.1f}-{max(loads):.1f}"

    def of_group(self, number: int) -> tuple[float, float]:
        """Wall and CPU seconds for one submission of a group."""
        costs = [cost[number] for cost in self.costs]
        wall = statistics.median(cost.wall for cost in costs)
        cpu = statistics.median(cost.cpu for cost in costs)
        return wall / self.groups[number], cpu / self.groups[number]


def wrong(marks: Mapping[str, Verdicts], truth: Mapping[str, Verdicts]) -> dict[str, int]:
    """For each submission how many checks are marked otherwise than they should be."""
    return {
        name: count
        for name, expected in truth.items()
        if (count := sum(marks[name].get(check, False) != v for check, v in expected.items()))
    }


HEAD = (
    f"{'':29} {'start':>6} {'each submission, ms':>20} {'x the tutor':>14} {'peak':>5} "
    f"{'wrong marks':>12} {'load':>9}\n"
    f"{'system':29} {'s':>6} {'wall':>11} {'CPU':>8} {'wall':>8} {'CPU':>5} {'MB':>5} "
    f"{'(checks)':>12} {'':>9}"
)


def line(row: Row, tutor: Row, truth: Mapping[str, Verdicts]) -> str:
    faults = wrong(row.marks, truth)
    found = f"{len(faults)} ({sum(faults.values())})" if faults else "0"
    start = f"{row.start:.1f}" if row.warm else "-"
    return (
        f"{row.name:29} {start:>6} {1000 * row.wall:11.0f} {1000 * row.cpu:8.0f} "
        f"{row.wall / tutor.wall:8.2f} {row.cpu / tutor.cpu:5.1f} {row.peak_mb:5.0f} "
        f"{found:>12} {row.load:>9}"
    )


def right_and_wrong(rows: Mapping[str, Row]) -> list[str]:
    """The warm systems once more: a wrong submission is explained by the tutor, which costs."""
    found = [
        f"{'each submission, ms':29} {'right: wall':>12} {'CPU':>6} {'wrong: wall':>14} {'CPU':>6}"
    ]
    for row in rows.values():
        if row.warm:
            (wall, cpu), (wrong_wall, wrong_cpu) = row.of_group(0), row.of_group(1)
            found.append(
                f"{row.name:29} {1000 * wall:12.0f} {1000 * cpu:6.0f} "
                f"{1000 * wrong_wall:14.0f} {1000 * wrong_cpu:6.0f}"
            )
    return found


def machine(otter: str) -> list[str]:
    names = ("torch", "nbgrader", "pytest", "ipykernel")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores, {processor()}, "
        f"{memory_gb():.0f} GB",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"{versions}, otter-grader {otter}",
    ]


def reading(rows: Mapping[str, Row], pupils: int, truth: Mapping[str, Verdicts]) -> str:
    """What the table says, in one paragraph."""
    ours, two = rows["tutor, 1 worker"], rows["tutor, 2 workers"]
    fork, forks = rows["fork a submission"], rows["fork an exercise"]
    parts = [
        f"A warm tutor grades a submission of three exercises in {1000 * ours.wall:.0f} ms, each "
        f"exercise in a locked-down box of its own. Without any isolation one fork for all three "
        f"takes {1000 * fork.wall:.0f} ms, so a box costs {ours.wall / fork.wall:.1f} times as "
        f"much (target: 2). One fork for each exercise is the fair comparison: a box costs "
        f"{ours.wall / forks.wall:.1f} times as much, {ours.cpu / forks.cpu:.1f} times in CPU "
        f"time. A second worker makes it {ours.wall / two.wall:.1f} times as fast."
    ]
    for name in ("nbgrader autograde", "otter run", "pytest, a process each"):
        if row := rows.get(name):
            with_start = row.wall * pupils / (ours.wall * pupils + ours.start)
            parts.append(
                f"{name} takes {row.wall / ours.wall:.0f} times as long for each submission and "
                f"{row.cpu / ours.cpu:.0f} times the CPU time "
                f"({with_start:.0f} times for this class when the tutor's start is counted too, "
                f"{row.wall / two.wall:.0f} times against two workers)."
            )
    if peer := rows.get("nbgrader autograde"):
        bare = rows["one process, no fork"]
        parts.append(
            f"The target was 40 times the throughput of nbgrader. The checks alone, in one process "
            f"without any protection, reach {peer.wall / bare.wall:.0f} times; with a fork for "
            f"each exercise, {peer.wall / forks.wall:.0f} times."
        )
    named = [
        f"{row.name}: {', '.join(faults)}"
        for row in rows.values()
        if (faults := wrong(row.marks, truth))
    ]
    parts.append(f"Wrong marks: {'; '.join(named)}." if named else "No system marks any wrongly.")
    return " ".join(parts)


def columns(rows: Sequence[Sequence[str]], first: int = 29, other: int = 22) -> list[str]:
    return [f"{row[0]:{first}}" + "".join(f"{cell:>{other}}" for cell in row[1:]) for row in rows]
