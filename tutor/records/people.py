"""The records of people: the roster, codes to sign in with, who is signed in, failed tries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.models.classes import SignInRow, SignInTryRow
from tutor.records.models.machines import MachineRow
from tutor.records.models.submissions import LearnerRow
from tutor.records.rows import find_or_add


@dataclass(frozen=True)
class Person:
    """Somebody on the roster. `has_code` says whether they can sign in with a code."""

    name: str
    role: str
    full_name: str = ""
    section: str = ""
    has_code: bool = False


@dataclass(frozen=True)
class SignInTry:
    """A try to sign in, and what came before it from its address: how many tries of this name, and
    of how many names."""

    id: int
    of_name: int
    names: int


class PeopleRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def all(self) -> list[Person]:
        """Everybody, by name."""
        with transaction(self._reader) as session:
            rows = session.scalars(select(LearnerRow).order_by(LearnerRow.name))
            return [person(row) for row in rows]

    def find(self, name: str) -> Person | None:
        with transaction(self._reader) as session:
            row = session.scalars(select(LearnerRow).filter_by(name=name)).one_or_none()
            return person(row) if row else None

    def keep(self, people: Iterable[Person]) -> None:
        """Add these people, or bring what is known of them up to date; all or nothing."""
        with transaction(self._engine) as session:
            for person in people:
                row = find_or_add(session, LearnerRow(name=person.name), "name")
                row.role, row.full_name = person.role, person.full_name
                row.section = person.section

    def set_code(self, name: str, code_hash: str | None) -> None:
        """Give a new code. It ends this person's sessions, machines and waits. Raises Refused."""
        with transaction(self._engine) as session:
            row = session.scalars(select(LearnerRow).filter_by(name=name)).one_or_none()
            if row is None:
                raise Refused(f"There is nobody called '{name}' on the roster.")
            row.code_hash = code_hash
            session.execute(delete(SignInRow).where(SignInRow.learner_id == row.id))
            session.execute(delete(MachineRow).where(MachineRow.learner_id == row.id))
            session.execute(delete(SignInTryRow).where(SignInTryRow.name == name))

    def code_hash(self, name: str) -> str | None:
        query = select(LearnerRow.code_hash).where(LearnerRow.name == name)
        with transaction(self._reader) as session:
            return session.scalars(query).one_or_none()

    def begin_try(self, name: str, address: str, now: datetime, since: datetime) -> SignInTry:
        """Record a try before it is judged, and count the tries since then.

        Those before `since` are deleted.
        """
        here = SignInTryRow.address == address
        of_name = select(func.count()).where(here, SignInTryRow.name == name)
        names = select(func.count(SignInTryRow.name.distinct())).where(here)
        with transaction(self._engine) as session:
            session.execute(delete(SignInTryRow).where(SignInTryRow.at < since))
            before = session.scalar(of_name) or 0, session.scalar(names) or 0
            row = SignInTryRow(name=name, address=address, at=now)
            session.add(row)
            session.flush()
            return SignInTry(row.id, *before)

    def drop_try(self, number: int) -> None:
        """It was not judged, so it does not count."""
        with transaction(self._engine) as session:
            session.execute(delete(SignInTryRow).where(SignInTryRow.id == number))

    def drop_tries(self, name: str, address: str) -> None:
        """The code was right in the end, so none of these counts."""
        these = delete(SignInTryRow).where(SignInTryRow.name == name)
        with transaction(self._engine) as session:
            session.execute(these.where(SignInTryRow.address == address))

    def open_session(self, name: str, token_hash: str, now: datetime, expires: datetime) -> None:
        """Somebody is signed in until then; sessions that have expired are deleted."""
        with transaction(self._engine) as session:
            session.execute(delete(SignInRow).where(SignInRow.expires <= now))
            row = session.scalars(select(LearnerRow).filter_by(name=name)).one()
            session.add(SignInRow(token_hash=token_hash, learner_id=row.id, expires=expires))

    def who(self, token_hash: str, now: datetime) -> Person | None:
        """Who is signed in with this token."""
        query = select(SignInRow).where(SignInRow.token_hash == token_hash, SignInRow.expires > now)
        with transaction(self._reader) as session:
            row = session.scalars(query).one_or_none()
            return person(row.learner) if row else None

    def close_session(self, token_hash: str) -> None:
        with transaction(self._engine) as session:
            session.execute(delete(SignInRow).where(SignInRow.token_hash == token_hash))


def person(row: LearnerRow) -> Person:
    """What is known of somebody, out of their row."""
    return Person(row.name, row.role, row.full_name, row.section, row.code_hash is not None)
