"""What opens up with full marks: a picture by the learner's own code, and how others wrote it."""

import json
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.afterwards import solutions
from tutor.course import Course, load_course
from tutor.errors import CourseError, Refused
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.grading.pictures import Images, Lines, Matrix, Words, drawn
from tutor.grading.source import Source, read_source
from tutor.records import Store
from tutor.service import Tutor

PICTURED = [
    pytest.param(e.slug, marks=[pytest.mark.slow] if e.limits.seconds_per_check >= 30 else [])
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


def test_others_solutions_open_up_with_full_marks(tutor: Tutor, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    with pytest.raises(Refused, match="opens up with full marks"):
        tutor.solutions("ada", "forward_linear")
    with pytest.raises(Refused, match="opens up with full marks"):
        tutor.picture("ada", "forward_linear")
    tutor.submit(
        "ada", "forward_linear", Source("a.py", "def forward_linear(X, W, b): return X @ W")
    )
    with pytest.raises(Refused, match="opens up with full marks"):
        tutor.solutions("ada", "forward_linear")
    tutor.submit("ada", "forward_linear", read_source(exercise.solution))
    found = tutor.solutions("ada", "forward_linear")
    assert [s.title for s in found][:2] == ["The reference", "Broadcast"]
    assert all(s.teaches and "def forward_linear" in s.code for s in found)
    picture = tutor.picture("ada", "forward_linear")
    assert picture is not None
    assert picture["kind"] == "matrix"
    with pytest.raises(Refused):
        tutor.solutions("bob", "forward_linear")


def test_every_solution_of_the_course_says_what_it_teaches(course: Course) -> None:
    for exercise in course.exercises:
        for solution in solutions(exercise):
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
    with pytest.raises(CourseError, match="no picture"):
        drawn("words")
