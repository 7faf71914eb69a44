"""Who is in the class and what they may do. For instructors."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewing
from tutor.records import Store
from tutor.records.people import Person

MAX_ROSTER = 1_000_000  # characters
MAX_NAME = 100
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
    """The people of a class."""

    def __init__(self, store: Store, viewer: Viewing) -> None:
        self.records = store.people
        self.viewer = viewer

    def people(self) -> list[Person]:
        self.viewer().require_instructor()
        return self.records.all()

    def preview(self, text: str) -> list[RosterLine]:
        """What a CSV file would change, line by line; nothing is stored. Raises Refused."""
        self.viewer().require_instructor()
        return _lines(text, {person.name: person for person in self.records.all()})

    def enrol(self, lines: Sequence[RosterLine]) -> int:
        """Store the people of a preview; return how many."""
        self.viewer().require_instructor()
        people = [line.person for line in lines if line.person is not None]
        after = {p.name: p.role for p in [*self.records.all(), *people]}
        before = {p.role for p in self.records.all()}
        if Role.INSTRUCTOR in before and Role.INSTRUCTOR not in after.values():
            raise Refused(
                "The class would have no instructor left. Keep one of them as an instructor."
            )
        self.records.keep(people)
        return len(people)

    def set_role(self, name: str, role: Role) -> None:
        """Raises Refused when the last instructor would be gone."""
        self.viewer().require_instructor()
        person = self._known(name)
        teachers = [p for p in self.records.all() if p.role == Role.INSTRUCTOR]
        if role is Role.LEARNER and [p.name for p in teachers] == [name]:
            raise Refused(f"{name} is the only instructor. Make somebody else an instructor first.")
        self.records.keep([Person(name, role, person.full_name, person.section)])

    def _known(self, name: str) -> Person:
        person = self.records.find(name)
        if person is None:
            raise Refused(f"There is nobody called '{name}' on the roster.")
        return person


def _lines(text: str, known: Mapping[str, Person]) -> list[RosterLine]:
    if len(text) > MAX_ROSTER:
        raise Refused(
            f"The roster is {len(text):,} characters long; at most {MAX_ROSTER:,} are allowed."
        )
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
        raise Refused(
            "The roster is empty. Its first line should name the columns, for example `name`."
        )
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
            "The roster's first line has no column that identifies people. Add one called `name`, "
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
        problem = f"the name is longer than {MAX_NAME} characters or has invisible characters"
    elif name in taken:
        problem = f"{name} is in the file twice"
    elif twin != name:
        problem = f"{name} looks the same as {twin}, who is another person"
    elif role not in ("learner", "student", "instructor", "teacher"):
        problem = f"the role '{role[:30]}' is not learner or instructor"
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
    """Whether a name has invisible characters."""
    return any(
        unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0000"
        for c in name
    )


def _one_line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
