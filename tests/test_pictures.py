"""What see this after full marks: a picture by the learner's own code, and how others wrote it."""

import json
import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tutor.course import Course, Exercise, load_course
from tutor.dashboard import state
from tutor.errors import CourseError, GraderError, Refused
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.grading.pictures import Images, Lines, Matrix, Words, drawn
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import Source, read_source
from tutor.learning.afterwards import PICTURES_KEPT, solutions_of
from tutor.records import Store
from tutor.service import Tutor

# Their pictures show what a net has learned, so one is trained first.
TRAINED = {"char_lm", "fine_tuning", "cats_and_dogs"}
PICTURED = [
    pytest.param(e.slug, marks=[pytest.mark.slow] if e.slug in TRAINED else [])
    for e in load_course().exercises
    if e.picture.is_file()
]


@pytest.fixture(scope="module")
def tutor(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Iterator[Tutor]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('records')}/records.sqlite")
    store.upgrade()
    tutor = Tutor(course, store, Graders(course.root))
    yield tutor
    tutor.close()


@pytest.mark.parametrize("slug", PICTURED)
def test_the_reference_draws_its_picture(grader: Grader, course: Course, slug: str) -> None:
    exercise = course.exercise(slug)
    picture = grader.picture(exercise, read_source(exercise.solution))
    assert picture.title
    assert picture.caption
    assert json.loads(json.dumps(picture.to_json()))["kind"] == picture.kind


def test_a_solution_that_dies_in_its_picture_is_told_so(grader: Grader, course: Course) -> None:
    exercise = course.exercise("dropout")
    code = exercise.solution.read_text() + "\nDropout.forward = lambda *args: 1 / 0\n"
    with pytest.raises(Refused, match="did not finish its picture"):
        grader.picture(exercise, Source("dropout.py", code))


def test_an_answer_that_cannot_be_drawn_is_told_so(grader: Grader, course: Course) -> None:
    exercise = course.exercise("dropout")
    code = exercise.solution.read_text() + "\nDropout.forward = lambda *args: 'a flower'\n"
    with pytest.raises(Refused, match="The results of your code cannot be drawn as a picture"):
        grader.picture(exercise, Source("dropout.py", code))


CARELESS = """
from tutor.grading.pictures import Matrix

def draw(submission):
    column = submission.f()
    return Matrix("Sum", ["all"], [[float((column - column.T).sum())]])
"""


def drawing(course: Course, root: Path, draw: str, solution: str) -> Exercise:
    """An exercise with a picture and a reference of its own."""
    exercise = course.exercise("forward_linear")
    for path in (exercise.folder, exercise.suite.parent):
        shutil.copytree(path, root / path.relative_to(exercise.root))
    exercise = replace(exercise, root=root)
    exercise.picture.write_text(draw)
    exercise.solution.parent.mkdir(parents=True)
    exercise.solution.write_text(solution)
    return exercise


def column(length: int) -> str:
    return f"import torch\ndef f():\n    return torch.zeros({length}, 1, dtype=torch.float64)\n"


def test_a_careless_picture_cannot_be_made_to_fill_the_memory(
    grader: Grader, course: Course, tmp_path: Path
) -> None:
    exercise = drawing(course, tmp_path, CARELESS, column(3))
    assert grader.picture(exercise, read_source(exercise.solution)).content["rows"] == [[0]]
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(Refused, match="cannot be drawn as a picture"):
        grader.picture(exercise, Source("f.py", column(27_000)))  # 6 GB as a matrix
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


@pytest.mark.parametrize("solution", [column(27_000), "def f():\n    return 1\n", "f = 1 / 0\n"])
def test_a_picture_that_the_reference_cannot_make_either_is_our_fault(
    grader: Grader, course: Course, tmp_path: Path, solution: str
) -> None:
    exercise = drawing(course, tmp_path, CARELESS, solution)
    with pytest.raises(GraderError, match="The picture of forward_linear itself failed"):
        grader.picture(exercise, Source("f.py", "def f():\n    return 'no column'\n"))


class Draughtsman(Graders):
    """Draws at once, and counts."""

    asked = 0
    failures = 0  # of the first pictures

    def picture(self, exercise: str, source: Source) -> Future[dict[str, Any]]:
        self.asked += 1
        future: Future[dict[str, Any]] = Future()
        if self.asked <= self.failures:
            future.set_exception(GraderError("The pen is broken."))
            return future
        title = f"Picture of {source.text}"
        content = {"text": "as drawn"}
        future.set_result({"kind": "words", "title": title, "caption": "", "content": content})
        return future


@pytest.fixture
def gallery(tmp_path: Path, course: Course) -> Iterator[Tutor]:
    store = Store(f"sqlite:///{tmp_path}/records.sqlite")
    store.upgrade()
    tutor = Tutor(course, store, Draughtsman(course.root))
    yield tutor
    tutor.close()


def solve(tutor: Tutor, learner: str, text: str) -> int:
    """Hand in what has full marks, whatever it is."""
    number = tutor.store.add_submission(learner, "forward_linear", "forward_linear.py", text)
    check = CheckResult("c", "A check", 1, 10.0, Outcome.PASSED)
    report = Report("forward_linear", (check,), "cpu", (), 1, "1", "1", 0.1, {})
    tutor.store.record(number, report.to_json())
    return number


def test_the_last_pictures_are_kept_and_no_more(gallery: Tutor) -> None:
    graders = gallery.graders
    assert isinstance(graders, Draughtsman)
    learners = [f"learner {n}" for n in range(PICTURES_KEPT + 1)]
    for learner in learners:
        solve(gallery, learner, learner)
        gallery.afterwards.picture(learner, "forward_linear")
    gallery.afterwards.picture(learners[-1], "forward_linear")
    gallery.afterwards.picture(learners[1], "forward_linear")
    assert graders.asked == len(learners)
    gallery.afterwards.picture(learners[0], "forward_linear")
    assert graders.asked == len(learners) + 1


def test_a_picture_is_that_of_the_latest_full_marks(gallery: Tutor) -> None:
    for text in ("one", "two"):
        solve(gallery, "ada", text)
        picture = gallery.afterwards.picture("ada", "forward_linear")
        assert picture is not None
        assert picture["title"] == f"Picture of {text}"
    with pytest.raises(Refused, match="see this after full marks"):
        gallery.afterwards.picture("bob", "forward_linear")


def afterwards() -> None:
    from tutor.dashboard.learner.afterwards import show_afterwards
    from tutor.dashboard.state import the_tutor

    show_afterwards("ada", the_tutor().course.exercise("forward_linear"))


def test_the_dashboard_shows_no_picture_of_an_earlier_submission(
    gallery: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "open_tutor", lambda **_: gallery)
    state.forget_tutor()
    at = AppTest.from_function(afterwards, default_timeout=60)
    for text in ("one", "two"):
        solve(gallery, "ada", text)
        at.run()
        assert not at.exception
        assert [e.value for e in at.markdown if "Picture" in e.value] == [f"**Picture of {text}**"]
        assert not at.button
    state.forget_tutor()


def test_a_picture_that_failed_is_drawn_again_when_asked_for(
    gallery: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    graders = gallery.graders
    assert isinstance(graders, Draughtsman)
    graders.failures = 1
    monkeypatch.setattr(state, "open_tutor", lambda **_: gallery)
    state.forget_tutor()
    solve(gallery, "ada", "one")
    at = AppTest.from_function(afterwards, default_timeout=60).run().run()
    assert [error.value for error in at.error] == ["The pen is broken\\."]
    assert graders.asked == 1
    at.button(key="draw").click().run()
    assert not at.error
    assert "**Picture of one**" in [element.value for element in at.markdown]
    state.forget_tutor()


def test_others_solutions_open_up_with_full_marks(tutor: Tutor, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    with pytest.raises(Refused, match="see this after full marks"):
        tutor.afterwards.solutions("ada", "forward_linear")
    with pytest.raises(Refused, match="see this after full marks"):
        tutor.afterwards.picture("ada", "forward_linear")
    tutor.submissions.submit(
        "ada", "forward_linear", Source("a.py", "def forward_linear(X, W, b): return X @ W")
    )
    with pytest.raises(Refused, match="see this after full marks"):
        tutor.afterwards.solutions("ada", "forward_linear")
    tutor.submissions.submit("ada", "forward_linear", read_source(exercise.solution))
    found = tutor.afterwards.solutions("ada", "forward_linear")
    assert [s.title for s in found][:2] == ["The reference", "Broadcast"]
    assert all(s.teaches and "def forward_linear" in s.code for s in found)
    picture = tutor.afterwards.picture("ada", "forward_linear")
    assert picture is not None
    assert picture["kind"] == "matrix"
    with pytest.raises(Refused):
        tutor.afterwards.solutions("bob", "forward_linear")


def test_every_solution_of_the_course_says_what_it_teaches(course: Course) -> None:
    for exercise in course.exercises:
        for solution in solutions_of(exercise):
            assert solution.teaches, (exercise.slug, solution.title)
            compile(solution.code, solution.title, "exec")


@given(
    st.one_of(
        st.builds(
            Lines,
            title=st.text(),
            x=st.text(),
            y=st.text(),
            series=st.dictionaries(
                st.text(), st.lists(st.tuples(st.floats(width=32), st.floats(width=32)))
            ),
        ),
        st.builds(Words, title=st.text(), text=st.text(), caption=st.text()),
        st.builds(
            Matrix,
            title=st.text(),
            labels=st.lists(st.text()),
            rows=st.lists(st.lists(st.integers(0, 99))),
        ),
    )
)
def test_a_picture_is_plain_data(picture: Lines | Words | Matrix) -> None:
    """Also with numbers that JSON cannot say: they come from a learner's code."""
    text = json.dumps(drawn(picture).to_json(), allow_nan=False)
    assert json.loads(text)["title"] == picture.title


def test_an_image_is_bytes_whatever_is_in_it() -> None:
    image = torch.tensor([[float("nan"), -3.0], [0.5, float("inf")]])
    assert drawn(Images("t", [("a", image)])).content == {"images": [["a", [[0, 0], [128, 255]]]]}
    with pytest.raises(CourseError, match="cannot be shown"):
        drawn(Images("t", [("a", torch.zeros(5000, 2))]))
    with pytest.raises(CourseError, match="not a picture"):
        drawn("words")
