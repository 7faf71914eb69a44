"""Who of a class is meant: by ids and addresses first, then by names, alike on both sides.

Where two people are meant nobody is chosen, and whoever asked is told the nearest.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from tutor.classroom.names import STEPS, comparable, words
from tutor.classroom.roster_lines import identifier
from tutor.learning.viewer import Role
from tutor.records.people import Identifier, PeopleRecords, Person

# Identifiers that somebody may be called by where a name is asked for.
_CALLED_BY = ("label", "login", "email", "student", "github")
_GROUP = re.compile(
    r"(group|gruppe|groupe|grupo|equipo|team|section|class|группа|команда)(?![^\W\d_]).*"
    r"|第.*|.*[组組]",
    re.IGNORECASE,
)
_NEAR = 60  # of 100: what is less alike than that is no help
_NEAREST = 3


class Directory:
    """The people of a class, by all that they may be called."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.name: person for person in people}
        self.identifiers: dict[Identifier, str] = {}
        self._steps: list[dict[str, list[str]]] = [defaultdict(list) for _ in STEPS]
        for person in self.people.values():
            self.identifiers |= dict.fromkeys(person.identifiers, person.name)
            self.identifiers.setdefault(identifier("login", person.name), person.name)
            for step, index in zip(STEPS, self._steps, strict=True):
                for spelling in step(person.name) | step(person.full_name):
                    if spelling:
                        index[spelling].append(person.name)

    @classmethod
    def of_class(cls, records: PeopleRecords) -> "Directory":
        """The learners of the class."""
        return cls(person for person in records.all() if person.role == Role.LEARNER)

    def meant(self, name: str, identifiers: Sequence[Identifier] = ()) -> list[str]:
        """Who may be meant: one person, several, or nobody."""
        by_id = {self.identifiers[one] for one in identifiers if one in self.identifiers}
        return sorted(by_id) or self.called(name)

    def called(self, name: str) -> list[str]:
        """Who is called so: by login or address, or else by the strictest spelling that fits."""
        return self.known_by(name) or self.spelled(name)

    def known_by(self, name: str) -> list[str]:
        """Whose login, address or number this is."""
        if name in self.people:
            return [name]
        for kind in _CALLED_BY:
            if (one := identifier(kind, name)) in self.identifiers:
                return [self.identifiers[one]]
        return []

    def spelled(self, name: str) -> list[str]:
        """Who is called so, by the strictest spelling that fits."""
        for step, index in zip(STEPS, self._steps, strict=True):
            found = {one for spelling in step(name) for one in index.get(spelling, ())}
            if found:
                return sorted(found)
        return []

    def in_group(self, name: str, groups: Collection[str]) -> list[str]:
        """Who is called so after the name of their group, as in `Group A-Ada Lovelace`.

        What stands before a dash may as well be a part of a name, so it has to look like a group:
        it is one of the `groups`, it says so itself, or it is the section of the person.
        """
        for dash in (match.start() for match in re.finditer("-", name)):
            prefix, rest = name[:dash].strip(), name[dash + 1 :]
            found = self.called(rest) if rest.strip() else []
            sections = {" ".join(words(self.people[one].section)) for one in found}
            named = " ".join(words(prefix)) in sections or _GROUP.fullmatch(prefix)
            if found and (named or prefix in groups):
                return found
        return []

    def in_filename(self, stem: str, slug: str) -> list[str]:
        """Who is named in a file's own name, as in `ada_dropout`, `dropout-Ada Lovelace`."""
        if found := self.called(stem):
            return found
        said = words(stem)
        without = " ".join(said).replace(" ".join(words(slug)), " ") if slug else " ".join(said)
        if without.split() and (found := self.called(without)):
            return found
        text = f" {' '.join(said)} "
        named = {
            one.name
            for one in self.people.values()
            for name in (one.name, one.full_name)
            if (spelt := " ".join(words(name))) and f" {spelt} " in text and spelt != slug
        }
        return sorted(named)

    def nearest(self, name: str) -> tuple[str, ...]:
        """The people whose names are most like this one, the nearest first."""
        from rapidfuzz import fuzz, process

        asked = comparable(name)
        names = {one.name: comparable(one.full_name or one.name) for one in self.people.values()}
        logins = {one: one.casefold() for one in self.people}
        found = [
            *process.extract(asked, names, scorer=fuzz.token_ratio, score_cutoff=_NEAR),
            *process.extract(asked, logins, scorer=fuzz.ratio, score_cutoff=_NEAR),
        ]
        best = sorted(found, key=lambda one: -one[1])
        return tuple(dict.fromkeys(one for _, _, one in best))[:_NEAREST]


def groups_of(names: Iterable[str], directory: Directory) -> set[str]:
    """What several names have before a dash, if all of them are known without it and none with it:
    Min-jun and Min-seo are no group."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        for dash in re.finditer("-", name):
            members[name[: dash.start()].strip()].add(name)
    return {
        prefix
        for prefix, those in members.items()
        if len(those) > 1
        and not any(directory.called(name) for name in those)
        and all(directory.called(name.partition(f"{prefix}-")[2]) for name in those)
    }


def assignment_of(folders: Sequence[str], parent: str, directory: Directory) -> str:
    """What GitHub Classroom puts before the name of each repository; empty where it does not.

    The folder around them says it, or else what all have in common up to a dash, where that
    makes people known.
    """
    if parent.endswith("-submissions"):
        return parent.removesuffix("submissions")
    names = sorted(set(folders))
    if len(names) < 2 or any(directory.called(name) for name in names):
        return ""
    shared = names[0]
    while not all(name.startswith(shared) for name in names):
        shared = shared[:-1]
    cuts = [shared[: match.end()] for match in re.finditer("-", shared)]

    def known(cut: str) -> int:
        return sum(bool(directory.called(name.removeprefix(cut))) for name in names)

    best = max(cuts, key=known, default="")
    return best if best and known(best) else ""
