"""Whose row is this? The rows of an LMS's file and the learners of a class."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tutor.classroom.matching import Directory
from tutor.records.people import Identifier


class Enrolled(Protocol):
    """Somebody of the class, by the name on the roster."""

    @property
    def learner(self) -> str: ...


L = TypeVar("L", bound=Enrolled)


@dataclass(frozen=True)
class Identity:
    """What a row of a file says of a person: logins and e-mail addresses, the name, and numbers
    that the LMS gave."""

    ids: tuple[str, ...]
    name: str
    numbers: tuple[Identifier, ...] = ()


def matched(
    people: Mapping[int, Identity], learners: Sequence[L], directory: Directory
) -> dict[int, L]:
    """The learner of each row. Ids come first; a name counts where nobody else has it, in the file
    or in the class. Whoever is not clear has no learner."""
    known = {learner.learner: learner for learner in learners}
    by_id = {
        row: {name for one in person.ids if one.strip() for name in directory.known_by(one)}
        | {directory.identifiers[one] for one in person.numbers if one in directory.identifiers}
        for row, person in people.items()
    }
    by_name = {
        row: set(directory.spelled(person.name)) if person.name.strip() else set()
        for row, person in people.items()
    }
    found = _clear(by_id)
    taken = set(found.values()) | _twice(by_id)
    named = _clear(by_name)
    found |= {row: one for row, one in named.items() if row not in found and one not in taken}
    return {row: known[one] for row, one in found.items() if one in known}


def _clear(meant: Mapping[int, set[str]]) -> dict[int, str]:
    """The rows that mean one person whom no other row means."""
    twice = _twice(meant)
    return {
        row: next(iter(names))
        for row, names in meant.items()
        if len(names) == 1 and not names & twice
    }


def _twice(meant: Mapping[int, set[str]]) -> set[str]:
    times = Counter(name for names in meant.values() for name in names)
    return {name for name, count in times.items() if count > 1}


def words_of(name: str) -> tuple[str, ...]:
    """A title without accents, case and order: 'Núñez, José' is 'jose nunez'."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return tuple(sorted(re.findall(r"[^\W_]+", bare.casefold())))
