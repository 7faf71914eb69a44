"""What the commands share: opening the tutor, finding a learner's file, progress on a terminal.

What not every command needs is imported where it is used: see `tutor.cli.commands`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from tutor.cli import refuse
from tutor.course import Exercise, load_course
from tutor.errors import Refused
from tutor.grading.source import Source, printable, read_source
from tutor.sandbox.host.layers import Floor

if TYPE_CHECKING:
    from tutor.grading.graders import Graders
    from tutor.grading.report import CheckDone
    from tutor.learning.path import LearningPath
    from tutor.service import Tutor

# Progress goes to standard error, and only when somebody is looking.
_errors = Console(stderr=True)


class Device(StrEnum):
    """Where to grade."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


@contextmanager
def tutor(floor: Floor | None = None, workers: int | None = 1) -> Iterator["Tutor"]:
    """The tutor of this machine; with `workers` None as many graders as it has room for."""
    from tutor.service import open_tutor

    opened = open_tutor(workers, floor)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def path() -> Iterator["LearningPath"]:
    """The learner's path: without SQLAlchemy where that is possible."""
    from tutor.learning.path import LearningPath
    from tutor.learning.viewer import owner
    from tutor.records.glance import glance

    records = glance()
    if records is None:
        with tutor() as opened:
            yield opened.path
        return
    try:
        yield LearningPath(load_course(), records, owner)
    finally:
        records.close()


@contextmanager
def graders(floor: Floor | None = None, workers: int = 1) -> Iterator["Graders"]:
    """The graders alone, for what records nothing and needs no database."""
    from tutor.grading.graders import Graders
    from tutor.service import default_floor

    opened = Graders(load_course().root, workers, floor or default_floor())
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Show that something is going on, to a person."""
    with _errors.status(words) if _errors.is_terminal else nullcontext():
        yield


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the checks; the value is to be called with (done, total)."""
    if not _errors.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_errors, transient=True) as bar:
        shown = bar.add_task("grading", total=None)
        yield lambda done, total: bar.update(shown, completed=done, total=total)


def each_check(show: Callable[[int, int], None]) -> Callable[["CheckDone"], None]:
    """Follow the checks of one grading on a progress bar."""
    return lambda check: show(check.done, check.total)


def complain(sentence: str) -> None:
    refuse(sentence)


def remark(sentence: str) -> None:
    """Say on standard error what somebody may want to know; nothing is wrong."""
    _errors.print(printable(sentence), markup=False, highlight=False, soft_wrap=True)


def source_of(exercise: Exercise, file: Path | None) -> Source:
    """Read the named file, or the learner's file of this exercise in the workspace."""
    found = file or file_of(exercise, Path())
    if found is not None:
        return read_source(found)
    raise Refused(
        f"There is no {exercise.starter.name} here. Go to your workspace (`tutor init` creates "
        f"one), or add the file to the command: {exercise.slug} FILE."
    )


def file_of(exercise: Exercise, folder: Path) -> Path | None:
    """The learner's file of an exercise in a workspace, in its folder or in the one above: the
    script or the notebook, whichever was saved last."""
    homes = (Path(), Path(exercise.slug), Path(exercise.module, exercise.slug))
    found = []
    for suffix in (".py", ".ipynb"):
        paths = [folder / home / (exercise.slug + suffix) for home in homes]
        found += [path for path in paths if path.is_file()][:1]
    return max(found, key=_saved_at, default=None)


def _saved_at(path: Path) -> int:
    """When it was saved, in nanoseconds; 0 for a file that has gone meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
