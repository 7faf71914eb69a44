"""docs/instructor.md: every command that it shows, in its order, with files as it describes."""

import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
INSTALLING = [line for line in COMMANDS if not line.startswith("tutor ")]
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
WRONG = "def forward_linear(X, W, b):\n    return X @ W\n"
WORKSHEET = """\
Identifier,Full name,Grade,Maximum grade,Grade can be changed,Last modified (grade)
Participant 501,Ada Lovelace,,10.00,Yes,-
Participant 502,José Núñez,,10.00,Yes,-
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,forward_linear (4711)
    Points Possible,,,,,20
"Lovelace, Ada",70011,S100,alovelace,Monday,
"Núñez, José",70012,S101,jnunez,Monday,
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the document names."""
    desk = tmp_path_factory.mktemp("desk")
    for name, text in re.findall(r"^`(\S+)`\n\n```csv\n(.*?)^```$", DOCUMENT, re.S | re.M):
        (desk / name).write_text(text, encoding="utf-8")
    (desk / "alovelace").mkdir()
    (desk / "alovelace" / "forward_linear.py").write_text(RIGHT)
    (desk / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    (desk / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    everybody = WORKSHEET + "Participant 503,Grete Hermann,,10.00,Yes,-\n"
    (desk / "worksheet-all.csv").write_text(everybody, encoding="utf-8")
    with zipfile.ZipFile(desk / "class.zip", "w") as archive:
        archive.writestr("alovelace/forward_linear.py", RIGHT)
        archive.writestr("jnunez/forward_linear.py", WRONG)
    return desk


def started(desk: Path, command: list[str]) -> subprocess.Popen[str]:
    program = Path(sys.executable).with_name("tutor")
    here = {"TUTOR_DATABASE_URL": f"sqlite:///{desk}/records.sqlite", "TUTOR_LEARNER": "grace"}
    return subprocess.Popen(
        [program, *command[1:]],
        cwd=desk,
        env=os.environ | here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def served(desk: Path, command: list[str]) -> None:
    """Start the dashboard on a free port, wait until it answers, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with started(desk, [*command, "--port", str(port)]) as process:
        try:
            while not answers(port):
                assert process.poll() is None, process.communicate()
                time.sleep(0.2)
        finally:
            process.terminate()
            process.communicate()


def answers(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
    except OSError:
        return False


# What a command says, where the document promises it.
SAID = {
    "tutor class roster class.csv": "4 added",
    "tutor class hand-in class.zip --dry-run": "2 of 2 files",
    "tutor class hand-in class.zip": "10 / 10",
    "tutor class regrade forward_linear": "No mark would change",
    "tutor class canvas canvas.csv": "the marks are scaled",
    "tutor class moodle forward_linear worksheet.csv": "2 marks are new there",
    "tutor class gradescope forward_linear": "autograder points to 10",
}


@pytest.mark.slow
def test_the_program_is_installed_as_the_document_says(tmp_path: Path) -> None:
    """Without a network: the environment finds the packages of this one."""
    for name in ("tutor", "exercises", "graders", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "false"}
    python = {"PATH": f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}"}
    create, *install = INSTALLING
    packages = sysconfig.get_path("purelib")
    # Without isolation it builds with the setuptools that it finds: not with the one of `venv`.
    instead = f"rm -rf setuptools* && echo {packages} > others.pth"
    others = f"(cd .venv/lib/python*/site-packages && {instead})"
    script = "\n".join(["set -e", create, others, *install, "command -v tutor", "tutor --help"])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=os.environ | offline | python,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{tmp_path}/.venv/bin/tutor" in done.stdout


@pytest.mark.slow
def test_every_command_of_the_document_works(desk: Path) -> None:
    for line in COMMANDS:
        if line in INSTALLING:
            continue
        command = shlex.split(line)
        if command[1] == "dashboard":
            served(desk, command)
            continue
        out, err = started(desk, command).communicate()
        assert err == "", line
        assert SAID.get(line, "") in out, line
    assert set(SAID) <= set(COMMANDS)


@pytest.mark.slow
def test_what_it_writes_has_the_marks(desk: Path) -> None:
    canvas = (desk / "canvas-filled.csv").read_text(encoding="utf-8")
    assert '"Lovelace, Ada",70011,S100,alovelace,Monday,20\n' in canvas
    assert (desk / "canvas-2.csv").read_text(encoding="utf-8") == canvas
    assert "Participant 501,Ada Lovelace,10,10.00" in (desk / "worksheet-filled.csv").read_text()
    assert "alovelace,10\n" in (desk / "moodle.csv").read_text("utf-8-sig")
    assert "José Núñez" in (desk / "marks.csv").read_text("utf-8-sig")
    assert (desk / "handout" / "exercises").is_dir()
    assert not (desk / "handout" / "graders").exists()
    assert (desk / "forward_linear.zip").is_file()
    assert "without the bias" in (desk / "feedback" / "jnunez.html").read_text(encoding="utf-8")
    assert any("_501_" in path.name for path in (desk / "feedback-moodle").iterdir())
