"""The database: what was handed in, how it was graded, which hints were taken.

The store is imported when it is asked for: `tutor list` looks at the records without it.
"""

from typing import TYPE_CHECKING, Any

from tutor.records.attempts import (
    AttemptRecord,
    NumberedAttempt,
    ScoredAttempt,
    Standing,
    Submission,
)

if TYPE_CHECKING:
    from tutor.records.database import default_url
    from tutor.records.store import Store

__all__ = [
    "AttemptRecord",
    "NumberedAttempt",
    "ScoredAttempt",
    "Standing",
    "Store",
    "Submission",
    "default_url",
]


def __getattr__(name: str) -> Any:
    if name == "Store":
        from tutor.records.store import Store

        return Store
    if name == "default_url":
        from tutor.records.database import default_url

        return default_url
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
