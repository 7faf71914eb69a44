"""Whose work comes next: learners take turns, however much each of them has submitted.

Work is done by its turn, and of equal turns the oldest first. Each submission of a learner has a
later turn than the one before, and none has an earlier turn than what is open now. So a tenth
submission waits behind everybody's first, and behind nobody's tenth that comes later.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tutor.records.models.submissions import SubmissionRow
from tutor.records.models.work import WorkRow


def next_turn(session: Session, submission_id: int, open_states: tuple[str, ...]) -> int:
    """The turn of new work on this submission, in a transaction of the caller."""
    learner = select(SubmissionRow.learner_id).where(SubmissionRow.id == submission_id)
    own = (
        select(func.max(WorkRow.turn))
        .join(WorkRow.submission)
        .where(SubmissionRow.learner_id == learner.scalar_subquery())
    )
    first_open = select(func.min(WorkRow.turn)).where(WorkRow.state.in_(open_states))
    begun = session.scalar(first_open)
    if begun is None:  # nothing is open: nobody is behind anybody
        begun = session.scalar(select(func.max(WorkRow.turn))) or 0
    last = session.scalar(own)
    return begun if last is None else max(begun, last + 1)
