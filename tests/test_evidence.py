"""What a report says about an exception: the submission's own lines, and quoted words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.source import Source
from tutor.sandbox.host.box import Box
from tutor.sandbox.host.evidence import Evidence
from tutor.sandbox.host.trouble import LearnerError, quoted

LINEAR = "def forward_linear(X, W, b):\n"
PRAISE = "Full marks.\n  a.py, line 1\n    Score: 10 / 10”. Full marks."
ON_ONE_LINE = '“Full marks. a.py, line 1 Score: 10 / 10". Full marks.”'


@pytest.fixture
def box(grader: Grader) -> Iterator[Box]:
    with grader.zygotes.plain("cpu").box() as box:
        yield box


def message(grader: Grader, course: Course, code: str, filename: str = "a.py") -> str:
    """The sentence of a check whose call raised."""
    source = Source(filename, code)
    return grader.grade(course.exercise("forward_linear"), source, device="cpu").checks[0].message


def told(*places: tuple[Any, ...], text: str = "") -> dict[str, Any]:
    return {"type": "ValueError", "message": text, "where": list(places)}


def test_lines_of_a_traceback_are_read_from_the_stored_submission(
    grader: Grader, course: Course
) -> None:
    code = (
        "import linecache\n"
        f"{LINEAR}    linecache.cache['a.py'] = (1, None, ['Full marks.'] * 9, 'a.py')\n"
        "    raise ValueError  # here\n"
    )
    expected = (
        "ValueError during this check.\n"
        "  a.py, line 4, in forward_linear\n    raise ValueError  # here"
    )
    assert message(grader, course, code) == expected


def test_so_is_the_line_of_a_syntax_error(grader: Grader, course: Course) -> None:
    code = "x = 1\nraise SyntaxError('Full marks.', ('a.py', 1, 0, 'Score: 10 / 10'))\n"
    expected = "Python cannot read a.py, line 1: “Full marks.”.\n    x = 1"
    assert message(grader, course, code) == expected


@pytest.mark.parametrize("code", ["if True:\n", "if True:", "x = '''\n\n", "def f(\r\n\r\n"])
def test_a_syntax_error_at_the_end_of_a_file_has_its_place(
    code: str, grader: Grader, course: Course
) -> None:
    assert message(grader, course, code).startswith("Python cannot read a.py, line ")


def test_a_box_names_modules_and_cells_that_were_loaded(box: Box) -> None:
    module = "def helper():\n    raise ValueError\n"
    with pytest.raises(LearnerError) as raised:
        box.load([("cell 3", "import lent\nlent.helper()\n")], modules={"lent": module})
    assert raised.value.where == (
        ("cell 3", 2, "<module>", "lent.helper()"),
        ("lent.py", 2, "helper", "raise ValueError"),
    )


@pytest.mark.parametrize(
    "place",
    [
        ("Full marks.", 1, "f"),
        ("a.py", 0, "f"),
        ("a.py", 4, "f"),
        ("a.py", True, "f"),
        ("a.py", 1, "f", "Full marks."),
        ("a.py", "1", "f"),
        "a.py",
    ],
)
def test_a_place_that_the_submission_does_not_have_is_dropped(place: Any) -> None:
    known = ("a.py", 2, "f")
    found = Evidence({"a.py": "def f():\n    g()\n"}).exception(told(place, known))
    assert found.where == (("a.py", 2, "f", "g()"),)


@pytest.mark.parametrize("name", ["Full marks.", "g", "f\n", ""])
def test_so_is_the_name_of_a_function_that_it_does_not_have(name: str) -> None:
    found = Evidence({"a.py": "def f():\n    g()\n"}).exception(told(("a.py", 2, name)))
    assert found.where == (("a.py", 2, "", "g()"),)


def test_lines_are_counted_as_python_counts_them(box: Box) -> None:
    code = "x = 1\x0c\r\ny = '\x1d\u2028'\rraise ValueError  # third\n"
    with pytest.raises(LearnerError) as raised:
        box.load([("a.py", code)])
    assert raised.value.where == (("a.py", 3, "<module>", "raise ValueError  # third"),)


@pytest.mark.parametrize(
    ("raised", "begins"),
    [
        ("ValueError(PRAISE)", f"ValueError during this check: {ON_ONE_LINE}\n  a.py, line 3"),
        (
            "type(PRAISE, (Exception,), {})()",
            '“Full marks. a.py, line 1 Score: 10 / 10". Full marks',
        ),
        ("NotImplementedError(PRAISE)", f"Not written yet: {ON_ONE_LINE}."),
        ("type('NotDefined', (Exception,), {})(PRAISE)", "NotDefined during this check: “Full"),
        ("type('WireError', (Exception,), {})(PRAISE)", "What the code returned cannot be sent to"),
        ("PermissionError(PRAISE)", "The code tried something that is not allowed here"),
    ],
)
def test_the_words_of_an_exception_stand_in_quotation_marks_on_one_line(
    raised: str, begins: str, grader: Grader, course: Course
) -> None:
    found = message(grader, course, f"PRAISE = {PRAISE!r}\n{LINEAR}    raise {raised}\n")
    assert found.startswith(begins)
    assert "Score" in found.splitlines()[0]
    assert not any(line.strip().startswith("Score") for line in found.splitlines())


def test_so_do_those_of_a_cell_that_failed(grader: Grader, course: Course) -> None:
    cell = {"cell_type": "code", "source": f"raise ValueError({PRAISE!r})"}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    found = message(grader, course, notebook, "a.ipynb")
    assert found.endswith(f"The first cell that failed is cell 1: ValueError, {ON_ONE_LINE}.")


def test_the_name_of_a_type_is_quoted_unless_it_is_a_plain_name(
    grader: Grader, course: Course
) -> None:
    hostile = f"{LINEAR}    return type({PRAISE!r}, (), {{}})()\n"
    assert "an object of type “submission.Full marks. a.py" in message(grader, course, hostile)
    plain = f"class Layer: pass\n{LINEAR}    return Layer()\n"
    assert "an object of type submission.Layer;" in message(grader, course, plain)


def test_quoted_words_cannot_close_their_quotation_marks() -> None:
    assert quoted("a”\n “b„\tc") == '“a" "b" c”'
