"""Read a course from disk, and say which file breaks which rule when one does."""

import os
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import tutor
from tutor.course.model import Course, Exercise, Hint, Limits, Policy, Task
from tutor.errors import CourseError

T = TypeVar("T", Task, Limits, Policy, Hint)
_KINDS: dict[Any, tuple[str, tuple[type, ...]]] = {
    str: ("a text", (str,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
    list: ("a list", (list,)),
    dict: ("a table", (dict,)),
}


def default_root() -> Path:
    """The course to use when none is named: `TUTOR_COURSE`, the installed one, or the checkout."""
    if named := os.environ.get("TUTOR_COURSE"):
        return Path(named).expanduser().resolve()
    package = Path(tutor.__file__).parent
    installed = package / "content"
    return installed if installed.is_dir() else package.parent


def hidden_folders(root: Path) -> list[Path]:
    """What no submission may read of the course in `root`."""
    return [root / "exercises", root / "graders", root / "solutions"]


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
    if not exercises:
        raise CourseError(f"{doors} holds no exercise NN_module/name/exercise.toml.")
    return Course(
        root=root,
        title=str(about.get("title", root.name)),
        summary=str(about.get("summary", "")),
        exercises=exercises,
        renamed=_entry(doors / "course.toml", about, "renamed", dict, {}),
    )


def _reading_order(path: Path) -> tuple[str, int, str]:
    """By module, then by the optional `order` of the exercise, then by name."""
    order = _entry(path, _read_toml(path), "order", int, 99)
    return path.parents[1].name, order, path.parent.name


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None


def _load_exercise(root: Path, folder: Path) -> Exercise:
    path = folder / "exercise.toml"
    data = _read_toml(path)
    exercise = Exercise(
        root=root,
        module=folder.parent.name,
        slug=_entry(path, data, "slug", str),
        title=_entry(path, data, "title", str),
        summary=_entry(path, data, "summary", str),
        concepts=_texts(path, data, "concepts"),
        requires=_texts(path, data, "requires"),
        difficulty=_entry(path, data, "difficulty", int),
        minutes=_entry(path, data, "minutes", int),
        source=_entry(path, data, "seed", str),
        tasks=_tables(path, data, "task", Task),
        limits=_made(path, "limits", _entry(path, data, "limits", dict, {}), Limits),
        policy=_made(path, "policy", _entry(path, data, "policy", dict, {}), Policy),
        hints=_tables(path, data, "hint", Hint, []),
    )
    if exercise.slug != folder.name:
        raise CourseError(f"{path}: the slug '{exercise.slug}' is not the name of its folder.")
    return exercise


def _entry(path: Path, data: dict[str, Any], name: str, kind: Any, default: Any = None) -> Any:
    """An entry of a table, which must be of this kind; without a default it must be there."""
    value = data.get(name, default)
    if value is None:
        raise CourseError(f"{path} lacks the entry '{name}'.")
    words, types = _KINDS[kind]
    if type(value) not in types:
        raise CourseError(f"{path} has an entry that does not fit: '{name}' should be {words}.")
    return value


def _texts(path: Path, data: dict[str, Any], name: str, default: Any = None) -> tuple[str, ...]:
    return tuple(
        _entry(path, {name: text}, name, str) for text in _entry(path, data, name, list, default)
    )


def _tables(
    path: Path, data: dict[str, Any], name: str, kind: type[T], default: Any = None
) -> tuple[T, ...]:
    tables = _entry(path, data, name, list, default)
    return tuple(_made(path, name, _entry(path, {name: t}, name, dict), kind) for t in tables)


def _field(path: Path, table: dict[str, Any], name: str, kind: Any) -> Any:
    if kind == tuple[str, ...]:
        return _texts(path, table, name)
    return _entry(path, table, name, kind)


def _made(path: Path, name: str, table: dict[str, Any], kind: type[T]) -> T:
    """A dataclass made from the table of this name, whose entries are its fields."""
    kinds = get_type_hints(kind)
    needed: list[str] = [field.name for field in fields(kind) if field.default is MISSING]
    try:
        return kind(**{key: _field(path, table, key, kinds[key]) for key in [*table, *needed]})
    except KeyError as error:
        raise CourseError(
            f"{path} has an entry that does not fit: '{name}' knows no {error}."
        ) from None
