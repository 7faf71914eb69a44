"""Whose code looks alike? Pairs of learners whose programs share more than chance gives.

copydetect turns a program into fingerprints, as MOSS does: names are replaced by letters, comments
and blanks go, and short pieces of what is left are hashed. We take it because it is a small, kept
implementation of the published method that works on text in memory; what is ours is the comparison
with the class. All pieces are kept: it would choose some of them by Python's hash, which is another
in each process, and the list would differ from one look to the next.

A pair is a reason to read both, never a verdict: two people who learnt from one lecture write
alike, and a short exercise has few ways to write it. For instructors alone.
"""

import re
import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tutor.course import Course, Exercise
from tutor.errors import missing_extra
from tutor.grading.source import Source
from tutor.learning.viewer import Viewing
from tutor.records import Store

PIECE = 20  # characters of the program without names: about ten signs
FEWEST = 20  # fingerprints beyond chance, below which a pair is not listed
SHARE = 0.2  # of the shorter program, below which it is not listed either

_SELF = re.compile(r"\bself\b")  # a name like others; copydetect takes it for a word of Python


@dataclass(frozen=True)
class Line:
    """A line of a program, and whether it is in a piece that both have."""

    text: str
    is_shared: bool


@dataclass(frozen=True)
class Side:
    """One of a pair: the latest submission of a learner."""

    learner: str
    full_name: str
    submission_id: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class AlikePair:
    """Two learners who share `shared` fingerprints. Half of the class shares no more than `chance`
    with either of them."""

    left: Side
    right: Side
    shared: int
    chance: float

    @property
    def beyond(self) -> float:
        return self.shared - self.chance


@dataclass(frozen=True)
class _Program:
    learner: str
    full_name: str
    submission_id: int
    text: str
    places: dict[int, list[int]]
    offsets: list[tuple[int, int]]

    @property
    def prints(self) -> frozenset[int]:
        return frozenset(self.places)


class Similarity:
    """The programs of a class, compared with each other."""

    def __init__(self, course: Course, store: Store, viewer: Viewing) -> None:
        self.course = course
        self.store = store
        self.viewer = viewer

    def exercises(self) -> list[Exercise]:
        """Those that somebody has tried."""
        self.viewer().require_instructor()
        tried = self.store.grades.tried()
        return [exercise for exercise in self.course.exercises if exercise.slug in tried]

    def pairs(self, slug: str) -> list[AlikePair]:
        """The pairs of an exercise that share more than chance, the closest first."""
        self.viewer().require_instructor()
        exercise = self.course.exercise(slug)
        programs = self._programs(exercise)
        common = _common(programs)
        found = []
        for one, other in combinations(range(len(programs)), 2):
            chance = max(_usual(common, one, other), _usual(common, other, one))
            shorter = min(len(programs[n].places) for n in (one, other))
            if common[one][other] - chance >= max(FEWEST, SHARE * shorter):
                found.append(_pair(programs[one], programs[other], chance))
        return sorted(found, key=lambda pair: (-pair.beyond, pair.left.learner, pair.right.learner))

    def _programs(self, exercise: Exercise) -> list[_Program]:
        """The latest submission of each learner, without what the starter gives."""
        given = set(_pieces(exercise.starter.read_text(encoding="utf-8")))
        learners = {learner.id: learner for learner in self.store.grades.learners()}
        found = []
        for (number, _), tries in self.store.grades.tries([exercise.slug]).items():
            if number not in learners:
                continue
            latest = max(tries, key=lambda one: (one.received, one.submission_id))
            submission = self.store.submission(latest.submission_id)
            text = _text(Source(submission.filename, submission.source))
            places, offsets = _fingerprints(text)
            own = {piece: at for piece, at in places.items() if piece not in given}
            learner = learners[number]
            found.append(
                _Program(learner.name, learner.full_name, submission.id, text, own, offsets)
            )
        return sorted(found, key=lambda program: program.learner)


def _common(programs: Sequence[_Program]) -> list[list[int]]:
    """How many fingerprints each two share."""
    prints = [program.prints for program in programs]
    return [[len(one & other) for other in prints] for one in prints]


def _usual(common: Sequence[Sequence[int]], one: int, other: int) -> float:
    """What one shares with the rest of the class: the median, which a few copies do not move."""
    rest = [count for n, count in enumerate(common[one]) if n not in (one, other)]
    return statistics.median(rest) if rest else 0.0


def _pair(one: _Program, other: _Program, chance: float) -> AlikePair:
    shared = one.prints & other.prints
    return AlikePair(_side(one, shared), _side(other, shared), len(shared), chance)


def _side(program: _Program, shared: frozenset[int]) -> Side:
    starts = [0]
    for line in program.text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    marked = set()
    for piece in shared:
        for at in program.places[piece]:
            first, last = (_original(program.offsets, n) for n in (at, at + PIECE - 1))
            marked |= set(range(bisect_right(starts, first) - 1, bisect_right(starts, last)))
    lines = enumerate(program.text.splitlines())
    shown = tuple(Line(text, number in marked and bool(text.strip())) for number, text in lines)
    return Side(program.learner, program.full_name, program.submission_id, shown)


def _original(offsets: Sequence[tuple[int, int]], place: int) -> int:
    """Where a sign of the filtered program stands in the program."""
    return place + offsets[bisect_right(offsets, (place, 1 << 60)) - 1][1]


def _text(source: Source) -> str:
    return "\n\n".join(code for _, code in source.chunks())


def _filtered(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A program without names, and how many signs were left out before each place."""
    filtered, offsets = _copydetect().filter_code(_SELF.sub("mine", text), "program.py", "python")
    return filtered, [(int(at), int(left_out)) for at, left_out in offsets]


def _pieces(text: str) -> list[int]:
    """All pieces of a program, not only those that are chosen."""
    return [int(piece) for piece in _copydetect().hashed_kgrams(_filtered(text)[0], PIECE)]


def _fingerprints(text: str) -> tuple[dict[int, list[int]], list[tuple[int, int]]]:
    """The places of each fingerprint in the filtered program, and what `_filtered` says of them."""
    filtered, offsets = _filtered(text)
    if len(filtered) < PIECE:
        return {}, offsets
    _, places = _copydetect().get_document_fingerprints(filtered, PIECE, window_size=1)
    return {int(piece): [int(at) for at in found] for piece, found in places.items()}, offsets


def _copydetect() -> Any:
    """The module, which takes a while to import. Raises Refused without the extra `similar`."""
    try:
        from copydetect import utils
    except ImportError:
        raise missing_extra("Looking for similar code", "similar") from None
    return utils
