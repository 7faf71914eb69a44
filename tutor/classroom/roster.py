"""Who is in the class, what they may do, and how they sign in.

A code is drawn here, shown once and kept only as an argon2 hash. A session's token is in the cookie
alone; the records have its SHA-256. Whoever guesses is slowed down, by name and by address.
"""

import csv
import hashlib
import io
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from tutor.errors import Refused
from tutor.people import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person

MAX_ROSTER = 1_000_000  # characters
MAX_NAME = 100
SESSION = timedelta(days=14)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another
_CODE_GROUPS, _GROUP = 3, 4  # 31**12 codes: 59 bits
_WINDOW = timedelta(minutes=15)
_TRIES_OF_NAME, _TRIES_FROM_ADDRESS = 10, 50
WRONG = "The name and the code do not fit together."
WAIT = "Too many tries; wait a quarter of an hour and try again."
_COLUMNS = {
    "name": {"name", "login", "user", "username", "id", "sis login id", "student id", "netid"},
    "full_name": {"full name", "full_name", "student", "display name"},
    "section": {"section", "group", "class"},
    "role": {"role"},
    "email": {"email", "e-mail", "email address", "mail"},
}


@dataclass(frozen=True)
class RosterLine:
    """One line of an imported file: a person, or what is wrong with the line."""

    line: int
    person: Person | None
    problem: str = ""
    is_new: bool = True


class Roster:
    """The people of a class. What changes them asks for an instructor."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.records = store.people
        self.clock = clock
        self.hasher = PasswordHasher()
        self.nobody = self.hasher.hash(secrets.token_hex())

    def people(self, viewer: Viewer) -> list[Person]:
        viewer.require_instructor()
        return self.records.all()

    def preview(self, viewer: Viewer, text: str) -> list[RosterLine]:
        """What a CSV file would change, line by line; nothing is kept. Raises Refused."""
        viewer.require_instructor()
        return _lines(text, {person.name: person for person in self.records.all()})

    def enrol(self, viewer: Viewer, lines: Sequence[RosterLine]) -> int:
        """Keep the people of a preview; return how many."""
        viewer.require_instructor()
        people = [line.person for line in lines if line.person is not None]
        after = {p.name: p.role for p in [*self.records.all(), *people]}
        before = {p.role for p in self.records.all()}
        if Role.INSTRUCTOR in before and Role.INSTRUCTOR not in after.values():
            raise Refused("Nobody would be an instructor any more; leave one of them as they are.")
        self.records.keep(people)
        return len(people)

    def set_role(self, viewer: Viewer, name: str, role: Role) -> None:
        """Raises Refused when the last instructor would be gone."""
        viewer.require_instructor()
        person = self._known(name)
        teachers = [p for p in self.records.all() if p.role == Role.INSTRUCTOR]
        if role is Role.LEARNER and [p.name for p in teachers] == [name]:
            raise Refused(f"{name} is the only instructor; name another one first.")
        self.records.keep([Person(name, role, person.full_name, person.section)])

    def new_code(self, viewer: Viewer, name: str) -> str:
        """A fresh code to sign in with: shown now and never again; it ends older sessions."""
        viewer.require_instructor()
        self._known(name)
        groups = [
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_CODE_GROUPS)
        ]
        self.records.set_code(name, self.hasher.hash("".join(groups)))
        return "-".join(groups)

    def sign_in(self, name: str, code: str, address: str) -> str:
        """Return a token for the cookie. Raises Refused, in the same words whatever was wrong."""
        name, address = name.strip()[:MAX_NAME], address[:100]
        now = self.clock()
        this = self.records.begin_try(name, address, now, now - _WINDOW)
        if this.of_name >= _TRIES_OF_NAME or this.from_address >= _TRIES_FROM_ADDRESS:
            raise Refused(WAIT)
        known = self.records.code_hash(name)
        cleaned = "".join(c for c in code[:MAX_NAME].casefold() if c in _ALPHABET)
        # An unknown name takes as long as a known one.
        if not self._fits(known or self.nobody, cleaned) or known is None:
            raise Refused(WRONG)
        self.records.forget_try(this.id)
        token = secrets.token_urlsafe(32)
        self.records.open_session(name, _hash(token), now, now + SESSION)
        return token

    def signed_in(self, token: str | None) -> Viewer | None:
        """Who this cookie belongs to."""
        if not token or len(token) > MAX_NAME:
            return None
        person = self.records.who(_hash(token), self.clock())
        return Viewer(person.name, Role(person.role)) if person else None

    def sign_out(self, token: str | None) -> None:
        if token:
            self.records.close_session(_hash(token[:MAX_NAME]))

    def known_by(self, identity: str) -> Viewer | None:
        """Somebody whom an identity provider vouches for, if they are on the roster."""
        person = self.records.find(identity)
        return Viewer(person.name, Role(person.role)) if person else None

    def _known(self, name: str) -> Person:
        person = self.records.find(name)
        if person is None:
            raise Refused(f"There is nobody called '{name}' on the roster.")
        return person

    def _fits(self, code_hash: str, code: str) -> bool:
        try:
            return self.hasher.verify(code_hash, code)
        except Argon2Error:
            return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _lines(text: str, known: Mapping[str, Person]) -> list[RosterLine]:
    if len(text) > MAX_ROSTER:
        raise Refused(f"The roster is {len(text):,} characters long; {MAX_ROSTER:,} are read.")
    text = text.removeprefix("\ufeff")
    try:
        delimiter = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t").delimiter
    except csv.Error:
        delimiter = ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(f"The roster cannot be read as CSV: {error}.") from None
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise Refused("The roster is empty; its first line should name the columns, as in `name`.")
    places = _columns(rows[0])
    found: list[RosterLine] = []
    taken: set[str] = set()
    seen = {_looks(name): name for name in known}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            found.append(_line(number, row, places, known, taken, seen))
    return found


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column is. Raises Refused without a column of names."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        for column, titles in _COLUMNS.items():
            if title.strip().casefold() in titles:
                places.setdefault(column, place)
    places.setdefault("name", places.get("email", -1))
    if places["name"] < 0:
        raise Refused(
            "The roster's first line names no column that identifies people: call it `name`, "
            "`login` or `email`."
        )
    return places


def _line(
    number: int,
    row: Sequence[str],
    places: dict[str, int],
    known: Mapping[str, Person],
    taken: set[str],
    seen: dict[str, str],
) -> RosterLine:
    """`taken` are the names of earlier lines; `seen` maps what names look like to the names."""

    def cell(column: str) -> str:
        place = places.get(column, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    name, role = unicodedata.normalize("NFC", cell("name")), cell("role").casefold()
    stored = known.get(name, Person(name, Role.LEARNER))
    role = role or stored.role  # what the file does not say stays as it is
    twin = seen.get(_looks(name), name)
    problem = ""
    if not name:
        problem = "it has no name"
    elif len(name) > MAX_NAME or not name.isprintable() or _hides_something(name):
        problem = f"the name is longer than {MAX_NAME} characters or holds signs nobody can type"
    elif name in taken:
        problem = f"{name} stands here twice"
    elif twin != name:
        problem = f"{name} looks like {twin}, who is somebody else"
    elif role not in ("learner", "student", "instructor", "teacher"):
        problem = f"the role '{role[:30]}' is none of learner, instructor"
    if problem:
        return RosterLine(number, None, problem)
    taken.add(name)
    seen[_looks(name)] = name
    teaches = role in ("instructor", "teacher")
    person = Person(
        name=name,
        role=Role.INSTRUCTOR if teaches else Role.LEARNER,
        full_name=_one_line(cell("full_name"))[:200] or stored.full_name,
        section=_one_line(cell("section"))[:100] or stored.section,
    )
    return RosterLine(number, person, is_new=name not in known)


def _looks(name: str) -> str:
    """What names that look the same have in common."""
    return unicodedata.normalize("NFKC", name).casefold()


def _hides_something(name: str) -> bool:
    """Whether there are signs in a name that nobody sees."""
    return any(
        unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0000"
        for c in name
    )


def _one_line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
