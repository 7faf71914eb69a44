"""Questions as the TOML of a `quiz.toml`."""

from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from tutor.errors import missing_extra
from tutor.quiz.model import Question, kind_of


def as_toml(questions: Iterable[Question]) -> str:
    """What an author would have written; entries that have their default are left out.

    Raises Refused without the extra `formats`.
    """
    try:
        import tomli_w
    except ImportError:
        raise missing_extra("Importing questions", "formats") from None
    return tomli_w.dumps({"question": [_table(q) for q in questions]}, multiline_strings=True)


def _table(question: Question) -> dict[str, Any]:
    table = {"id": question.id, "type": kind_of(question), **_entries(question)}
    table.pop("several", None)
    return table


def _entries(value: Any) -> dict[str, Any]:
    return {
        f.name: _plain(getattr(value, f.name))
        for f in fields(value)
        if f.default is MISSING or getattr(value, f.name) != f.default
        if getattr(value, f.name) not in (None, (), {})
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _entries(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
