"""Marks go back into Canvas and Moodle: by their own exports, of which only our cells change, and
what their importers read is what the gradebook says."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from importers import NotRead, canvas, moodle_gradebook, moodle_worksheet
from test_grades import Room, Run, room, run

from tutor.bridges.matching import Identity, matched
from tutor.bridges.sheets import read_sheet
from tutor.classroom.matching import Directory
from tutor.learning.viewer import Role
from tutor.records.people import Person

__all__ = ["room", "run"]

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,dropout (4711),"Essay, part 1 (12)",Final Score
    Points Possible,,,,,10,20,(read only)
"Lovelace, Ada",70011,S100,alovelace,"DL, 2026",,17,80
"Nuñez, José",70012,S101,jnunez,"DL, 2026",3,,
"Student, Test",70999,,3f2a0c9f,"DL, 2026",,,
"""


@pytest.fixture
def class_(room: Room) -> Room:
    """Three learners: 8 of 10 and 7.5 of 10 in dropout; grete has submitted nothing."""
    room.store.people.keep(
        [
            Person("alovelace", Role.LEARNER, "Ada Lovelace"),
            Person("jnunez", Role.LEARNER, "José Núñez"),
            Person("grete", Role.LEARNER, "Grete Hermann"),
        ]
    )
    room.hand_in("alovelace", "dropout", 8)
    room.hand_in("jnunez", "dropout", 7.5)
    return room


Fill = Callable[..., tuple[int, str, str, bytes]]


@pytest.fixture
def fill(class_: Room, run: Run, tmp_path: Path) -> Fill:
    """Run a command on a file; return its exit code, what it said, and the file that it wrote."""

    def fill(content: bytes, command: str, *arguments: str) -> tuple[int, str, str, bytes]:
        file = tmp_path / "export.csv"
        file.write_bytes(content)
        code, out, err = run(*command.split(), str(file), *arguments)
        written = tmp_path / "export-filled.csv"
        assert file.read_bytes() == content
        return code, out, err, written.read_bytes() if written.exists() else b""

    return fill


def changed(before: bytes, after: bytes) -> list[tuple[str, str]]:
    """The cells that are not the same, as they are written; nothing else may differ."""
    one, other = read_sheet(before, "before"), read_sheet(after, "after")
    assert (one.bom, one.encoding, one.ends) == (other.bom, other.encoding, other.ends)
    pairs = zip(one.rows, other.rows, strict=True)
    return [pair for rows in pairs for pair in zip(*rows, strict=True) if pair[0] != pair[1]]


def test_the_export_of_canvas_is_filled_and_nothing_else_changes(fill: Fill) -> None:
    code, out, err, filled = fill(CANVAS.encode(), "canvas")
    assert (code, err) == (0, "")
    assert "dropout goes into the column 'dropout (4711)'" in out
    assert changed(CANVAS.encode(), filled) == [("", "8"), ("3", "7.5")]
    assert canvas(filled)["70011"] == {"dropout (4711)": "8", "Essay, part 1 (12)": "17"}
    assert canvas(filled)["70012"]["dropout (4711)"] == "7.5"
    assert canvas(filled)["70999"]["dropout (4711)"] == ""


SEMICOLONS = """\
Student;ID;SIS Login ID;Section;dropout (4711);Endergebnis (9)
    Points Possible;;;;10,00;5,00
Lovelace, Ada;70011;alovelace;DL;;4,5
Nuñez, José;70012;jnunez;DL;;
"""
EVERYTHING = """\
LastName,FirstName,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section,Dropout (4711)
,,,,,,,,Manual Posting
    Points Possible,,,,,,,,20
Lovelace,Ada,70011,S100,alovelace,,uni,DL,EX
Núñez,José,70012,jnunez,S101,,uni,DL,
"""
BY_NAME = """\
Student,ID,Section,Notes,dropout (4711)
    Points Possible,,,,10
"LOVELACE, ADA",70011,DL,"=HYPERLINK(""x"")",
"Jose\u0301 Nun\u0303ez",70012,DL,"two
lines",
"""


@pytest.mark.parametrize(
    ("export", "read"),
    [
        (CANVAS.encode("utf-8-sig"), {"70011": "8", "70012": "7.5"}),
        (CANVAS.replace("\n", "\r\n").encode(), {"70011": "8", "70012": "7.5"}),
        (SEMICOLONS.encode(), {"70011": "8", "70012": "7.5"}),
        (EVERYTHING.encode(), {"70011": "EX", "70012": "15"}),
        (BY_NAME.encode(), {"70011": "8", "70012": "7.5"}),
    ],
)
def test_what_canvas_reads_is_what_the_gradebook_says(
    fill: Fill, export: bytes, read: dict[str, str]
) -> None:
    code, _, err, filled = fill(export, "canvas")
    assert (code, err) == (0, "")
    found = canvas(filled)
    for student, grade in read.items():
        [said] = [g for title, g in found[student].items() if title.lower().startswith("dropout")]
        assert said == grade
    assert len(changed(export, filled)) == sum(grade != "EX" for grade in read.values())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("dropout (4711)", "Assignment 3 (4711)", "No column of"),
        ("Essay, part 1 (12)", "Dropout (12)", "more than one column for dropout"),
        ("Student,ID", "Name,Number", "not a gradebook from Canvas"),
    ],
)
def test_a_file_that_is_not_clear_is_refused(fill: Fill, old: str, new: str, told: str) -> None:
    code, _, err, filled = fill(CANVAS.replace(old, new).encode(), "canvas")
    assert (code, filled) == (2, b"")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("named", ["4711", "Assignment 3", "Assignment 3 (4711)"])
def test_a_column_with_another_name_is_chosen(fill: Fill, named: str) -> None:
    export = CANVAS.replace("dropout (4711)", "Assignment 3 (4711)").encode()
    code, _, _, filled = fill(export, "canvas", "--column", f"dropout={named}")
    assert code == 0
    assert canvas(filled)["70011"]["Assignment 3 (4711)"] == "8"


def test_people_who_are_not_clear_are_named_and_stay_as_they_are(fill: Fill) -> None:
    export = CANVAS.replace("jnunez", "someone").replace("Nuñez, José", "Lovelace, Adele")
    code, _, err, filled = fill(export.encode(), "canvas")
    assert code == 2
    assert "1 people are in the file but not clear in the class: Lovelace, Adele." in err
    assert "1 people are with marks in the class but not in the file: jnunez." in err
    assert changed(export.encode(), filled) == [("", "8")]


@dataclass(frozen=True)
class Somebody:
    learner: str


def test_two_people_with_one_name_are_told_apart_by_ids_or_not_at_all() -> None:
    names = {"a1": "Li Wei", "a2": "Li Wei", "a3": "Wei Zhang"}
    learners = [Somebody(name) for name in names]
    class_ = Directory(Person(name, Role.LEARNER, full) for name, full in names.items())
    people = {1: Identity(("a2",), "Wei, Li"), 2: Identity(("",), "Wei, Li")}
    assert {n: m.learner for n, m in matched(people, learners, class_).items()} == {1: "a2"}
    people = {1: Identity(("x",), "Wei, Li"), 2: Identity(("y",), "Wei, Li")}
    assert matched(people, learners, class_) == {}


def test_what_the_roster_keeps_of_other_systems_tells_who_is_meant(
    class_: Room, fill: Fill
) -> None:
    """A name that was changed since, and a login that is not the LMS's: the number is the same."""
    class_.store.people.identify({("canvas", "70012"): "jnunez"})
    export = CANVAS.replace("jnunez", "jn-2024").replace("Nuñez, José", "Smith, Joe")
    code, _, err, filled = fill(export.encode(), "canvas")
    assert (code, err) == (0, "")
    assert canvas(filled)["70012"]["dropout (4711)"] == "7.5"


ENGLISH = {
    "id": "Identifier",
    "grade": "Grade",
    "modified": "Last modified (grade)",
    "participant": "Participant ",
}
GERMAN = {
    "id": "ID",
    "grade": "Bewertung",
    "modified": "Zuletzt geändert (Bewertung)",
    "participant": "Teilnehmer/in",
    "delimiter": ";",
}
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 501","Ada Lovelace",alovelace,"Submitted for grading",,10.00,Yes,-,-,"<p>ok</p>"
"Participant 502","José Núñez",j@example.org,"Submitted for grading",3.00,10.00,Yes,-,-,
"Participant 503","Grete Hermann",g@example.org,"No submission",,10.00,Yes,-,-,
"""


def test_the_worksheet_of_moodle_is_filled_and_nothing_else_changes(fill: Fill) -> None:
    for content in (WORKSHEET.encode(), WORKSHEET.encode("utf-8-sig")):
        code, _, err, filled = fill(content, "moodle dropout")
        assert (code, err) == (0, "")
        assert changed(content, filled) == [("", "8"), ("3.00", "7.5")]
        assert moodle_worksheet(filled, ENGLISH, 10) == ({"501": 8.0, "502": 7.5}, ["503"])


def test_a_german_worksheet_has_commas_and_locked_grades(fill: Fill) -> None:
    content = (
        "ID;Vollständiger Name;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;"
        "Zuletzt geändert (Bewertung)\r\n"
        "Teilnehmer/in501;Ada Lovelace;;;100,00;Ja;-\r\n"
        "Teilnehmer/in502;José Núñez;;30,00;100,00;Nein;-\r\n"
    ).encode("cp1252")
    code, out, _, filled = fill(content, "moodle dropout")
    assert code == 0
    assert "1 grades are locked" in out
    assert changed(content, filled) == [("", "80")]
    read = moodle_worksheet(filled.decode("cp1252").encode(), GERMAN, 100)
    assert read == ({"501": 80.0, "502": 30.0}, [])


def test_a_worksheet_in_another_language_needs_the_title(fill: Fill) -> None:
    content = WORKSHEET.replace("Grade,", "Karakter,").encode()
    code, _, err, _ = fill(content, "moodle dropout")
    assert code == 2
    assert "--grade-column TITLE" in err
    assert fill(content, "moodle dropout", "--grade-column", "Karakter")[0] == 0


def test_moodles_gradebook_reads_every_mark(class_: Room, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "moodle.csv"
    code, _, err = run("moodle-gradebook", str(file))
    assert (code, err) == (0, "")
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # for Excel
    users = {"alovelace": 1, "jnunez": 2, "grete": 3}
    title = class_.course.exercise("dropout").title
    for is_there in (True, False):
        found = moodle_gradebook(content, "Username", users, {title: is_there})
        assert found == {1: {title: 8.0}, 2: {title: 7.5}, 3: {title: None}}
    with pytest.raises(NotRead, match="mapping"):
        moodle_gradebook(content, "Username", {"alovelace": 1}, {})


def test_by_mail_only_those_who_have_an_address(class_: Room, run: Run, tmp_path: Path) -> None:
    class_.store.people.keep([Person("ida@example.org", Role.LEARNER)])
    file = tmp_path / "moodle.csv"
    code, _, err = run("moodle-gradebook", str(file))
    assert code == 2
    assert "grete has no e-mail address and is left out." in err
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [line[0] for line in rows] == ["Email address", "ida@example.org"]
    assert run("moodle-gradebook", str(file), "--by", "id-number")[0] == 0
    assert file.read_text("utf-8-sig").startswith("ID number,")


def test_the_gradebook_opens_in_excel_with_its_accents(
    class_: Room, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "book.csv"
    assert run("gradebook", "--csv", str(file))[0] == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "José Núñez" in file.read_text("utf-8-sig")


@pytest.mark.parametrize("command", [["canvas"], ["moodle", "dropout"]])
def test_what_is_no_table_is_one_sentence(
    class_: Room, run: Run, tmp_path: Path, command: list[str]
) -> None:
    for content in (b"", b"\x89PNG\r\n\x1a\n\x00\x81\x8d", b"\xff\xfeq", b"just words\n"):
        (tmp_path / "export.csv").write_bytes(content)
        code, _, err = run(*command, str(tmp_path / "export.csv"))
        assert (code, err.count("\n")) == (2, 1)
    code, _, err = run(*command, str(tmp_path / "nothing.csv"))
    assert "cannot be read" in err
