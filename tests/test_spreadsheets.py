"""CSV that a spreadsheet opens: no cell becomes a formula, at whatever sign it splits."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tutor.classroom.spreadsheets import csv_text, harmless

FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001
# What attackers use, and ordinary letters between.
HOSTILE = some.text(alphabet="=+-@＝;,|\t\r\n\v\f\u2028\"' \u00a0ax1", max_size=12)  # noqa: RUF001
CELLS = HOSTILE | some.text(max_size=12)


def read(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def runs(cell: str) -> bool:
    """Whether a spreadsheet may take it for a formula, even one that drops blanks and quotes."""
    return cell.startswith(FORMULA) or cell.strip('" \u00a0\t').startswith(FORMULA)


@given(rows=some.lists(some.lists(CELLS, min_size=1, max_size=4), max_size=4))
def test_no_cell_starts_a_formula_however_it_is_split(rows: list[list[str]]) -> None:
    text = csv_text(["learner", "reason"], rows)
    for separator in (",", ";", "\t", "|"):
        assert not [cell for row in read(text, separator) for cell in row if runs(cell)]
        naive = [cell for line in text.splitlines() for cell in line.split(separator)]
        assert not [cell for cell in naive if runs(cell)]


@given(rows=some.lists(some.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_reader_of_commas_gets_the_cells_back(rows: list[list[str]]) -> None:
    found = read(csv_text(["learner"], rows), ",")
    assert found == [["learner"], *([harmless(cell) for cell in row] for row in rows)]
    assert [[re.sub("'", "", c) for c in row] for row in found[1:]] == [
        [re.sub("'", "", c) for c in row] for row in rows
    ]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("x;=cmd|' /C calc'!A0;y", "x;'=cmd|' /C calc'!A0;y"),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ('x";"=1', 'x";\'"=1'),
        ("two\nlines\n-1", "two\nlines\n'-1"),
        (" =1", "' =1"),
        ("", ""),
        ("'=1", None),
        ("Ada Lovelace-King; late, excused (10 - 2 = 8)", None),
        ("The best attempt counts; a late one loses 10 % per day, at most 50 %.", None),
    ],
)
def test_only_what_could_begin_a_formula_is_guarded(cell: str, written: str | None) -> None:
    assert harmless(cell) == (cell if written is None else written)


def test_words_are_quoted_and_numbers_are_numbers() -> None:
    written = csv_text(["learner", "points"], [["ada", -1.5], ["bob", None]])
    assert written == '"learner","points"\n"ada",-1.5\n"bob",""\n'
