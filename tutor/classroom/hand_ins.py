"""Whose file of a class is it, and for which exercise? The names say so.

Moodle      Ada Lovelace_12345_assignsubmission_file_/dropout.py, Group A-Ada Lovelace_12345_...
Canvas      lovelaceada_123_456_dropout.py, lovelaceada_LATE_123_456_dropout-1.py
Gradescope  assignment_1_export/submission_99/dropout.py, with submission_metadata.yml
nbgrader    submitted/ada/ps1/dropout.ipynb, with timestamp.txt; ada+ps1+2026-11-15 12:00:00 UTC/
GitHub      dl-hw1-submissions/dl-hw1-ada/dropout.py
folders     ada/dropout.py, ada/01_begin/dropout.ipynb
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tutor.classroom.roster_lines import identifier
from tutor.records.people import Identifier

METADATA = "submission_metadata.yml"
TIMESTAMP = "timestamp.txt"
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
_CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_((?P<version>\d+)_(?P<file>.+)|text\.html?)"
)
_EXCHANGE = re.compile(r"(?P<name>[^+]+)\+[^+]+\+(?P<time>\d{4}-\d\d-\d\d [^+]+)(\+.+)?")
_MODULE = re.compile(r"\d\d_.+")  # of the workspace that `tutor init` makes
_GRADESCOPE = re.compile(r"submission_\d+")
SUBMITTED = ("submitted", "autograded", "inbound")  # where nbgrader has a folder per learner
_COPY = re.compile(r"(-\d+| ?\(\d+\)| - copy|_copy)$", re.IGNORECASE)  # of the same file, again
_NAME = re.compile(r"\s*-?\s*:?name:\s*['\"]?(.+?)['\"]?\s*")
_SAID = re.compile(r"\s*-?\s*:?(?P<what>sid|email):\s*['\"]?(?P<value>.+?)['\"]?\s*")
_ENDINGS = re.compile(r"(\.ipynb|\.py)(\.txt|\.json)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """What a path says: the learner as the LMS calls them, and the file's own name.

    `folders` are those of the learner; of two `version`s the higher is the newer one; `time` is
    what the folder says, as it is written there.
    """

    learner: str
    filename: str
    late: bool = False
    identifiers: tuple[Identifier, ...] = ()
    folders: tuple[str, ...] = ()
    version: int = 0
    time: str = ""


def named(
    path: str,
    root: int = 0,
    submitters: Mapping[str, str] | None = None,
    said: Mapping[str, tuple[Identifier, ...]] | None = None,
    assignment: str = "",
) -> Named:
    """Read a path; `root` folders are common to all. The learner may be empty.

    Only the first folder below the root says whose a file is: what is inside of it, and the names
    of the files there, a learner chose. `assignment` is what GitHub puts before each name.
    """
    folders, filename = _split(path)
    if own := folders[root:]:
        inner = tuple(own[1:])
        if match := _MOODLE.fullmatch(own[0]):
            number = identifier("moodle", match["id"])
            return Named(match["name"], filename, identifiers=(number,), folders=inner)
        if match := _EXCHANGE.fullmatch(own[0]):
            return Named(match["name"], filename, folders=inner, time=match["time"])
        if _GRADESCOPE.fullmatch(own[0]):
            learner = (submitters or {}).get(own[0], own[0])
            ids = (said or {}).get(own[0], ())
            return Named(learner, filename, identifiers=ids, folders=inner)
        if assignment and own[0].startswith(assignment) and own[0] != assignment:
            name = own[0].removeprefix(assignment)
            return Named(name, filename, identifiers=(identifier("github", name),), folders=inner)
        return Named(own[0], filename, folders=inner)
    if found := _of_filename(filename):
        return found
    return Named(folders[-1] if folders else "", filename)


def _of_filename(filename: str) -> Named | None:
    """What the name of a file says that an LMS named."""
    if match := _MOODLE.fullmatch(filename):
        ids = (identifier("moodle", match["id"]),)
        return Named(match["name"], match["file"], identifiers=ids)
    if match := _CANVAS.fullmatch(filename):
        ids = (identifier("canvas", match["id"]),)
        own, version = match["file"] or "text.html", int(match["version"] or 0)
        return Named(match["name"], own, bool(match["late"]), ids, version=version)
    return None


def _split(path: str) -> tuple[list[str], str]:
    """The folders that may be a learner's, and the file's name."""
    *folders, filename = PurePosixPath(path).parts or ("",)
    module = next((n for n, name in enumerate(folders) if n and _MODULE.fullmatch(name)), None)
    return folders[:module], filename


def folders_of(path: str) -> list[str]:
    """The folders of a path that may be a learner's."""
    return _split(path)[0]


def common_root(paths: Iterable[str]) -> int:
    """How many folders all files are in together, beside one that may be a learner's."""
    folders = [each for path in paths if (each := _split(path)[0])]
    if not folders:
        return 0
    return min(_together(folders), min(map(len, folders)) - 1)


def _together(folders: Sequence[Sequence[str]]) -> int:
    together = 0
    for names in zip(*folders, strict=False):
        alone = _MOODLE.fullmatch(names[0]) or _GRADESCOPE.fullmatch(names[0])
        if len(set(names)) > 1 or alone or _EXCHANGE.fullmatch(names[0]):
            break
        together += 1
    return together


def together(paths: Iterable[str]) -> list[str]:
    """The folders in which all files are."""
    folders = [_split(path)[0] for path in paths]
    return folders[0][: _together(folders)] if folders else []


def below_submitted(shared: Sequence[str]) -> int:
    """How deep the learners' folders are in a tree of nbgrader; 0 where there is none."""
    return next((n + 1 for n, name in enumerate(shared) if name in SUBMITTED), 0)


def is_named_by_lms(filename: str) -> bool:
    return _of_filename(filename) is not None


def is_canvas(filename: str) -> bool:
    return _CANVAS.fullmatch(filename) is not None


def plain_filename(filename: str) -> str:
    """With the ending that a file should have: `.PY`, `.py.txt` and `.ipynb.json` are slips."""
    return _ENDINGS.sub(lambda match: match[1].lower(), filename)


def is_code(path: str) -> bool:
    """Whether a path is that of a script or a notebook."""
    return _ENDINGS.search(path) is not None


def is_test(named: Named) -> bool:
    """Whether a file tests an answer, as the tests in a repository of GitHub Classroom."""
    stem = PurePosixPath(named.filename).stem.lower()
    inside = {"tests", "test", ".github"} & {folder.lower() for folder in named.folders}
    return bool(inside) or stem.startswith("test_") or stem.endswith("_test") or stem == "conftest"


def without_copy(filename: str) -> str:
    """A file's name without the number that a copy or a resubmission has."""
    path = PurePosixPath(plain_filename(filename))
    return _COPY.sub("", path.stem) + path.suffix


def slug_of(filename: str, known: Iterable[str]) -> str | None:
    """The exercise that a file is named after; a copy's `(1)` or `-1` does not matter, nor what
    else the name says, as long as it names one exercise."""
    slugs = set(known)
    stem = PurePosixPath(plain_filename(filename)).stem
    for name in (stem, _COPY.sub("", stem)):
        slug = re.sub(r"[\s-]+", "_", name.strip().lower())
        if slug in slugs:
            return slug
    words = f"_{re.sub(r'[^0-9a-z]+', '_', stem.lower())}_"
    inside = [slug for slug in slugs if f"_{slug}_" in words]
    longest = max(inside, key=len, default=None)
    if longest is None or "_test_" in words or "_tests_" in words:
        return None
    return longest if all(f"_{slug}_" in f"_{longest}_" for slug in inside) else None


def submitters(metadata: str) -> dict[str, str]:
    """The learner of each folder of a Gradescope export: the first submitter's name.

    Only the few lines that matter are read; this is no reader of YAML.
    """
    found: dict[str, str] = {}
    for folder, line in _metadata_lines(metadata):
        if match := _NAME.fullmatch(line):
            found.setdefault(folder, match[1])
    return found


def said_of_submitters(metadata: str) -> dict[str, tuple[Identifier, ...]]:
    """Number and address of the first submitter of each folder of a Gradescope export."""
    kinds = {"sid": "student", "email": "email"}
    found: dict[str, dict[str, Identifier]] = {}
    for folder, line in _metadata_lines(metadata):
        if match := _SAID.fullmatch(line):
            kind = kinds[match["what"]]
            found.setdefault(folder, {}).setdefault(kind, identifier(kind, match["value"]))
    return {folder: tuple(said.values()) for folder, said in found.items()}


def _metadata_lines(metadata: str) -> Iterable[tuple[str, str]]:
    folder = ""
    for line in metadata.splitlines():
        if match := re.match(r"(submission_\d+):", line):
            folder = match[1]
        elif folder:
            yield folder, line
