"""The database: what was handed in, how it was graded, which hints were taken."""

from tutor.records.database import default_url
from tutor.records.store import Attempt, Standing, Store, Submission

__all__ = ["Attempt", "Standing", "Store", "Submission", "default_url"]
