"""`%tutor` in a real kernel: what is marked and shown; notebooks that are handed out."""

import base64
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient

from tutor.course import Course, create_workspace
from tutor.course.notebooks import starter_as_notebook
from tutor.errors import Refused
from tutor.grading.source import Source, read_source
from tutor.notebook.cells import source_of
from tutor.notebook.slices import sliced
from tutor.records import Store
from tutor.service import Tutor

RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
WRONG = "def forward_linear(X, W, b):\n    return X @ W - b\n"


# What of the cells is marked.


def test_the_last_definition_counts_with_what_it_needs() -> None:
    cells = [
        "",
        "import math, torch\nimport matplotlib.pyplot as plt\n",
        "def f(x):\n    return 0\n",
        "EPS = 1e-9\nfor i in range(1000):\n    f(i)\n",
        "%time y = f(3)\ndef f(x):\n    loss = g(x)\n    return loss + EPS\n",
        "def g(x):\n    return math.sqrt(x)\nloss = train()\n",
        "plt.plot([f(1)])\n",
        "def broken(:\n",
        "%tutor check f",
    ]
    assert [cell.split() for cell in sliced(cells, {"f"})] == [
        [],
        ["import", "math,", "torch"],
        [],
        ["EPS", "=", "1e-9"],
        ["def", "f(x):", "loss", "=", "g(x)", "return", "loss", "+", "EPS"],
        ["def", "g(x):", "return", "math.sqrt(x)"],
        [],
        [],
        [],
    ]
    assert sliced(cells, {"f"})[4].split("\n")[1] == "def f(x):"  # lines keep their numbers


@pytest.mark.parametrize(
    "change",
    [
        "C.forward = lambda self: 1\n",
        "setattr(C, 'forward', print)\n",
        "C = wrap(C)\n",
        "@add_to(C)\ndef forward(self):\n    return 1\n",
        "TABLE['a'] = 2\n",
        "TABLE += [1]\n",
        "if True:\n    TABLE = 3\n",
        "from somewhere import *\n",
        "try:\n    import numpy as TABLE\nexcept ImportError:\n    pass\n",
    ],
)
def test_what_changes_a_needed_name_later_is_needed_too(change: str) -> None:
    begin = "class C:\n    def size(self):\n        return TABLE\n"
    kept = sliced([begin, "TABLE = [0]\n", change], {"C"})
    assert [cell.strip() for cell in kept] == [begin.strip(), "TABLE = [0]", change.strip()]


def test_without_a_definition_there_is_a_sentence(course: Course) -> None:
    with pytest.raises(Refused, match="No cell that you have run defines `Dropout`, which dropout"):
        source_of(course.exercise("dropout"), ["", "x = 1"])


def test_cells_keep_the_numbers_that_jupyter_shows(course: Course) -> None:
    history = ["", "%load_ext tutor", "1 / 0", RIGHT, "%tutor check forward_linear"]
    source = source_of(course.exercise("forward_linear"), history)
    ((label, text),) = source.chunks()
    assert (label, text.strip()) == ("cell 3", RIGHT.strip())


# In a kernel.


@dataclass
class Output:
    """What a cell has shown: the HTML, what stands for it as text, and everything else."""

    html: str = ""
    text: str = ""
    other: list[dict[str, Any]] = field(default_factory=list)


class Kernel:
    """A kernel with the tutor loaded, and records of its own."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client

    def run(self, code: str) -> Output:
        output = Output()

        def note(message: dict[str, Any]) -> None:
            content, kind = message["content"], message["msg_type"]
            if kind == "display_data":
                output.html += content["data"].get("text/html", "")
                output.text += content["data"].get("text/markdown", content["data"]["text/plain"])
            elif kind in ("stream", "error", "execute_result"):
                output.other.append(content)

        self.client.execute_interactive(code, output_hook=note, timeout=300)
        return output


def environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TUTOR_")}
    records = f"sqlite:///{folder}/records.sqlite"
    settled = {
        "TUTOR_DATABASE_URL": records,
        "TUTOR_LEARNER": "ada",
        "IPYTHONDIR": f"{folder}/ipython",
    }
    return kept | settled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernel")


@pytest.fixture(scope="module")
def kernel(folder: Path) -> Iterator[Kernel]:
    manager: KernelManager
    manager, client = start_new_kernel(startup_timeout=120, env=environment(folder))
    opened = Kernel(client)
    assert opened.run("%load_ext tutor").other == []
    yield opened
    client.stop_channels()
    manager.shutdown_kernel()


def test_check_marks_what_the_cells_define(kernel: Kernel) -> None:
    assert kernel.run("import torch\n" + WRONG).other == []
    wrong = kernel.run("%tutor check forward_linear")
    assert wrong.other == []
    assert "✗ Task 1" in wrong.text
    assert "<strong>✗ " in wrong.html
    kernel.run("while_training = [forward_linear for _ in range(3)]\n" + RIGHT)
    right = kernel.run("%tutor check")
    assert "The examples pass. Next: %tutor submit forward_linear" in right.text
    assert "<code>%tutor submit forward_linear</code>" in right.html


def test_a_failure_names_the_cell_by_its_number(kernel: Kernel) -> None:
    kernel.run("def forward_linear(X, W, b):\n    return X @ W + c\n")
    number = kernel.client.execute_interactive("pass", timeout=60)["content"]["execution_count"]
    output = kernel.run("%tutor check forward_linear")
    assert f"cell {number - 1}, line 2, in forward_linear\n    return X @ W + c" in output.text


def test_submit_records_an_attempt_and_says_what_changed(kernel: Kernel, folder: Path) -> None:
    kernel.run(WRONG)
    first = kernel.run("%tutor submit forward_linear")
    assert "or get a hint: %tutor hint forward_linear" in first.text
    hint = kernel.run("%tutor hint")
    assert hint.text.startswith("**Task 1.** ")
    kernel.run(RIGHT)
    second = kernel.run("%tutor submit")
    assert "forward_linear  10 / 10   +" in second.text
    assert "Full marks." in second.html
    store = Store(f"sqlite:///{folder}/records.sqlite")
    attempts = store.attempts("ada", "forward_linear")
    store.close()
    assert [attempt.filename for attempt in attempts] == ["forward_linear.ipynb"] * 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Write %tutor check EXERCISE, %tutor submit EXERCISE or %tutor hint EXERCISE."),
        ("grade x", "Write %tutor check EXERCISE"),
        ("check 'x", "Write %tutor check EXERCISE"),
        ("check a b", "Name one exercise, like %tutor check dropout."),
        ("check nothing_like_it", "nothing_like_it"),
        ("check lstm", "No cell that you have run defines `lstm_forward` or `lstm_step`"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(kernel: Kernel, line: str, words: str) -> None:
    output = kernel.run(f"%tutor {line}")
    assert output.other == []
    assert words in output.text


def test_what_a_learner_wrote_is_no_html(kernel: Kernel) -> None:
    kernel.run("def forward_linear(X, W, b):\n    raise ValueError('<script>alert(1)</script>')\n")
    html = kernel.run("%tutor check forward_linear").html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_one_grader_is_kept_warm(kernel: Kernel) -> None:
    find = (
        "import os\n"
        "print(sorted(child for thread in os.listdir('/proc/self/task') "
        "for child in open(f'/proc/self/task/{thread}/children').read().split()))"
    )
    kernel.run(RIGHT)
    kernel.run("%tutor check forward_linear")
    before = kernel.run(find).other[0]["text"]
    kernel.run("%reload_ext tutor")
    kernel.run("%tutor check forward_linear")
    assert kernel.run(find).other[0]["text"] == before


# Notebooks that are handed out.


def test_a_workspace_of_notebooks_has_the_statements_and_figures_inside(
    course: Course, tmp_path: Path
) -> None:
    written = create_workspace(course, tmp_path, notebooks=True)
    notebooks = [path for path in written if path.suffix == ".ipynb"]
    assert [path.stem for path in notebooks] == [exercise.slug for exercise in course.exercises]
    assert not any(path.name == f"{path.parent.name}.py" for path in written)
    for path, exercise in zip(notebooks, course.exercises, strict=True):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert notebook.cells[0].source == "%load_ext tutor"
        statement = notebook.cells[1]
        text = exercise.statement.read_text()
        named = re.findall(r"!\[[^\]]*\]\(([\w-]+)\.svg\)", text)
        inside = re.findall(
            r'<img alt="[^"]+" src="data:image/svg\+xml;base64,([^"]+)">', statement.source
        )
        assert [base64.b64decode(data) for data in inside] == [
            (exercise.folder / f"{name}.svg").read_bytes() for name in named
        ]
        assert text.split("\n")[0] in statement.source
    assert create_workspace(course, tmp_path, notebooks=True) == []


def test_the_same_starter_gives_the_same_notebook(course: Course) -> None:
    exercise = course.exercise("dropout")
    assert starter_as_notebook(exercise) == starter_as_notebook(exercise)


def test_an_untouched_notebook_is_no_attempt(
    course: Course, tmp_path: Path, store: Store, graders: Any
) -> None:
    create_workspace(course, tmp_path, notebooks=True)
    tutor = Tutor(course, store, graders)
    for exercise in course.exercises:
        path = tmp_path / exercise.module / exercise.slug / f"{exercise.slug}.ipynb"
        with pytest.raises(Refused, match="This is still the starter"):
            tutor.submissions.require_own_work(exercise.slug, read_source(path))
    written = Source("dropout.ipynb", read_source(path).text.replace("raise Not", "return Not"))
    tutor.submissions.require_own_work(exercise.slug, written)


def test_a_notebook_that_is_handed_out_runs_from_top_to_bottom(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    exercise = course.exercise("forward_linear")
    notebook = nbformat.reads(starter_as_notebook(exercise), as_version=4)
    for cell in notebook.cells:
        if cell.source.startswith("def forward_linear"):
            cell.source = RIGHT
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    (output,) = notebook.cells[-1].outputs
    assert "The examples pass." in output["data"]["text/plain"]
    assert json.dumps(output["data"]["text/html"])
