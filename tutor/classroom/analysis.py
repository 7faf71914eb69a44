"""What an instructor asks about a class: who stands where, who is stuck and on what, which checks
and questions are difficult. Every answer is for instructors alone.

The counting is done by the database; a report is read only for the words in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tutor.classroom.analysis_exercises import (
    MISCONCEPTIONS_SHOWN,
    ExerciseAnalysis,
    analyse_exercise,
    reports,
    titles_in,
)
from tutor.classroom.analysis_quizzes import QuestionAnalysis, analyse_question
from tutor.course import Course, Exercise
from tutor.errors import CourseError
from tutor.learning.cards import Cards
from tutor.learning.viewer import Viewing
from tutor.quiz.model import Question
from tutor.records import Store
from tutor.records.analysis import StuckRecord, Tried

STUCK_AFTER = 3  # attempts
STUCK_WITHIN = timedelta(days=14)
STUCK_SHOWN = 50


@dataclass(frozen=True)
class Learner:
    name: str
    full_name: str
    section: str


@dataclass(frozen=True)
class Cell:
    """A learner in an exercise. `share` of the points is None while everything waits."""

    learner: str
    exercise: str
    share: float | None
    attempts: int
    last: datetime


@dataclass(frozen=True)
class HeatMap:
    """Learners by exercises, also those who have submitted nothing."""

    exercises: tuple[Exercise, ...]
    learners: tuple[Learner, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Stuck:
    """Somebody without full marks after several attempts. `check` is the title of a check that
    fails in the newest report, and `mistake` the misconception behind it, where it is known."""

    learner: str
    full_name: str
    exercise: str
    attempts: int
    share: float
    last: datetime
    submission_id: int
    check: str | None
    mistake: str | None


@dataclass(frozen=True)
class StuckList:
    """Those with the most attempts first; `in_all` counts those beyond the list too."""

    rows: tuple[Stuck, ...]
    in_all: int


@dataclass(frozen=True)
class StandingMisconception:
    """A known mistake in the newest attempts of so many learners."""

    exercise: str
    id: str
    sentence: str
    learners: int


class Analysis:
    """The analysis of one course's class."""

    def __init__(self, course: Course, store: Store, viewer: Viewing, cards: Cards) -> None:
        self.course = course
        self.records = store.classes
        self.quiz_records = store.quizzes
        self.viewer = viewer
        self.cards = cards

    def sections(self) -> list[str]:
        """The sections of the class; an empty name stands for those without one."""
        self.viewer().require_instructor()
        return self.records.sections()

    def heat_map(self, section: str | None = None, module: str | None = None) -> HeatMap:
        """The share of the points of everybody's best attempt at each exercise."""
        self.viewer().require_instructor()
        exercises = self._exercises(module)
        slugs = {exercise.slug for exercise in exercises}
        rows = self.records.cells(section)
        people = {r.learner: r for r in rows}.values()
        learners = tuple(Learner(r.learner, r.full_name, r.section) for r in people)
        cells = tuple(
            Cell(r.learner, r.exercise, _share(r.best_score, r.max_score), r.attempts or 0, r.last)
            for r in rows
            if r.exercise in slugs and r.exercise is not None and r.last is not None
        )
        return HeatMap(exercises, learners, cells)

    def stuck(
        self,
        now: datetime,
        section: str | None = None,
        module: str | None = None,
        limit: int = STUCK_SHOWN,
    ) -> StuckList:
        """Who tried an exercise several times, lately, and has not got full marks."""
        self.viewer().require_instructor()
        since = now - STUCK_WITHIN
        rows = self.records.stuck(self._slugs(module), STUCK_AFTER, since, section, limit)
        # All reports of one version of a suite have the same titles.
        chosen = {(row.exercise, row.suite_version): row.grading_id for row in rows}
        titles = {
            key: titles_in(report)
            for key, report in zip(chosen, reports(self.records, chosen.values()), strict=True)
        }
        found = [_stuck(row, titles[row.exercise, row.suite_version]) for row in rows]
        return StuckList(tuple(found), rows[0].in_all if rows else 0)

    def misconceptions(
        self, section: str | None = None, module: str | None = None
    ) -> list[StandingMisconception]:
        """What the newest attempts of the class show, the most frequent first."""
        self.viewer().require_instructor()
        rows = self.records.standing_mistakes(self._slugs(module), section)[:MISCONCEPTIONS_SHOWN]
        newest = reports(self.records, (row.grading_id for row in rows))
        return [
            StandingMisconception(
                row.exercise, row.mistake, report.misconceptions.get(row.mistake, ""), row.learners
            )
            for row, report in zip(rows, newest, strict=True)
        ]

    def tried(self) -> dict[str, Tried]:
        """How far the class is with each exercise that anybody has tried, by its slug."""
        self.viewer().require_instructor()
        return {row.exercise: row for row in self.records.tried()}

    def exercise(self, slug: str) -> ExerciseAnalysis:
        """How the class does with one exercise. Raises Refused for one that does not exist."""
        self.viewer().require_instructor()
        return analyse_exercise(self.records, self.course.exercise(slug))

    def questions(self) -> list[QuestionAnalysis]:
        """How the class does with each question of the course, the hardest first."""
        self.viewer().require_instructor()
        bank, ticked = self.cards.bank.by_family, self.records.ticked()
        found = [
            analyse_question(bank[row.question], row, ticked.get(row.question, {}))
            for row in self.quiz_records.statistics()
            if row.question in bank
        ]
        return sorted(found, key=lambda each: (each.difficulty, each.family))

    def question(self, family: str) -> Question | None:
        """A question as it was asked last; None where that was another version. Raises Refused."""
        self.viewer().require_instructor()
        template = self.cards.bank.template(family)
        values = self.records.newest_values(family, template.version)
        if template.has_variants and values is None:
            return None
        try:
            return template.question(values)
        except CourseError:
            return None

    def _exercises(self, module: str | None) -> tuple[Exercise, ...]:
        return tuple(e for e in self.course.exercises if module in (None, e.module))

    def _slugs(self, module: str | None) -> list[str]:
        return [exercise.slug for exercise in self._exercises(module)]


def _share(score: float | None, max_score: float | None) -> float | None:
    return score / max_score if score is not None and max_score else None


def _stuck(row: StuckRecord, titles: Mapping[str, str]) -> Stuck:
    return Stuck(
        learner=row.learner,
        full_name=row.full_name,
        exercise=row.exercise,
        attempts=row.attempts,
        share=_share(row.best_score, row.max_score) or 0.0,
        last=row.last,
        submission_id=row.submission_id,
        check=titles.get(row.check_id, row.check_id) if row.check_id else None,
        mistake=row.mistake,
    )
