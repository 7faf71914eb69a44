"""Read TOML into the dataclasses that describe a course, and say which entry does not fit."""

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tutor.errors import CourseError

T = TypeVar("T")
_REQUIRED = object()
_WORDS: dict[Any, tuple[str, tuple[type, ...]]] = {
    str: ("a string", (str,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
    bool: ("true or false", (bool,)),
    tuple: ("a list", (list,)),
    dict: ("a table", (dict,)),
    date: ("a date, as 2026-11-28", (date,)),
}


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises CourseError, as everything here does."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None


def entry(
    path: Path, table: Mapping[str, Any], name: str, kind: Any, default: Any = _REQUIRED
) -> Any:
    """An entry of a table, which must be of this kind; without a default it must be there."""
    if name in table:
        return _converted(path, name, table[name], kind)
    if default is _REQUIRED:
        raise CourseError(f"{path} has no entry '{name}'. Add it.")
    return default


def made(path: Path, name: str, table: Mapping[str, Any], kind: type[T]) -> T:
    """A dataclass made from the table of this name, whose entries are its fields."""
    kinds = get_type_hints(kind)
    for key in table:
        if key not in kinds:
            raise CourseError(f"{path} has an unknown entry: '{name}' has no field '{key}'.")
    needed = [f.name for f in fields(kind) if _is_required(f)]  # type: ignore[arg-type]
    return kind(**{key: entry(path, table, key, kinds[key]) for key in [*table, *needed]})


def _is_required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _converted(path: Path, name: str, value: Any, kind: Any) -> Any:
    """The value as `kind`: a plain type, a tuple, a mapping, a dataclass, or such or None."""
    if kind is Any:
        return value
    origin, parameters = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _converted(path, name, value, parameters[0])
    if is_dataclass(kind):
        table = _converted(path, name, value, dict)
        return made(path, name, table, kind)  # type: ignore[arg-type]
    words, allowed = _WORDS[origin if origin in _WORDS else dict if origin else kind]
    if type(value) not in allowed:
        raise _misfit(path, name, words)
    if origin is tuple:
        return _sequence(path, name, value, parameters)
    if parameters:
        return {key: _converted(path, name, item, parameters[1]) for key, item in value.items()}
    return float(value) if kind is float else value


def _sequence(path: Path, name: str, values: list[Any], kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list of any length of one kind, or a fixed number of kinds."""
    if kinds[-1] is Ellipsis:
        return tuple(_converted(path, name, value, kinds[0]) for value in values)
    if len(values) != len(kinds):
        raise _misfit(path, name, f"a list of lists with {len(kinds)} items")
    return tuple(_converted(path, name, v, k) for v, k in zip(values, kinds, strict=True))


def _misfit(path: Path, name: str, words: str) -> CourseError:
    return CourseError(f"{path} has a wrong entry: '{name}' should be {words}.")
