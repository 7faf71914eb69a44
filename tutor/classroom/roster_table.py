"""A list of people as a table, whatever program wrote the file: its encoding, its separator, the
line of its titles. Each choice is the one under which most titles are known.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tutor.classroom.roster_titles import Layout, layout_of, recognised
from tutor.errors import Refused

MAX_ROSTER = 1_000_000  # characters
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LINES_BEFORE_TITLES = 10  # that are not empty: a heading, a date
# What spreadsheets write outside of UTF-8, by the language of the machine.
_ENCODINGS = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "big5", "cp932", "cp949"),
)


@dataclass(frozen=True)
class Table:
    """The rows below the titles, each with its line in the file, and how the file was read."""

    layout: Layout
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    separator: str

    @property
    def in_words(self) -> str:
        """Such as `UTF-16, separated by tabs`."""
        return f"{self.encoding}, separated by {_SEPARATORS.get(self.separator, self.separator)}"


def read_table(data: str | bytes, encoding: str = "") -> Table:
    """Read a file. Raises Refused with one sentence when it is no list of people."""
    lines, encoding, separator = lines_in(data, encoding)
    place = max(range(min(len(lines), _LINES_BEFORE_TITLES)), key=lambda n: _known(lines, n))
    rows = [cells for _, cells in lines[place + 1 :]]
    layout = layout_of(lines[place][1], rows)
    if not layout.names():
        raise Refused(
            "The roster's first line has no column that identifies people. Add one called `name`, "
            "`login` or `email`."
        )
    below = tuple((line, tuple(cells)) for line, cells in lines[place + 1 :])
    return Table(layout, below, encoding, separator)


def lines_in(
    data: str | bytes, encoding: str = "", what: str = "roster", example: str = "name"
) -> tuple[list[tuple[int, list[str]]], str, str]:
    """The lines of a table that are not empty, with their numbers; its encoding and separator.

    Raises Refused for what is no text, and for a file that is empty or too long.
    """
    if len(data) > 4 * MAX_ROSTER:
        raise _too_long(what, len(data))
    text, encoding = (data, "text") if isinstance(data, str) else _decoded(data, encoding, what)
    if len(text) > MAX_ROSTER:
        raise _too_long(what, len(text))
    separator, text, skipped = _declared(text.removeprefix("\ufeff"))
    if not text.strip():
        raise Refused(
            f"The {what} is empty. Its first line should name the columns, for example `{example}`."
        )
    separator = separator or max(_SEPARATORS, key=lambda sign: _fit(text, sign))
    try:
        lines = [(n + skipped, cells) for n, cells in _lines(text, separator) if any(cells)]
    except csv.Error as error:
        raise Refused(f"The {what} cannot be read as CSV: {error}.") from None
    return lines, encoding, separator


def _too_long(what: str, length: int) -> Refused:
    return Refused(f"The {what} is {length:,} characters long; at most {MAX_ROSTER:,} are allowed.")


def _known(lines: Sequence[tuple[int, list[str]]], place: int) -> tuple[int, int]:
    """How good a line is as titles; of two that are equally good the first."""
    return recognised(lines[place][1]), -place


def _declared(text: str) -> tuple[str, str, int]:
    """Excel's own line `sep=;`, which names the separator; and how many lines are gone with it."""
    first, _, rest = text.lstrip("\r\n").partition("\n")
    sign = first.strip('\r" ').casefold().removeprefix("sep=")
    if first.strip('\r" ').casefold().startswith("sep=") and len(sign) <= 1:
        before = text.count("\n") - rest.count("\n")
        return (sign or "\t"), rest, before
    return "", text, 0


def _fit(text: str, separator: str) -> tuple[int, int]:
    """How well a separator fits: titles that are known, then how often it is there."""
    head: list[list[str]] = []
    with suppress(csv.Error):
        for _, cells in _lines(text[:20_000], separator):
            if any(cells) and len(head) < _LINES_BEFORE_TITLES:
                head.append(cells)
    return max(map(recognised, head), default=0), max(map(len, head[:1]), default=0)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, and the line in which it begins. Old line ends are read as new."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator)
    begins = 1
    for cells in reader:
        yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _decoded(data: bytes, encoding: str, what: str) -> tuple[str, str]:
    """The text, and its encoding in words."""
    if encoding:
        return _as_told(data, encoding, what), encoding
    for mark, name in (
        (codecs.BOM_UTF8, "UTF-8"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if data.startswith(mark):
            return _as_told(data, name, what), name
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(f"The {what} is an Excel workbook. Save it as CSV UTF-8, and import that.")
    if (zeros := data[:2000].count(0)) and zeros * 4 > len(data[:2000]):
        name = "UTF-16-LE" if data[1:2] == b"\0" else "UTF-16-BE"
        return _as_told(data, name, what), "UTF-16"
    try:
        return data.decode(), "UTF-8"
    except UnicodeDecodeError:
        return _guessed(data, what)


def _as_told(data: bytes, encoding: str, what: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise Refused(
            f"There is no encoding called '{encoding}'. Common ones are utf-8 and cp1252."
        ) from None
    except UnicodeDecodeError:
        raise Refused(
            f"The {what} is not {encoding} text. Save the list as CSV UTF-8, and import that."
        ) from None


def _guessed(data: bytes, what: str) -> tuple[str, str]:
    """The encoding that knows most titles; by ASCII titles alone, what the letters look like."""
    texts = {}
    for encoding in _ENCODINGS:
        try:
            texts[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if not texts:
        raise Refused(f"The {what} is in an unknown encoding. Save the list as CSV UTF-8.")
    scores = {one: max(_fit(text, sign)[0] for sign in _SEPARATORS) for one, text in texts.items()}
    best = [one for one in texts if scores[one] == max(scores.values())]
    chosen = best[0] if len(best) == 1 else _by_letters(data, best)
    return texts[chosen], chosen


def _by_letters(data: bytes, encodings: Sequence[str]) -> str:
    """Mostly ASCII is a western language; else what a detector says of the names."""
    letters = bytes(c for c in data if c > 127 or bytes([c]).isalpha())
    high = sum(c > 127 for c in letters)
    if "cp1252" in encodings and high * 3 < len(letters):
        return "cp1252"
    import charset_normalizer

    found = charset_normalizer.from_bytes(data, cp_isolation=list(encodings)).best()
    return found.encoding if found and found.encoding in encodings else encodings[0]
