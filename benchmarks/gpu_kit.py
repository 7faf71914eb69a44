"""Pack what a machine with a GPU and without a network needs, to carry it there. Run: make gpu-kit

The folder gets wheels of the tutor and of what it imports when it grades, in the versions of
constraints.txt, the check itself, the attacks, and a script that runs it. That machine has to have
its own Python with torch, torchvision and scikit-learn.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
# What grading imports, with what that needs in turn.
PACKAGES = (
    *("attrs", "fastjsonschema", "jsonschema", "jsonschema-specifications", "jupyter_core"),
    *("jupytext", "markdown-it-py", "mdit-py-plugins", "mdurl", "nbformat", "packaging"),
    *("platformdirs", "PyYAML", "referencing", "rpds-py", "traitlets", "typing_extensions"),
    *("iniconfig", "pluggy", "Pygments", "pytest"),
)
# pip takes a wheel only for a tag that it is told, and each project builds for another one.
_PLATFORMS = [f"manylinux_2_{minor}" for minor in (5, 12, 17, 24, 26, 27, 28, 31, 34, 35)]
_OLDER = ["manylinux1", "manylinux2010", "manylinux2014"]
_IGNORED = shutil.ignore_patterns("__pycache__")


def versions() -> list[str]:
    """The packages with the versions that the tests ran with."""
    pinned = dict(line.split("==") for line in CONSTRAINTS.read_text().splitlines() if "==" in line)
    return [f"{name}=={pinned[name]}" for name in PACKAGES]


def pip(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)


def download(wheels: Path, python: str, machine: str) -> None:
    platforms = [f"--platform={tag}_{machine}" for tag in (*_PLATFORMS, *_OLDER)]
    options = ["--quiet", "--no-deps", "--only-binary=:all:", "--implementation=cp"]
    pip("download", *options, f"--python-version={python}", *platforms, "-d", wheels, *versions())


def build(wheels: Path) -> None:
    """The tutor itself, built from a copy: a build leaves folders behind."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("tutor", "exercises", "graders", "solutions"):
            shutil.copytree(ROOT / name, Path(folder, name), ignore=_IGNORED, symlinks=True)
        for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "streamlit_app.py"):
            shutil.copy(ROOT / name, folder)
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
        pip("wheel", *options, wheels, folder)


def copy_check(kit: Path) -> None:
    """The check and the attacks, laid out as they are here."""
    shutil.copytree(ROOT / "benchmarks", kit / "benchmarks", ignore=_IGNORED)
    attacks = Path("tests", "attacks")
    shutil.copytree(ROOT / attacks, kit / attacks, ignore=_IGNORED)
    shutil.copy(ROOT / "tests" / "test_attacks.py", kit / "tests")
    for name in ("README.md", "start.py"):
        shutil.copy(ROOT / "benchmarks" / "carried" / name, kit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kit", type=Path, help="the folder to make; what is in it is deleted")
    parser.add_argument("--python", default="3.12", help="the version there; default 3.12")
    parser.add_argument("--machine", default="x86_64", help="x86_64 or aarch64")
    chosen = parser.parse_args()
    shutil.rmtree(chosen.kit, ignore_errors=True)
    chosen.kit.mkdir(parents=True)
    build(chosen.kit / "wheels")
    download(chosen.kit / "wheels", chosen.python, chosen.machine)
    copy_check(chosen.kit)
    size = sum(path.stat().st_size for path in chosen.kit.rglob("*") if path.is_file())
    print(
        f"{chosen.kit} has {size / 1e6:.0f} MB, for Python {chosen.python} on {chosen.machine}. "
        "Its README.md says what to do."
    )


if __name__ == "__main__":
    main()
