"""The quizzes in a learner's history: what was answered, and the reviews that it made."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tutor.records.history_values import AnswerEntry, ReviewEntry, SittingEntry
from tutor.records.models.quizzes import (
    QuizAnswerRow,
    QuizChoiceRow,
    QuizItemRow,
    ReviewCardRow,
    ReviewLogRow,
    SittingRow,
)
from tutor.records.quiz_values import CardRecord, ReviewRecord

Rebuild = Callable[[str, float, Sequence[ReviewRecord]], CardRecord]
"""The card of a question, from the credit of its last answer and its reviews, oldest first."""


def sittings_of(session: Session, owner: int) -> Iterable[SittingEntry]:
    """The sittings in which something was answered, oldest first."""
    options = defaultdict(list)
    for choice in session.scalars(
        select(QuizChoiceRow)
        .join(QuizAnswerRow, QuizAnswerRow.id == QuizChoiceRow.answer_id)
        .where(QuizAnswerRow.learner_id == owner)
        .order_by(QuizChoiceRow.option)
    ):
        options[choice.answer_id].append(choice.option)
    logs = session.scalars(select(ReviewLogRow).where(ReviewLogRow.learner_id == owner))
    reviews = {row.answer_id: _review(row) for row in logs}
    answers = defaultdict(list)
    answered = (
        select(QuizItemRow, QuizAnswerRow)
        .join(QuizItemRow.answer)
        .where(QuizAnswerRow.learner_id == owner)
        .order_by(QuizItemRow.position)
    )
    for item, row in session.execute(answered):
        entry = _answer(item, row, options[row.id], reviews.get(row.id))
        answers[item.sitting_id].append(entry)
    query = select(SittingRow).where(SittingRow.learner_id == owner)
    for sitting in session.scalars(query.order_by(SittingRow.started, SittingRow.id)):
        if sitting.id in answers:
            yield SittingEntry(
                sitting.mode,
                sitting.module,
                sitting.started,
                sitting.finished,
                tuple(answers[sitting.id]),
            )


def merge_sittings(
    session: Session, owner: int, entries: Sequence[SittingEntry], rebuild: Rebuild
) -> int:
    """How many answers were new. The cards of their questions are built again."""
    questions: set[str] = set()
    added = 0
    for entry in entries:
        sitting = _sitting(session, owner, entry)
        for answer in entry.answers:
            if _merge_answer(session, sitting, answer):
                questions.add(answer.question)
                added += 1
    for question in questions:
        _number_reviews(session, owner, question)
        _rebuild(session, owner, question, rebuild)
    return added


def _sitting(session: Session, owner: int, entry: SittingEntry) -> SittingRow:
    """The same sitting, or a new one; it is finished where it was finished anywhere."""
    same = {"mode": entry.mode, "module": entry.module, "started": entry.started}
    query = select(SittingRow).filter_by(learner_id=owner, **same).order_by(SittingRow.id)
    row = session.scalars(query.limit(1)).one_or_none()
    if row is None:
        row = SittingRow(learner_id=owner, finished=entry.finished, **same)
        session.add(row)
        session.flush()
    ends = [end for end in (row.finished, entry.finished) if end is not None]
    row.finished = min(ends, default=None)
    return row


def _merge_answer(session: Session, sitting: SittingRow, entry: AnswerEntry) -> bool:
    """Add an answer that is not there yet, and its review: in its place, or else at the end."""
    items = session.scalars(select(QuizItemRow).where(QuizItemRow.sitting_id == sitting.id)).all()
    for item in items:
        if _shows(item, entry) and item.answer and item.answer.answered_at == entry.answered_at:
            return False
    at_place = next((item for item in items if item.position == entry.position), None)
    if at_place is not None and at_place.answer is None and _shows(at_place, entry):
        item = at_place  # drawn here, and answered in a copy of these records
    else:
        last = max((item.position for item in items), default=-1)
        item = _item(sitting, entry, last + 1 if at_place else entry.position)
        session.add(item)
        session.flush()
    answer = QuizAnswerRow(
        item_id=item.id,
        learner_id=sitting.learner_id,
        question=entry.question,
        answer={"value": entry.answer},
        credit=entry.credit,
        hinted=entry.hinted,
        seconds=entry.seconds,
        answered_at=entry.answered_at,
    )
    session.add(answer)
    session.flush()
    session.expire(item, ["answer"])
    session.add_all(QuizChoiceRow(answer_id=answer.id, option=o) for o in set(entry.options))
    if entry.review is not None:
        session.add(_log(sitting.learner_id, answer, entry.review))
    session.flush()
    return True


def _shows(item: QuizItemRow, entry: AnswerEntry) -> bool:
    asked = (entry.question, entry.version, entry.seed)
    return (item.question, item.version, item.seed) == asked


def _item(sitting: SittingRow, entry: AnswerEntry, position: int) -> QuizItemRow:
    return QuizItemRow(
        sitting_id=sitting.id,
        position=position,
        question=entry.question,
        version=entry.version,
        concept=entry.concept,
        seed=entry.seed,
        parameters=entry.parameters,
        reviews=entry.earlier,
        again=entry.again,
    )


def _log(owner: int, answer: QuizAnswerRow, review: ReviewEntry) -> ReviewLogRow:
    """Its number, which must be free, is given when all are there."""
    return ReviewLogRow(
        learner_id=owner,
        question=answer.question,
        number=-answer.id,
        answer_id=answer.id,
        rating=review.rating,
        reviewed_at=review.reviewed_at,
        milliseconds=review.milliseconds,
    )


def _number_reviews(session: Session, owner: int, question: str) -> None:
    """Number the reviews of a question in the order of time."""
    rows = _logs(session, owner, question)
    for row in rows:
        row.number = -row.answer_id
    session.flush()
    for number, row in enumerate(rows, start=1):
        row.number = number
    session.flush()


def _logs(session: Session, owner: int, question: str) -> list[ReviewLogRow]:
    query = select(ReviewLogRow).filter_by(learner_id=owner, question=question)
    return sorted(session.scalars(query), key=_time)


def _time(row: ReviewLogRow) -> tuple[object, ...]:
    milliseconds = -1 if row.milliseconds is None else row.milliseconds
    return row.reviewed_at.astimezone(UTC), row.rating, milliseconds, row.answer_id


def _rebuild(session: Session, owner: int, question: str, rebuild: Rebuild) -> None:
    rows = _logs(session, owner, question)
    if not rows:
        return
    credit = session.get_one(QuizAnswerRow, rows[-1].answer_id).credit
    log = [ReviewRecord(row.rating, row.reviewed_at, row.milliseconds) for row in rows]
    card = rebuild(question, credit, log)
    session.execute(delete(ReviewCardRow).filter_by(learner_id=owner, question=question))
    session.add(ReviewCardRow(learner_id=owner, **vars(card)))
    session.flush()


def _review(row: ReviewLogRow) -> ReviewEntry:
    return ReviewEntry(row.rating, row.reviewed_at, row.milliseconds)


def _answer(
    item: QuizItemRow, row: QuizAnswerRow, options: Sequence[int], review: ReviewEntry | None
) -> AnswerEntry:
    return AnswerEntry(
        position=item.position,
        question=item.question,
        version=item.version,
        concept=item.concept,
        seed=item.seed,
        parameters=item.parameters,
        earlier=item.reviews,
        again=item.again,
        answer=row.answer["value"],
        credit=row.credit,
        hinted=row.hinted,
        seconds=row.seconds,
        answered_at=row.answered_at,
        options=tuple(options),
        review=review,
    )
