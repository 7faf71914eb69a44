"""The records of learners' machines: which may hand in, and what came from them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.gradings import find_submission
from tutor.records.models.machines import MachineRow, SentRow
from tutor.records.models.submissions import LearnerRow
from tutor.records.people import Person, person

_OFTEN_ENOUGH = timedelta(minutes=1)  # to write down that a machine is in use


@dataclass(frozen=True)
class Machine:
    """A machine that may hand in for a learner; `used` is when it last did anything."""

    id: int
    learner: str
    name: str
    since: datetime
    used: datetime
    expires: datetime


@dataclass(frozen=True)
class Sending:
    """How a submission came from a machine: by which key, and made when by that machine's clock."""

    key: str
    made: datetime


class MachineRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def add(self, learner: str, name: str, token_hash: str, now: datetime, until: datetime) -> None:
        """Let a machine hand in until then; those whose time is over are deleted."""
        with transaction(self._engine) as session:
            session.execute(delete(MachineRow).where(MachineRow.expires <= now))
            row = session.scalars(select(LearnerRow).filter_by(name=learner)).one()
            session.add(
                MachineRow(
                    token_hash=token_hash,
                    learner_id=row.id,
                    name=name,
                    since=now,
                    used=now,
                    expires=until,
                )
            )

    def whose(self, token_hash: str, now: datetime) -> Person | None:
        """For whom the machine with this token may hand in; remembers when it asked last."""
        query = select(MachineRow).filter_by(token_hash=token_hash).where(MachineRow.expires > now)
        with transaction(self._reader) as session:
            row = session.scalars(query).one_or_none()
            if row is None:
                return None
            found, used = person(row.learner), row.used
        if now - used > _OFTEN_ENOUGH:  # a machine that waits for its report asks twice a second
            with transaction(self._engine) as session:
                session.execute(
                    update(MachineRow).filter_by(token_hash=token_hash).values(used=now)
                )
        return found

    def all(self, now: datetime) -> list[Machine]:
        """Every machine that may hand in, by learner; of each the newest first."""
        query = (
            select(MachineRow)
            .join(MachineRow.learner)
            .where(MachineRow.expires > now)
            .order_by(LearnerRow.name, MachineRow.since.desc(), MachineRow.id.desc())
        )
        with transaction(self._reader) as session:
            return [
                Machine(row.id, row.learner.name, row.name, row.since, row.used, row.expires)
                for row in session.scalars(query)
            ]

    def remove(self, number: int) -> None:
        """Raises Refused for a machine that is not there."""
        with transaction(self._engine) as session:
            if (row := session.get(MachineRow, number)) is None:
                raise Refused(f"There is no machine number {number}.")
            session.delete(row)

    def forget(self, token_hash: str) -> None:
        with transaction(self._engine) as session:
            session.execute(delete(MachineRow).where(MachineRow.token_hash == token_hash))

    def sent(self, learner: str, key: str) -> int | None:
        """The submission that came from this learner with this key."""
        with transaction(self._reader) as session:
            return sent_before(session, learner, key)

    def made(self, submissions: Collection[int]) -> dict[int, datetime]:
        """When each of these was made by the clock of its machine, of those that came from one."""
        query = select(SentRow).where(SentRow.submission_id.in_(submissions))
        with transaction(self._reader) as session:
            return {row.submission_id: row.made for row in session.scalars(query)}


def sent_before(session: Session, learner: str, key: str) -> int | None:
    """The submission that came from this learner with this key."""
    query = select(SentRow.submission_id).join(LearnerRow, LearnerRow.id == SentRow.learner_id)
    return session.scalars(
        query.where(LearnerRow.name == learner, SentRow.key == key)
    ).one_or_none()


def note_sending(session: Session, submission_id: int, sending: Sending) -> None:
    """Remember how a submission came, in the transaction that stores it."""
    learner_id = find_submission(session, submission_id).learner_id
    session.add(
        SentRow(
            submission_id=submission_id, learner_id=learner_id, key=sending.key, made=sending.made
        )
    )
