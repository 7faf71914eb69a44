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
from dataclasses import dataclass

from tutor.errors import Refused
from tutor.grading.source import max_bytes, printable

MAX_ZIP = 200_000_000  # bytes, packed
MAX_TOTAL = 400_000_000  # bytes, of all files that were read, outputs of notebooks included
MAX_ENTRIES = 5_000
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's directory
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
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


@dataclass(frozen=True)
class Entry:
    """One file of a zip: its path, and its bytes or what is wrong with it."""

    path: str
    data: bytes = b""
    problem: str = ""


def files_of(data: bytes, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """The files of a zip in its own order, without hidden ones; those not `wanted` are not read.

    Raises Refused for what is no zip, or holds too much.
    """
    total = 0
    archive, infos = _open(data)
    with archive:
        for info in infos:
            path = printable(info.filename.replace("\\", "/"))
            if not path:
                yield Entry("(without a name)", problem="has no name")
                continue
            if path.endswith("/") or _is_hidden(path):
                continue
            problem = _suspicion(info, path)
            if problem or not wanted(path):
                yield Entry(path, problem=problem)
                continue
            entry = _read(archive, info, path)
            total += len(entry.data)
            if total > MAX_TOTAL:
                raise Refused(
                    f"The zip contains more than {MAX_TOTAL // 1_000_000} MB. Submit the class "
                    "in several parts."
                )
            yield entry


def _open(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    if len(data) > MAX_ZIP:
        raise Refused(f"The zip is larger than {MAX_ZIP // 1_000_000} MB. Split it.")
    # zipfile reads the whole directory before anybody can count it. Zips inside this one have
    # directories of their own, hence the factor.
    if data.count(_ENTRY) > 4 * MAX_ENTRIES:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _BROKEN:
        raise Refused(
            "This is not a zip file, or it is damaged. Download it again, or create it again."
        ) from None
    if len(infos) > MAX_ENTRIES:
        raise _too_many()
    return archive, infos


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> Entry:
    """Read at most a byte more than a submission may have."""
    most = max_bytes(path)
    try:
        with archive.open(info) as file:
            data = file.read(most + 1)
    except _BROKEN:
        return Entry(path, problem="is broken inside the zip")
    if len(data) > most:
        return Entry(path, data, f"has more than {most // 1_000_000} MB")
    return Entry(path, data)


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


def _is_hidden(path: str) -> bool:
    """What systems and editors leave behind. `..` is not hidden but suspicious."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part not in (".", ".."))
        for part in path.split("/")
    )


def _too_many() -> Refused:
    return Refused(
        f"The zip has more than {MAX_ENTRIES:,} files. Submit the class in several parts."
    )
