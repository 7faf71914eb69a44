"""The records of quizzes: sittings, the questions shown in them, answers, and review cards.

Answers and reviews are added and never changed. An item is answered once, and a card is reviewed
once from where it stood when the question was shown: of two windows with the same question the
second is told so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Engine, RowMapping, select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.models.quizzes import (
    QuizAnswerRow,
    QuizChoiceRow,
    QuizItemRow,
    ReviewCardRow,
    ReviewLogRow,
    ScheduleRow,
    SittingRow,
)
from tutor.records.models.submissions import LearnerRow
from tutor.records.quiz_queries import ITEM_STATISTICS, OPTION_COUNTS
from tutor.records.quiz_values import (
    Asked,
    CardRecord,
    Given,
    Item,
    ItemStatistics,
    Rebuilt,
    ReviewRecord,
    Sitting,
)
from tutor.records.rows import find_or_add

ANSWERED_ELSEWHERE = "This question was already answered in another window. Go to the next one."


class QuizRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def begin(
        self, learner: str, mode: str, module: str | None, asked: Sequence[Asked], now: datetime
    ) -> Sitting:
        """Keep a new sitting with its questions."""
        with transaction(self._engine) as session:
            row = SittingRow(
                learner=find_or_add(session, LearnerRow(name=learner), "name"),
                mode=mode,
                module=module,
                started=now,
            )
            session.add(row)
            session.flush()
            for position, question in enumerate(asked):
                _add_item(session, row, position, question)
            return _sitting(row)

    def unfinished(
        self, learner: str, mode: str, module: str | None, since: datetime
    ) -> Sitting | None:
        """The learner's newest sitting of this kind that was begun and not finished."""
        query = (
            select(SittingRow)
            .join(SittingRow.learner)
            .where(
                LearnerRow.name == learner,
                SittingRow.mode == mode,
                SittingRow.module.is_(None) if module is None else SittingRow.module == module,
                SittingRow.finished.is_(None),
                SittingRow.started >= since,
            )
            .order_by(SittingRow.id.desc())
            .limit(1)
        )
        with transaction(self._reader) as session:
            row = session.scalars(query).one_or_none()
            return _sitting(row) if row else None

    def sitting(self, sitting_id: int, learner: str) -> Sitting:
        """Raises Refused for a sitting that is not this learner's."""
        with transaction(self._reader) as session:
            return _sitting(_own(session, sitting_id, learner))

    def finish(self, sitting_id: int, learner: str, now: datetime) -> None:
        with transaction(self._engine) as session:
            row = _own(session, sitting_id, learner)
            row.finished = row.finished or now

    def items(self, sitting_id: int, learner: str) -> list[Item]:
        """The questions of a sitting, in order."""
        query = (
            select(QuizItemRow, QuizAnswerRow)
            .outerjoin(QuizItemRow.answer)
            .where(QuizItemRow.sitting_id == sitting_id)
            .order_by(QuizItemRow.position)
        )
        with transaction(self._reader) as session:
            _own(session, sitting_id, learner)
            return [_item(row, answer) for row, answer in session.execute(query)]

    def answer(
        self,
        item: Item,
        learner: str,
        given: Given,
        card: CardRecord,
        review: ReviewRecord,
        retry: Asked | None,
    ) -> None:
        """Keep an answer, the review and the card, and ask `retry` at the end; all or nothing.

        Raises Refused when the item was answered before, here or in another window.
        """
        with transaction(self._engine) as session:
            sitting = _own(session, item.sitting_id, learner)
            owner = sitting.learner_id
            row = session.get_one(QuizItemRow, item.id)
            before = session.get(ReviewCardRow, (owner, item.question))
            if row.answer is not None or (before.reviews if before else 0) != card.reviews - 1:
                raise Refused(ANSWERED_ELSEWHERE)
            if sitting.finished is not None:
                raise Refused("This quiz was finished in another window.")
            answer = QuizAnswerRow(
                item_id=item.id,
                learner_id=owner,
                question=item.question,
                answer={"value": given.answer},
                credit=given.credit,
                hinted=given.hinted,
                seconds=given.seconds,
                answered_at=given.at,
            )
            session.add(answer)
            session.flush()
            session.add_all(QuizChoiceRow(answer_id=answer.id, option=o) for o in given.options)
            session.merge(ReviewCardRow(learner_id=owner, **asdict(card)))
            session.add(
                ReviewLogRow(
                    learner_id=owner,
                    question=item.question,
                    number=card.reviews,
                    answer_id=answer.id,
                    **asdict(review),
                )
            )
            if retry is not None:
                last = session.scalars(
                    select(QuizItemRow.position)
                    .where(QuizItemRow.sitting_id == sitting.id)
                    .order_by(QuizItemRow.position.desc())
                    .limit(1)
                ).one()
                session.flush()
                _add_item(session, sitting, last + 1, retry)

    def cards(self, learner: str) -> dict[str, CardRecord]:
        """Every question that a learner has met, by family."""
        query = (
            select(ReviewCardRow)
            .join(LearnerRow, LearnerRow.id == ReviewCardRow.learner_id)
            .where(LearnerRow.name == learner)
        )
        with transaction(self._reader) as session:
            return {row.question: _card(row) for row in session.scalars(query)}

    def reviews(self, learner: str, question: str) -> list[ReviewRecord]:
        """The reviews of one card, oldest first."""
        query = (
            select(ReviewLogRow.rating, ReviewLogRow.reviewed_at, ReviewLogRow.milliseconds)
            .join(LearnerRow, LearnerRow.id == ReviewLogRow.learner_id)
            .where(LearnerRow.name == learner, ReviewLogRow.question == question)
            .order_by(ReviewLogRow.number)
        )
        with transaction(self._reader) as session:
            return [ReviewRecord(*row) for row in session.execute(query)]

    def all_reviews(self) -> dict[tuple[str, str], list[ReviewRecord]]:
        """The reviews of every card, by learner and question, oldest first."""
        query = (
            select(
                LearnerRow.name,
                ReviewLogRow.question,
                ReviewLogRow.rating,
                ReviewLogRow.reviewed_at,
                ReviewLogRow.milliseconds,
            )
            .join(LearnerRow, LearnerRow.id == ReviewLogRow.learner_id)
            .order_by(LearnerRow.name, ReviewLogRow.question, ReviewLogRow.number)
        )
        found: dict[tuple[str, str], list[ReviewRecord]] = {}
        with transaction(self._reader) as session:
            for row in session.execute(query):
                review = ReviewRecord(row.rating, row.reviewed_at, row.milliseconds)
                found.setdefault((row.name, row.question), []).append(review)
        return found

    def parameters(self) -> list[float] | None:
        """The parameters of FSRS that were fitted last."""
        query = select(ScheduleRow.parameters).order_by(ScheduleRow.id.desc()).limit(1)
        with transaction(self._reader) as session:
            row = session.scalars(query).one_or_none()
            return list(row["w"]) if row else None

    def reschedule(
        self, parameters: Sequence[float], cards: Mapping[tuple[str, str], Rebuilt], now: datetime
    ) -> None:
        """Keep new parameters, and the cards that they lead to, by learner and question.

        A card that was reviewed meanwhile keeps what that review said.
        """
        with transaction(self._engine) as session:
            session.add(
                ScheduleRow(parameters={"w": list(parameters)}, reviews=len(cards), fitted_at=now)
            )
            ids = {row.name: row.id for row in session.scalars(select(LearnerRow))}
            for (learner, question), new in cards.items():
                card = session.get_one(ReviewCardRow, (ids[learner], question))
                if card.reviews == new.reviews:
                    card.state, card.due = new.state, new.due
                    card.stability, card.difficulty = new.stability, new.difficulty

    def statistics(self) -> list[ItemStatistics]:
        """One row for each question that was ever answered."""
        with transaction(self._reader) as session:
            return [_statistics(row) for row in session.execute(ITEM_STATISTICS).mappings()]

    def option_counts(self, question: str) -> dict[int, int]:
        """How often each option was ticked."""
        query = OPTION_COUNTS.where(QuizAnswerRow.question == question)
        with transaction(self._reader) as session:
            return {row[0]: row[1] for row in session.execute(query)}


def _add_item(session: Session, sitting: SittingRow, position: int, asked: Asked) -> None:
    card = session.get(ReviewCardRow, (sitting.learner_id, asked.question))
    session.add(
        QuizItemRow(
            sitting_id=sitting.id,
            position=position,
            reviews=card.reviews if card else 0,
            **asdict(asked),
        )
    )


def _own(session: Session, sitting_id: int, learner: str) -> SittingRow:
    row = session.get(SittingRow, sitting_id)
    if row is None or row.learner.name != learner:
        raise Refused("You have no such quiz. Start one with `tutor quiz`.")
    return row


def _sitting(row: SittingRow) -> Sitting:
    return Sitting(row.id, row.learner.name, row.mode, row.module, row.started, row.finished)


def _item(row: QuizItemRow, answer: QuizAnswerRow | None) -> Item:
    return Item(
        id=row.id,
        sitting_id=row.sitting_id,
        position=row.position,
        question=row.question,
        version=row.version,
        seed=row.seed,
        parameters=row.parameters,
        reviews=row.reviews,
        again=row.again,
        answer=answer.answer["value"] if answer else None,
        credit=answer.credit if answer else None,
    )


def _card(row: ReviewCardRow) -> CardRecord:
    return CardRecord(
        question=row.question,
        reviews=row.reviews,
        state=row.state,
        stability=row.stability,
        difficulty=row.difficulty,
        due=row.due,
        last_review=row.last_review,
        credit=row.credit,
    )


def _statistics(row: RowMapping) -> ItemStatistics:
    """The point-biserial correlation of a question's credit with that of the learner's others.

    The sums come from SQL; SQLite may lack the square root.
    """
    n = row["paired"]
    covariance = n * row["xy"] - row["x"] * row["y"] if n else 0.0
    spread_x = n * row["xx"] - row["x"] ** 2 if n else 0.0
    spread_y = n * row["yy"] - row["y"] ** 2 if n else 0.0
    told = n > 2 and spread_x > 1e-9 and spread_y > 1e-9
    return ItemStatistics(
        question=row["question"],
        answers=row["answers"],
        learners=row["learners"],
        difficulty=row["difficulty"],
        discrimination=covariance / (spread_x * spread_y) ** 0.5 if told else None,
        seconds=row["seconds"],
    )
