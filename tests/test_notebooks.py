"""Notebooks as people submit them: what is read, what is run, and what is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.source import MAX_BYTES, MAX_NOTEBOOK, Source, read_source, source_from_bytes

RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
PICTURE = {"output_type": "display_data", "data": {"image/png": "iVBOR" * 500_000}, "metadata": {}}


def notebook(*cells: str | dict[str, Any], **metadata: Any) -> bytes:
    full: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": []}
        | ({"source": cell} if isinstance(cell, str) else cell)
        for cell in cells
    ]
    whole = {"cells": full, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole).encode()


def source(*cells: str | dict[str, Any], **metadata: Any) -> Source:
    return source_from_bytes("n.ipynb", notebook(*cells, **metadata))


def code(*cells: str) -> list[str]:
    return [text for _, text in source(*cells).chunks()]


def graded(grader: Grader, course: Course, *cells: str, slug: str = "forward_linear") -> Report:
    return grader.grade(course.exercise(slug), source(*cells), device="cpu", seed=5)


# What is read.


def test_outputs_do_not_count_for_the_size() -> None:
    cell = {"source": RIGHT, "outputs": [PICTURE], "execution_count": 7}
    data = notebook(cell, widgets={"state": "x" * 2_000_000})
    assert len(data) > 4 * MAX_BYTES
    lean = source_from_bytes("n.ipynb", data)
    assert len(lean.text) < 1000
    assert lean.chunks() == [("cell 1", RIGHT)]


def test_pictures_in_the_text_do_not_count_either(tmp_path: Path) -> None:
    pasted = {"cell_type": "markdown", "source": "![x](attachment:x.png)"}
    inline = {"cell_type": "markdown", "source": f"![y](data:image/png;base64,{'QUJD' * 300_000})"}
    path = tmp_path / "n.ipynb"
    attachments = {"x.png": {"image/png": "A" * 2_000_000}}
    path.write_bytes(notebook(pasted | {"attachments": attachments}, inline, RIGHT))
    lean = read_source(path)
    assert len(lean.text) < 1000
    assert "![y](data:," in lean.text


def test_a_notebook_with_millions_of_values_is_not_read() -> None:
    data = notebook(RIGHT)[:-1] + b', "more": [' + b"[]," * 1_500_000 + b"[]]}"
    assert len(data) < MAX_NOTEBOOK
    with pytest.raises(Refused, match=r"too much in it to be read\. Clear its outputs"):
        source_from_bytes("n.ipynb", data)


def test_magics_below_an_open_quote_are_found_too() -> None:
    assert code("!echo 'a\n%ls\nx = 1\n%%time\n!echo \"\ny = 2\n" + RIGHT)[0].endswith(RIGHT)
    compile(code("!echo 'a\n%ls\n!echo \"b\nx = 1\n?x\ny = 2")[0], "cell", "exec")


def test_cell_magics_one_below_the_other_are_comments() -> None:
    assert set(code("%%time\n" * 3000 + RIGHT)[0].removesuffix(RIGHT).split("\n")) <= {
        "# %%time",
        "",
    }


def test_what_is_left_may_be_too_large_still() -> None:
    text = {"cell_type": "markdown", "source": "word " * MAX_BYTES}
    with pytest.raises(Refused, match=r"n.ipynb has 5.0 MB without its outputs; at most 1 MB are"):
        source(text, RIGHT)


def test_a_file_has_a_limit_with_its_outputs(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(b" " * (MAX_NOTEBOOK + 1))
    with pytest.raises(Refused, match=r"has 25.0 MB; at most 25 MB are allowed. Clear its outputs"):
        read_source(path)


def test_a_notebook_without_outputs_stays_as_it_is() -> None:
    data = notebook(RIGHT, {"cell_type": "markdown", "source": "# Mine"})
    assert source_from_bytes("n.ipynb", data).text == data.decode()


def test_a_broken_character_in_the_text_can_be_stored() -> None:
    data = notebook(
        {"cell_type": "markdown", "source": "\ud800"}, {"source": RIGHT, "outputs": [PICTURE]}
    )
    assert source_from_bytes("n.ipynb", data).text.encode()


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "markdown"},
        {"cell_type": "markdown", "source": None},
        {"cell_type": "raw", "source": [1, 2]},
        {"cell_type": "heading", "source": {"a": 1}, "metadata": []},
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": [1]}, "outputs": None},
    ],
)
def test_cells_of_odd_forms_are_no_obstacle(cell: dict[str, Any]) -> None:
    whole = {"cells": [cell, {"cell_type": "code", "source": RIGHT}], "metadata": 5, "nbformat": 4}
    odd = source_from_bytes("n.ipynb", json.dumps(whole).encode())
    assert [text for _, text in odd.chunks()] == [RIGHT]
    assert odd.remarks == ()


MAGICS = {
    "if x:\n    !pip install a": "if x:\n    pass  # !pip install a",
    "if x:\n    %pip install a \\\n      b\ny = 1": (
        "if x:\n    pass  # %pip install a \\\n#       b\ny = 1"
    ),
    "files = !ls\nlen(files)": "files = []  # files = !ls\nlen(files)",
    "%time x = f()": "x = f()",
    "y = %time f()": "y = f()",
    "f?\n?g\nh??": "# f?\n# ?g\n# h??",
    "x = (a\n % b)": "x = (a\n % b)",
    's = """\n!ls\npip install x\n"""': 's = """\n!ls\npip install x\n"""',
    "pip install -q torch\nimport torch": "# pip install -q torch\nimport torch",
    "  %timeit x\n  y = 1": "# %timeit x\ny = 1",
    "%%time\n!ls\ndef f(): pass": "# %%time\n# !ls\ndef f(): pass",
    "%%writefile a.txt\nfree text": "# %%writefile a.txt\n# free text",
    "%run mine.py\nx = 1": "from mine import *  # %run mine.py\nx = 1",
    "%run ~/other.py\nx = 1": "# %run ~/other.py\nx = 1",
    ">>> x = 1\n>>> def f():\n...     pass": "x = 1\ndef f():\n    pass",
    "In [3]: x = 1": "x = 1",
    "cd = 3\nls = 4": "cd = 3\nls = 4",
    "a = 'x ?'\nb = 7 % 3": "a = 'x ?'\nb = 7 % 3",
}


@pytest.mark.parametrize("cell", MAGICS)
def test_of_magics_nothing_is_left_that_python_cannot_read(cell: str) -> None:
    assert code(cell) == [MAGICS[cell]]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "R"),
        ({"kernelspec": {"name": "ir", "display_name": "R"}}, "R"),
        ({"kernelspec": {"name": "swift", "display_name": "Swift"}}, "Swift"),
        ({"language_info": {"name": "julia"}}, "julia"),
    ],
)
def test_a_notebook_in_another_language_is_told_so(metadata: Any, language: str) -> None:
    with pytest.raises(Refused, match=f"n.ipynb is a notebook in {language}. Write your solution"):
        source("f <- function(x) x", **metadata)


@pytest.mark.parametrize(
    "kernel",
    [
        {"name": "python3", "language": "python"},
        {"name": "conda-env-dl-py", "display_name": "Python [conda env:dl]"},
        {"name": "xpython", "language": "Python"},
        {},
        None,
        7,
    ],
)
def test_a_notebook_in_python_is_taken_whatever_its_kernel_is_called(kernel: Any) -> None:
    assert source(RIGHT, kernelspec=kernel).chunks() == [("cell 1", RIGHT)]


def test_functions_in_python_are_taken_whatever_the_language_is_called() -> None:
    assert source(RIGHT, kernelspec={"name": "ir", "language": "R"}).chunks() == [("cell 1", RIGHT)]


# What is run.


def test_a_cell_that_runs_too_long_is_cut_short_and_named(grader: Grader, course: Course) -> None:
    loop = "log = []\nwhile True:\n    log.append(1)\n    sum(range(10000))\nafter = 1\n"
    body = "def forward_linear(X, W, b):\n    assert log and after\n    return X @ W + b\n"
    report = graded(grader, course, "import time\n", loop, body, "time.sleep(1000)")
    assert report.full_marks
    first, second = report.remarks
    assert first.startswith("Cell 2, line 2, ran too long and was cut short: “while True:”.")
    assert second.startswith("Cell 4, line 1, ran too long")


def test_it_is_cut_short_once_and_left_out_of_later_boxes(grader: Grader, course: Course) -> None:
    """Tasks with other rules have boxes of their own, in which everything is run again."""
    exercise = next(e for e in course.exercises if len({e.rules(t.n) for t in e.tasks}) > 1)
    text = read_source(exercise.solution).text
    mine = source(text, "while True:\n    pass\n")
    report = grader.grade(exercise, mine, device="cpu", seed=5)
    assert report.full_marks
    assert len(report.remarks) == 1
    limits = exercise.limits
    assert report.seconds < 60 * limits.seconds_to_load  # so long only if each box ran it again


def test_definitions_count_where_a_cell_will_not_be_cut(grader: Grader, course: Course) -> None:
    deaf = "import signal\nwhile True:\n    signal.setitimer(signal.ITIMER_REAL, 0)\n"
    report = graded(grader, course, RIGHT, deaf)
    assert report.full_marks
    assert "only the imports, definitions and assignments of this notebook" in report.remarks[-1]


@pytest.mark.parametrize(
    "cell",
    [
        "import google.colab, nowhere.at_all\n",
        "assert False\n",
        "raise SystemExit\n",
        "exit()\n",
        "from kaggle_secrets import UserSecretsClient\nclient = UserSecretsClient()\n",
        "get_ipython().run_line_magic('matplotlib', 'inline')\n",
        "from os import nothing_like_it\n",
    ],
)
def test_a_line_that_fails_leaves_the_rest_of_its_cell(
    grader: Grader, course: Course, cell: str
) -> None:
    assert graded(grader, course, cell + RIGHT).full_marks


def test_a_cell_can_await(grader: Grader, course: Course) -> None:
    cell = (
        "import asyncio\nx = await asyncio.sleep(0.01, 5)\nasync with asyncio.Lock():\n    y = x\n"
    )
    body = "def forward_linear(X, W, b):\n    assert y == 5\n    return X @ W + b\n"
    assert graded(grader, course, cell + body).full_marks


def test_a_script_stays_a_script(grader: Grader, course: Course) -> None:
    """Only in a notebook does the next statement run after an exception."""
    exercise = course.exercise("forward_linear")
    report = grader.grade(exercise, Source("a.py", "1 / 0\n" + RIGHT), device="cpu", seed=5)
    assert report.score == 0
    assert {check.outcome for check in report.checks} == {Outcome.DIED}
    assert report.remarks == ()


def test_a_module_that_a_cell_writes_can_be_imported(grader: Grader, course: Course) -> None:
    write = "%%writefile mine.py\n" + RIGHT
    assert source(write).modules == {"mine": RIGHT}
    assert graded(grader, course, write, "from mine import forward_linear\n").full_marks
    assert graded(grader, course, write, "x = 1\n").score == 0  # nobody has imported it


def test_types_of_a_package_that_is_not_there_cost_nothing(grader: Grader, course: Course) -> None:
    cell = "from nowhere import Float\ndef forward_linear(X: Float['n d'], W, b) -> Float:\n"
    assert graded(grader, course, cell + "    return X @ W + b\n").full_marks


def test_a_notebook_that_ends_its_kernel_has_its_definitions(
    grader: Grader, course: Course
) -> None:
    ends = "import os\nos._exit(0)\n"
    report = graded(
        grader, course, "try:\n    import nowhere\nexcept ImportError:\n    x = 1\n", RIGHT, ends
    )
    assert report.full_marks
    assert report.remarks[0].startswith("The cells did not come to their end, so only the imports,")


# What a learner is told.


def nbgrader_cell(name: str, **about: Any) -> dict[str, Any]:
    about = {"grade": True, "grade_id": name, "points": 1, "schema_version": 3} | about
    return {"source": "assert False", "metadata": {"nbgrader": about}}


def test_tests_of_nbgrader_are_said_to_count_nothing(grader: Grader, course: Course) -> None:
    solution = {"source": RIGHT, "metadata": {"nbgrader": {"grade": False, "grade_id": "s"}}}
    mine = source(solution, nbgrader_cell("t1"), nbgrader_cell("essay"))
    report = grader.grade(course.exercise("forward_linear"), mine, device="cpu", seed=5)
    assert report.full_marks
    (remark,) = report.remarks
    assert remark.startswith("This notebook has 2 cells for nbgrader to mark (t1, essay). Nothing")
    assert Report.from_json(json.loads(json.dumps(report.to_json()))).remarks == report.remarks


def test_tests_of_otter_too() -> None:
    (remark,) = source("import otter\ngrader = otter.Notebook('hw1.ipynb')\n", RIGHT).remarks
    assert remark.startswith("This notebook has tests for Otter. Nothing of that counts here")


def test_of_a_notebook_without_tests_nothing_is_said() -> None:
    assert source(RIGHT, {"cell_type": "markdown", "source": "nbgrader"}).remarks == ()
