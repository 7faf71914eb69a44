"""The files of a zip that anybody may have made, read in memory; nothing is ever extracted.

What is wrong with one file costs that file alone, because a learner chose it; what is wrong with
the whole is refused. Sizes are counted while reading: what a zip says about itself is not trusted.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tutor.classroom.names import shown
from tutor.classroom.shares import Entry, MostRead, Unread, shared_out
from tutor.errors import Refused

MAX_ZIP = 4_000_000_000  # bytes, packed
MAX_TOTAL = 1_000_000_000  # bytes, of all files that were read, outputs of notebooks included
MAX_ENTRIES = 5_000  # that are read
MAX_DIRECTORY = 50_000_000  # bytes: a hundred for each file that is in the zip
_END, _END_64, _END_64_AT = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _IS_UTF_8 = 0x1, 0x800
_TIMES, _NAME = 0x5455, 0x7075  # extra fields: times in UTC, and the name in UTF-8
# What zipfile raises for a file that is broken or was made to break it.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    OSError,
    EOFError,
)


def files_of(source: bytes | Path, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """The files of a zip, without hidden ones; those not `wanted` are not read.

    Raises Refused for what is no zip, or holds too much.
    """
    limits = MostRead(files=MAX_ENTRIES, total=MAX_TOTAL)
    return shared_out(items_of(source), wanted, limits)


def items_of(source: bytes | Path, zone: tzinfo | None = None) -> list[Unread]:
    """Every file of a zip that is not hidden, to be read later. Raises Refused.

    Times without a zone are those of a clock in `zone`; None is this machine's.
    """
    archive, infos = _open(source)
    items = []
    for info in infos:
        path = shown(_filename(info).replace("\\", "/"))
        if not path:
            items.append(Unread("(without a name)", "has no name"))
        elif not (path.endswith("/") or is_hidden(path)):
            read = partial(_read, archive, info)
            items.append(Unread(path, _suspicion(info, path), _moment(info, zone), read))
    return items


def _open(source: bytes | Path) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            _require_fit(file)
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        return archive, archive.infolist()
    except _BROKEN:
        raise Refused(
            "This is not a zip file, or it is damaged. Download it again, or create it again."
        ) from None


def _require_fit(file: BinaryIO) -> None:
    """Refuse what is too large: zipfile reads a whole directory before anybody can count it."""
    if (size := file.seek(0, io.SEEK_END)) > MAX_ZIP:
        raise Refused(f"The zip is larger than {MAX_ZIP // 1_000_000} MB. Split it.")
    if _directory_size(file, size) > MAX_DIRECTORY:
        raise Refused("The zip has too many files. Submit the class in several parts.")


def _directory_size(file: BinaryIO, size: int) -> int:
    """How many bytes the zip says that its directory has, where zipfile looks for it."""
    begins = max(0, size - (1 << 16) - 22)
    file.seek(begins)
    tail = file.read()
    if (at := tail.rfind(_END)) < 0 or len(tail) < at + 22:
        return 0
    stated = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = begins + at - 20
    if locator < 0:
        return stated
    file.seek(locator)
    found = file.read(20)
    if not found.startswith(_END_64_AT):
        return stated
    file.seek(min(size, int.from_bytes(found[8:16], "little")))
    record = file.read(48)
    if not record.startswith(_END_64):
        return stated
    return max(stated % 0xFFFFFFFF, int.from_bytes(record[40:48], "little"))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with archive.open(info) as file:
            return file.read(most)
    except _BROKEN:
        raise ValueError("is broken inside the zip") from None


def _filename(info: zipfile.ZipInfo) -> str:
    """The name of a file. macOS writes UTF-8 and does not say so."""
    if info.flag_bits & _IS_UTF_8:
        return info.filename
    for kind, field in _fields(info):
        if kind == _NAME and len(field) > 5:
            return field[5:].decode("utf-8", "replace")
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _fields(info: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """What the zip says besides, by kind."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _moment(info: zipfile.ZipInfo, zone: tzinfo | None) -> datetime | None:
    """When the file was changed, as the zip says; None where it says nothing.

    Without the field in UTC it is the clock of the machine that made the zip: we take it for the
    course's.
    """
    for kind, field in _fields(info):
        if kind == _TIMES and len(field) >= 5 and field[0] & 1:
            seconds = int.from_bytes(field[1:5], "little", signed=True)
            return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    try:
        wall = datetime(*info.date_time, tzinfo=zone)
        return wall.astimezone(UTC) if wall.year > 1980 else None
    except (ValueError, OverflowError, OSError):
        return None


def _suspicion(info: zipfile.ZipInfo, path: str) -> str:
    """Why a file is not even opened; empty for an honest one."""
    mode = info.external_attr >> 16
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        return "has a path outside the zip"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or another special file"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.compress_type not in _PACKINGS:
        return "is compressed in an unknown way; zip it again"
    return ""


def is_hidden(path: str) -> bool:
    """What systems and editors leave behind. `..` is not hidden but suspicious."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part not in (".", ".."))
        for part in path.split("/")
    )
