"""How a class does with one exercise, put together from what the database has counted.

A report is read only for the words in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from tutor.course import Exercise
from tutor.grading.report import Report
from tutor.records.analysis import ClassRecords, MistakeRecord

MISCONCEPTIONS_SHOWN = 12
EXAMPLES = 3


@dataclass(frozen=True)
class CheckRate:
    """How a check fares in the newest graded attempt of each learner."""

    id: str
    title: str
    task: int
    points: float
    learners: int
    passed: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.passed / self.learners


@dataclass(frozen=True)
class Misconception:
    """A known mistake. `learners` ever made it in `attempts`, `still` counts those whose newest
    attempt has it; `examples` are submissions of different learners, the newest first."""

    id: str
    sentence: str
    learners: int
    still: int
    attempts: int
    examples: tuple[int, ...]


@dataclass(frozen=True)
class ExerciseAnalysis:
    """How a class does with an exercise. `attempts_to_full` maps a number of attempts to how many
    learners needed it; `time_to_full` is the median from the first attempt to full marks, and
    `seconds` what the checks of one grading take."""

    exercise: Exercise
    learners: int
    solved: int
    attempts: int
    checks: tuple[CheckRate, ...]
    misconceptions: tuple[Misconception, ...]
    attempts_to_full: Mapping[int, int]
    time_to_full: timedelta | None
    seconds: float | None


def analyse_exercise(records: ClassRecords, exercise: Exercise) -> ExerciseAnalysis:
    """Count it all; empty for an exercise that nobody has tried."""
    needed = records.attempts_to_full(exercise.slug)
    checks = _checks(records, exercise.slug)
    tried = next((row for row in records.tried() if row.exercise == exercise.slug), None)
    ways = records.ways_to_full(exercise.slug)
    times = [(full - first).total_seconds() for first, full in ways]
    graded = max((check.learners for check in checks), default=0)
    seconds = sum(check.seconds * check.learners for check in checks)
    return ExerciseAnalysis(
        exercise=exercise,
        learners=tried.learners if tried else 0,
        solved=tried.solved if tried else 0,
        attempts=tried.attempts if tried else 0,
        checks=checks,
        misconceptions=_misconceptions(records, exercise.slug),
        attempts_to_full={n: needed[n] for n in sorted(n for n in needed if n is not None)},
        time_to_full=timedelta(seconds=median(times)) if times else None,
        seconds=seconds / graded if graded else None,
    )


def reports(records: ClassRecords, grading_ids: Iterable[int]) -> list[Report]:
    """The reports of these gradings, in their order."""
    wanted = list(grading_ids)
    rows = records.reports(set(wanted)) if wanted else {}
    return [Report.from_json(rows[grading_id]) for grading_id in wanted]


def titles_in(report: Report) -> dict[str, str]:
    """The title of each check."""
    return {check.id: check.title for check in report.checks}


def _checks(records: ClassRecords, slug: str) -> tuple[CheckRate, ...]:
    """In the order of the newest report; what an older version of the suite asked comes last."""
    rows = records.checks(slug)
    titles: dict[str, str] = {}
    for report in reports(records, sorted({row.grading_id for row in rows}, reverse=True)):
        titles |= {key: title for key, title in titles_in(report).items() if key not in titles}
    order = list(titles)
    return tuple(
        CheckRate(
            id=row.check_id,
            title=titles[row.check_id],
            task=row.task,
            points=row.points,
            learners=row.learners,
            passed=row.passed,
            seconds=row.seconds,
        )
        for row in sorted(rows, key=lambda row: order.index(row.check_id))
    )


def _misconceptions(records: ClassRecords, slug: str) -> tuple[Misconception, ...]:
    still = {row.mistake: row.learners for row in records.standing_mistakes([slug])}
    makers: dict[str, list[MistakeRecord]] = {}
    for row in records.mistakes(slug):
        makers.setdefault(row.mistake, []).append(row)
    ranked = sorted(makers.items(), key=lambda item: (-len(item[1]), item[0]))
    shown = ranked[:MISCONCEPTIONS_SHOWN]
    newest = reports(records, (max(row.grading_id for row in rows) for _, rows in shown))
    return tuple(
        _misconception(mistake, rows, still.get(mistake, 0), report)
        for (mistake, rows), report in zip(shown, newest, strict=True)
    )


def _misconception(
    mistake: str, rows: list[MistakeRecord], still: int, report: Report
) -> Misconception:
    examples = sorted((row.submission_id for row in rows), reverse=True)
    return Misconception(
        id=mistake,
        sentence=report.misconceptions.get(mistake, ""),
        learners=len(rows),
        still=still,
        attempts=sum(row.attempts for row in rows),
        examples=tuple(examples[:EXAMPLES]),
    )
