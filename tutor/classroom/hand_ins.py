"""Whose file in the zip of a class is it, and for which exercise? The names say so.

Moodle      Ada Lovelace_12345_assignsubmission_file_/dropout.py
Canvas      lovelaceada_123_456_dropout.py, lovelaceada_LATE_123_456_dropout-1.py
Gradescope  assignment_1_export/submission_99/dropout.py, with submission_metadata.yml
folders     ada/dropout.py, submitted/ada/01_begin/dropout.ipynb
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

METADATA = "submission_metadata.yml"
LONGEST_NAME = 100
_MOODLE = re.compile(r"(?P<name>.+?)_\d+_assignsubmission_[a-z]+_?(?P<file>.*)")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?\d+_\d+_(?P<file>.+)")
_MODULE = re.compile(r"\d\d_.+")  # of the workspace that `tutor init` makes
_GRADESCOPE = re.compile(r"submission_\d+")
_COPY = re.compile(r"(-\d+| ?\(\d+\)| - copy|_copy)$", re.IGNORECASE)  # of the same file, again
_NAME = re.compile(r"\s*-?\s*:?name:\s*['\"]?(.+?)['\"]?\s*")


@dataclass(frozen=True)
class Named:
    """What a path says: the learner as the LMS calls them, and the file's own name."""

    learner: str
    filename: str
    late: bool = False


def named(path: str, root: int = 0, submitters: Mapping[str, str] | None = None) -> Named:
    """Read a path; `root` folders are common to all. The learner may be empty.

    Only the first folder below the root says whose a file is: what is inside of it, and the names
    of the files there, a learner chose.
    """
    folders, filename = _split(path)
    if own := folders[root:]:
        if match := _MOODLE.fullmatch(own[0]):
            return Named(match["name"], filename)
        if _GRADESCOPE.fullmatch(own[0]):
            return Named((submitters or {}).get(own[0], own[0]), filename)
        return Named(own[0], filename)
    if match := _MOODLE.fullmatch(filename):
        return Named(match["name"], match["file"])
    if match := _CANVAS.fullmatch(filename):
        return Named(match["name"], match["file"], bool(match["late"]))
    return Named(folders[-1] if folders else "", filename)


def _split(path: str) -> tuple[list[str], str]:
    """The folders that may be a learner's, and the file's name."""
    *folders, filename = PurePosixPath(path).parts or ("",)
    module = next((n for n, name in enumerate(folders) if n and _MODULE.fullmatch(name)), None)
    return folders[:module], filename


def common_root(paths: Iterable[str]) -> int:
    """How many folders all files are in together, beside one that may be a learner's."""
    folders = [each for path in paths if (each := _split(path)[0])]
    if not folders:
        return 0
    together = 0
    for names in zip(*folders, strict=False):
        if len(set(names)) > 1 or _MOODLE.fullmatch(names[0]) or _GRADESCOPE.fullmatch(names[0]):
            break
        together += 1
    return min(together, min(map(len, folders)) - 1)


def slug_of(filename: str, known: Iterable[str]) -> str | None:
    """The exercise that a file is named after; a copy's `(1)` or `-1` does not matter."""
    slugs = set(known)
    stem = PurePosixPath(filename).stem
    for name in (stem, _COPY.sub("", stem)):
        slug = re.sub(r"[\s-]+", "_", name.strip().lower())
        if slug in slugs:
            return slug
    return None


def submitters(metadata: str) -> dict[str, str]:
    """The learner of each folder of a Gradescope export: the first submitter's name.

    Only the few lines that matter are read; this is no reader of YAML.
    """
    found: dict[str, str] = {}
    folder = ""
    for line in metadata.splitlines():
        if match := re.match(r"(submission_\d+):", line):
            folder = match[1]
        elif folder and (match := _NAME.fullmatch(line)):
            found.setdefault(folder, match[1])
    return found


def learner_of(name: str, people: Sequence[tuple[str, str]]) -> list[str]:
    """The learners (by name, of name and full name) that an LMS may mean by `name`."""
    for spelt in (_exactly, _folded, _squeezed):
        said = spelt(name)
        if found := [
            login
            for login, full_name in people
            if said & (spelt(login) | (spelt(full_name) if full_name else set()))
        ]:
            return found
    return []


def _exactly(name: str) -> set[str]:
    return {name}


def _folded(name: str) -> set[str]:
    return {" ".join(name.casefold().split())}


def _squeezed(name: str) -> set[str]:
    """As Canvas writes a name, last name first: each way to turn its words, without spaces."""
    words = re.findall(r"\w+", name.casefold())
    return {"".join(words[n:] + words[:n]) for n in range(len(words))}
