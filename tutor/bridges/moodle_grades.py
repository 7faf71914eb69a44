"""Marks into Moodle: its grading worksheet, filled, and a file for its gradebook.

The worksheet (an assignment's "Download grading worksheet") is in the language of whoever exported
it. Moodle reads the columns of the participant's number, the grade and the time of the last change,
and skips an empty grade, one out of range and one that is locked.
"""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum

from tutor.bridges.canvas import Filled, number_of, without_a_row, written
from tutor.bridges.matching import Identity, matched
from tutor.bridges.sheets import Sheet, read_sheet
from tutor.classroom.gradebook import Book
from tutor.classroom.marks import Mark
from tutor.classroom.matching import Directory
from tutor.classroom.roster_lines import identifier
from tutor.classroom.spreadsheets import harmless
from tutor.errors import Refused

# en, de, fr and pt, es, ru, zh, it, nl
_GRADE = {
    *("grade", "bewertung", "note", "nota", "calificación"),
    *("оценка", "成绩", "valutazione", "cijfer"),
}
_NO = {"no", "nein", "non", "não", "нет", "否", "nee"}
_MOST = 100.0  # points that Moodle's gradebook takes, unless its administrator allows more


class IdentifiedBy(StrEnum):
    """The column by which Moodle's gradebook finds a person."""

    EMAIL = "email"
    ID_NUMBER = "id-number"
    USERNAME = "username"


_TITLES = {
    IdentifiedBy.EMAIL: "Email address",
    IdentifiedBy.ID_NUMBER: "ID number",
    IdentifiedBy.USERNAME: "Username",
}


def fill_worksheet(
    content: bytes,
    name: str,
    book: Book,
    directory: Directory,
    slug: str,
    grade_title: str | None = None,
) -> Filled:
    """Write the marks of one exercise into the column of grades. Raises Refused."""
    sheet = read_sheet(content, name)
    column = _grade_column(sheet, name, grade_title)
    place = next(n for n, exercise in enumerate(book.exercises) if exercise.slug == slug)
    exercise = book.exercises[place]
    rows = [row for row in sheet.body if sheet.cell(row, 0).strip()]
    people = {row: participant(sheet, row, column) for row in rows}
    learners = matched(people, book.rows, directory)
    filled = Filled(b"", columns={slug: sheet.titles[column]})
    locked = 0
    for row, learner in learners.items():
        mark, most = learner.marks[place], sheet.cell(row, column + 1)
        if mark.points is None or mark.excused:
            continue
        if sheet.cell(row, column + 2).strip().casefold() in _NO:
            locked += 1
            continue
        possible = number_of(most) or exercise.max_score
        text = written(mark.points * possible / exercise.max_score, comma="," in most)
        old = sheet.cell(row, column).strip()
        if number_of(old) != number_of(text):
            sheet.fill(row, column, text)
            filled.cells += 1
    filled.strangers = [people[row].name for row in people if row not in learners]
    filled.absent = without_a_row(book, {one.learner for one in learners.values()}, {slug})
    if locked:
        filled.remarks.append(f"{locked} grades are locked in Moodle and stay as they are.")
    filled.content = sheet.to_bytes()
    return filled


def participant(sheet: Sheet, row: int, width: int) -> Identity:
    """Who a row of a grading worksheet is about, by its first so many cells."""
    cells = tuple(sheet.cell(row, n) for n in range(width))
    return Identity(cells[1:], cells[1], (identifier("moodle", cells[0]),))


def gradebook_csv(book: Book, by: IdentifiedBy | None = None) -> tuple[bytes, list[str]]:
    """The marks for Moodle's gradebook import, and remarks on who is left out.

    A mark that does not exist is `-`, which Moodle takes for no grade. The file begins with a byte
    order mark: Excel needs it for names with accents, and Moodle takes it off.
    """
    rows = book.rows
    if by is None:
        has_mail = any("@" in row.learner for row in rows)
        by = IdentifiedBy.EMAIL if has_mail else IdentifiedBy.USERNAME
    remarks = []
    if by is IdentifiedBy.EMAIL:
        left_out = [row.learner for row in rows if "@" not in row.learner]
        rows = tuple(row for row in rows if "@" in row.learner)
        remarks += [f"{name} has no e-mail address and is left out." for name in left_out]
    places = [n for n, exercise in enumerate(book.exercises) if exercise.slug in book.counted]
    for n in places:
        if book.exercises[n].max_score > _MOST:
            remarks.append(
                f"{book.exercises[n].slug} has more than {_MOST:g} points, which Moodle refuses "
                "unless unlimited grades are allowed there."
            )
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([_TITLES[by], *(harmless(book.exercises[n].title) for n in places)])
    for row in rows:
        table.writerow([harmless(row.learner), *(_grade(row.marks[n]) for n in places)])
    return text.getvalue().encode("utf-8-sig"), remarks


def _grade(mark: Mark) -> str:
    return "-" if mark.points is None or mark.excused else written(mark.points, comma=False)


def _grade_column(sheet: Sheet, name: str, title: str | None) -> int:
    wanted = {title.casefold()} if title else _GRADE
    found: Sequence[int] = [n for n, t in enumerate(sheet.titles) if t.casefold() in wanted]
    if len(found) != 1 or found[0] < 2:
        raise Refused(
            f"{name} has no column of grades that is clear. It should be a grading worksheet from "
            "Moodle (View all submissions, Download grading worksheet). In another language, say "
            "--grade-column TITLE."
        )
    return found[0]
