"""The versions that a mark belongs to: of the engine, and of a suite. Needs no torch.

That of the engine is a hash of the code of ours that decides marks.

A grading that is repeated after a fix of the comparison or of the box is a new one, although the
suite is the same. What only carries reports about is in the hash too; a version too many costs
nothing.
"""

import hashlib
from functools import cache
from pathlib import Path

import tutor
from tutor.course import Exercise

_ROOMS = ("grading", "sandbox")
# What suites and mistakes are written in.
_VOCABULARY = (
    *("answers", "checks", "compare", "contracts", "draw", "drivers", "generic_mistakes"),
    *("grammar", "judgement", "laws", "orders", "pairs", "relations", "tolerances"),
    *("values_in_words", "watched"),
)


@cache
def engine_version() -> str:
    return version_of(Path(tutor.__file__).parent)


def version_of(root: Path) -> str:
    """A short name for the exact text of these rooms of the package in `root`."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            digest.update(f"{file.relative_to(root)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def suite_version(exercise: Exercise) -> str:
    """A short name for the exact text of all that decides a mark, our vocabulary included."""
    digest = hashlib.sha256(_vocabulary())
    for path in (
        exercise.folder / "exercise.toml",
        exercise.suite,
        exercise.mistakes,
        exercise.solution,
    ):
        digest.update(path.read_bytes() if path.is_file() else b"-")
        digest.update(b"\0")
    return digest.hexdigest()[:12]


@cache
def _vocabulary() -> bytes:
    """The source of our vocabulary, as it was when this process first asked."""
    folder = Path(__file__).parent
    return b"\0".join((folder / f"{name}.py").read_bytes() for name in _VOCABULARY)
