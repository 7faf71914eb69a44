"""What is installed from a wheel, in an environment that has nothing else of ours."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tutor import DISTRIBUTION

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what belongs to a release, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("release")
    for name in ("tutor", "exercises", "graders", "solutions"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True
        )
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "streamlit_app.py"):
        shutil.copy(ROOT / name, folder)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = run(*pip, "--wheel-dir", "dist", ".", cwd=folder)
    assert built.returncode == 0, built.stderr
    return next((folder / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; the packages of others are those of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    site = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).stdout.strip()
    )
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    installed = run(*pip, "--no-index", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    # As a plain path: a .pth file in it, such as that of our own editable install, is not read.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    package = f"{DISTRIBUTION.replace('-', '_')}-"
    assert {n.partition("/")[0] for n in names if not n.startswith(package)} == {"tutor"}
    assert {n.split("/")[2] for n in names if n.startswith("tutor/content/")} == {
        "exercises",
        "graders",
        "solutions",
    }
    for file in (
        "py.typed",
        "course/skeleton/suite.py.txt",
        "dashboard/app/tutor_app.py",
        "dashboard/.streamlit/config.toml",
    ):
        assert f"tutor/{file}" in names
    assert not [n for n in names if "__pycache__" in n]


def test_every_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "tutor").rglob("*.py")}
    assert ours - names == set()


def test_an_installed_tutor_teaches(python: Path, tmp_path: Path) -> None:
    tutor = python.with_name("tutor")
    records = {"TUTOR_DATABASE_URL": f"sqlite:///{tmp_path}/records.sqlite"}
    where = run(python, "-c", "import tutor; print(tutor.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(python.parents[1])
    listed = run(tutor, "list", cwd=tmp_path, **records)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "forward_linear" in listed.stdout
    assert run(tutor, "init", "mine", cwd=tmp_path, **records).returncode == 0
    reference = ROOT / "solutions" / "01_predict" / "forward_linear.py"
    for command in ("check", "submit"):
        passed = run(tutor, command, "forward_linear", reference, cwd=tmp_path, **records)
        assert (passed.returncode, passed.stderr) == (0, "")
    doctor = run(tutor, "doctor", cwd=tmp_path, **records)
    assert str(python.parents[1]) in re.sub(r"\s", "", doctor.stdout)


@pytest.mark.parametrize(
    "name", ["streamlit_app", "tutor_app", "exercises", "solutions", "graders"]
)
def test_no_other_name_can_be_imported(python: Path, tmp_path: Path, name: str) -> None:
    assert "ModuleNotFoundError" in run(python, "-c", f"import {name}", cwd=tmp_path).stderr


def test_a_strangers_file_does_not_stand_in_for_ours(python: Path, tmp_path: Path) -> None:
    for name in ("streamlit_app.py", "tutor_app.py", "app.py"):
        (tmp_path / name).write_text("raise SystemExit('a stranger')\n")
    assert run(python, "-c", "import tutor, tutor.cli", cwd=tmp_path).returncode == 0
    program = (
        "import subprocess, tutor.cli.machine\n"
        "def show(command, **how): raise SystemExit(command[5])\n"
        "subprocess.Popen = show\n"
        "from tutor.cli import main; import sys; sys.argv = ['tutor', 'dashboard']; main()"
    )
    script = run(python, "-c", program, cwd=tmp_path).stderr.strip()
    assert Path(script).is_relative_to(python.parents[1])


def test_torch_is_imported_without_us(python: Path, tmp_path: Path) -> None:
    program = "import sys, torch; print([m for m in sys.modules if m.partition('.')[0] == 'tutor'])"
    assert run(python, "-c", program, cwd=tmp_path).stdout.strip() == "[]"


def test_every_extra_that_is_advised_exists() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    sources = [*ROOT.glob("tutor/**/*.py"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    texts = [path.read_text() for path in sources]
    advised = {
        extra
        for text in texts
        for pattern in (r'missing_extra\("[^"]*", "(\w+)"\)', r"DISTRIBUTION\}\[(\w+)\]")
        for extra in re.findall(pattern, text)
    }
    assert {"formats", "oidc", "postgresql", "refit"} <= advised
    assert advised <= PROJECT["optional-dependencies"].keys()
    assert not [text for text in texts if re.search(r"pip install '?tutor\b", text)]
