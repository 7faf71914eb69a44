"""An autograder for Gradescope: a zip with the tutor, one exercise with its suite, and the two
scripts that Gradescope runs. `autograder.py` is what they call there."""

import re
import stat
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from importlib import metadata
from pathlib import Path

import tutor
from tutor.course import Exercise
from tutor.errors import Refused
from tutor.sandbox.host.layers import Floor

_FILES = Path(__file__).parent / "gradescope_files"
_LEFT_OUT = {"streamlit", "nbgrader"}  # no grading needs them
_NOT_PACKED = {"content", "demo", "__pycache__"}


class Visibility(StrEnum):
    """When learners see the hidden checks in Gradescope, in its words."""

    AFTER_PUBLISHED = "after_published"
    AFTER_DUE_DATE = "after_due_date"
    VISIBLE = "visible"
    HIDDEN = "hidden"


def write_autograder(
    exercise: Exercise,
    file: Path,
    floor: Floor = Floor.KERNEL,
    visibility: Visibility = Visibility.AFTER_PUBLISHED,
) -> None:
    """Write the zip of one exercise. Raises Refused."""
    exercise.require_graders()
    words = {"slug": exercise.slug, "floor": floor.value, "visibility": visibility.value}
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("setup.sh", "run_autograder"):
                text = (_FILES / f"{name}.txt").read_text(encoding="utf-8")
                for word, value in words.items():
                    text = text.replace("{{" + word + "}}", value)
                _add_program(archive, name, text)
            archive.writestr("requirements.txt", "\n".join(_requirements()) + "\n")
            for path, name in (*_package(), *_course(exercise)):
                archive.write(path, name)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def _add_program(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o755) << 16
    archive.writestr(entry, text)


def _requirements() -> Iterator[str]:
    """What the tutor needs for grading, in the versions that are installed here."""
    try:
        needed = metadata.requires(tutor.DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        raise Refused(
            "The tutor is not installed as a package here, so the versions of what it needs are "
            "not known. Install it with pip."
        ) from None
    for line in needed:
        name = re.match(r"[\w.-]+", line)
        if name and "extra ==" not in line and name[0].casefold() not in _LEFT_OUT:
            yield f"{name[0]}=={metadata.version(name[0]).partition('+')[0]}"


def _package() -> Iterator[tuple[Path, str]]:
    root = Path(tutor.__file__).parent
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and not _NOT_PACKED & set(inside.parts):
            yield path, f"tutor/{inside}"


def _course(exercise: Exercise) -> Iterator[tuple[Path, str]]:
    """The exercise alone, as a course."""
    folders = [exercise.folder, exercise.suite.parent]
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    paths += [exercise.root / "exercises" / "course.toml", exercise.solution]
    for path in [*paths, *exercise.alternatives]:
        if path.is_file() and "__pycache__" not in path.parts:
            yield path, f"course/{path.relative_to(exercise.root)}"
