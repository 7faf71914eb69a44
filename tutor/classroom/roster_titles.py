"""What the columns of a list of people mean, by their titles: those of Canvas, Moodle (in English,
German, French, Spanish, Russian and Chinese), Gradescope, GitHub Classroom, and our own.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """What a column is used as; the values are what a person reads."""

    LOGIN = "name (to sign in)"
    FULL = "full name"
    FIRST = "first name"
    LAST = "last name"
    SECTION = "section"
    ROLE = "role"
    EMAIL = "e-mail"
    STUDENT = "student number"
    CANVAS = "Canvas ID"
    MOODLE = "Moodle participant"
    GITHUB = "GitHub name"
    NAME = "name"  # a login or a full name: the other columns tell
    UNUSED = "not used"


# Kinds of identifiers in the records, and the columns that they come from.
IDENTIFIERS = {
    Column.EMAIL: "email",
    Column.STUDENT: "student",
    Column.CANVAS: "canvas",
    Column.MOODLE: "moodle",
    Column.GITHUB: "github",
    Column.LOGIN: "login",
}
# Who somebody is when there is no login, the best first.
_INSTEAD = (Column.EMAIL, Column.GITHUB, Column.STUDENT, Column.CANVAS, Column.MOODLE)

_TITLES = {
    Column.LOGIN: """login; user; username; user name; user id; netid; net id; uid; sis login id;
        login id; roster identifier; anmeldename; benutzername; nutzername; kennung;
        nom d utilisateur; identifiant; nom d usager; nombre de usuario; usuario; логин;
        имя пользователя; 用户名; 登录名; 帐号; 账号; 使用者名稱; 帳號""",
    Column.EMAIL: """email; e mail; mail; email address; e mail address; mail address;
        student email; e mail adresse; email adresse; mailadresse; adresse de courriel; courriel;
        adresse électronique; adresse email; adresse e mail; adresse mail; correo; email adresse;
        correo electrónico; dirección de correo; dirección de correo electrónico;
        dirección email; dirección e mail; адрес электронной почты; электронная почта; эл почта;
        почта; 电子邮件; 电子邮件地址; 电子邮箱; 邮箱; 邮件地址; email地址;
        電子郵件; 電子郵件信箱""",
    Column.STUDENT: """id; id number; idnumber; student id; student number; student no; sid;
        sis user id; sis id; matriculation number; id nummer; matrikelnummer; matrikel;
        matrikel nr; matrikelnr; numéro d identification; numéro d étudiant; numéro étudiant;
        n étudiant; número de id; número id; número de identificación; matrícula; legajo;
        индивидуальный номер; номер id; id номер; идентификационный номер;
        номер студенческого билета; номер зачетной книжки; 编号; 学号; 学生证号; id号; id号码;
        id 号; 身份编号; 學號; 學生證號""",
    Column.GITHUB: "github; github username; github name; github login; github user",
    Column.FULL: """full name; fullname; student; student name; display name; learner;
        vollständiger name; nom complet; nombre completo; полное имя; фио; 全名; 姓名""",
    Column.FIRST: """first name; firstname; given name; given names; forename; vorname; prénom;
        prénom s; nombre; nombre s; nombres; имя; 名; 名字""",
    Column.LAST: """last name; lastname; surname; family name; nachname; familienname; nom;
        nom de famille; apellido; apellidos; apellido s; фамилия; 姓; 姓氏""",
    Column.SECTION: """section; sections; section name; group; groups; class; gruppe; gruppen;
        kursgruppe; groupe; groupes; grupo; grupos; группа; группы; 小组; 组; 组别; 群组; 分组;
        班级; 群組""",
    Column.ROLE: "role; roles; rolle; rollen; rôle; rôles; rol; роль; роли; 角色",
    Column.NAME: "name; nom et prénom; имя и фамилия",
}
_MEANS = {
    " ".join(title.split()): column
    for column, titles in _TITLES.items()
    for title in titles.split(";")
}
_OURS = {"name": Column.LOGIN, "full name": Column.FULL, "section": Column.SECTION}
_OURS |= {"role": Column.ROLE}
_PARTICIPANT = re.compile(r"(participant|teilnehm|участник|参与者|参加者)\D*\d+", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnUse:
    """A column of a file, and what it is used as."""

    title: str
    column: Column


@dataclass(frozen=True)
class Layout:
    """What each column of a table is used as."""

    uses: tuple[ColumnUse, ...]
    is_canvas: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the titles say themselves what they are, as in our own lists."""
        return all(_OURS.get(folded(use.title)) is use.column for use in self.uses if use.title)

    @property
    def columns(self) -> set[Column]:
        return {use.column for use in self.uses}

    def names(self) -> bool:
        """Whether the table says who people are."""
        return bool(self.columns & {Column.LOGIN, *_INSTEAD})

    def cell(self, row: Sequence[str], column: Column) -> str:
        """The cell of this column; the first that is not empty where there are several."""
        cells = zip(self.uses, row, strict=False)
        return next((c.strip() for use, c in cells if use.column is column and c.strip()), "")

    def login(self, row: Sequence[str]) -> str:
        """Who this is: the login, or else the best that the row has."""
        every = (self.cell(row, column) for column in (Column.LOGIN, *_INSTEAD))
        return next(filter(None, every), "")


def folded(title: str) -> str:
    """A title without what differs between versions of a system."""
    title = unicodedata.normalize("NFKC", title).casefold().strip("\ufeff \t")
    title = re.sub(r"[\s\-_().:/'\u2019°*]+", " ", title)
    return title.strip()


def recognised(titles: Sequence[str]) -> int:
    """How many titles are known: the measure for separators, encodings and header lines."""
    return sum(folded(title) in _MEANS for title in titles)


def layout_of(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Layout:
    """What the columns mean; `rows` help where a title has two meanings."""
    known = [_MEANS.get(folded(title), Column.UNUSED) for title in titles]
    words = {folded(title) for title in titles}
    is_canvas = {"student", "id"} <= words and bool(
        words & {"sis user id", "sis login id", "section"}
    )
    for place, title in enumerate(titles):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        if folded(title) == "id" and is_canvas:
            known[place] = Column.CANVAS
        elif folded(title) in ("id", "identifier", "идентификатор", "标识符", "identificador"):
            known[place] = _of_identifiers(cells, "github username" in words)
    known = _one_name(known, titles, rows)
    return Layout(tuple(map(ColumnUse, (t.strip() for t in titles), _once(known))), is_canvas)


def _of_identifiers(cells: Sequence[str], on_github: bool) -> Column:
    """Moodle's `Participant 123`, the name in a GitHub classroom, or a number."""
    if cells and all(_PARTICIPANT.fullmatch(cell) for cell in cells):
        return Column.MOODLE
    return Column.LOGIN if on_github else Column.STUDENT


def _one_name(
    known: list[Column], titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[Column]:
    """With each title settled that may be a login, a full name or a part of one."""
    has_first, has_last = Column.FIRST in known, Column.LAST in known
    if has_first != has_last and Column.NAME in known:
        other = Column.LAST if has_first else Column.FIRST  # as in Name, Vorname
        return [other if column is Column.NAME else column for column in known]
    if has_first != has_last:
        part = Column.FIRST if has_first else Column.LAST
        known = [Column.FULL if column is part else column for column in known]
    if Column.NAME in known:
        place = known.index(Column.NAME)
        spaced = [" " in row[place].strip() for row in rows if place < len(row)]
        others = {Column.LOGIN, Column.EMAIL, Column.STUDENT, Column.GITHUB} & set(known)
        is_full = (
            Column.FULL not in known
            and others
            and (Column.LOGIN in known or sum(spaced) * 2 > len(spaced))
        )
        known[place] = Column.FULL if is_full else Column.LOGIN
    return known


def _once(known: Sequence[Column]) -> list[Column]:
    """The first column of each kind is used; of identifiers all."""
    met: set[Column] = set()
    once: list[Column] = []
    for column in known:
        again = column in met and column not in _INSTEAD
        once.append(Column.UNUSED if again or column is Column.NAME else column)
        met.add(column)
    return once


_INSTRUCTORS = """instructor; teacher; lecturer; professor; editingteacher; dozent; dozentin;
    dozent in; trainer; trainer in; lehrer; lehrer in; enseignant; enseignante; profesor;
    profesora; docente; преподаватель; учитель; 教师; 老师; 教師"""
_LEARNERS = """learner; student; studentin; student in; studierende; studierende r; teilnehmer;
    teilnehmer in; étudiant; étudiante; étudiant e; estudiante; alumno; alumna; студент;
    учащийся; 学生; 學生; 学员"""
ROLES = {
    " ".join(word.split()): role
    for role, said in (("instructor", _INSTRUCTORS), ("learner", _LEARNERS))
    for word in said.split(";")
}
