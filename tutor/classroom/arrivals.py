"""The files of a class, one by one: whose each is and what for, or why it will not be submitted.

What a file is does not change (`FoundFile`); whose it is follows from the class, and from what an
instructor decides (`settled`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from tutor.classroom.hand_ins import Named, is_test, slug_of, without_copy
from tutor.classroom.matching import Directory, groups_of
from tutor.classroom.roster_lines import identifier
from tutor.grading.source import Source
from tutor.records.people import Identifier

LONGEST_NAME = 100
_TWO = "Two people of the LMS are called like {}. Say whose file this is."
_LMS = ("moodle", "canvas", "student", "email")  # identifiers that tell two people apart
LEAVE_OUT = "-"  # in place of a learner: this file is not submitted


@dataclass(frozen=True)
class FoundFile:
    """A file as it was found. `group` is the same for all files of one learner."""

    file: str
    named: Named
    exercise: str = ""
    source: Source | None = None
    problem: str = ""
    note: str = ""
    received: datetime | None = None
    archive: str = ""

    @property
    def group(self) -> tuple[str, tuple[Identifier, ...]]:
        return self.named.learner, self.named.identifiers

    @property
    def stem(self) -> str:
        return PurePosixPath(self.named.filename).stem


@dataclass(frozen=True)
class Arrival:
    """One file: whose it is and what for, or why it will not be submitted.

    `note` says what an instructor may want to know and does not keep the file out. What is `known`
    was submitted before, word for word, and is skipped, as is what is `left_out`. `open` says that
    an instructor may say whose it is; `nearest` are the people who it may be. Of `several` all but
    one have to be left out.
    """

    file: str
    learner: str
    exercise: str
    source: Source | None = None
    problem: str = ""
    note: str = ""
    known: bool = False
    received: datetime | None = None
    left_out: bool = False
    open: bool = False
    nearest: tuple[str, ...] = ()
    assigned: bool = False
    several: bool = False
    found: FoundFile | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether it would be submitted."""
        return not (self.problem or self.known or self.left_out) and self.source is not None

    @property
    def label(self) -> str:
        """What the LMS calls its learner."""
        return self.found.named.learner if self.found else self.learner


def settled(
    every: Sequence[FoundFile], directory: Directory, has_roster: bool, choices: Mapping[str, str]
) -> list[Arrival]:
    """Whose each file is, under what an instructor chose by file; one file for each exercise."""
    said = {file: choice for file, choice in choices.items() if choice != LEAVE_OUT}
    chosen = {found.group: said[found.file] for found in every if found.file in said}
    groups = groups_of((found.named.learner for found in every), directory)
    rows = []
    for found in every:
        choice = choices.get(found.file) or (chosen.get(found.group) if found.group[0] else "")
        if choice:
            rows.append(_chosen(found, choice, directory, has_roster))
        else:
            rows.append(_matched(found, directory, has_roster, groups))
    return _one_each(_told_apart(rows, directory))


def _start(found: FoundFile, learner: str) -> Arrival:
    return Arrival(
        found.file,
        learner,
        found.exercise,
        found.source,
        found.problem,
        found.note,
        received=found.received,
        found=found,
    )


def _chosen(found: FoundFile, choice: str, directory: Directory, has_roster: bool) -> Arrival:
    if choice == LEAVE_OUT:
        return replace(_start(found, ""), left_out=True, problem="", note="left out")
    if choice not in directory.people and has_roster:
        row = _start(found, "")
        problem = f"There is nobody called '{choice}' on the roster."
        return replace(row, open=True, nearest=directory.nearest(choice), problem=problem)
    return replace(_start(found, choice), assigned=True)


def _matched(
    found: FoundFile, directory: Directory, has_roster: bool, groups: Collection[str]
) -> Arrival:
    """The person that names and ids mean; without a roster, whoever is named is a new learner."""
    name = found.named.learner
    meant = directory.meant(name, found.named.identifiers) if name else []
    meant = meant or (directory.in_group(name, groups) if "-" in name else [])
    if not name:
        meant = directory.in_filename(found.stem, found.exercise)
    row = _start(found, meant[0] if meant else name)
    if row.problem and not row.source:
        return row
    if len(meant) == 1:
        return row
    if len(meant) > 1:
        problem = (
            f"This may belong to any of: {', '.join(meant)}. Name the folder after one of them."
        )
        return replace(row, problem=row.problem or problem, open=True, nearest=tuple(meant))
    if not name.strip():
        problem = "No learner is named. Put the file into a folder named after its learner."
        nearest = directory.nearest(found.stem) if has_roster else ()
        return replace(row, problem=row.problem or problem, open=True, nearest=nearest)
    if len(name) > LONGEST_NAME:
        problem = f"A learner's name has at most {LONGEST_NAME} characters."
        return replace(row, problem=row.problem or problem, open=True)
    if has_roster:
        nearest = directory.nearest(name)
        return replace(
            row,
            learner="",
            open=True,
            nearest=nearest,
            problem=row.problem or _nobody(name, nearest, directory),
        )
    return row


def _nobody(name: str, nearest: Sequence[str], directory: Directory) -> str:
    said = []
    for one in nearest:
        full_name = directory.people[one].full_name
        said.append(f"{one} ({full_name})" if full_name else one)
    near = f" The nearest: {', '.join(said)}." if said else ""
    return f"Nobody on the roster is called '{name}'.{near}"


def _told_apart(rows: Sequence[Arrival], directory: Directory) -> list[Arrival]:
    """With a problem where two people of the LMS were taken for one by their name.

    Moodle gives somebody another number in each assignment, hence archive by archive.
    """
    ids: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.found and not row.assigned:
            for kind, value in row.found.named.identifiers:
                ids[row.found.archive, row.learner, kind].add(value)
    return [
        replace(row, open=True, nearest=(row.learner,), problem=_TWO.format(row.learner))
        if row.found
        and row.learner
        and not (row.assigned or row.problem or _is_certain(row.found, directory))
        and any(len(ids[row.found.archive, row.learner, kind]) > 1 for kind in _LMS)
        else row
        for row in rows
    ]


def _is_certain(found: FoundFile, directory: Directory) -> bool:
    return any(one in directory.identifiers for one in found.named.identifiers)


def _one_each(rows: Sequence[Arrival]) -> list[Arrival]:
    """At most one file for each learner and exercise: the newest version, the one that is named
    after the exercise; or else a problem on each."""
    every: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if not row.problem and not row.left_out:
            every[row.learner, row.exercise].append(place)
    settled = list(rows)
    for places in every.values():
        if len(places) > 1:
            for place, row in zip(places, _chosen_one([rows[n] for n in places]), strict=True):
                settled[place] = row
    return settled


def _chosen_one(rows: Sequence[Arrival]) -> list[Arrival]:
    """Of several files of one learner for one exercise: which one is submitted."""
    best = list(rows)
    for narrowed in (_no_tests, _named_after, _newest_version, _one_of_the_same):
        best = narrowed(best) or best
    if len(best) == 1:
        return [row if row is best[0] else _passed_over(row, best[0]) for row in rows]
    problem = f"{rows[0].learner} has several files for {rows[0].exercise}. Keep one."
    return [
        replace(row, problem=problem, open=True, several=True, nearest=(row.learner,))
        if row in best
        else _passed_over(row, best[0])
        for row in rows
    ]


def _passed_over(row: Arrival, best: Arrival) -> Arrival:
    return replace(row, left_out=True, note=f"left out beside {_filename(best)}")


def _filename(row: Arrival) -> str:
    return row.found.named.filename if row.found else row.file


def _no_tests(rows: Sequence[Arrival]) -> list[Arrival]:
    return [row for row in rows if row.found and not is_test(row.found.named)]


def _named_after(rows: Sequence[Arrival]) -> list[Arrival]:
    """Those that are named after the exercise, where all were declared to be for it."""
    return [row for row in rows if slug_of(_filename(row), [row.exercise]) is not None]


def _newest_version(rows: Sequence[Arrival]) -> list[Arrival]:
    """The newest of one file, where the LMS numbers them."""
    versions = [row.found.named.version for row in rows if row.found]
    if len({without_copy(_filename(row)) for row in rows}) > 1 or not max(versions, default=0):
        return []
    return [row for row in rows if row.found and row.found.named.version == max(versions)]


def _one_of_the_same(rows: Sequence[Arrival]) -> list[Arrival]:
    texts = {row.source.text for row in rows if row.source}
    return list(rows[:1]) if len(texts) == 1 else []


def to_remember(rows: Sequence[Arrival], directory: Directory) -> dict[Identifier, str]:
    """Who an instructor said is meant, for the next time: by the ids of the LMS, and by the name
    where it means one person here and nobody else on the roster."""
    meant: defaultdict[Identifier, set[str]] = defaultdict(set)
    for row in rows:
        for one in _called(row):
            meant[one].add(row.learner)
    found: dict[Identifier, str] = {}
    for row in rows:
        for kind, value in _called(row):
            is_free = kind != "label" or not directory.called(row.label)
            if row.assigned and is_free and len(meant[kind, value]) == 1:
                found[kind, value] = row.learner
    return found


def _called(row: Arrival) -> tuple[Identifier, ...]:
    if row.found is None or not row.label or not row.learner:
        return ()
    return identifier("label", row.label), *row.found.named.identifiers
