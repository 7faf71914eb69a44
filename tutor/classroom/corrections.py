"""Whose the files are that nobody was found for: a CSV file that an instructor fills in."""

from collections.abc import Sequence

from tutor.classroom.arrivals import Arrival
from tutor.classroom.names import cleaned
from tutor.classroom.roster_table import lines_in
from tutor.classroom.spreadsheets import csv_text, harmless
from tutor.errors import Refused

HEADER = ["file", "learner", "called", "nearest"]


def corrections_csv(rows: Sequence[Arrival]) -> str:
    """A line for each open file, with the column `learner` to be filled in."""
    lines = [(row.file, "", row.label, ", ".join(row.nearest)) for row in rows if row.open]
    return csv_text(HEADER, lines)


def read_corrections(data: bytes, rows: Sequence[Arrival]) -> dict[str, str]:
    """The learner of each file that was filled in, or `-` to leave the file out.

    Raises Refused for a file that is not there, so that no slip goes unnoticed.
    """
    lines, _, _ = lines_in(data, what="list of corrections", example="file,learner")
    titles = [cell.casefold() for cell in lines[0][1]]
    if not {"file", "learner"} <= set(titles):
        raise Refused("The corrections have no columns `file` and `learner`. Add a first line.")
    file_at, learner_at = titles.index("file"), titles.index("learner")
    # A spreadsheet's guard may stand before either.
    files = {harmless(row.file): row.file for row in rows} | {row.file: row.file for row in rows}
    choices: dict[str, str] = {}
    for line, cells in lines[1:]:
        cells = [*cells, *[""] * (len(titles) - len(cells))]
        file, learner = cells[file_at], cleaned(cells[learner_at]).removeprefix("'")
        if not learner:
            continue
        if file not in files:
            raise Refused(
                f"Line {line} of the corrections names '{file}', which is not among these files. "
                "Run the command that the corrections were written for."
            )
        choices[files[file]] = learner
    return choices
