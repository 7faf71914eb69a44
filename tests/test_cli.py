"""The command line keeps its contract: exit codes, what goes where, and the JSON."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tutor import cli
from tutor.course import Course
from tutor.quiz.bank import load_bank

TUTOR = Path(sys.executable).with_name("tutor")
ROOT = Path(__file__).parents[1]
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
WRONG = RIGHT.replace(" + b", "")
HANGS = "def forward_linear(X, W, b):\n    while True:\n        pass\n"
HAS_GPU = Path("/dev/nvidiactl").exists()


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The one sentence of a command that could not be carried out."""
        assert (self.code, self.out) == (2, "")
        assert self.err.startswith("tutor: ")
        assert self.err.count("\n") == 1
        return self.err

    def reports(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(database: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TUTOR_", "FORCE_", "TTY_"))}
    ours = {"TUTOR_DATABASE_URL": f"sqlite:///{database}", "TUTOR_LEARNER": "ada", "COLUMNS": "80"}
    return kept | ours


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and records of its own."""
    for name in [name for name in os.environ if name.startswith("TUTOR_")]:
        monkeypatch.delenv(name)
    for name, value in environment(tmp_path / "records.sqlite").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def program(*arguments: str | Path, **options: Any) -> Ended:
    """Run the real program, piped."""
    ended = subprocess.run(
        [TUTOR, *arguments], capture_output=True, text=True, timeout=100, **options
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


Run = Callable[..., Ended]


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same program in this process: quicker, for what needs no grading."""

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tutor", *map(str, arguments)])
        with pytest.raises(SystemExit) as exited:
            cli.main()
        code = exited.value.code
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run


LEARNING = ["init", "list", "show", "hint", "check", "submit", "progress", "dashboard"]
COMMANDS = [*LEARNING, "grade", "audit", "demo", "doctor", "db"]


def test_help_names_every_command_and_the_exit_codes(here: Path) -> None:
    shown = program("--help")
    assert (shown.code, shown.err) == (0, "")
    assert [name for name in COMMANDS if not re.search(rf"│ {name} ", shown.out)] == []
    assert "1 less than full marks; 2 could not be" in shown.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(run: Run, command: str) -> None:
    shown = run(command, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert f"Usage: tutor {command}" in shown.out
    assert "[[" not in shown.out


@pytest.mark.parametrize("arguments", [(), ("db",)])
def test_without_a_command_the_help_is_shown(run: Run, arguments: tuple[str, ...]) -> None:
    shown = run(*arguments)
    assert (shown.code, shown.err) == (0, "")
    assert "Usage: tutor" in shown.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("chek dropout", "No such command 'chek'. Did you mean 'check'?"),
        ("db nonsense", "No such command 'nonsense'"),
        ("show droput", "There is no exercise 'droput'. Did you mean 'dropout'?"),
        ("check nothing", "There is no exercise 'nothing'. `tutor list` shows all exercises."),
        ("hint nothing", "There is no exercise 'nothing'"),
        ("submit nothing", "There is no exercise 'nothing'"),
        ("grade nothing missing.py", "There is no exercise 'nothing'"),
        ("audit nothing", "There is no exercise 'nothing'"),
        ("grade dropout", "Missing argument 'FILE'. For help: `tutor grade --help`."),
        ("submit", "Missing argument 'EX'"),
        ("list --nonsense", "No such option: --nonsense"),
        ("init one two", "unexpected extra argument"),
        ("grade dropout x.py --seed abc", "Invalid value for '--seed'"),
        ("grade dropout x.py --device tpu", "'tpu' is not one of 'auto', 'cpu', 'cuda'"),
        ("submit dropout --device tpu", "'tpu' is not one of"),
        ("audit dropout --seeds 0", "Invalid value for '--seeds'"),
        ("check dropout", "There is no dropout.py here. Go to your workspace (`tutor init`"),
        ("submit dropout", "There is no dropout.py here."),
    ],
)
def test_bad_usage_is_one_line_on_standard_error(run: Run, line: str, words: str) -> None:
    assert words in run(*line.split()).refused()


def test_a_workspace_has_the_starters_in_order(run: Run, here: Path, course: Course) -> None:
    made = run("init")
    assert made.code == 0
    assert "Next: cd deep-learning, then: tutor list" in made.out
    for exercise in course.exercises:
        copy = here / "deep-learning" / exercise.module / exercise.slug / f"{exercise.slug}.py"
        assert copy.read_text() == exercise.starter.read_text()
    readme = (here / "deep-learning" / "README.md").read_text()
    slugs = [exercise.slug for exercise in course.exercises]
    assert sorted(slugs, key=lambda slug: readme.index(f"[{slug}]")) == slugs


def test_a_workspace_holds_no_hidden_file(run: Run, here: Path, course: Course) -> None:
    run("init", "w")
    hidden = {
        p.read_bytes() for d in ("graders", "solutions") for p in (course.root / d).rglob("*.py")
    }
    handed_out = [path for path in (here / "w").rglob("*") if path.is_file()]
    assert not [path for path in handed_out if path.read_bytes() in hidden]
    assert not {path.name for path in handed_out} & {"suite.py", "mistakes.py"}


def test_making_a_workspace_twice_overwrites_nothing(run: Run, here: Path) -> None:
    run("init", "w")
    mine = here / "w/01_predict/forward_linear/forward_linear.py"
    mine.write_text("# my work\n")
    (here / "w/README.md").unlink()
    assert "1 new files" in run("init", "w").out
    assert "nothing was overwritten" in run("init", "w").out
    assert mine.read_text() == "# my work\n"


def test_a_workspace_that_cannot_be_written_is_refused(run: Run, here: Path) -> None:
    (here / "file").write_text("")
    assert "file is a file. Name a folder" in run("init", "file").refused()
    assert "cannot be written" in run("init", "file/inside").refused()
    assert "cannot be written" in run("init", "x" * 300).refused()


def test_brackets_in_a_name_are_shown(run: Run) -> None:
    assert "my[bold]course is ready" in run("init", "my[bold]course").out


def test_list_and_progress_before_the_first_attempt(run: Run, course: Course) -> None:
    shown = run("list")
    assert (shown.code, shown.err) == (0, "")
    new = len(load_bank(course).of("00_start"))
    assert run("progress").out == shown.out + f"Waiting: {new} new in Start. Next: tutor quiz\n"
    assert "→ hello_tensor" in shown.out
    assert len(shown.out.splitlines()) < 24
    assert re.search(r"→ next +hello_tensor .* - / 10 +10\n", run("list", "--all").out)
    assert f"0 of {len(course.exercises)} done. Next: tutor show hello_tensor" in shown.out
    steps = json.loads(run("list", "--json").out)
    assert [step["exercise"] for step in steps] == [e.slug for e in course.exercises]
    assert steps[0] == {
        "exercise": "hello_tensor",
        "title": "Hello, tensor",
        "new": False,
        "state": "next",
        "score": None,
        "max_score": 10.0,
        "attempts": 0,
    }


def test_a_statement_ends_with_what_to_do(run: Run, course: Course) -> None:
    for exercise in course.exercises:
        shown = run("show", exercise.slug)
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.endswith(f"tutor check {exercise.slug}\n")
        assert "\\frac" not in shown.out
        assert "$" not in shown.out
        for task in exercise.tasks:
            assert f"Task {task.n}: {task.title}" in shown.out


def test_records_are_made_and_brought_up_to_date(run: Run, here: Path) -> None:
    first, second = run("db", "upgrade"), run("db", "upgrade")
    assert first == second
    assert first.code == 0
    assert re.search(r"records\.sqlite is at revision \d+", first.out)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "The database URL is not valid. Write it as sqlite:///"),
        ("mysql://localhost/x", "The database URL is not valid"),
        ("sqlite:////proc/nowhere/x.sqlite", "for the records cannot be created"),
        ("sqlite:////", "cannot be used"),
        ("sqlite:///notes.txt", "file is not a database): set TUTOR_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    (here / "notes.txt").write_text("These are no records. " * 50)
    (here / "f.py").write_text(RIGHT)
    monkeypatch.setenv("TUTOR_DATABASE_URL", url)
    for line in ("list", "db upgrade", "hint dropout", "submit forward_linear f.py"):
        assert words in run(*line.split()).refused()


def test_a_name_that_cannot_be_written_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_LEARNER", "a\udcff")
    assert "TUTOR_LEARNER has characters that cannot be shown. Set it" in run("list").refused()


def test_a_terminal_without_our_signs_gets_others(here: Path) -> None:
    shown = program("list", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (shown.code, shown.err) == (0, "")
    assert "? next" in shown.out


@dataclass(frozen=True)
class Story:
    """A learner's way through one exercise: every command and what it answered."""

    steps: dict[str, Ended]

    def __getitem__(self, name: str) -> Ended:
        return self.steps[name]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Told once, with the real program, as a learner would tell it."""
    folder = tmp_path_factory.mktemp("story")
    options: dict[str, Any] = {"cwd": folder, "env": environment(folder / "records.sqlite")}
    without_records = options | {"env": options["env"] | {"TUTOR_DATABASE_URL": "nonsense"}}
    mine = folder / "forward_linear.py"
    steps = {"show": program("show", "forward_linear", **options)}
    steps["hint 0"] = program("hint", "forward_linear", **options)
    shutil.copy(ROOT / "exercises/01_predict/forward_linear/forward_linear.py", mine)
    steps["submit starter"] = program("submit", "forward_linear", **options)
    mine.write_text(WRONG)
    steps["check wrong"] = program("check", "forward_linear", **without_records)
    steps["check wrong --all"] = program("check", "forward_linear", "--all", **without_records)
    steps["submit wrong"] = program("submit", "forward_linear", **options)
    steps["hint 1"] = program("hint", "forward_linear", **options)
    steps["hint 2"] = program("hint", "forward_linear", **options)
    mine.write_text(RIGHT)
    steps["check right"] = program("check", "forward_linear", "--json", **options)
    steps["submit right"] = program("submit", "forward_linear", "--json", **options)
    steps["progress"] = program("progress", **options)
    steps["progress --json"] = program("progress", "--json", **options)
    return Story(steps)


def test_check_shows_the_values_and_needs_no_records(story: Story) -> None:
    ended = story["check wrong"]
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith("forward_linear  0 / 3\n")
    assert "✗ One day, two numbers about it" in ended.out
    assert "5.5" in ended.out
    assert "Fix this first and try again: tutor check forward_linear" in ended.out
    assert ended.out.count("✗") == 2  # the check, and the task
    everything = story["check wrong --all"].out
    assert everything.count("✗") == 3
    assert "Two inputs, three outputs" in everything
    assert "layers of isolation" in everything


def test_check_passes_with_exit_code_0(story: Story) -> None:
    (report,) = story["check right"].reports()
    assert (story["check right"].code, story["check right"].err) == (0, "")
    assert (report["score"], report["max_score"]) == (3, 3)
    assert {test["visibility"] for test in report["tests"]} == {"visible"}


def test_the_untouched_starter_is_no_attempt(story: Story) -> None:
    ended = story["submit starter"]
    assert (ended.code, ended.out) == (2, "")
    assert "still the starter of forward_linear, so nothing was submitted" in ended.err


def test_submit_names_the_mistake_and_says_what_to_do(story: Story) -> None:
    ended = story["submit wrong"]
    assert (ended.code, ended.err) == (1, "")
    assert re.match(r"forward_linear  \d\.?\d* / 10\n", ended.out)
    assert ended.out.count("Bias forgotten: This is what comes out without the bias.") == 1
    assert re.search(r"more checks? fails? for this reason\.", ended.out)
    assert len(ended.out.splitlines()) < 24
    assert "or get a hint: tutor hint forward_linear" in ended.out


def test_submit_with_full_marks_ends_with_0(story: Story) -> None:
    (report,) = story["submit right"].reports()
    assert (story["submit right"].code, story["submit right"].err) == (0, "")
    assert (report["score"], report["max_score"]) == (10, 10)


def test_hints_open_with_attempts_one_at_a_time(story: Story) -> None:
    none, first, second = (story[f"hint {n}"].out for n in range(3))
    assert none == "The next hint opens after attempt 1; you have made 0.\n"
    assert first.startswith("Task 1, hint 1 (new)\n  Write down the shapes first.")
    assert first.endswith("The next hint opens after attempt 2; you have made 1.\n")
    assert second == first.replace(" (new)", "")


def test_progress_knows_what_was_submitted_and_nothing_else(story: Story) -> None:
    """Two attempts: what was only checked is not recorded."""
    assert "✓ forward_linear" in story["progress"].out
    assert "1 of" in story["progress"].out
    steps = {step["exercise"]: step for step in json.loads(story["progress --json"].out)}
    first, second = steps["forward_linear"], steps["hello_tensor"]
    assert (first["state"], first["score"], first["attempts"]) == ("done", 10.0, 2)
    assert (second["state"], second["score"], second["attempts"]) == ("next", None, 0)


def test_piped_output_is_plain_and_80_columns_wide(story: Story) -> None:
    for name, ended in story.steps.items():
        assert "\x1b" not in ended.out, name
        if "json" not in name and "right" not in name:
            assert max(map(len, ended.out.splitlines()), default=0) <= 80, name


@dataclass(frozen=True)
class Grading:
    ended: Ended
    again: Ended


@pytest.fixture(scope="module")
def grading(tmp_path_factory: pytest.TempPathFactory) -> Grading:
    """Several files in one process, and the same once more with their seed."""
    folder = tmp_path_factory.mktemp("grading")
    options: dict[str, Any] = {"cwd": folder, "env": environment(folder / "records.sqlite")}
    (folder / "right.py").write_text(RIGHT)
    (folder / "wrong.py").write_text(WRONG)
    files = ("wrong.py", "right.py", "missing.py", "wrong.py")
    arguments = ("grade", "forward_linear", *files, "--json", "--seed", "7", "--device", "cpu")
    with ThreadPoolExecutor(2) as both:
        first, again = both.map(lambda _: program(*arguments, **options), range(2))
    return Grading(first, again)


def test_several_files_are_graded_in_order(grading: Grading) -> None:
    reports = grading.ended.reports()
    assert [r["extra_data"]["file"] for r in reports] == ["wrong.py", "right.py", "wrong.py"]
    assert [r["score"] == 10 for r in reports] == [False, True, False]


def test_one_file_that_cannot_be_read_is_complained_of_and_ends_with_2(grading: Grading) -> None:
    assert grading.ended.code == 2
    assert grading.ended.err == "tutor: missing.py does not exist. Check the name of the file.\n"


def test_a_seed_repeats_a_grading(grading: Grading) -> None:
    first, again = map(without_seconds, (grading.ended, grading.again))
    assert first == again
    assert first[0] == first[2]
    assert first[0]["extra_data"]["seed"] == 7


def without_seconds(ended: Ended) -> list[dict[str, Any]]:
    reports = ended.reports()
    for report in reports:
        del report["execution_time"]
        for test in report["tests"]:
            del test["extra_data"]["seconds"]
    return reports


def test_the_json_is_gradescopes_and_ours_is_under_extra_data(grading: Grading) -> None:
    report = grading.ended.reports()[0]
    assert set(report) == {"score", "max_score", "execution_time", "tests", "extra_data"}
    assert report["score"] == sum(test["score"] for test in report["tests"])
    assert report["max_score"] == sum(test["max_score"] for test in report["tests"]) == 10
    assert report["execution_time"] > 0
    extra = report["extra_data"]
    assert {name: type(value) for name, value in extra.items()} == {
        "exercise": str,
        "device": str,
        "isolation": list,
        "seed": int,
        "suite_version": str,
        "engine_version": str,
        "mistakes": list,
        "misconceptions": dict,
        "tried": list,
        "outcomes": dict,
        "file": str,
    }
    assert (extra["exercise"], extra["device"]) == ("forward_linear", "cpu")
    assert extra["mistakes"] == ["bias-forgotten"]
    assert "without the bias" in extra["misconceptions"]["bias-forgotten"]
    assert {"process", "rlimits", "no_new_privs"} <= set(extra["isolation"])


def test_each_test_in_the_json_has_gradescopes_fields(grading: Grading) -> None:
    report = grading.ended.reports()[0]
    for test in report["tests"]:
        ours = test.pop("extra_data")
        assert set(ours) == {"id", "task", "outcome", "mistake", "seconds"}
        assert ours["outcome"] == report["extra_data"]["outcomes"][ours["id"]]
        assert {name: type(value) for name, value in test.items()} == {
            "name": str,
            "number": str,
            "score": float,
            "max_score": float,
            "status": str,
            "output": str,
            "output_format": str,
            "visibility": str,
        }
        passed = ours["outcome"] == "passed"
        assert test["status"] == ("passed" if passed else "failed")
        assert test["score"] == (test["max_score"] if passed else 0)
        assert test["visibility"] == "after_published"
        assert bool(test["output"]) is not passed


def test_a_report_gives_nothing_of_the_suite_away(grading: Grading, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    hidden = {line.strip() for line in exercise.suite.read_text().splitlines()}
    told = {part.strip() for part in re.split(r"\\n|\"", grading.ended.out)}
    titles = {test["name"] for report in grading.ended.reports() for test in report["tests"]}
    assert {line for line in hidden & told if len(line) > 8 and line not in titles} == set()


@pytest.mark.skipif(HAS_GPU, reason="this machine has a GPU")
def test_a_missing_gpu_is_refused_before_anything_is_stored(run: Run, here: Path) -> None:
    (here / "f.py").write_text(RIGHT)
    ended = run("submit", "forward_linear", "f.py", "--device", "cuda")
    assert "This machine has no GPU that torch can use. Grade with --device cpu." in ended.refused()
    assert json.loads(run("list", "--json").out)[0]["attempts"] == 0


def test_doctor_lists_the_machine_and_forgives_the_database(here: Path) -> None:
    ended = program("doctor", env=os.environ | {"TUTOR_DATABASE_URL": "nonsense"})
    assert (ended.code, ended.err) == (0, "")
    for name in ("course", "python", "gpu", "records", "isolation"):
        assert re.search(rf"^{name} +\S", ended.out, re.MULTILINE), name
    assert re.search(r"^isolation +✓ process", ended.out, re.MULTILINE)
    assert re.search(r"^records +✗ The database URL is not valid", ended.out, re.MULTILINE)
    assert max(map(len, ended.out.splitlines())) <= 80


def test_audit_of_one_exercise(here: Path) -> None:
    ended = program("audit", "forward_linear", "--seeds", "1")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("Every promise is kept.\n")
    assert "✓ forward_linear: the starter gets 0" in ended.out
    assert "known mistakes lose marks and are named" in ended.out


@pytest.fixture
def hanging(here: Path) -> Iterator[subprocess.Popen[str]]:
    (here / "f.py").write_text(HANGS)
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [str(TUTOR), "grade", "forward_linear", "f.py"]
    # A shell lets its background jobs ignore Ctrl+C, and this run of the tests may be one.
    pipes["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, **pipes, start_new_session=True) as started:
        yield started
        started.kill()


def test_ctrl_c_ends_a_grading_at_once_and_quietly(hanging: subprocess.Popen[str]) -> None:
    threads = Path(f"/proc/{hanging.pid}/task")
    while not any((thread / "children").read_text() for thread in threads.iterdir()):
        time.sleep(0.05)
    os.killpg(hanging.pid, signal.SIGINT)
    start = time.monotonic()
    out, err = hanging.communicate(timeout=60)
    assert (hanging.returncode, out, err) == (130, "", "")
    assert time.monotonic() - start < 30  # the hanging check alone would take longer


def answering(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_a_quiz_is_taken_with_the_keyboard_alone(here: Path) -> None:
    first = program("quiz", "predict", input=answering("", "mark 1 perceptron", "Z9", "q"))
    assert first.code == 0
    assert "1 of 10" in first.out
    assert "Type a word or two." in first.out
    assert "✓ Right." in first.out
    assert "Source: " in first.out
    assert "Your answers are saved" in first.out
    assert max(map(len, first.out.splitlines())) <= 80
    again = program("quiz", "predict", input=answering())
    assert "2 of 10" in again.out
    assert program("quiz", "--status").out.startswith("Waiting: ")
    known = program("concepts").out
    assert "history of neural networks" in known
    assert "more concepts are still to come" in known
    assert "predict/first-device" in program("bank", "statistics").out
    assert "tutor quiz" in program("progress").out


def test_a_test_says_nothing_before_its_end(here: Path) -> None:
    answers = ["a", "0", "b a c d e", "", "no idea", "y"]
    taken = program("quiz", "privacy", "--test", input=answering(*answers * 60))
    assert taken.code == 0
    asked, total, explained = re.split(r"\b(\d+) of \1 · ", taken.out, maxsplit=1)
    assert "Source: " not in asked
    assert explained.count("Source: ") == int(total)
    assert f"of {total} right" in explained


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("quiz", "juggling"), "There is no quiz for a module 'juggling'"),
        (("quiz", "--test"), "Name the module"),
        (("bank", "export", "x.doc"), "should end in .gift"),
        (("bank", "export", "/nowhere/x.gift", "--module", "privacy"), "cannot be written"),
        (("bank", "import", "missing.gift", "-o", "q.toml"), "cannot be read"),
    ],
)
def test_a_quiz_that_cannot_be_is_one_sentence(
    here: Path, line: tuple[str, ...], words: str
) -> None:
    assert words in program(*line).refused()


def test_questions_go_to_moodle_and_come_back(here: Path) -> None:
    assert program("bank", "statistics").out == "Nobody has answered a question yet.\n"
    assert program("concepts").out.startswith("Nothing yet")
    out = program("bank", "export", "all.gift", "--module", "privacy", "--variants", "2")
    assert out.code == 0
    assert (count := re.match(r"all\.gift contains (\d+) questions\.", out.out))
    back = program("bank", "import", "all.gift", "-o", "quiz.toml")
    assert f"quiz.toml contains {count[1]} questions." in back.out
    assert "already exists" in program("bank", "import", "all.gift", "-o", "quiz.toml").refused()


def test_a_class_is_enrolled_and_gets_codes(here: Path) -> None:
    assert program("class", "code").out.startswith("The roster is empty")
    people = here / "class.csv"
    people.write_text("name,full name,role\nada,Ada Lovelace,\nturing,,teacher\nada,twice,\n")
    first = program("class", "roster", people)
    assert (first.code, first.out) == (2, "2 added, 0 updated.\n")
    assert "line 4: ada is in the file twice" in first.err
    codes = dict(line.split("\t") for line in program("class", "code").out.splitlines())
    assert set(codes) == {"ada", "turing"}
    assert program("class", "code").out.startswith("Everybody on the roster has a code.")
    shown = program("class", "roster").out
    assert re.search(r"turing +instructor +yes", shown)
    assert program("class", "role", "ada", "instructor").code == 0
    assert "nobody called" in program("class", "role", "eve", "learner").refused()
    assert "cannot be read" in program("class", "roster", "missing.csv").refused()
    dry = program("class", "roster", people, "--dry-run").out
    assert dry == "0 would be added, 2 would be updated.\n"


def test_a_list_of_another_system_says_what_became_what(here: Path) -> None:
    people = here / "canvas.csv"
    people.write_text(
        'Student,ID,SIS Login ID,Section,hw\n    Points Possible,,,,10\n"King, Ada",7,ada,A,\n'
        '"Bee, Bob",8,bob,A,\n"Student, Test",9,x,A,\n'
    )
    dry = program("class", "roster", people, "--dry-run")
    assert dry.code == 0
    assert re.search(r"SIS Login ID +-> +name", dry.out)
    assert "Not used: hw" in dry.out
    assert "Left out: Test Student" in dry.out
    assert re.search(r"ada +Ada King +A +learner +added", dry.out)
    assert program("class", "roster").out.startswith("The roster is empty")
    assert "2 added" in program("class", "roster", people).out
    assert program("class", "move", "ada", "bob", "--section", "B").code == 0
    assert program("class", "rename", "ada", "lovelace", "--full-name", "Ada L.").code == 0
    assert program("class", "remove", "bob").code == 0
    assert re.search(r"lovelace +Ada L\. +B", shown := program("class", "roster").out)
    assert "bob" not in shown
    assert "nobody called 'bob'" in program("class", "remove", "bob").refused()
    assert "Say the new name" in program("class", "rename", "lovelace").refused()


def test_a_class_is_matched_with_corrections(here: Path) -> None:
    (here / "class.csv").write_text("name,full name\nada,Ada King\nbob,Bob Bee\n")
    program("class", "roster", here / "class.csv")
    for name in ("Ada King", "Bob Bea"):
        path = here / "work" / f"{name}_7_assignsubmission_file_" / "hw1.py"
        path.parent.mkdir(parents=True)
        path.write_text("x = 1\n")
    asked = ("class", "hand-in", "work", "--exercise", "dropout", "--dry-run")
    first = program(*asked)
    assert first.code == 2
    assert "Nobody on the roster is called 'Bob Bea'. The nearest: bob (Bob Bee)." in first.err
    assert "Add --corrections FILE.csv" in first.err
    assert "1 of 2 files would be submitted" in first.out
    assert (
        "Fill in the column `learner` of fix.csv" in program(*asked, "--corrections", "fix.csv").err
    )
    fix = here / "fix.csv"
    text = fix.read_text(encoding="utf-8-sig")
    fix.write_text(text.replace('","","Bob Bea"', '","bob","Bob Bea"'))
    done = program(*asked, "--corrections", "fix.csv", "--received", "2026-03-01 18:00")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"bob +Bob Bea +dropout +hw1\.py +03-01 18:00", done.out)
    assert "There is no exercise 'x'" in program("class", "hand-in", "work", "--exercise", "x").err
    assert "does not exist" in program("class", "hand-in", "missing").refused()


def test_times_of_files_are_shown_on_the_clock_of_the_course(here: Path) -> None:
    (here / "class.csv").write_text("name,full name\nada,Ada King\nbob,Bob Bee\n")
    program("class", "roster", "class.csv")
    program("class", "policy", "set", "--zone", "Pacific/Auckland")
    with zipfile.ZipFile(here / "class.zip", "w") as archive:
        for name in ("kingada_7_901_dropout.py", "beebob_LATE_8_902_dropout.py"):
            archive.writestr(zipfile.ZipInfo(name, (2026, 7, 1, 23, 59, 0)), "x = 1\n")
    asked = ("class", "hand-in", "class.zip", "--dry-run")
    shown = program(*asked)
    assert re.search(r"ada +kingada +dropout +dropout\.py +07-01 23:59", shown.out)
    assert "Late in Canvas, which does not say when: 1." in shown.err
    given = program(*asked, "--received", "2026-07-01 12:00")
    assert re.search(r"bob +beebob +dropout +dropout\.py +07-01 12:00", given.out)
    assert given.err == ""


def test_without_sign_in_the_dashboard_is_for_this_machine(here: Path) -> None:
    assert "add --sign-in" in program("dashboard", "--address", "0.0.0.0").refused()
    assert "tutor class code" in program("dashboard", "--sign-in", "codes").refused()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--address", "0.0.0.0"), "--allowed-host learn.example.org"),
        (("--allowed-host", "https://learn.example.org"), "without https://"),
        (("--allowed-host", "learn.example.org:443"), "without a port"),
        (("--allowed-host", "*"), "not the name of a host"),
    ],
)
def test_a_class_says_by_which_name_it_is_opened(
    run: Run, options: tuple[str, ...], words: str
) -> None:
    assert words in run("dashboard", "--sign-in", "codes", *options).refused()
