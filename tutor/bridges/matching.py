"""Whose row is this? The rows of an LMS's file and the learners of a class."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Enrolled(Protocol):
    """Somebody of the class: the name on the roster, and the full name."""

    @property
    def learner(self) -> str: ...
    @property
    def full_name(self) -> str: ...


L = TypeVar("L", bound=Enrolled)


@dataclass(frozen=True)
class Identity:
    """What a row of a file says of a person: ids, logins and e-mail addresses, and the name."""

    ids: tuple[str, ...]
    name: str


def matched(people: Mapping[int, Identity], learners: Sequence[L]) -> dict[int, L]:
    """The learner of each row. Ids come first; a name counts where nobody else has it, in the file
    or in the class. Whoever is not clear has no learner."""
    by_login = {_plain(learner.learner): learner for learner in learners}
    found: dict[int, L] = {}
    for row, person in people.items():
        known = {_plain(one) for one in person.ids if one} & by_login.keys()
        if len(known) == 1:
            found[row] = by_login[known.pop()]
    counts = Counter(learner.learner for learner in found.values())
    twice = {name for name, count in counts.items() if count > 1}
    found = {row: learner for row, learner in found.items() if learner.learner not in twice}
    taken = {learner.learner for learner in found.values()} | twice
    rows, class_ = defaultdict(list), defaultdict(list)
    for row, person in people.items():
        rows[words_of(person.name)].append(row)
    for learner in learners:
        class_[words_of(learner.full_name)].append(learner)
    for name, numbers in rows.items():
        if not name or len(numbers) != 1 or len(class_[name]) != 1:
            continue
        [row], [one] = numbers, class_[name]
        if row not in found and one.learner not in taken:
            found[row] = one
    return found


def words_of(name: str) -> tuple[str, ...]:
    """A name without accents, case and order: 'Núñez, José' is 'jose nunez'."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return tuple(sorted(re.findall(r"[^\W_]+", bare.casefold())))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
