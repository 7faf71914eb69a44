"""Read a course from disk, and say which file breaks which rule when one does."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tutor
from tutor.course.model import Course, Exercise, Hint, Limits, Policy, Task
from tutor.course.toml import entry, read_toml
from tutor.errors import CourseError


def default_root() -> Path:
    """The course to use when none is named: `TUTOR_COURSE`, the installed one, or the checkout."""
    if named := os.environ.get("TUTOR_COURSE"):
        return Path(named).expanduser().resolve()
    package = Path(tutor.__file__).parent
    installed = package / "content"
    return installed if installed.is_dir() else package.parent


def hidden_folders(root: Path) -> list[Path]:
    """The folders of the course in `root` that no submission may read."""
    return [root / "exercises", root / "graders", root / "solutions"]


def load_course(root: Path | None = None) -> Course:
    """Load the course whose folders `exercises`, `graders` and `solutions` are in `root`.

    `graders` and `solutions` may be missing: a learner who was handed `exercises` alone can still
    list, read and check. Raises `CourseError` when a file is missing or does not fit the format.
    """
    root = root or default_root()
    doors = root / "exercises"
    if not doors.is_dir():
        raise CourseError(f"{root} is not a course: it has no folder 'exercises'.")
    about = read_toml(doors / "course.toml")
    tables = {path: read_toml(path) for path in doors.glob("[0-9][0-9]_*/*/exercise.toml")}
    exercises = tuple(
        _load_exercise(root, path, tables[path])
        for path in sorted(tables, key=lambda path: _reading_order(path, tables[path]))
    )
    if not exercises:
        raise CourseError(f"{doors} contains no exercise NN_module/name/exercise.toml.")
    return Course(
        root=root,
        title=str(about.get("title", root.name)),
        summary=str(about.get("summary", "")),
        exercises=exercises,
        renamed=entry(doors / "course.toml", about, "renamed", dict, {}),
    )


def _reading_order(path: Path, data: Mapping[str, Any]) -> tuple[str, int, str]:
    """By module, then by the optional `order` of the exercise, then by name."""
    order = entry(path, data, "order", int, 99)
    return path.parents[1].name, order, path.parent.name


def _load_exercise(root: Path, path: Path, data: Mapping[str, Any]) -> Exercise:
    folder = path.parent
    exercise = Exercise(
        root=root,
        module=folder.parent.name,
        slug=entry(path, data, "slug", str),
        title=entry(path, data, "title", str),
        summary=entry(path, data, "summary", str),
        concepts=entry(path, data, "concepts", tuple[str, ...]),
        requires=entry(path, data, "requires", tuple[str, ...]),
        difficulty=entry(path, data, "difficulty", int),
        minutes=entry(path, data, "minutes", int),
        source=entry(path, data, "seed", str),
        tasks=entry(path, data, "task", tuple[Task, ...]),
        limits=entry(path, data, "limits", Limits, Limits()),
        policy=entry(path, data, "policy", Policy, Policy()),
        hints=entry(path, data, "hint", tuple[Hint, ...], ()),
        added=entry(path, data, "added", date, None),
    )
    if exercise.slug != folder.name:
        raise CourseError(f"{path}: the slug '{exercise.slug}' is not the name of its folder.")
    return exercise
