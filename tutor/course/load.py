"""Read a course from disk, and say which file breaks which rule when one does."""

import os
import tomllib
from pathlib import Path
from typing import Any

import tutor
from tutor.course.model import Course, Exercise, Hint, Limits, Policy, Task
from tutor.errors import CourseError


def default_root() -> Path:
    """The course to use when none is named: `TUTOR_COURSE`, the installed one, or the checkout."""
    if named := os.environ.get("TUTOR_COURSE"):
        return Path(named).expanduser().resolve()
    package = Path(tutor.__file__).parent
    installed = package / "content"
    return installed if installed.is_dir() else package.parent


def load_course(root: Path | None = None) -> Course:
    """Load the course whose folders `exercises`, `graders` and `solutions` stand in `root`.

    `graders` and `solutions` may be missing: a learner who was handed `exercises` alone can still
    list, read and check. Raises `CourseError` when a file is missing or does not fit the format.
    """
    root = root or default_root()
    doors = root / "exercises"
    if not doors.is_dir():
        raise CourseError(f"{root} is not a course: it has no folder 'exercises'.")
    about = _read_toml(doors / "course.toml")
    exercises = tuple(
        _load_exercise(root, path.parent)
        for path in sorted(doors.glob("[0-9][0-9]_*/*/exercise.toml"), key=_reading_order)
    )
    return Course(
        root=root,
        title=str(about.get("title", root.name)),
        summary=str(about.get("summary", "")),
        exercises=exercises,
        renamed=dict(about.get("renamed", {})),
    )


def _reading_order(path: Path) -> tuple[str, int, str]:
    """By module, then by the optional `order` of the exercise, then by name."""
    return path.parents[1].name, int(_read_toml(path).get("order", 99)), path.parent.name


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}") from None


def _load_exercise(root: Path, folder: Path) -> Exercise:
    path = folder / "exercise.toml"
    data = _read_toml(path)
    try:
        exercise = Exercise(
            root=root,
            module=folder.parent.name,
            slug=data["slug"],
            title=data["title"],
            summary=data["summary"],
            concepts=tuple(data["concepts"]),
            requires=tuple(data["requires"]),
            difficulty=data["difficulty"],
            minutes=data["minutes"],
            source=data["seed"],
            tasks=tuple(Task(**task) for task in data["task"]),
            limits=Limits(**data.get("limits", {})),
            policy=Policy(forbid=tuple(data.get("policy", {}).get("forbid", ()))),
            hints=tuple(Hint(**hint) for hint in data.get("hint", ())),
        )
    except KeyError as error:
        raise CourseError(f"{path} lacks the entry {error}.") from None
    except TypeError as error:
        raise CourseError(f"{path} has an entry that does not fit: {error}.") from None
    if exercise.slug != folder.name:
        raise CourseError(f"{path}: the slug '{exercise.slug}' is not the name of its folder.")
    return exercise
