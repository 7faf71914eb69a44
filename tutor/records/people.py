"""The records of people: the roster, codes to sign in with, who is signed in, failed tries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, Select, delete, func, select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.models.classes import IdentifierRow, SignInRow, SignInTryRow
from tutor.records.models.machines import MachineRow
from tutor.records.models.submissions import LearnerRow
from tutor.records.rows import find_or_add

Identifier = tuple[str, str]
"""What another system calls a person: the kind (`email`, `canvas`, ...) and the value."""


@dataclass(frozen=True)
class Person:
    """Somebody on the roster. `has_code` says whether they can sign in with a code.

    Who is not `enrolled` is known from their work alone, or was `removed` from the class.
    """

    name: str
    role: str
    full_name: str = ""
    section: str = ""
    has_code: bool = False
    enrolled: bool = field(default=True, compare=False)
    removed: bool = field(default=False, compare=False)
    identifiers: tuple[Identifier, ...] = field(default=(), compare=False)


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

    def all(self, removed: bool = False) -> list[Person]:
        """Everybody by name: those of the class, or with `removed` those who were in it as well."""
        query = select(LearnerRow).order_by(LearnerRow.name)
        if not removed:
            query = query.where(LearnerRow.enrolment != "removed")
        with transaction(self._reader) as session:
            said: dict[int, list[Identifier]] = {}
            for row in session.scalars(select(IdentifierRow).order_by(IdentifierRow.value)):
                said.setdefault(row.learner_id, []).append((row.kind, row.value))
            return [person(row, said.get(row.id, ())) for row in session.scalars(query)]

    def find(self, name: str) -> Person | None:
        """Somebody of the class."""
        with transaction(self._reader) as session:
            row = session.scalars(_in_class(name)).one_or_none()
            return person(row) if row else None

    def keep(self, people: Iterable[Person]) -> None:
        """Enrol these people, or bring what is known of them up to date; all or nothing."""
        with transaction(self._engine) as session:
            for person in people:
                row = find_or_add(session, LearnerRow(name=person.name), "name")
                row.role, row.full_name = person.role, person.full_name
                row.section, row.enrolment = person.section, "enrolled"
                _identify(session, row, person.identifiers)

    def identify(self, said: Mapping[Identifier, str]) -> None:
        """Remember who is meant by what other systems say; whoever is not there is added."""
        with transaction(self._engine) as session:
            for identifier, name in said.items():
                row = find_or_add(session, LearnerRow(name=name), "name")
                _identify(session, row, [identifier])

    def remove(self, names: Iterable[str]) -> None:
        """Take these people out of the class, in which they cannot sign in any more."""
        with transaction(self._engine) as session:
            for name in names:
                row = session.scalars(_in_class(name)).one()
                row.enrolment, row.code_hash = "removed", None
                session.execute(delete(SignInRow).where(SignInRow.learner_id == row.id))
                session.execute(delete(MachineRow).where(MachineRow.learner_id == row.id))

    def rename(self, old: str, new: str) -> None:
        """Give another name to somebody; what they did stays theirs."""
        with transaction(self._engine) as session:
            session.scalars(_in_class(old)).one().name = new

    def set_code(self, name: str, code_hash: str | None) -> None:
        """Give a new code. It ends this person's sessions, machines and waits. Raises Refused."""
        with transaction(self._engine) as session:
            row = session.scalars(_in_class(name)).one_or_none()
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


def _in_class(name: str) -> Select[LearnerRow]:
    return select(LearnerRow).filter_by(name=name).where(LearnerRow.enrolment != "removed")


def _identify(session: Session, row: LearnerRow, said: Iterable[Identifier]) -> None:
    """The newest that is said counts."""
    for kind, value in said:
        session.merge(IdentifierRow(kind=kind, value=value, learner_id=row.id))


def person(row: LearnerRow, said: Iterable[Identifier] = ()) -> Person:
    """What is known of somebody, out of their row."""
    return Person(
        name=row.name,
        role=row.role,
        full_name=row.full_name,
        section=row.section,
        has_code=row.code_hash is not None,
        enrolled=row.enrolment == "enrolled",
        removed=row.enrolment == "removed",
        identifiers=tuple(said),
    )
