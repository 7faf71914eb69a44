"""When a question comes back: FSRS by the package `fsrs`, rated by what happened.

A learner is never asked how hard it was. Nothing here reads a clock or draws at random.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, ReviewLog, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

from tutor.errors import Refused, missing_extra
from tutor.quiz.model import Matching, Numeric, Open, Ordering, Output, Question, Shape

FEWEST_REVIEWS = 512  # with fewer, fsrs keeps the parameters that it comes with

_WORDS_A_SECOND = 3.5  # silent reading of a text that has to be understood
_SECONDS_TO_WORK = {Numeric: 40, Output: 40, Shape: 25, Ordering: 25, Matching: 25, Open: 90}
_SLOW, _FAST = 4.0, 0.6  # times the expected seconds


def scheduler(parameters: Sequence[float] = DEFAULT_PARAMETERS) -> Scheduler:
    """A concept needs no drill within the day it was met, and should not vanish for years."""
    return Scheduler(
        parameters=tuple(parameters),
        learning_steps=(),
        relearning_steps=(),
        desired_retention=0.9,
        maximum_interval=180,  # days
        enable_fuzzing=False,
    )


SCHEDULER = scheduler()


@dataclass(frozen=True)
class Memory:
    """What is known about a learner's memory of one question: the columns of a review card."""

    reviews: int
    state: int
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime

    def retrievability(self, now: datetime, by: Scheduler = SCHEDULER) -> float:
        """The probability of a right answer now, from FSRS's forgetting curve.

        R = (1 + f t / S)^-w20 with t in days and f such that R = 0.9 at t = S.
        """
        return by.get_card_retrievability(_card(self), max(now, self.last_review))


@dataclass(frozen=True)
class Review:
    """One review, as the log keeps it."""

    rating: int
    reviewed_at: datetime
    milliseconds: int | None = None


def rating(
    credit: float,
    *,
    hinted: bool,
    again: bool,
    seconds: float | None,
    expected: float,
    earlier: Sequence[int],
) -> Rating:
    """Judge an answer by what happened.

    Less than half of the credit is a lapse. An answer that is partly right, came after a hint, on
    a second try or very slowly is a pass with effort; a quick one after two good ones is easy.
    """
    if credit < 0.5:
        return Rating.Again
    known = seconds is not None and seconds > 0
    if credit < 1 or hinted or again or (known and seconds > _SLOW * expected):  # type: ignore[operator]
        return Rating.Hard
    if known and seconds < _FAST * expected and min([0, 0, *earlier][-2:]) >= Rating.Good:  # type: ignore[operator]
        return Rating.Easy
    return Rating.Good


def expected_seconds(question: Question) -> float:
    """What a learner may take: reading at leisure, and time to work it out."""
    options = getattr(question, "option", ())
    text = " ".join([question.text, question.code, *(option.text for option in options)])
    work = _SECONDS_TO_WORK.get(type(question), 10)
    return len(re.findall(r"\S+", text)) / _WORDS_A_SECOND + work


def reviewed(memory: Memory | None, review: Review, by: Scheduler = SCHEDULER) -> Memory:
    """The memory after one more review. If the clock ran backwards, no time has passed."""
    card = _card(memory) if memory else Card(card_id=0, due=review.reviewed_at)
    when = review.reviewed_at.astimezone(UTC)
    if memory is not None:
        when = max(when, memory.last_review.astimezone(UTC))
    card, _ = by.review_card(card, Rating(review.rating), when)
    return _memory(card, 1 + (memory.reviews if memory else 0))


def rebuilt(reviews: Sequence[Review], by: Scheduler = SCHEDULER) -> Memory | None:
    """The memory that a log of reviews leads to, under these parameters or others."""
    if not reviews:
        return None
    logs = _logs(0, reviews)
    card = Card(card_id=0, due=logs[0].review_datetime)
    return _memory(by.reschedule_card(card, logs), len(logs))


def fitted(cards: Iterable[Sequence[Review]]) -> list[float]:
    """The parameters that fit these logs best, one log for each card.

    Raises Refused without the extra `refit`, and when there are too few reviews to learn from.
    """
    logs = [log for number, reviews in enumerate(cards) for log in _logs(number, reviews)]
    if len(logs) < FEWEST_REVIEWS:
        raise Refused(
            f"There are {len(logs)} reviews, but at least {FEWEST_REVIEWS} on different days are "
            "needed to fit the schedule to them."
        )
    try:
        from fsrs import Optimizer

        return list(Optimizer(logs).compute_optimal_parameters())
    except ImportError:
        raise missing_extra("Fitting", "refit") from None


def _logs(number: int, reviews: Sequence[Review]) -> list[ReviewLog]:
    return [
        ReviewLog(number, Rating(r.rating), r.reviewed_at.astimezone(UTC), r.milliseconds)
        for r in reviews
    ]


def _card(memory: Memory) -> Card:
    return Card(
        card_id=0,
        state=State(memory.state),
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due.astimezone(UTC),
        last_review=memory.last_review.astimezone(UTC),
    )


def _memory(card: Card, reviews: int) -> Memory:
    assert card.stability is not None
    assert card.difficulty is not None
    assert card.last_review is not None
    return Memory(
        reviews, int(card.state), card.stability, card.difficulty, card.due, card.last_review
    )
