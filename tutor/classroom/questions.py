"""The question bank of a class: exports, statistics, and a fitted review schedule.

For instructors.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from tutor.grading.graders import Graders
from tutor.learning.cards import Cards
from tutor.learning.variants import questions
from tutor.learning.viewer import Viewing
from tutor.quiz.bank import Template
from tutor.quiz.marking import right_answer
from tutor.quiz.model import Question
from tutor.quiz.schedule import Review, fitted, rebuilt, scheduler
from tutor.records import Store
from tutor.records.quiz_values import ItemStatistics


class Questions:
    """The questions of one course, for its instructors."""

    def __init__(
        self,
        store: Store,
        graders: Graders,
        viewer: Viewing,
        cards: Cards,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.records = store.quizzes
        self.graders = graders
        self.viewer = viewer
        self.cards = cards
        self.clock = clock

    def frozen(self, module: str | None, variants: int) -> list[tuple[str, Question]]:
        """The questions of a module, or all, with their families; k of each that has variants."""
        self.viewer().require_instructor()
        chosen = (
            self.cards.bank.of(self.cards.bank.module(module))
            if module
            else self.cards.bank.templates
        )
        return [
            (template.family, question)
            for template in chosen
            for question in self._different(template, variants)
        ]

    def refit(self) -> int:
        """Fit the schedule to all reviews, and rebuild every card; return the number of cards.

        Raises Refused when there are too few reviews.
        """
        self.viewer().require_instructor()
        logs = {
            card: [Review(r.rating, r.reviewed_at, r.milliseconds) for r in reviews]
            for card, reviews in self.records.all_reviews().items()
        }
        parameters = fitted(logs.values())
        by = scheduler(parameters)
        cards = {card: memory for card, log in logs.items() if (memory := rebuilt(log, by))}
        self.records.reschedule(parameters, cards, self.clock())
        return len(cards)

    def statistics(self) -> list[ItemStatistics]:
        """How all learners did with each question that is still in the course."""
        self.viewer().require_instructor()
        return [s for s in self.records.statistics() if s.question in self.cards.bank.by_family]

    def option_counts(self, family: str) -> dict[int, int]:
        """How often each option was ticked, by its position in the file."""
        self.viewer().require_instructor()
        return self.records.option_counts(family)

    def _different(self, template: Template, count: int) -> list[Question]:
        """So many variants that do not look the same, or all that there are."""
        seeds = range(8 * count if template.has_variants else 1)
        made = questions(template, seeds, self.graders)
        return list({(q.text, q.code, repr(right_answer(q))): q for q in made}.values())[:count]
