"""The records of work: what waits to be graded, who grades it until when, and what became of it.

Work is claimed with a lease. Whoever holds it extends the lease while they live; when it has run
out, or when its process is seen to be gone, another may take the work over, and what the first one
still sends is not kept.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, or_, select, update
from sqlalchemy.orm import Session

from tutor.records.database import transaction
from tutor.records.gradings import add_grading
from tutor.records.models.submissions import SubmissionRow
from tutor.records.models.work import WorkRow
from tutor.records.queries import WAITING
from tutor.records.regrades import add_regraded
from tutor.records.turns import next_turn
from tutor.records.ungraded import Ungraded, ungraded
from tutor.records.work_values import OPEN, Work, WorkState, WorkStatus
from tutor.records.workers import has_died

MOST_ATTEMPTS = 3
STOPPED = f"The grader stopped {MOST_ATTEMPTS} times while it graded this submission."
_NOT_BEGUN: Mapping[str, Any] = {"state": WorkState.WAITING, "worker": None, "lease": None}


class WorkRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def add(self, submissions: Sequence[int], device: str, regrade_id: int | None = None) -> int:
        """Queue those that are not open yet; return how many that were."""
        with transaction(self._engine) as session:
            found = _open_submissions(session, regrade_id)
            new = [number for number in submissions if number not in found]
            for number in new:
                add_work(session, number, device, regrade_id)
            return len(new)

    def unmarked(self) -> list[int]:
        """The submissions without a mark in force that are not queued, oldest first."""
        with transaction(self._reader) as session:
            return _unmarked(session)

    def ungraded(self, learner: str | None = None) -> list[Ungraded]:
        """The submissions of all or of one learner without a mark in force, oldest first, and how
        far they are."""
        with transaction(self._reader) as session:
            return ungraded(session, learner)

    def take_up(self, submissions: Collection[int], device: str) -> None:
        """Queue those of these that have no mark and are not open, in one step, so that none is
        graded twice."""
        with transaction(self._engine) as session:
            wanted = set(submissions)
            for number in [n for n in _unmarked(session) if n in wanted]:
                add_work(session, number, device)

    def begin_again(self) -> None:
        """What processes that are gone have begun counts as not begun: somebody has come to finish
        it, and whoever killed those processes, it need not be the submission."""
        now = datetime.now(UTC)
        with transaction(self._engine) as session:
            left = or_(WorkRow.lease < now, WorkRow.worker.in_(_dead(session)))
            abandoned = and_(WorkRow.state == WorkState.RUNNING, left)
            session.execute(update(WorkRow).where(abandoned).values(attempts=0, **_NOT_BEGUN))

    def let_go_of_the_dead(self) -> None:
        """End the leases of processes of this machine that are gone."""
        with transaction(self._reader) as session:
            if not _dead(session):
                return
        with transaction(self._engine) as session:
            of_the_dead = WorkRow.worker.in_(_dead(session))
            running = WorkRow.state == WorkState.RUNNING
            over = datetime.now(UTC) - timedelta(seconds=1)
            session.execute(update(WorkRow).where(running, of_the_dead).values(lease=over))

    def claim(
        self, worker: str, lease: timedelta, among: Collection[int] | None = None
    ) -> Work | None:
        """Take the piece of work that is free and whose turn it is, of all or among these
        submissions."""
        now = datetime.now(UTC)
        abandoned = and_(WorkRow.state == WorkState.RUNNING, WorkRow.lease < now)
        free = or_(WorkRow.state == WorkState.WAITING, abandoned)
        candidates = select(WorkRow.id).where(free)
        if among is not None:
            candidates = candidates.where(WorkRow.submission_id.in_(among))
        first = candidates.order_by(WorkRow.turn, WorkRow.id).limit(1)
        first = first.with_for_update(skip_locked=True)
        taken = {
            "state": WorkState.RUNNING,
            "worker": worker,
            "lease": now + lease,
            "attempts": WorkRow.attempts + 1,
        }
        with transaction(self._reader) as session:
            if session.scalar(candidates.limit(1)) is None:
                return None  # looked at without a lock: most of the time nothing waits
        with transaction(self._engine) as session:
            session.execute(
                update(WorkRow)
                .where(abandoned, WorkRow.attempts >= MOST_ATTEMPTS)
                .values(state=WorkState.FAILED, error=STOPPED, finished=now)
            )
            claimed = update(WorkRow).where(WorkRow.id == first.scalar_subquery()).values(taken)
            row = session.scalars(claimed.returning(WorkRow)).one_or_none()
            return _work(row) if row else None

    def extend(self, worker: str, lease: timedelta, submissions: Collection[int]) -> None:
        """Hold what this worker is doing to these submissions for longer."""
        held = (*_held_by(worker), WorkRow.submission_id.in_(submissions))
        with transaction(self._engine) as session:
            until = datetime.now(UTC) + lease
            session.execute(update(WorkRow).where(*held).values(lease=until))

    def release(self, worker: str) -> None:
        """Give back all that this worker has, as if it had not begun."""
        with transaction(self._engine) as session:
            back = update(WorkRow).where(*_held_by(worker))
            session.execute(back.values(attempts=WorkRow.attempts - 1, **_NOT_BEGUN))

    def keep(self, work: Work, worker: str, report: Mapping[str, Any]) -> bool:
        """Keep the report of work that is not done yet; False where another has taken it over."""
        with transaction(self._engine) as session:
            if _held(session, work, worker) is None:
                return False
            _keep(session, work, report)
            return True

    def finish(self, work: Work, worker: str, report: Mapping[str, Any] | None = None) -> bool:
        """The work is done; with its report in the same step, unless that was kept before.

        False where another has taken the work over.
        """
        with transaction(self._engine) as session:
            row = _held(session, work, worker)
            if row is None:
                return False
            if report is not None:
                _keep(session, work, report)
            _end(row, WorkState.DONE)
            return True

    def fail(
        self,
        work: Work,
        worker: str,
        error: str,
        report: Mapping[str, Any] | None = None,
        again: bool = False,
    ) -> None:
        """Keep in words why the grader failed, and the report in which it did.

        With `again` the work waits for another attempt, unless there were too many.
        """
        with transaction(self._engine) as session:
            row = _held(session, work, worker)
            if row is None:
                return
            if report is not None and work.regrade_id is None:
                add_grading(session, work.submission_id, report)
            if again and row.attempts < MOST_ATTEMPTS:
                row.state, row.error = WorkState.WAITING, error
                row.worker, row.lease = None, None
            else:
                _end(row, WorkState.FAILED, error)

    def statuses(self, submissions: Collection[int]) -> dict[int, WorkStatus]:
        """The newest work on each of these submissions that was for its mark."""
        asked = (WorkRow.submission_id.in_(submissions), WorkRow.regrade_id.is_(None))
        return {status.submission_id: status for status in self._statuses(*asked)}

    def statuses_of_regrade(self, regrade_id: int) -> list[WorkStatus]:
        """All work for a regrade, oldest first."""
        return self._statuses(WorkRow.regrade_id == regrade_id)

    def _statuses(self, *asked: ColumnElement[bool]) -> list[WorkStatus]:
        query = (
            select(
                WorkRow.id,
                WorkRow.submission_id,
                SubmissionRow.learner_id,
                WorkRow.state,
                WorkRow.error,
            )
            .join(WorkRow.submission)
            .where(*asked)
            .order_by(WorkRow.id)
        )
        with transaction(self._reader) as session:
            return [
                WorkStatus(
                    row.id, row.submission_id, row.learner_id, WorkState(row.state), row.error
                )
                for row in session.execute(query)
            ]


def add_work(
    session: Session, submission_id: int, device: str, regrade_id: int | None = None
) -> None:
    """Queue a submission, in a transaction of the caller."""
    session.add(
        WorkRow(
            submission_id=submission_id,
            regrade_id=regrade_id,
            device=device,
            state=WorkState.WAITING,
            attempts=0,
            queued=datetime.now(UTC),
            turn=next_turn(session, submission_id, OPEN),
        )
    )


def _keep(session: Session, work: Work, report: Mapping[str, Any]) -> None:
    if work.regrade_id is None:
        add_grading(session, work.submission_id, report)
    else:
        add_regraded(session, work.regrade_id, work.submission_id, report)


def _end(row: WorkRow, state: WorkState, error: str | None = None) -> None:
    row.state, row.error = state, error
    row.lease, row.finished = None, datetime.now(UTC)


def _unmarked(session: Session) -> list[int]:
    queued = _open_submissions(session, None)
    return [number for number in session.scalars(WAITING) if number not in queued]


def _open_submissions(session: Session, regrade_id: int | None) -> set[int]:
    same = WorkRow.regrade_id.is_(None) if regrade_id is None else WorkRow.regrade_id == regrade_id
    return set(session.scalars(select(WorkRow.submission_id).where(WorkRow.state.in_(OPEN), same)))


def _dead(session: Session) -> list[str]:
    """Those who have work and whose process is gone."""
    running = WorkRow.state == WorkState.RUNNING
    workers = session.scalars(select(WorkRow.worker).distinct().where(running))
    return [worker for worker in workers if worker is not None and has_died(worker)]


def _held_by(worker: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return WorkRow.state == WorkState.RUNNING, WorkRow.worker == worker


def _held(session: Session, work: Work, worker: str) -> WorkRow | None:
    """The row, while it is still this attempt of this worker."""
    row = session.get(WorkRow, work.id)
    if row is None or (row.state, row.worker, row.attempts) != (
        WorkState.RUNNING,
        worker,
        work.attempts,
    ):
        return None
    return row


def _work(row: WorkRow) -> Work:
    submission = row.submission
    return Work(
        id=row.id,
        submission_id=row.submission_id,
        regrade_id=row.regrade_id,
        learner_id=submission.learner_id,
        exercise=submission.exercise,
        filename=submission.filename,
        source=submission.source.text,
        device=row.device,
        attempts=row.attempts,
    )
