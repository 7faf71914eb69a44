"""Where the files of a class lie on this machine: zips, folders and single files."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path

from tutor.classroom import zips
from tutor.classroom.hand_ins import SUBMITTED, is_named_by_lms
from tutor.classroom.names import shown
from tutor.classroom.shares import Unread
from tutor.errors import Refused

MOST_FILES = 500_000  # of a folder: more is the wrong folder


def items_of(
    paths: Sequence[Path], is_person: Callable[[str], bool], zone: tzinfo | None = None
) -> dict[str, list[Unread]]:
    """The files of zips and folders, place by place, and single files together.

    A folder's own name belongs to its files where it says whose they are. Zips are read as from a
    clock in `zone`. Raises Refused.
    """
    places: dict[str, list[Unread]] = {}
    single = []
    for path in paths:
        if path.is_dir():
            places[str(path)] = list(_inside(path, _outer(path, is_person)))
        elif not path.is_file():
            raise Refused(
                f"{path} does not exist. Name the zip, the folder or the files of the class."
            )
        elif path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
            places[str(path)] = zips.items_of(path, zone)
        else:
            single.append(path)
    if single:
        shared = Path(os.path.commonpath([path.absolute().parent for path in single]))
        outer = _outer(shared, is_person)
        places[""] = [_item(path, path.absolute().relative_to(outer)) for path in single]
    return places


def _outer(folder: Path, is_person: Callable[[str], bool]) -> Path:
    """The folder from which paths are told: the one around it where its own name matters."""
    folder = folder.absolute()
    says_whose = is_person(folder.name) or folder.name in SUBMITTED or is_named_by_lms(folder.name)
    return folder.parent if says_whose else folder


def _inside(folder: Path, outer: Path) -> Iterator[Unread]:
    seen = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not zips.is_hidden(name))
        for name in sorted(names):
            seen += 1
            if seen > MOST_FILES:
                raise Refused(
                    f"{folder} has more than {MOST_FILES:,} files. Is it the right folder?"
                )
            if not zips.is_hidden(name):
                path = Path(place, name)
                yield _item(path, path.absolute().relative_to(outer))


def _item(path: Path, inner: Path) -> Unread:
    name = shown(inner.as_posix())
    try:
        about = path.lstat()
    except OSError as error:
        return Unread(name, f"cannot be read: {error.strerror}")
    if path.is_symlink() or not path.is_file():
        return Unread(name, "is a link or another special file")
    changed = datetime.fromtimestamp(about.st_mtime, UTC)
    return Unread(name, "", changed, partial(_read, path))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
