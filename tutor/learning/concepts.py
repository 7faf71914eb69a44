"""How well a learner knows each concept, from exercises and questions, and how it will fade."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tutor.course import Course
from tutor.learning.cards import Cards, memory_of
from tutor.learning.viewer import Viewing
from tutor.quiz.mastery import mastery
from tutor.records import Store

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Concept:
    """How well a learner knows a concept, from 0 to 1, and what that is based on.

    `wrong` counts the questions whose last answer was not right."""

    name: str
    mastery: float
    answered: int
    questions: int
    exercises: int
    solved: int
    wrong: int


@dataclass(frozen=True)
class Fading:
    """How the memory of one question will fade: the chance of a right answer on each day from
    today on. `credit` is that of the last answer."""

    question: str
    recall: tuple[float, ...]
    credit: float
    due: datetime


class Concepts:
    """The concepts of a course, as one learner knows them."""

    def __init__(
        self,
        course: Course,
        store: Store,
        viewer: Viewing,
        cards: Cards | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.course = course
        self.store = store
        self.viewer = viewer
        self.cards = cards or Cards(course, store)
        self.clock = clock

    def all(self, learner: str) -> list[Concept]:
        """The mastery of every concept that has an exercise or a question, in course order."""
        self.viewer().require_may_see(learner)
        now, by = self.clock(), self.cards.scheduler()
        cards = self.cards.of(learner)
        shares = {
            s.exercise: (s.best_score or 0) / s.max_score
            for s in self.store.standings(learner)
            if s.max_score
        }
        found = []
        for name in self._concept_names():
            exercises = [e.slug for e in self.course.exercises if name in e.concepts]
            questions = [t.family for t in self.cards.bank.templates if t.concept == name]
            held = [cards[family] for family in questions if family in cards]
            done = [shares[slug] for slug in exercises if slug in shares]
            answers = [(card.credit, memory_of(card).retrievability(now, by)) for card in held]
            solved = sum(share >= 1 for share in done)
            wrong = sum(card.credit < 1 for card in held)
            level = mastery(done, answers)
            found.append(
                Concept(name, level, len(held), len(questions), len(exercises), solved, wrong)
            )
        return found

    def fading(self, learner: str, concept: str, days: int = 60) -> list[Fading]:
        """The forgetting curves of the questions of a concept that the learner has met."""
        self.viewer().require_may_see(learner)
        cards, by = self.cards.of(learner), self.cards.scheduler()
        now = self.clock()
        found = []
        for template in self.cards.bank.templates:
            if template.concept != concept or (card := cards.get(template.family)) is None:
                continue
            memory = memory_of(card)
            recall = (memory.retrievability(now + n * _DAY, by) for n in range(days + 1))
            found.append(Fading(template.family, tuple(recall), card.credit, card.due))
        return found

    def _concept_names(self) -> list[str]:
        names = [name for exercise in self.course.exercises for name in exercise.concepts]
        return list(dict.fromkeys([*names, *(t.concept for t in self.cards.bank.templates)]))
