"""The questions of a course and a learner's cards for them: used by quizzes and concepts."""

from functools import cached_property

from fsrs import Scheduler

from tutor.course import Course
from tutor.quiz.bank import Bank, load_bank
from tutor.quiz.schedule import SCHEDULER, Memory, scheduler
from tutor.records import Store
from tutor.records.quiz_values import CardRecord


class Cards:
    """The question bank of a course, read once, and the learners' cards."""

    def __init__(self, course: Course, store: Store) -> None:
        self.course = course
        self.records = store.quizzes

    @cached_property
    def bank(self) -> Bank:
        return load_bank(self.course)

    def scheduler(self) -> Scheduler:
        """The schedule that was fitted to these learners, or that of FSRS."""
        parameters = self.records.parameters()
        return scheduler(parameters) if parameters else SCHEDULER

    def of(self, learner: str) -> dict[str, CardRecord]:
        """The learner's cards by family, without questions that have left the course."""
        cards = self.records.cards(learner)
        return {family: card for family, card in cards.items() if family in self.bank.by_family}


def memory_of(card: CardRecord) -> Memory:
    """The schedule's view of a card that is kept."""
    return Memory(
        card.reviews, card.state, card.stability, card.difficulty, card.due, card.last_review
    )
