"""Where the files of a class lie on this machine: zips, folders and single files."""

import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tutor.classroom import zips
from tutor.classroom.names import shown
from tutor.classroom.shares import Item
from tutor.errors import Refused

MOST_FILES = 500_000  # of a folder: more is the wrong folder


def items_at(path: Path) -> list[Item]:
    """The files of a zip or a folder, or this one file. Raises Refused."""
    if path.is_dir():
        return list(_inside(path))
    if not path.is_file():
        raise Refused(f"{path} does not exist. Name the zip, the folder or the files of the class.")
    if path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
        return zips.items_of(path)
    return [_item(path, path.name)]


def _inside(folder: Path) -> Iterator[Item]:
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
                yield _item(path, path.relative_to(folder).as_posix())


def _item(path: Path, name: str) -> Item:
    try:
        about = path.lstat()
    except OSError as error:
        return Item(shown(name), f"cannot be read: {error.strerror}")
    if path.is_symlink() or not path.is_file():
        return Item(shown(name), "is a link or another special file")
    changed = datetime.fromtimestamp(about.st_mtime, UTC)
    return Item(shown(name), "", changed, partial(_read, path))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
