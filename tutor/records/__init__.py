"""The database: what was handed in, how it was graded, which hints were taken."""

from tutor.records.attempts import AttemptRecord, NumberedAttempt, ScoredAttempt, Submission
from tutor.records.database import default_url
from tutor.records.store import Standing, Store

__all__ = [
    "AttemptRecord",
    "NumberedAttempt",
    "ScoredAttempt",
    "Standing",
    "Store",
    "Submission",
    "default_url",
]
