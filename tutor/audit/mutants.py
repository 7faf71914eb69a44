"""Is a hidden suite sharp? Change a right solution in one place and see which check notices.

The changes are those that people make in tensor code, see `tutor/grading/changes/`. Each mutant of
the reference and of the alternatives goes through the box as a submission would. If no check
notices one, the suite has a hole, or the mutant is equivalent: it means the same. Equivalent
mutants are listed, with the reason, in `equivalent.toml` beside the suite.

Of the mutants of an alternative only `MOST` are tried, spread evenly over the file and always the
same: all of them take twice as long.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tutor.course import Exercise
from tutor.errors import CourseError
from tutor.grading.changes.mutants import Mutant, mutants
from tutor.grading.graders import Graders
from tutor.grading.source import Source

MOST = 40


@dataclass(frozen=True)
class Equivalents:
    """What is known to mean the same, with the reasons.

    `mutants` are `(was, now)`. A whole kind is there where the contract leaves it open: if it does
    not ask for gradients, no cut in the graph is a fault.
    """

    mutants: Mapping[tuple[str, str], str]
    kinds: Mapping[str, str]

    def has(self, mutant: Mutant) -> bool:
        return (mutant.was, mutant.now) in self.mutants or mutant.kind in self.kinds


@dataclass(frozen=True)
class Survivor:
    """A mutant that nobody noticed, and the file whose change it is."""

    file: str
    mutant: Mutant


@dataclass(frozen=True)
class Sharpness:
    """What a suite noticed. `equivalent` mutants are known to mean the same.

    `stale` are the listed equivalents, `(was, now)`, that no change produces any more.
    """

    killed: int
    equivalent: int
    survivors: tuple[Survivor, ...]
    stale: tuple[tuple[str, str], ...]

    @property
    def score(self) -> float:
        """The share of the mutants that were noticed, equivalent ones left out."""
        counted = self.killed + len(self.survivors)
        return self.killed / counted if counted else 1.0


def sharpness(
    exercise: Exercise, graders: Graders, device: str = "auto", *, most: int | None = None
) -> Sharpness:
    """Send the mutants of all right solutions through the suite, `most` of each file.

    Without `most` these are all of the reference, and `MOST` of each alternative. Raises
    CourseError.
    """
    known = equivalents(exercise.suite.with_name("equivalent.toml"))
    every = mutants_of(exercise)
    chosen = [
        Survivor(file, mutant)
        for file, made in every.items()
        for mutant in _spread(made, known, _share(exercise, file, most))
    ]
    noticed = [
        graders.noticed(
            exercise.slug, Source(exercise.starter.name, one.mutant.code), device=device
        )
        for one in chosen
    ]
    survivors = tuple(one for one, who in zip(chosen, noticed, strict=True) if who.result() is None)
    made_now = {(mutant.was, mutant.now) for made in every.values() for mutant in made}
    return Sharpness(
        killed=len(chosen) - len(survivors),
        equivalent=sum(known.has(mutant) for made in every.values() for mutant in made),
        survivors=survivors,
        stale=tuple(sorted(known.mutants.keys() - made_now)),
    )


def mutants_of(exercise: Exercise) -> dict[str, list[Mutant]]:
    """The mutants of the reference and of each alternative; a program that is there twice counts
    once."""
    seen: set[str] = set()
    return {
        path.name: list(_new(mutants(path.read_text(encoding="utf-8")), exercise, seen))
        for path in (exercise.solution, *exercise.alternatives)
    }


def _new(made: Iterator[Mutant], exercise: Exercise, seen: set[str]) -> Iterator[Mutant]:
    for mutant in made:
        if mutant.kind == "detach" and not exercise.policy.graph:
            continue  # nothing is recorded in its boxes, so nothing can be cut
        text = _without_title(mutant.tree)
        if text not in seen:
            seen.add(text)
            yield mutant


def _without_title(tree: ast.Module) -> str:
    return ast.unparse(ast.Module(tree.body[1:], []) if ast.get_docstring(tree) else tree)


def _share(exercise: Exercise, file: str, most: int | None) -> int | None:
    return most if most is not None or file == exercise.solution.name else MOST


def _spread(made: Sequence[Mutant], known: Equivalents, most: int | None) -> list[Mutant]:
    """At most so many that may change the meaning, evenly from the first to the last and always
    the same. A new equivalent mutant brings in the one after it, and leaves the others."""
    if most is None or len(made) <= most:
        return [mutant for mutant in made if not known.has(mutant)]
    ends = [n * len(made) // most for n in range(most + 1)]
    stretches = [made[start:end] for start, end in pairwise(ends)]
    firsts = (next((m for m in part if not known.has(m)), None) for part in stretches)
    return [mutant for mutant in firsts if mutant is not None]


def equivalents(path: Path) -> Equivalents:
    """Read the mutants and the kinds of mutants that mean the same as what they are made of."""
    if not path.is_file():
        return Equivalents({}, {})
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        return Equivalents(
            {pair: entry["why"] for entry in listed.get("mutant", []) for pair in _pairs(entry)},
            {entry["kind"]: entry["why"] for entry in listed.get("kind", [])},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} should contain [[mutant]] tables with was, now and why: {error}"
        ) from None


def _pairs(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`now` is one statement, or a list of them that have the same reason."""
    now = entry["now"]
    for one in now if isinstance(now, list) else [now]:
        yield entry["was"], one
