"""A CSV file of somebody else, in which some cells are filled and nothing else changes: not an
encoding, a quotation mark or the end of a line."""

import codecs
import re
from dataclasses import dataclass

from tutor.errors import Refused

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_SEP = re.compile(r"sep=(.)$", re.IGNORECASE)


@dataclass
class Sheet:
    """`rows` are the cells as they are written, with their quotation marks; `ends` the ends of the
    lines. `first` is the number of the row with the titles."""

    rows: list[list[str]]
    ends: list[str]
    delimiter: str
    bom: bytes
    encoding: str
    first: int = 0

    @property
    def titles(self) -> list[str]:
        return [_value(cell).strip() for cell in self.rows[self.first]]

    @property
    def body(self) -> range:
        """The numbers of the rows below the titles."""
        return range(self.first + 1, len(self.rows))

    def cell(self, row: int, column: int) -> str:
        """What a cell says; nothing where the row is shorter."""
        cells = self.rows[row]
        return _value(cells[column]) if 0 <= column < len(cells) else ""

    def fill(self, row: int, column: int, text: str) -> None:
        """Write into a cell, in quotation marks if it had them or needs them."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        needs = any(sign in text for sign in (self.delimiter, '"', "\n", "\r"))
        if needs or cells[column].startswith('"'):
            text = '"' + text.replace('"', '""') + '"'
        cells[column] = text

    def to_bytes(self) -> bytes:
        lines = zip(self.rows, self.ends, strict=True)
        text = "".join(self.delimiter.join(cells) + end for cells, end in lines)
        return self.bom + text.encode(self.encoding)


def read_sheet(content: bytes, name: str) -> Sheet:
    """Read a CSV file in whatever encoding and with whatever separator it has. Raises Refused."""
    bom = next((mark for mark in _BOMS if content.startswith(mark)), b"")
    encoding = _BOMS.get(bom, "utf-8")
    try:
        text = content[len(bom) :].decode(encoding)
    except UnicodeDecodeError:
        if bom:
            raise Refused(f"{name} is damaged: it is not {encoding} text.") from None
        encoding, text = "cp1252", _decoded(content, name)
    delimiter = _delimiter(text)
    rows, ends = _split(text, delimiter)
    sheet = Sheet(rows, ends, delimiter, bom, encoding)
    while sheet.first < len(rows) and not _has_titles(rows[sheet.first]):
        sheet.first += 1
    if sheet.first == len(rows):
        raise Refused(f"{name} is empty.")
    return sheet


def _decoded(content: bytes, name: str) -> str:
    """Text as Excel saves it in Western Europe."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused(f"{name} is not text. Export it again as CSV.") from None


def _has_titles(cells: list[str]) -> bool:
    return any(cells) and not _SEP.match("".join(cells))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if said := _SEP.match(first):
        return said[1]
    outside = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=outside.count)


def _split(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    """The cells of each line as they are written, and the end of each line."""
    rows: list[list[str]] = []
    ends: list[str] = []
    cells, start, quoted, place = [], 0, False, 0
    while place < len(text):
        sign = text[place]
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == delimiter:
            cells.append(text[start:place])
            start = place + 1
        elif not quoted and sign in "\r\n":
            end = "\r\n" if text.startswith("\r\n", place) else sign
            rows.append([*cells, text[start:place]])
            ends.append(end)
            cells, start = [], place + len(end)
            place = start - 1
        place += 1
    if start < len(text) or cells:
        rows.append([*cells, text[start:]])
        ends.append("")
    return rows, ends


def _value(cell: str) -> str:
    """A cell without its quotation marks."""
    inside = cell.strip()
    if len(inside) > 1 and inside[0] == inside[-1] == '"':
        return inside[1:-1].replace('""', '"')
    return cell
