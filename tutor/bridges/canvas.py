"""Marks into a gradebook that was exported from Canvas: only their cells change.

What Canvas reads (its gradebook importer): a line of titles with `Student`, `ID`, at most four more
columns about the student and `Section`; columns of assignments, `Title (number)`, which it knows by
the number; a line `Points Possible`; then the students, whom it knows by `ID` first. It ignores
columns that are read-only, and takes EX for excused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutor.bridges.matching import Identity, matched, words_of
from tutor.bridges.sheets import Sheet, read_sheet
from tutor.classroom.gradebook import Book
from tutor.classroom.marks import Mark
from tutor.classroom.matching import Directory
from tutor.classroom.roster_lines import identifier
from tutor.course import Exercise
from tutor.errors import Refused

EXCUSED = "EX"
_IDS = ("SIS User ID", "SIS Login ID", "Integration ID")
_NUMBERED = re.compile(r"(?P<title>.*)\((?P<id>\d+)\)$")
_TEST_STUDENT = words_of("Student, Test")


@dataclass
class Filled:
    """A file with marks in it. `columns` says which exercise went into which column; `strangers`
    are people of the file who are not clear, `absent` learners with marks who are not in it."""

    content: bytes
    cells: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def fill_canvas(
    content: bytes,
    name: str,
    book: Book,
    directory: Directory,
    chosen: Mapping[str, str] | None = None,
) -> Filled:
    """Write the marks of a class into the columns that have the exercises' titles or names.

    `chosen` maps slugs to titles of columns, or to their numbers in Canvas. Raises Refused.
    """
    sheet = read_sheet(content, name)
    if "ID" not in sheet.titles or not {"Student", "LastName"} & set(sheet.titles):
        raise Refused(
            f"{name} is not a gradebook from Canvas: it needs the columns Student and ID. "
            "In Canvas: Grades, Export, Export Entire Gradebook."
        )
    columns = _columns(sheet, name, book, chosen or {})
    possible = next((r for r in sheet.body if "Points Possible" in sheet.cell(r, 0)), None)
    people = {row: _identity(sheet, row) for row in sheet.body if _is_student(sheet, row)}
    learners = matched(people, book.rows, directory)
    filled = Filled(b"")
    for column, exercise in columns.items():
        most = sheet.cell(possible, column) if possible is not None else ""
        if "read only" in most:
            filled.remarks.append(
                f"{sheet.titles[column]} is read-only in Canvas and stays as it is."
            )
            continue
        filled.columns[exercise.slug] = sheet.titles[column]
        factor = _factor(most, exercise, filled.remarks)
        for row, learner in learners.items():
            mark = learner.marks[book.exercises.index(exercise)]
            old = sheet.cell(row, column).strip()
            text = _cell(mark, factor, comma="," in most)
            if text and old.upper() not in (EXCUSED, text):
                sheet.fill(row, column, text)
                filled.cells += 1
    known = {learner.learner for learner in learners.values()}
    slugs = set(filled.columns)
    filled.strangers = [people[row].name for row in people if row not in learners]
    filled.absent = without_a_row(book, known, slugs)
    filled.content = sheet.to_bytes()
    return filled


def _cell(mark: Mark, factor: float, *, comma: bool) -> str:
    """What Canvas is to read for a mark; nothing where there is none."""
    if mark.excused:
        return EXCUSED
    return "" if mark.points is None else written(mark.points * factor, comma)


def without_a_row(book: Book, known: set[str], slugs: set[str]) -> list[str]:
    """The learners who have a mark in one of these exercises and are not among the known."""
    return [
        row.learner
        for row in book.rows
        if row.learner not in known
        and any(mark.exercise in slugs and mark.points is not None for mark in row.marks)
    ]


def written(points: float, comma: bool) -> str:
    """A number of points as a spreadsheet of this language writes it."""
    text = f"{round(points, 4):.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def number_of(text: str) -> float | None:
    """A number, with a point or a comma."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _columns(sheet: Sheet, name: str, book: Book, chosen: Mapping[str, str]) -> dict[int, Exercise]:
    """The column of each exercise that counts and has one."""
    found: dict[int, Exercise] = {}
    for exercise in book.exercises:
        if said := chosen.get(exercise.slug):
            places = _titled(sheet, (said,), by_number=True)
            if not places:
                raise Refused(f"{name} has no column '{said}'. Its titles are in its first line.")
        elif exercise.slug in book.counted:
            places = _titled(sheet, (exercise.slug, exercise.title))
        else:
            continue
        if len(places) > 1:
            titles = " and ".join(f"'{sheet.titles[place]}'" for place in places)
            raise Refused(
                f"{name} has more than one column for {exercise.slug}: {titles}. Choose one: "
                f"--column {exercise.slug}=NUMBER, the number in its brackets."
            )
        found |= dict.fromkeys(places, exercise)
    if not found:
        raise Refused(
            f"No column of {name} has the name of an exercise with marks. Say which is which: "
            "--column dropout='Assignment 3'."
        )
    return found


def _titled(sheet: Sheet, names: Sequence[str], by_number: bool = False) -> list[int]:
    wanted = {words for name in names if (words := words_of(name.replace("_", " ")))}
    found = []
    for place, title in enumerate(sheet.titles):
        numbered = _NUMBERED.match(title)
        bare = numbered["title"] if numbered else title
        by_id = by_number and numbered is not None and numbered["id"] in names
        if by_id or title in names or words_of(bare.replace("_", " ")) in wanted:
            found.append(place)
    return found


def _is_student(sheet: Sheet, row: int) -> bool:
    first = sheet.cell(row, 0)
    is_note = not first.strip() or "Points Possible" in first
    return not is_note and words_of(first) != _TEST_STUDENT


def _identity(sheet: Sheet, row: int) -> Identity:
    cells = {title: sheet.cell(row, n).strip() for n, title in enumerate(sheet.titles)}
    name = cells.get("Student") or f"{cells.get('LastName', '')}, {cells.get('FirstName', '')}"
    ids = tuple(cells.get(title, "") for title in _IDS)
    return Identity(ids, name, (identifier("canvas", cells["ID"]),))


def _factor(most: str, exercise: Exercise, remarks: list[str]) -> float:
    """What our points are worth in the points of the column."""
    possible = number_of(most)
    if possible is None or possible <= 0 or possible == exercise.max_score:
        return 1.0
    remarks.append(
        f"{exercise.slug} has {exercise.max_score:g} points here and {possible:g} in the file: "
        "the marks are scaled."
    )
    return possible / exercise.max_score
