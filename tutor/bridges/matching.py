"""Whose row is this? The rows of an LMS's file and the learners of a class."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.classroom.gradebook import BookRow


@dataclass(frozen=True)
class Identity:
    """What a row of a file says of a person: ids, logins and e-mail addresses, and the name."""

    ids: tuple[str, ...]
    name: str


def matched(people: Mapping[int, Identity], learners: Sequence[BookRow]) -> dict[int, BookRow]:
    """The learner of each row. Ids come first; a name counts where nobody else is left with it, in
    the file or in the class. Whoever is not clear has no learner."""
    by_login = {_plain(learner.learner): learner for learner in learners}
    found: dict[int, BookRow] = {}
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
        if row not in found:
            rows[words_of(person.name)].append(row)
    for learner in learners:
        if learner.learner not in taken and learner.full_name:
            class_[words_of(learner.full_name)].append(learner)
    for name, numbers in rows.items():
        if name and len(numbers) == 1 and len(class_[name]) == 1:
            found[numbers[0]] = class_[name][0]
    return found


def words_of(name: str) -> tuple[str, ...]:
    """A name without accents, case and order: 'Núñez, José' is 'jose nunez'."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return tuple(sorted(re.findall(r"[^\W_]+", bare.casefold())))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
