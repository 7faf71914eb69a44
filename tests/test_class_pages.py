"""The gradebook's and the submissions' pages in AppTest: empty, filled, and for nobody else."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tutor.classroom.policy import Counts, GradePolicy
from tutor.course import Course
from tutor.dashboard import places, state
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.allowance import Allowance, Solutions
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.service import Tutor

ROOT = Path(__file__).parents[1]
TEACHER = Viewer("grace", Role.INSTRUCTOR)
HOSTILE = '<img src=x onerror="alert(1)"> **loud** [win](https://evil.example) $x$'
CODE = "def forward_linear(X, W, b):\n    return X @ W + b\n"


@pytest.fixture
def tutor(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tutor]:
    scanner = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scanner, lambda *_, **__: [])
    monkeypatch.setenv("TUTOR_LEARNER", "grace")
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    store.upgrade()
    tutor = Tutor(course, store, Graders(course.root), lambda: state.viewer())
    monkeypatch.setattr(state, "open_tutor", lambda **_: tutor)
    state.forget_tutor()
    yield tutor
    state.forget_tutor()
    tutor.close()


def page(path: Path) -> AppTest:
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60).run()
    at = at.switch_page(str(path)).run()
    assert not at.exception
    return at


def pressed(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def graded(tutor: Tutor, learner: str, points: float, slug: str = "dropout") -> None:
    checks = (
        CheckResult("a", "Right", 1, points, Outcome.PASSED),
        CheckResult("b", "Wrong", 1, 10 - points, Outcome.WRONG),
    )
    number = tutor.store.add_submission(learner, slug, f"{slug}.py", CODE)
    report = Report(slug, checks, "cpu", (), 1, "s", "e", 0.1, {})
    tutor.store.record(number, report.to_json())


def said(at: AppTest) -> str:
    elements: list[Any] = [*at.markdown, *at.caption, *at.error, *at.info, *at.success, *at.warning]
    return "\n".join(str(element.value) for element in elements)


def test_an_empty_gradebook_says_what_to_do_first(tutor: Tutor) -> None:
    assert "Roster page" in page(places.GRADEBOOK).info[0].value


def test_the_gradebook_shows_marks_and_how_they_come_about(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    graded(tutor, HOSTILE, 5)
    tutor.grades.override(HOSTILE, "dropout", 3, HOSTILE)
    at = page(places.GRADEBOOK)
    table = at.dataframe[0].value
    assert dict(zip(table["Learner"], table["dropout"], strict=True)) == {"ada": 8, HOSTILE: 3}
    assert "Late or overridden (1)" in [part.label for part in at.expander]
    at.selectbox(key="book_of").select(HOSTILE).run()
    assert "3 of 10 points" in said(at).replace("\\", "")
    assert HOSTILE not in said(at)


def test_a_policy_is_chosen_on_the_page(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    at = page(places.GRADEBOOK)
    at.selectbox(key="policy_counts").select(Counts.LATEST)
    at.number_input(key="policy_day").set_value(10.0)
    at.number_input(key="policy_drop").set_value(1)
    at = pressed(at, "policy_save")
    assert tutor.grades.policy() == GradePolicy(Counts.LATEST, 10.0, drop_lowest=1)
    assert "The latest attempt counts" in said(at)


def test_a_deadline_is_set_and_taken_away_on_the_page(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    at = page(places.GRADEBOOK)
    at.selectbox(key="deadline_exercise").select("dropout")
    at = pressed(at, "deadline_set")
    assert set(tutor.grades.deadlines()) == {"dropout"}
    at.selectbox(key="deadline_exercise").select("dropout")
    pressed(at, "deadline_none")
    assert tutor.grades.deadlines() == {}


def dialog() -> None:
    """What the button opens; AppTest would close it with every click."""
    from tutor.dashboard.classroom.gradebook_forms import by_hand
    from tutor.dashboard.state import the_tutor

    by_hand(the_tutor().grades.book())


def test_a_mark_by_hand_needs_a_reason(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    at = AppTest.from_function(dialog, default_timeout=60).run()
    at.selectbox(key="hand_exercise").select("dropout").run()
    at.number_input(key="hand_points:dropout").set_value(2.5)
    at = pressed(at, "hand_give")
    assert "needs a reason" in said(at)
    at.text_area(key="hand_reason").input("Shown at the board.")
    at = pressed(at, "hand_give")
    (one,) = tutor.grades.history()
    assert (one.learner, one.points, one.set_by) == ("ada", 2.5, "grace")
    assert pressed(page(places.GRADEBOOK), "hand").text_area(key="hand_reason")


def test_submissions_begin_with_advice(tutor: Tutor) -> None:
    at = page(places.SUBMISSIONS)
    assert "A zip file from Moodle" in said(at)
    assert "There are no submissions yet" in said(at)


def test_a_zip_is_looked_at_handed_in_and_followed_across_a_reload(tutor: Tutor) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("ada/forward_linear.py", CODE)
        archive.writestr(f"{HOSTILE.replace('/', '')}/odd.py", CODE)
    at = page(places.SUBMISSIONS)
    at.file_uploader[0].upload("class.zip", data.getvalue()).run()
    assert "1 file" in said(at)
    assert "No exercise is called 'odd'" in at.dataframe[0].value["Problem or note"][0]
    assert tutor.store.attempts() == []
    pressed(at, "hand_in_class")
    (number,) = (attempt.submission_id for attempt in tutor.store.attempts())
    tutor.submissions.wait(number)
    at = page(places.SUBMISSIONS)
    assert list(at.dataframe[0].value["Points"]) == ["10 / 10"]
    assert "A zip file from Moodle" in said(pressed(at, "batch_forget"))


def test_who_is_not_on_the_roster_is_assigned_on_the_page(tutor: Tutor) -> None:
    tutor.roster.enrol(tutor.roster.preview("name,full name\nada,Ada King\nbob,Bob Bee\n"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("Adda K._7_assignsubmission_file_/hw1.py", CODE)
        archive.writestr(f"{HOSTILE.replace('/', '')}_8_assignsubmission_file_/hw1.py", CODE)
    at = page(places.SUBMISSIONS)
    at.selectbox(key="class_exercise").select("forward_linear").run()
    at.file_uploader[0].upload("class.zip", data.getvalue()).run()
    assert at.button(key="hand_in_class").disabled
    told = " ".join(at.dataframe[0].value["Problem or note"])
    assert "Nobody on the roster is called 'Adda K.'" in told
    first = at.selectbox(key="assign:Adda K._7_assignsubmission_file_/hw1.py")
    assert first.options[0] == "Ada King (ada)"
    at = first.select("ada").run()
    other = next(box for box in at.selectbox if HOSTILE.replace("/", "")[:8] in str(box.key))
    at = other.select("-").run()
    assert not at.exception
    assert HOSTILE not in said(at)
    pressed(at, "hand_in_class")
    (attempt,) = tutor.store.attempts()
    assert (attempt.learner, attempt.exercise) == ("ada", "forward_linear")
    tutor.submissions.wait(attempt.submission_id)
    assert tutor.store.people.all()[0].identifiers == (("moodle", "7"), ("label", "addak."))


def test_a_bad_zip_is_one_sentence(tutor: Tutor) -> None:
    at = page(places.SUBMISSIONS)
    at.file_uploader[0].upload("class.zip", b"PK nothing").run()
    assert not at.exception
    assert "not a zip file" in at.error[0].value


def test_a_regrade_is_looked_at_and_published(tutor: Tutor) -> None:
    graded(tutor, "ada", 4, "forward_linear")
    at = pressed(page(places.SUBMISSIONS), "regrade")
    (one,) = tutor.regrades.unpublished()
    tutor.regrades.wait(one.id)
    at = page(places.SUBMISSIONS)
    assert list(at.dataframe[0].value["New"]) == [10]
    assert tutor.grades.marks("ada").points == 4
    pressed(at, f"publish:{one.id}")
    assert tutor.grades.marks("ada").points == 10


def test_a_list_of_canvas_is_imported_and_people_change_on_the_page(tutor: Tutor) -> None:
    canvas = (
        "Student,ID,SIS Login ID,Section,hw\n   Points Possible,,,,10\n"
        f'"Núñez, José",7,jn,A,\n"{HOSTILE.replace(chr(34), "")}",8,bob,A,\n'
    )
    at = page(places.ROSTER)
    at.file_uploader[0].upload("canvas.csv", canvas.encode("cp1252")).run()
    assert "SIS Login ID → name" in said(at).replace("\\", "")
    assert HOSTILE not in said(at)
    at = next(b for b in at.button if b.label == "Enrol 2 people").click().run()
    assert not at.exception
    assert [one.full_name for one in tutor.roster.people()][1] == "José Núñez"
    at = page(places.ROSTER)
    at.selectbox(key="roster_person").select("jn").run()
    at.text_input[0].input("jose")
    at.text_input[2].input("B")
    at = next(b for b in at.button if b.label == "Save").click().run()
    assert not at.exception
    assert [(p.name, p.section) for p in tutor.roster.people()] == [("bob", "A"), ("jose", "B")]
    at.selectbox(key="roster_person").select("bob").run()
    pressed(at, "roster_remove")
    assert [p.name for p in tutor.roster.people()] == ["jose"]


@pytest.mark.parametrize("path", [places.GRADEBOOK, places.SUBMISSIONS])
def test_a_learner_gets_nothing_from_the_page(
    tutor: Tutor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where it is run past the navigation: the service refuses."""
    graded(tutor, "bob", 8)
    monkeypatch.setattr(state, "viewer_of_session", lambda _: Viewer("ada", Role.LEARNER))
    at = AppTest.from_file(path, default_timeout=60).run()
    assert len(at.exception) == 1
    assert not [*at.dataframe, *at.button, *at.selectbox]


def test_what_has_no_mark_is_said_and_graded_again_on_request(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    number = tutor.store.add_submission("ben", "dropout", "dropout.py", CODE)
    at = page(places.GRADEBOOK)
    assert "1 attempt without a mark: these marks may still change." in said(at)
    assert "Not graded (1)" in [part.label for part in at.expander]
    at = pressed(at, "grade_again")
    tutor.submissions.wait(number)
    assert "without a mark" not in said(page(places.GRADEBOOK))


def test_attempts_and_solutions_are_chosen_on_the_page(tutor: Tutor) -> None:
    graded(tutor, "ada", 8)
    at = page(places.GRADEBOOK)
    at.number_input(key="allow_day:").set_value(3)
    at.selectbox(key="allow_solutions:").select(Solutions.NEVER)
    at = pressed(at, "allow_save:")
    shown = said(at).replace("\\", "")
    assert "The class. Attempts: at most 3 in 24 hours. Solutions: never." in shown
    at.selectbox(key="allow_for").select("dropout").run()
    at.number_input(key="allow_day:dropout").set_value(0)
    at = pressed(at, "allow_save:dropout")
    assert tutor.submissions.allowances.of("dropout") == Allowance(solutions=Solutions.NEVER)
    pressed(at, "allow_class:dropout")
    assert tutor.submissions.allowances.own() == {}
