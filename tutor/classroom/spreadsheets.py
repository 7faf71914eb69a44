"""CSV for spreadsheets, which take some cells for formulas and run them.

Our separator is the comma, but a spreadsheet may split at `;` or a tab, whatever we quote: to it,
`"a","b;=c"` has a cell `=c"`. So every piece of a cell that could become a cell is made harmless.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = "[=+\\-@＝＋－＠]"  # noqa: RUF001
_SEPARATOR = "[,;|\\t\\r\\n\\v\\f\x1c-\x1e\x85\u2028\u2029]"
# Quotes and blanks before the sign are dropped by some, so the guard comes before them.
_START = re.compile(rf"(?:^|(?<={_SEPARATOR}))(?=[\s\"]*{_FORMULA})")


def harmless(cell: str) -> str:
    """The cell with a `'` wherever a spreadsheet would begin a formula."""
    return _START.sub("'", cell)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file; words are quoted and made harmless, None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for row in (header, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
