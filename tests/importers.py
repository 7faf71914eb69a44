"""What LMSs read: the rules of their importers as we read them in their code, in our words.

Canvas: `lib/gradebook_importer.rb`. Moodle: `mod/assign/feedback/offline` for the grading
worksheet, `grade/import/csv` for the gradebook.
"""

import csv
import io
import re
from collections.abc import Mapping

_SCORES = r"(Current|Final|Override) (Score|Points|Grade|Status)"
_NUMBER = re.compile(r"-?[0-9.,]+%?")


class NotRead(Exception):
    """The importer refuses the whole file."""


def canvas(content: bytes) -> dict[str, dict[str, str]]:
    """The grades that Canvas takes, by the ID of a student and the title of an assignment."""
    text = content.decode("utf-8")
    lines = text.splitlines()[:3]
    counts = {}
    for sign in ";,":
        sizes = {len(next(csv.reader([line], delimiter=sign), [])) for line in lines}
        counts[sign] = sizes.pop() if len(sizes) == 1 else 0
    delimiter = ";" if counts[";"] > counts[","] else ","
    kept = "\n".join(line for line in text.splitlines() if not re.fullmatch("[;, ]+", line))
    rows = list(csv.reader(io.StringIO(kept), delimiter=delimiter))
    titles, grades, read_only = rows[0], {}, set[int]()
    first = _student_columns(titles)
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            read_only = {n for n, cell in enumerate(row) if re.search(r"read\s+only", cell)}
        elif not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            person = row[2] if titles[0].endswith("LastName") else row[1]
            grades[person] = {
                titles[n]: _without_comma(row[n].strip())
                for n in range(first, len(titles))
                if n < len(row) and n not in read_only and not re.search(_SCORES, titles[n])
            }
    return grades


def _student_columns(titles: list[str]) -> int:
    """How many columns are about the student; the last of them has to be the section."""
    names = 1
    if len(titles) > 4 and "LastName" in titles[0] and "FirstName" in titles[1]:
        names = 2
    elif not (len(titles) > 3 and "Student" in titles[0]):
        raise NotRead("Invalid header row")
    if "ID" not in titles[names]:
        raise NotRead("Invalid header row")
    count = names + 2
    if "SIS Login ID" in titles[count - 1]:
        count += 1
    elif "SIS User ID" in titles[count - 1] and "SIS Login ID" in titles[count]:
        count += 2 + ("Integration ID" in titles[count + 1])
        count += "Root Account" in titles[count - 1]
    if "Section" not in titles[count - 1]:
        raise NotRead("Invalid header row")
    return count


def _without_comma(cell: str) -> str:
    if not _NUMBER.fullmatch(cell):
        return cell
    *whole, last = re.split("[,.]", cell)
    return ".".join(["".join(whole), last]) if whole else last


def moodle_worksheet(
    content: bytes, strings: Mapping[str, str], most: float
) -> tuple[dict[str, float], list[str]]:
    """The grades that Moodle takes from a worksheet, by the number of the participant, and the
    numbers of those it skips. `strings` are the titles in the language of the site."""
    text = content.decode("utf-8").removeprefix("\ufeff")
    titles, *rows = csv.reader(io.StringIO(text), delimiter=strings.get("delimiter", ","))
    try:
        person, grade = titles.index(strings["id"]), titles.index(strings["grade"])
        titles.index(strings["modified"])
    except ValueError:
        raise NotRead("invalidgradeimport") from None
    taken, skipped = {}, []
    for row in rows:
        number = row[person].removeprefix(strings["participant"])
        said = row[grade].strip().replace(",", ".")
        if not said or not 0 <= float(said) <= most:
            skipped.append(number)
        else:
            taken[number] = float(said)
    return taken, skipped


def moodle_gradebook(
    content: bytes, column: str, users: Mapping[str, int], items: Mapping[str, bool]
) -> dict[int, dict[str, float | None]]:
    """The grades that Moodle's gradebook takes, by user. `users` are its own by what `column` says,
    `items` which titles are items that are there already. One bad cell stops it all."""
    titles, *rows = csv.reader(io.StringIO(content.decode("utf-8").removeprefix("\ufeff")))
    found: dict[int, dict[str, float | None]] = {}
    for row in rows:
        if len(row) <= 1:
            continue
        cells = dict(zip([t.strip() for t in titles], [c.strip() for c in row], strict=True))
        name = cells.pop(column)
        if name not in users:
            raise NotRead(f"User mapping error: {name}")
        grades = found.setdefault(users[name], {})
        for title, cell in cells.items():
            if cell == "-" or (cell == "" and items.get(title)):
                grades[title] = None
                continue
            try:
                grades[title] = float(cell)
            except ValueError:
                raise NotRead("badgrade") from None
            if float(cell) > 100:
                raise NotRead("gradevaluetoobig")
    return found
