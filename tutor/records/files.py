"""Where the records are by default, and the steps of their tables. Needs no SQLAlchemy."""

from pathlib import Path

import platformdirs

STEPS = sorted(
    file.name.partition("_")[0]
    for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
)
NEWEST = STEPS[-1]


def default_file() -> Path:
    """A file in the user's data folder."""
    return platformdirs.user_data_path("tutor") / "records.sqlite"
