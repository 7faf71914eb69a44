"""Whatever is handed in, the answer is a sentence, and the next submission is graded as if nothing
had happened."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tutor import cli
from tutor.errors import GraderError, Refused
from tutor.grading.source import MAX_CODE, Source, read_source, source_from_bytes
from tutor.learning.path import State
from tutor.service import Tutor, open_tutor

TUTOR = Path(sys.executable).with_name("tutor")
ROOT = Path(__file__).parents[1]
SLUG = "forward_linear"
MODULE = "01_predict"
HEAD = "def forward_linear(X, W, b):\n"
RIGHT = HEAD + "    return X @ W + b\n"
CELL = {"cell_type": "code", "source": RIGHT, "metadata": {}, "outputs": []}
PERMITTED = "not allowed here"


def notebook(*sources: Any, version: Any = 4) -> str:
    cells = [CELL | {"source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": version, "nbformat_minor": 5})


def environment(folder: Path, course: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TUTOR_", "FORCE_", "TTY_"))}
    return kept | {
        "TUTOR_COURSE": str(course),
        "TUTOR_DATABASE_URL": f"sqlite:///{folder}/records.sqlite",
        "TUTOR_LEARNER": "ada",
        "COLUMNS": "80",
    }


@pytest.fixture(scope="module")
def course_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a single exercise, which is short of patience."""
    return make_course(tmp_path_factory.mktemp("course"))


def make_course(root: Path) -> Path:
    for door in ("exercises", "graders", "solutions"):
        shutil.copytree(ROOT / door / MODULE, root / door / MODULE)
    shutil.copy(ROOT / "exercises/course.toml", root / "exercises")
    toml = exercise_toml(root)
    text = toml.read_text().replace("seconds_per_check = 4", "seconds_per_check = 0.5")
    toml.write_text(text.replace("[limits]", "[limits]\nseconds_to_load = 1.0"))
    return root


def exercise_toml(root: Path) -> Path:
    return root / "exercises" / MODULE / SLUG / "exercise.toml"


# Files that cannot be graded, and what is said of each: a file is bytes, or made by a function.

UNREADABLE: dict[str, tuple[Any, str]] = {
    "missing.py": (None, "missing.py does not exist. Check the name of the file."),
    "empty.py": (b"", "empty.py is empty. Write your solution into it first."),
    "blank.py": (b"\xef\xbb\xbf \n\n", "blank.py is empty"),
    "folder.py": (Path.mkdir, "folder.py is a folder. Name the .py or .ipynb file in it."),
    "binary.py": (b"\x7fELF\x02\x01\x00\x00", "binary.py is not a text file"),
    "nul.py": (RIGHT.encode() + b"\x00", "nul.py is not a text file"),
    "latin.py": ("# é\n".encode("latin-1"), "latin.py is not UTF-8 text (line 1). Save it as"),
    "utf16.py": (RIGHT.encode("utf-16"), "utf16.py is UTF-16 text. Save it as UTF-8."),
    "huge.py": (lambda path: os.truncate(touched(path), 50_000_000), "huge.py has 50.0 MB"),
    "long.py": (b"#" * (MAX_CODE + 1), "long.py has 80,001 characters of code"),
    "notes.txt": (RIGHT.encode(), "notes.txt is neither a .py file nor an .ipynb notebook."),
    "noname": (RIGHT.encode(), "noname is neither a .py file nor an .ipynb notebook."),
    "loop.py": (lambda path: path.symlink_to(path), "loop.py cannot be read: Too many levels of"),
    "nowhere.py": (lambda path: path.symlink_to("/nowhere"), "nowhere.py does not exist"),
    "fifo.py": (
        os.mkfifo,
        "fifo.py is not an ordinary file. Save your solution as a .py or .ipynb file.",
    ),
    "zero.py": (lambda path: path.symlink_to("/dev/zero"), "zero.py is not an ordinary file"),
    "mem.py": (lambda path: path.symlink_to("/proc/self/mem"), "mem.py cannot be read:"),
    "x" * 300 + ".py": (None, "cannot be read: File name too long."),
    "empty.py/inside.py": (None, "inside.py cannot be read: Not a directory."),
    "new\nline.py": (None, "new line.py does not exist"),
    "text.ipynb": (RIGHT.encode(), "text.ipynb is not a notebook: its JSON is incomplete or wrong"),
    "cut.ipynb": (notebook(RIGHT)[:-9].encode(), "its JSON is incomplete or wrong at line 1."),
    "list.ipynb": (b"[1, 2]", "list.ipynb is JSON but not a notebook. Save it again from Jupyter"),
    "null.ipynb": (b"null", "null.ipynb is JSON but not a notebook."),
    "bare.ipynb": (b"{}", "bare.ipynb is JSON but not a notebook."),
    "no_cells.ipynb": (notebook().encode(), "no_cells.ipynb has no code in its cells."),
    "blank.ipynb": (notebook(" \n", "").encode(), "blank.ipynb has no code in its cells."),
    "false3.ipynb": (notebook(RIGHT, version=3).encode(), "false3.ipynb is JSON but not a"),
    "old.ipynb": (notebook(RIGHT, version=2).encode(), "old.ipynb uses version 2 of the notebook"),
    "future.ipynb": (notebook(RIGHT, version=9).encode(), "uses version 9 of the notebook format"),
    "version.ipynb": (notebook(RIGHT, version="4").encode(), "version.ipynb is JSON but not a"),
    "deep.ipynb": (b'{"cells":' + b"[" * 10**5, "deep.ipynb is not a notebook: its JSON is nested"),
    "deeper.ipynb": (b'{"a":' * 10**5 + b"1" + b"}" * 10**5, "its JSON is nested too deeply."),
    "number.ipynb": (notebook(5).encode(), "number.ipynb is JSON but not a notebook."),
    "table.ipynb": (notebook({"x": 1}).encode(), "table.ipynb is JSON but not a notebook."),
    "numbers.ipynb": (notebook([1, 2]).encode(), "numbers.ipynb is JSON but not a notebook."),
    "half.ipynb": (
        notebook("x = '\ud800'").encode(),
        "half.ipynb has a broken character in cell 1",
    ),
}


def touched(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize("command", ["grade", "check", "submit"])
def test_a_file_that_cannot_be_read_ends_a_command_with_2(
    tmp_path: Path,
    course_of_one: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    for name, value in environment(tmp_path, course_of_one).items():
        monkeypatch.setenv(name, value)
    os.mkfifo(tmp_path / "fifo.py")
    monkeypatch.setattr(sys, "argv", ["tutor", command, SLUG, f"{tmp_path}/fifo.py"])
    with pytest.raises(SystemExit) as exited:
        cli.main()
    out, err = capsys.readouterr()
    assert (exited.value.code, out) == (2, "")
    assert err == (
        f"tutor: {tmp_path}/fifo.py is not an ordinary file. "
        "Save your solution as a .py or .ipynb file.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text(RIGHT)
    secret.chmod(0)
    with pytest.raises(Refused, match="cannot be read: Permission denied"):
        read_source(secret)


@pytest.mark.parametrize("name", ["blank.py", "nul.py", "latin.py", "long.py", "list.ipynb"])
def test_an_upload_is_held_to_the_same_rules(name: str) -> None:
    content, words = UNREADABLE[name]
    with pytest.raises(Refused) as refused:
        source_from_bytes(name, content)
    assert words in str(refused.value)


def test_a_magic_that_runs_its_cell_leaves_the_cell(tmp_path: Path) -> None:
    sources = ["%%time\n" + RIGHT, "%%bash\nls", "%pip install x\n!ls\ny = 1\x0c"]
    source = source_from_bytes("n.ipynb", notebook(*sources).encode())
    assert source.chunks() == [
        ("cell 1", "# %%time\n" + RIGHT),
        ("cell 2", "# %%bash\n# ls"),
        ("cell 3", "# %pip install x\n# !ls\ny = 1\x0c"),
    ]


# Files that are graded, whatever they do: the outcome of their first check, and what is said of it.

NOTEBOOK_3 = {
    "metadata": {},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {"cells": [{"cell_type": "code", "input": RIGHT, "outputs": [], "language": "python"}]}
    ],
}
LIAR = """
class Liar:
    shape = (1, 1)
    def __eq__(self, other): return True
    def __ne__(self, other): return False
"""
TENSOR_LIAR = """
import torch
class Liar(torch.Tensor):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0
    def allclose(self, *arguments): return True
"""

ODD: dict[str, tuple[str, str, str]] = {
    "function_missing.py": ("x = 1\n", "died", "does not define `forward_linear`. Keep the names"),
    "syntax.py": (
        HEAD[:-3],
        "died",
        "Python cannot read syntax.py, line 1: “'(' was never closed”.",
    ),
    "indented.py": (
        HEAD + "return 1\n",
        "died",
        "Python cannot read indented.py, line 2: “expected",
    ),
    "brackets.py": (
        "x = " + "(" * 999,
        "died",
        "Python cannot read brackets.py, line 1: “too many",
    ),
    "nested.py": ("x = " + "-" * 70_000 + "1\n", "memory", "Memory ran out while nested.py was"),
    "starter.py": (
        HEAD + "    raise NotImplementedError('task 1')",
        "died",
        "Not written yet: “task",
    ),
    "missing_import.py": ("import nowhere\n" + RIGHT, "died", "ModuleNotFoundError while missing_"),
    "arguments.py": (
        "def forward_linear(X): return X",
        "died",
        "takes 1 positional argument but 3",
    ),
    "no_function.py": ("forward_linear = 5\n", "died", "'int' object is not callable"),
    "exception.py": (
        HEAD + "    assert X is b",
        "died",
        "AssertionError during this check.\n  exc",
    ),
    "interrupt.py": (HEAD + "    raise KeyboardInterrupt", "died", "KeyboardInterrupt during this"),
    "recursion.py": (HEAD + "    return forward_linear(X, W, b)", "died", "RecursionError during"),
    "input.py": ("n = input()\n" + RIGHT, "died", "EOFError while input.py was being loaded"),
    "exit_import.py": (
        "import sys\nsys.exit(0)\n" + RIGHT,
        "died",
        "called exit() while exit_import",
    ),
    "exit_call.py": (
        HEAD + "    exit(0)\n",
        "died",
        "The code called exit() during this check. See",
    ),
    "os_exit.py": (
        "import os\nos._exit(0)\n" + RIGHT,
        "died",
        "The program ended while os_exit.py",
    ),
    "os_exit_call.py": (HEAD + "    __import__('os')._exit(0)", "died", "The program ended during"),
    "segfault.py": (
        HEAD + "    import os\n    os.kill(os.getpid(), 11)",
        "died",
        "ended by SIGSEGV",
    ),
    "fork.py": (HEAD + "    __import__('os').fork()\n    return X @ W + b", "died", PERMITTED),
    "program.py": ("import subprocess\nsubprocess.run(['ls'])\n" + RIGHT, "died", PERMITTED),
    "socket.py": (HEAD + "    __import__('socket').socket()\n", "died", PERMITTED),
    "read.py": (HEAD + "    open('/etc/passwd')\n", "died", "read.py, line 2"),
    "loop_import.py": ("while True: pass\n", "timeout", "Time ran out while loop_import.py was"),
    "memory.py": (
        HEAD + "    return [0] * 10**11",
        "memory",
        "Memory ran out during this check. See",
    ),
    "large.py": (
        HEAD + "    return b[:1].expand(2**28)",
        "died",
        "What the code returned cannot be",
    ),
    "liar.py": (
        LIAR + HEAD + "    return Liar()\n",
        "wrong",
        "is an object of type submission.Liar",
    ),
    "tensor_liar.py": (
        TENSOR_LIAR + HEAD + "    return (X @ W).as_subclass(Liar)\n",
        "wrong",
        "The result has wrong values",
    ),
    "shape.py": (HEAD + "    return (X @ W + b).T\n", "wrong", "The result has shape ("),
    "dtype.py": (
        HEAD + "    return (X @ W + b).float().round()\n",
        "wrong",
        "The result has wrong values",
    ),
    "nan.py": (HEAD + "    return X @ W + b * float('nan')\n", "wrong", "The result contains NaN"),
    "none.py": (HEAD + "    X @ W + b\n", "wrong", "The result is None (is a `return` missing?)"),
    "string.py": (HEAD + "    return '5.5'\n", "wrong", "is of type str; a tensor was expected."),
    "array.py": (
        HEAD + "    return (X @ W + b).numpy()\n",
        "wrong",
        "of type numpy.ndarray (stay with torch); a tensor",
    ),
    "prints.py": (
        "print('x' * 10**7)\n" + HEAD + "    print('y' * 10**6)\n    return X @ W + b\n",
        "passed",
        "",
    ),
    "warns.py": ("import warnings\nwarnings.warn('old', FutureWarning)\n" + RIGHT, "passed", ""),
    "errors.py": ("import sys\nsys.stderr.write('Traceback')\n" + RIGHT, "passed", ""),
    "windows.py": (RIGHT.replace("\n", "\r\n"), "passed", ""),
    "mark.py": ("\ufeff" + RIGHT, "passed", ""),
    "with spaces, Lösung 答案 [b].py": (RIGHT, "passed", ""),
    "-- [red].py": (HEAD[:-3], "died", "Python cannot read -- [red].py, line 1"),
    "mine.ipynb": (notebook("%%time\n" + RIGHT), "passed", ""),
    "lines.ipynb": (notebook(RIGHT.splitlines(keepends=True)), "passed", ""),
    "broken.ipynb": (
        notebook("1 / 0", "x = '\x00'"),
        "died",
        "The first cell that failed is cell 1",
    ),
    "version3.ipynb": (json.dumps(NOTEBOOK_3), "passed", ""),
}


@dataclass(frozen=True)
class Batch:
    """One process that was given every unreadable and every odd file, and a good one after each."""

    code: int
    refusals: dict[str, str]
    odd: dict[str, dict[str, Any]]
    good: list[dict[str, Any]]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory, course_of_one: Path) -> Batch:
    folder = tmp_path_factory.mktemp("files")
    for name, (content, _) in UNREADABLE.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif content is not None:
            content(folder / name)
    for name, (source, _, _) in ODD.items():
        (folder / name).write_bytes(source.encode())
    (folder / "good.py").write_text(RIGHT)
    files = [*UNREADABLE, *(file for name in ODD for file in (f"./{name}", "good.py"))]
    ended = subprocess.run(
        [TUTOR, "grade", SLUG, *files, "--json", "--device", "cpu"],
        cwd=folder,
        env=environment(folder, course_of_one),
        capture_output=True,
        text=True,
        timeout=200,
    )
    reports = [json.loads(line) for line in ended.stdout.splitlines()]
    return Batch(
        code=ended.returncode,
        refusals=dict(zip(UNREADABLE, ended.stderr.splitlines(), strict=True)),
        odd={report["extra_data"]["file"]: report for report in reports[::2]},
        good=reports[1::2],
    )


@pytest.mark.parametrize("name", UNREADABLE, ids=lambda name: name[:20])
def test_a_file_that_cannot_be_graded_has_a_sentence(batch: Batch, name: str) -> None:
    sentence = batch.refusals[name]
    assert sentence.startswith("tutor: ")
    assert UNREADABLE[name][1] in sentence


@pytest.mark.parametrize("name", ODD)
def test_an_odd_submission_is_graded_and_told_why(batch: Batch, name: str) -> None:
    _, outcome, words = ODD[name]
    report = batch.odd[name]
    first = report["tests"][0]
    assert first["extra_data"]["outcome"] == outcome
    assert words in first["output"]
    assert report["score"] == 10 if outcome == "passed" else report["score"] < 10
    assert "grader_error" not in report["extra_data"]["outcomes"].values()


def test_after_every_odd_submission_a_good_one_gets_full_marks(batch: Batch) -> None:
    assert len(batch.good) == len(ODD)
    assert [report["score"] for report in batch.good] == [10] * len(ODD)


def test_what_cannot_be_read_decides_the_exit_code(batch: Batch) -> None:
    assert batch.code == 2


def test_a_name_that_is_no_text_can_be_graded_and_kept(tutor: Tutor, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.py")
    path.write_text(RIGHT)
    attempt = tutor.submissions.submit("ada", SLUG, read_source(path))
    assert attempt.report is not None
    assert attempt.report.full_marks
    assert attempt.filename == "\N{REPLACEMENT CHARACTER}.py"


# Courses with faults of their own.


@pytest.fixture(scope="module")
def tutor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tutor]:
    """The service on a course of its own, whose suite may be spoiled."""
    folder = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder, make_course(folder / "course")).items():
            patch.setenv(name, value)
        opened = open_tutor()
    yield opened
    opened.close()


@pytest.fixture
def suite(tutor: Tutor) -> Iterator[Path]:
    path = tutor.course.exercise(SLUG).suite
    text = path.read_text()
    yield path
    path.write_text(text)


SPOILED = {
    "skip": "    import pytest\n    pytest.skip('today')\n",
    "name": "    not_defined\n",
    "assert": "    assert False\n",
    "fixture": "    pass\n",
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_fault_of_the_suite_costs_nothing(tutor: Tutor, suite: Path, fault: str) -> None:
    """The submission is kept without a mark, and marked as soon as the suite is mended."""
    whole = suite.read_text()
    argument = "nonsense" if fault == "fixture" else "submission"
    suite.write_text(f"{whole}\n\n@check(task=1)\ndef test_spoiled({argument}):\n{SPOILED[fault]}")
    attempt = tutor.submissions.submit(fault, SLUG, Source("f.py", RIGHT))
    assert attempt.report is None
    step = tutor.path.steps(fault)[0]
    assert (step.best_score, step.attempts) == (None, 1)
    report = tutor.submissions.grade(SLUG, Source("f.py", RIGHT))
    assert report.grader_failed
    assert report.score == 10
    assert "This is not your fault, and you lose nothing" in report.checks[-1].message
    suite.write_text(whole)
    assert tutor.submissions.resume() == [attempt.submission_id]
    tutor.submissions.wait(attempt.submission_id)
    assert tutor.path.steps(fault)[0].state is State.DONE


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("def (", "suite.py cannot be loaded: SyntaxError"),
        ("1 / 0", "suite.py cannot be loaded: ZeroDivisionError"),
        ("raise SystemExit", "The grader failed (SystemExit"),
        (None, "suite.py is missing."),
    ],
)
def test_a_suite_that_cannot_be_used_keeps_the_submission(
    tutor: Tutor, suite: Path, spoil: str | None, words: str
) -> None:
    whole = suite.read_text()
    if spoil is None:
        suite.unlink()
    else:
        suite.write_text(f"{whole}\n{spoil}\n")
    with pytest.raises((Refused, GraderError)) as failed:
        tutor.submissions.submit("eve", SLUG, Source("f.py", RIGHT))
    assert words in str(failed.value)
    kept = tutor.submissions.attempts("eve")[-1]
    assert f"Your submission is saved as number {kept.submission_id}." in str(failed.value)
    suite.write_text(whole)
    assert tutor.submissions.submit("eve", SLUG, Source("f.py", RIGHT)).report is not None


def test_a_fault_of_the_suite_is_said_in_one_line(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    suite = course / "graders" / MODULE / SLUG / "suite.py"
    spoiled = "\n\n@check(task=1)\ndef test_spoiled():\n    not_defined\n"
    suite.write_text(suite.read_text() + spoiled)
    (tmp_path / "f.py").write_text(RIGHT)
    with ThreadPoolExecutor(2) as both:
        submitted, graded = both.map(
            lambda command: subprocess.run(
                [TUTOR, command, SLUG, "f.py"],
                cwd=tmp_path,
                env=environment(tmp_path, course),
                capture_output=True,
                text=True,
            ),
            ["submit", "grade"],
        )
    assert (submitted.returncode, submitted.stdout) == (2, "")
    assert submitted.stderr == (
        "tutor: The hidden suite itself failed, so there is no mark yet. You lose nothing. Your "
        "submission is saved as number 1. Please tell your instructor.\n"
    )
    assert (graded.returncode, graded.stderr.count("\n")) == (2, 1)
    assert "tutor: The suite itself failed" in graded.stderr
    assert "! test_spoiled" in graded.stdout


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[task]]", "[[task", "exercise.toml is not valid TOML"),
        ('title = "The', 'titel = "The', "exercise.toml has no entry 'title'."),
        ("n = 1\n", "", "exercise.toml has no entry 'n'."),
        ("n = 1\n", "n = 1\nbonus = 3\n", "has an unknown entry: 'task' has no field 'bonus'."),
        ("minutes = 15", 'minutes = "long"', "'minutes' should be a whole number."),
        ("order = 1", 'order = "first"', "'order' should be a whole number."),
        ("points = 10", 'points = "ten"', "'points' should be a number."),
        ('["hello_tensor"]', "[1]", "'requires' should be a string."),
        ('["hello_tensor"]', '"all"', "'requires' should be a list."),
        ("[policy]", "[policy]\n[[policy.forbid]]", "'forbid' should be a string."),
        ('slug = "forward_linear"', 'slug = "other"', "is not the name of its folder."),
    ],
)
def test_a_broken_exercise_is_one_sentence_with_its_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    words: str,
) -> None:
    toml = exercise_toml(make_course(tmp_path))
    assert old in toml.read_text()
    toml.write_text(toml.read_text().replace(old, new, 1))
    assert words in refusal_of_list(tmp_path, monkeypatch, capsys)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("exercises", None, "is not a course: it has no folder 'exercises'."),
        ("exercises/course.toml", None, "course.toml is missing."),
        ("exercises/course.toml", b"\xff", "course.toml is not valid TOML"),
        ("exercises/course.toml", b"renamed = 3", "'renamed' should be a table."),
        ("exercises/course.toml", Path.mkdir, "course.toml cannot be read: Is a directory."),
        (f"exercises/{MODULE}", None, "contains no exercise"),
    ],
)
def test_a_folder_that_is_no_course_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    content: Any,
    words: str,
) -> None:
    target = make_course(tmp_path) / path
    remove(target)
    if isinstance(content, bytes):
        target.write_bytes(content)
    elif content is not None:
        content(target)
    assert words in refusal_of_list(tmp_path, monkeypatch, capsys)


def refusal_of_list(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    for name, value in environment(course, course).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["tutor", "list"])
    with pytest.raises(SystemExit) as exited:
        cli.main()
    out, err = capsys.readouterr()
    assert (exited.value.code, out) == (2, "")
    assert err.count("\n") == 1
    return err
