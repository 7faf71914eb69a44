"""Who is in the class and what they may do. For instructors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import overload

from tutor.classroom.matching import Directory
from tutor.classroom.names import cleaned
from tutor.classroom.roster_lines import Known, RosterLine, identifier, lines_of, problem_of
from tutor.classroom.roster_table import read_table
from tutor.classroom.roster_titles import Column, Layout
from tutor.classroom.spreadsheets import harmless
from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewing
from tutor.records import Store
from tutor.records.people import Person

__all__ = ["Preview", "Roster", "RosterLine"]


@dataclass(frozen=True)
class Preview(Sequence[RosterLine]):
    """What a file would change, line by line, and how it was read.

    `left_out` are no people, as the test student of Canvas; `absent` are learners of the class
    that the file does not name.
    """

    lines: tuple[RosterLine, ...]
    layout: Layout
    read_as: str
    left_out: tuple[str, ...]
    absent: tuple[str, ...]

    @overload
    def __getitem__(self, place: int) -> RosterLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[RosterLine]: ...
    def __getitem__(self, place: int | slice) -> RosterLine | Sequence[RosterLine]:
        return self.lines[place]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def used(self) -> list[tuple[str, str]]:
        """Each column that is used, and as what."""
        uses = self.layout.uses
        return [(use.title, use.column) for use in uses if use.column is not Column.UNUSED]

    @property
    def unused(self) -> list[str]:
        """The titles of the columns that are not used."""
        uses = self.layout.uses
        return [use.title for use in uses if use.column is Column.UNUSED and use.title]


class Roster:
    """The people of a class."""

    def __init__(self, store: Store, viewer: Viewing) -> None:
        self.records = store.people
        self.viewer = viewer

    def people(self) -> list[Person]:
        self.viewer().require_instructor()
        return self.records.all()

    def directory(self) -> Directory:
        """The learners of the class, to find those whom another system's file means."""
        self.viewer().require_instructor()
        return Directory.of_class(self.records)

    def preview(self, data: str | bytes, encoding: str = "") -> Preview:
        """What a CSV file would change, line by line; nothing is stored. Raises Refused."""
        self.viewer().require_instructor()
        table = read_table(data, encoding)
        people = self.records.all(removed=True)
        lines, left_out = lines_of(table, people)
        named = {line.person.name for line in lines if line.person is not None}
        absent = [
            person.name
            for person in people
            if person.enrolled and person.role == Role.LEARNER and person.name not in named
        ]
        return Preview(tuple(lines), table.layout, table.in_words, tuple(left_out), tuple(absent))

    def enrol(self, lines: Sequence[RosterLine]) -> int:
        """Store the people of a preview; return how many."""
        self.viewer().require_instructor()
        people = [line.person for line in lines if line.person is not None]
        self._require_instructor_left(people)
        self.records.keep(people)
        return len(people)

    def set_role(self, name: str, role: Role) -> None:
        """Raises Refused when the last instructor would be gone."""
        self.viewer().require_instructor()
        person = self._known(name)
        teachers = [p for p in self.records.all() if p.role == Role.INSTRUCTOR]
        if role is Role.LEARNER and [p.name for p in teachers] == [name]:
            raise Refused(f"{name} is the only instructor. Make somebody else an instructor first.")
        self.records.keep([replace(person, role=role)])

    def remove(self, names: Iterable[str]) -> None:
        """Take people out of the class; what they did stays in the records. All or nobody."""
        self.viewer().require_instructor()
        gone = [self._known(name) for name in names]
        self._require_instructor_left([replace(person, role=Role.LEARNER) for person in gone])
        self.records.remove(person.name for person in gone)

    def move(self, names: Iterable[str], section: str) -> None:
        """Move people to another section; all or nobody."""
        self.viewer().require_instructor()
        people = [self._known(name) for name in names]
        section = harmless(cleaned(section))[:100]
        self.records.keep(replace(person, section=section) for person in people)

    def rename(self, name: str, new: str = "", full_name: str = "") -> None:
        """Give somebody another name to sign in with, or another full name.

        Files under the old name are still theirs.
        """
        self.viewer().require_instructor()
        person = self._known(name)
        if full_name:
            person = replace(person, full_name=harmless(cleaned(full_name))[:200])
            self.records.keep([person])
        if not new or cleaned(new) == name:
            return
        others = [one for one in self.records.all(removed=True) if one.name != name]
        known = Known(others)
        if problem := problem_of(new, known):
            raise Refused(f"Nobody can be called '{new}': {problem}.")
        if (new := cleaned(new)) in known.people:
            raise Refused(f"{new} is the name of somebody else. Choose another one.")
        self.records.rename(name, new)
        self.records.identify({identifier("login", name): new})

    def _require_instructor_left(self, changed: Sequence[Person]) -> None:
        people = self.records.all()
        after = {p.name: p.role for p in [*people, *changed]}
        before = {p.role for p in people}
        if Role.INSTRUCTOR in before and Role.INSTRUCTOR not in after.values():
            raise Refused(
                "The class would have no instructor left. Keep one of them as an instructor."
            )

    def _known(self, name: str) -> Person:
        person = self.records.find(name)
        if person is None:
            raise Refused(f"There is nobody called '{name}' on the roster.")
        return person
