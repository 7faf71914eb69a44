"""Lists of people as other programs write them, and what an instructor changes on the roster."""

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tutor.classroom.roster import Preview, Roster
from tutor.classroom.spreadsheets import harmless
from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person

TEACHER = Viewer("turing", Role.INSTRUCTOR)
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,"dropout (4711)",Current Score\r
,,,,,Manual Posting,\r
    Points Possible,,,,,10,(read only)\r
"Lovelace, Ada",70011,S100,alovelace,"DL, 2026",8,80\r
"Bell, Ann, Jr.",70012,S101,abell,"DL, 2026",,\r
"Student, Test",70999,,3f2a0c9f,"DL, 2026",,\r
"""


@pytest.fixture
def roster(tmp_path: Path) -> Iterator[Roster]:
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        yield Roster(store, lambda: TEACHER)


def found(preview: Preview) -> list[tuple[str, str, str]]:
    assert [line.problem for line in preview if line.problem] == []
    people = [line.person for line in preview if line.person is not None]
    return [(one.name, one.full_name, one.section) for one in people]


def identified(preview: Preview) -> list[dict[str, str]]:
    return [dict(line.person.identifiers) for line in preview if line.person is not None]


def test_canvas_has_rows_of_its_own_and_a_student_who_is_none(roster: Roster) -> None:
    preview = roster.preview(CANVAS.encode("utf-8-sig"))
    assert found(preview) == [
        ("alovelace", "Ada Lovelace", "DL, 2026"),
        ("abell", "Ann Bell, Jr.", "DL, 2026"),
    ]
    assert preview.left_out == ("Test Student",)
    assert identified(preview)[0] == {"canvas": "70011", "student": "s100"}
    assert ("SIS Login ID", "name (to sign in)") in preview.used
    assert ("ID", "Canvas ID") in preview.used
    assert preview.unused == ["dropout (4711)", "Current Score"]


@pytest.mark.parametrize(
    "titles",
    [
        "First name,Last name,ID number,Email address,Groups",
        "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Gruppen",
        "Prénom,Nom de famille,Numéro d\u2019identification,Adresse de courriel,Groupes",
        "Nombre,Apellido(s),Número de ID,Dirección de correo,Grupos",
        "Имя,Фамилия,Индивидуальный номер,Адрес электронной почты,Группы",
        "名,姓氏,学号,电子邮件地址,小组",
    ],
)
def test_moodle_speaks_many_languages(roster: Roster, titles: str) -> None:
    preview = roster.preview(f"{titles}\nAda,Lovelace,100,ada@example.org,A\n".encode())
    assert found(preview) == [("ada@example.org", "Ada Lovelace", "A")]
    assert identified(preview) == [{"student": "100", "email": "ada@example.org"}]
    assert preview.unused == []


def test_the_grading_worksheet_of_moodle_has_its_own_ids(roster: Roster) -> None:
    preview = roster.preview(
        "Identifier,Full name,Email address,Status,Grade\n"
        "Participant 70003,Wei Zhang,w1@x.org,Submitted,\n"
    )
    assert found(preview) == [("w1@x.org", "Wei Zhang", "")]
    assert identified(preview) == [{"moodle": "70003", "email": "w1@x.org"}]


@pytest.mark.parametrize(
    ("text", "expected", "ids"),
    [
        (
            "First Name,Last Name,SID,Email,Sections\nAda,Lovelace,100,ada@example.org,A\n",
            ("ada@example.org", "Ada Lovelace", "A"),
            {"student": "100", "email": "ada@example.org"},
        ),
        (
            '"identifier","github_username","github_id","name"\n"S1","ada-l","77",""\n',
            ("S1", "", ""),
            {"github": "ada-l"},
        ),
        (
            "Name,SID,Email\nAda Lovelace,100,ada@example.org\n",
            ("ada@example.org", "Ada Lovelace", ""),
            {"student": "100", "email": "ada@example.org"},
        ),
        (
            "Name;Vorname;Matrikel-Nr.;E-Mail\nLovelace;Ada;100;ada@example.org\n",
            ("ada@example.org", "Ada Lovelace", ""),
            {"student": "100", "email": "ada@example.org"},
        ),
        ("Name,Username\nAda Lovelace,ada\n", ("ada", "Ada Lovelace", ""), {}),
        ("Course list,2026\n\nname,section\nada,A\n", ("ada", "", "A"), {}),
    ],
)
def test_other_lists(
    roster: Roster, text: str, expected: tuple[str, str, str], ids: dict[str, str]
) -> None:
    preview = roster.preview(text)
    assert found(preview) == [expected]
    assert identified(preview) == [ids]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,full name\njose,José Núñez\n", "cp1252"),
        ("name;full name\nzoe;Zoë Brügger\n", "utf-16"),
        ("name\tfull name\nzoe\tZoë Brügger\n", "utf-16-le"),
        ("name\tfull name\nzoe\tZoë Brügger\n", "utf-16-be"),
        ("Логин;Имя;Фамилия\nivan;Иван;Петров\n", "cp1251"),
        ("name;full name\nivan;Иван Петров\nolga;Ольга Смирнова\n", "cp1251"),
        ("用户名,姓名\nwukong,孙悟空\n", "gb18030"),
        ("sep=;\r\nname;full name\r\nzoe;Zoë Brügger\r\n", "cp1252"),
        ("sep=\t\nname\tfull name\nzoe\tZoë\n", "utf-8-sig"),
        ("\n\n\nname,full name\nzoe,Zoë\n", "utf-8"),
        ("name,full name\rzoe,Zoë\r", "utf-8"),
    ],
)
def test_whatever_a_spreadsheet_writes_is_read(roster: Roster, text: str, encoding: str) -> None:
    preview = roster.preview(text.encode(encoding))
    rows = [line for line in text.replace("\r", "\n").split("\n") if line][1:]
    people = {line.person.name: line.person.full_name for line in preview if line.person}
    for row in rows:
        cells = row.replace("\t", ";").replace(",", ";").split(";")
        if cells[0] in people:
            assert people[cells[0]] == " ".join(cells[1:])
    assert people


def test_the_line_of_the_file_is_told_after_blank_ones(roster: Roster) -> None:
    preview = roster.preview("sep=,\n\nname,role\nada,king\n")
    assert [(line.line, line.problem) for line in preview] == [
        (4, "the role 'king' is not learner or instructor")
    ]


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"PK\x03\x04 workbook", "", "Excel workbook"),
        (b"name\nada\n", "klingon", "no encoding called 'klingon'"),
        (b"name\n\xff\n", "utf-8", "is not utf-8 text"),
        (b'name\n"' + b"x" * 200_000, "", "cannot be read as CSV"),
        (b"full name,points\nAda,3\n", "", "no column that identifies"),
    ],
)
def test_what_cannot_be_read_says_why(
    roster: Roster, data: bytes, encoding: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        roster.preview(data, encoding)


@pytest.mark.parametrize(
    "name", ["علی‌رضا محمدی", "महेन्द्र सिंह", "നന്‍", "Nguyễn Văn An", "Zoë\u0308 Brügger"]
)
def test_what_a_script_needs_is_kept(roster: Roster, name: str) -> None:
    (line,) = roster.preview(f"name,full name\nx,{name}\n")
    assert line.person is not None
    assert line.person.full_name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\u200e", "\x07"])
def test_what_only_deceives_is_dropped_from_full_names(roster: Roster, hidden: str) -> None:
    (line,) = roster.preview(f"name,full name\nx,Ada{hidden} Lovelace\n")
    assert line.person is not None
    assert line.person.full_name == "Ada Lovelace"


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("\u0430da", "two scripts"),
        ("\u0430\u0441\u0435", "looks the same as ace"),
        ("\u0410\u0421\u0415", "looks the same as ace"),
        ("=cmd|x", "formula"),
        ("x;=cmd", "formula"),
        ("-ada", "formula"),
    ],
)
def test_a_login_that_deceives_is_refused(roster: Roster, login: str, words: str) -> None:
    roster.enrol(roster.preview("name\nada\nace\n"))
    (line,) = roster.preview(f"name\n{login}\n")
    assert words in line.problem
    assert line.person is None


def test_a_full_name_of_two_scripts_is_shown(roster: Roster) -> None:
    (line,) = roster.preview("name,full name\nx,\u0410da Lovelace\n")
    assert "two scripts" in line.note
    assert line.person is not None


def test_people_are_known_by_their_ids(roster: Roster) -> None:
    roster.enrol(roster.preview(CANVAS))
    again = roster.preview(CANVAS.replace("alovelace", "ada.king").replace("Lovelace", "King"))
    assert [line.is_new for line in again] == [False, False]
    assert "ada.king is alovelace on the roster" in again[0].note
    roster.enrol(again)
    assert {p.name: p.full_name for p in roster.people()}["alovelace"] == "Ada King"
    (line,) = roster.preview("name,student id\nabell,S100\n")
    assert "abell and alovelace at once" in line.problem


def test_somebody_is_removed_and_comes_back(roster: Roster) -> None:
    roster.enrol(roster.preview("name,full name,role\nada,Ada,\nbob,Bob,\nturing,,teacher\n"))
    roster.remove(["bob"])
    assert [one.name for one in roster.people()] == ["ada", "turing"]
    with pytest.raises(Refused, match="nobody called 'bob'"):
        roster.remove(["ada", "bob"])
    with pytest.raises(Refused, match="no instructor left"):
        roster.remove(["turing"])
    preview = roster.preview("name\nbob\n")
    assert preview.absent == ("ada",)
    assert "comes back" in preview[0].note
    roster.enrol(preview)
    assert [one.full_name for one in roster.people()] == ["Ada", "Bob", ""]


def test_a_class_is_sorted_anew_and_names_change(roster: Roster) -> None:
    roster.enrol(roster.preview("name,full name,section\nada,Ada,A\nbob,Bob,A\n"))
    roster.move(["ada", "bob"], "B")
    roster.rename("ada", "lovelace", "Ada King")
    assert [(p.name, p.full_name, p.section) for p in roster.people()] == [
        ("bob", "Bob", "B"),
        ("lovelace", "Ada King", "B"),
    ]
    (line,) = roster.preview("name,full name\nada,Ada K.\n")
    assert line.person == Person("lovelace", "learner", "Ada K.", "B")
    for new, words in (
        ("bob", "somebody else"),
        ("Bob", "looks the same"),
        ("\u200b", "invisible"),
    ):
        with pytest.raises(Refused, match=words):
            roster.rename("lovelace", new)


def test_who_was_removed_is_out_of_the_gradebook_and_cannot_sign_in(roster: Roster) -> None:
    roster.enrol(roster.preview("name\nada\nbob\n"))
    roster.records.set_code("bob", "hash")
    roster.remove(["bob"])
    assert roster.records.code_hash("bob") is None
    assert roster.records.find("bob") is None


def test_a_namesake_is_shown(roster: Roster) -> None:
    roster.enrol(roster.preview("name,full name\nw1,Wei Zhang\n"))
    same, other, new = roster.preview("name,full name\nw1,Wei Zhang\nw2,Zhang Wei\nx,\n")
    assert same.note == new.note == ""
    assert other.note == "w1 has the same full name, and may be the same person"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("cell", ["=cmd|'/C calc'!A0", "x;=cmd", "x\t@SUM(A1)", '"=1', "\uff1d1"])
def test_no_cell_that_comes_in_is_run_when_it_goes_out(
    roster: Roster, cell: str, separator: str
) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    text = separator.join(("name", "full name", "section"))
    text += "\n" + separator.join(("ada", quoted, quoted)) + "\n"
    roster.enrol(roster.preview(text))
    roster.rename("ada", "", cell)
    roster.move(["ada"], cell)
    (ada,) = roster.people()
    for kept in (ada.full_name, ada.section):
        assert kept
        assert harmless(kept) == kept


def test_an_old_list_of_moodle_and_one_of_canvas_are_one_person(roster: Roster) -> None:
    roster.enrol(roster.preview(CANVAS))
    moodle = "First name,Last name,ID number,Email address\nAda,King,s100,ada@x.org\n"
    (line,) = roster.preview(moodle)
    assert (line.is_new, line.person and line.person.name) == (False, "alovelace")
    roster.enrol([line])
    (line,) = roster.preview("email,section\nADA@x.org,C\n")
    assert line.person == Person("alovelace", "learner", "Ada King", "C")
