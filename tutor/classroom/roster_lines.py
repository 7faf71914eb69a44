"""The lines of a list of people, compared with who is there: added, updated, or what is wrong."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tutor.classroom.names import cleaned, comparable, hides_something, looks, mixes_scripts
from tutor.classroom.roster_table import Table
from tutor.classroom.roster_titles import IDENTIFIERS, ROLES, Column, folded
from tutor.classroom.spreadsheets import harmless
from tutor.learning.viewer import Role
from tutor.records.people import Identifier, Person

MAX_NAME = 100


@dataclass(frozen=True)
class RosterLine:
    """One line of an imported file: a person, or what is wrong with the line."""

    line: int
    person: Person | None
    problem: str = ""
    is_new: bool = True
    note: str = ""
    is_changed: bool = True


class Known:
    """Who is there already and who was met in the file, by all that says who somebody is."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.name: person for person in people}
        self.looks = {looks(name): name for name in self.people}
        self.identifiers: dict[Identifier, str] = {}
        for person in self.people.values():
            self.identifiers |= dict.fromkeys(person.identifiers, person.name)
        every = self.people.values()
        self.full_names = {comparable(p.full_name): p.name for p in every if not p.removed}
        self.full_names.pop("", None)
        self.taken: set[str] = set()

    def meant(self, name: str, identifiers: Sequence[Identifier]) -> list[str]:
        """Who of those that are there is meant: by the name, or else by what identifies them."""
        every = [name] if name in self.people else []
        said = [*identifiers, *([] if every else [identifier("login", name)])]
        every += [self.identifiers[one] for one in said if one in self.identifiers]
        return list(dict.fromkeys(every))

    def namesake(self, person: Person) -> str:
        """Who else has the full name of somebody new."""
        if person.name in self.people:
            return ""
        return self.full_names.get(comparable(person.full_name), "")

    def take(self, person: Person) -> None:
        if full_name := comparable(person.full_name):
            self.full_names.setdefault(full_name, person.name)
        self.taken.add(person.name)
        self.looks.setdefault(looks(person.name), person.name)
        self.identifiers |= dict.fromkeys(person.identifiers, person.name)


def lines_of(table: Table, people: Iterable[Person]) -> tuple[list[RosterLine], list[str]]:
    """Each line of the table, and who is left out: the test student of Canvas.

    The rows that Canvas puts below its titles are nobody's.
    """
    known = Known(people)
    lines: list[RosterLine] = []
    left_out: list[str] = []
    for number, row in table.rows:
        if not table.layout.is_canvas:
            lines.append(_line(number, row, table, known))
        elif _is_test_student(row, table):
            left_out.append(_full_name(row, table))
        elif table.layout.cell(row, Column.CANVAS):  # else Points Possible, Manual Posting
            lines.append(_line(number, row, table, known))
    return lines, left_out


def _line(number: int, row: Sequence[str], table: Table, known: Known) -> RosterLine:
    cell = table.layout.cell
    raw = table.layout.login(row)
    login, full_name = cleaned(raw), _full_name(row, table)
    identifiers = _identifiers(row, table)
    meant = known.meant(login, identifiers)
    name = meant[0] if meant else login
    role = _role(cell(row, Column.ROLE))
    if problem := _problem(raw, known, meant) or role.problem:
        return RosterLine(number, None, problem)
    stored = known.people.get(name)
    person = Person(
        name=name,
        role=role.role or (stored.role if stored else Role.LEARNER),
        full_name=harmless(full_name)[:200] or (stored.full_name if stored else ""),
        section=harmless(cleaned(cell(row, Column.SECTION)))[:100]
        or (stored.section if stored else ""),
        identifiers=identifiers,
    )
    note = f"{login} is {name} on the roster" if name != login else ""
    if stored is not None and stored.removed:
        note = f"{name} was removed, and comes back"
    elif namesake := known.namesake(person):
        note = f"{namesake} has the same full name, and may be the same person"
    elif mixes_scripts(full_name):
        note = f"the name {full_name} has letters of two scripts that look alike"
    known.take(person)
    is_new = stored is None
    return RosterLine(number, person, "", is_new, note, is_new or _differs(stored, person))


def _differs(stored: Person | None, person: Person) -> bool:
    if stored is None or stored.removed or not stored.enrolled:
        return True
    same = replace(person, has_code=stored.has_code) == stored
    return not (same and set(person.identifiers) <= set(stored.identifiers))


def _problem(raw: str, known: Known, meant: Sequence[str]) -> str:
    """What is wrong with the name of a line; empty for a good one."""
    if problem := _unreadable(raw):
        return problem
    if len(meant) > 1:
        return f"it is {' and '.join(meant)} at once: the name and the other columns disagree"
    name = meant[0] if meant else cleaned(raw)
    if name in known.taken:
        return f"{name} is in the file twice"
    return "" if meant else problem_of(raw, known)


def problem_of(raw: str, known: Known) -> str:
    """Why nobody can be called so; empty for a good name."""
    name = cleaned(raw)
    twin = known.looks.get(looks(name), name)
    if problem := _unreadable(raw):
        return problem
    if mixes_scripts(name):
        return f"the name '{name}' has letters of two scripts that look alike. Type it again"
    if twin != name:
        return f"{name} looks the same as {twin}, who is another person"
    if harmless(name) != name:
        return f"a spreadsheet would run the name '{name}' as a formula"
    return ""


def _unreadable(raw: str) -> str:
    if not raw.strip():
        return "it has no name"
    if len(raw) > MAX_NAME or not cleaned(raw) or hides_something(raw.strip()):
        return f"the name is longer than {MAX_NAME} characters or has invisible characters"
    return ""


@dataclass(frozen=True)
class _Role:
    role: Role | None = None
    problem: str = ""


def _role(said: str) -> _Role:
    """What a file says of somebody's role; nothing leaves it as it is."""
    if not said:
        return _Role()
    roles = {ROLES.get(folded(one)) for one in re.split("[,;]", said) if one.strip()}
    if None in roles:
        return _Role(problem=f"the role '{said[:30].casefold()}' is not learner or instructor")
    return _Role(Role.INSTRUCTOR if "instructor" in roles else Role.LEARNER)


def _identifiers(row: Sequence[str], table: Table) -> tuple[Identifier, ...]:
    """All that identifies the person of a row, as it is compared: see `identifier`."""
    found = {}
    for use, cell in zip(table.layout.uses, row, strict=False):
        kind = IDENTIFIERS.get(use.column)
        if use.column is Column.LOGIN:
            kind = "email" if "@" in cell else None
        if kind and cell.strip():
            found[identifier(kind, cell)] = True
    return tuple(found)


def identifier(kind: str, value: str) -> Identifier:
    """What identifies somebody, without what does not matter: case, blanks, Moodle's word."""
    value = "".join(cleaned(value).casefold().split())
    if kind == "moodle":
        value = re.sub(r"\D+", "", value)
    return kind, value[:200]


def _full_name(row: Sequence[str], table: Table) -> str:
    cell = table.layout.cell
    if not (full := cleaned(cell(row, Column.FULL))):
        return cleaned(f"{cell(row, Column.FIRST)} {cell(row, Column.LAST)}")
    last, comma, first = full.partition(",")
    if table.layout.is_canvas and comma and first.strip():
        first, comma, suffix = first.partition(",")  # Bell, Ann, Jr.
        return f"{first.strip()} {last.strip()}{comma}{suffix}"
    return full


def _is_test_student(row: Sequence[str], table: Table) -> bool:
    """Canvas makes up a login for it, and there is no number of a student."""
    words = set(_full_name(row, table).casefold().split())
    made_up = re.fullmatch("[0-9a-f]{40}", table.layout.cell(row, Column.LOGIN))
    numbered = table.layout.cell(row, Column.STUDENT)
    return not numbered and (words == {"student", "test"} or made_up is not None)
