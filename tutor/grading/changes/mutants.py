"""The mutants of a text: every program that differs from it by one small change.

Texts, errors, imports and types stay as they are. Where the same change can be made in several
ways, the mutant is there once.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tutor.grading.changes.edits import Edit, Within
from tutor.grading.changes.expressions import expressions
from tutor.grading.changes.statements import statements
from tutor.grading.changes.trees import Path, Place, parts, places, replaced, with_block


@dataclass(frozen=True)
class Mutant:
    """A program with one change: the statement as it was and as it is now.

    `told` and `of` are what a learner may read of it, see `Edit`. `place` counts the statements.
    """

    line: int
    was: str
    now: str
    kind: str
    told: str
    of: str
    place: int
    tree: ast.Module = field(compare=False, repr=False)

    @cached_property
    def code(self) -> str:
        return ast.unparse(self.tree)


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant once, in the order of the lines."""
    tree = ast.parse(text)
    for number, place in enumerate(places(tree)):
        yield from (mutant for mutant in mutants_at(tree, place, number) if _is_program(mutant))


def mutants_at(tree: ast.Module, place: Place, number: int) -> Iterator[Mutant]:
    """Those of one statement; a few of them may be no programs, which only compiling tells."""
    was = ast.unparse(place.statement)
    seen = {was}
    for path, edit in _edits(place):
        try:
            mutant = _mutant(tree, place, number, path, edit, was, seen)
        except (SyntaxError, ValueError, TypeError, AttributeError, RecursionError):
            continue  # the text of what stands there cannot be written or read
        if mutant is not None:
            yield mutant


def _is_program(mutant: Mutant) -> bool:
    try:
        compile(mutant.tree, "mutant", "exec")
    except (SyntaxError, ValueError, TypeError):
        return False
    return True


def _edits(place: Place) -> Iterator[tuple[Path, Edit]]:
    """The edits of a statement, the outer ones first, each with the way to its node from there."""
    for edit in statements(place):
        yield (), edit
    found = dict(parts(place.statement))
    for path, node in found.items():
        around = [found[path[:n]] for n in range(len(path))]
        within = Within(frozenset(name for name, _ in path), around)
        for edit in expressions(node, place, within):
            yield path, edit


def _mutant(
    tree: ast.Module, place: Place, number: int, path: Path, edit: Edit, was: str, seen: set[str]
) -> Mutant | None:
    """Make a change; None if it has been made already."""
    if isinstance(edit.new, tuple):
        made: tuple[ast.AST, ...] = edit.new
    else:
        made = (replaced(place.statement, path, edit.new),)
    for statement in made:
        ast.fix_missing_locations(statement)
    now = "\n".join(ast.unparse(statement) for statement in made)
    if now in seen:
        return None
    seen.add(now)
    return Mutant(
        line=place.statement.lineno,
        was=_first(was),
        now=_first(now) if len(made) == 1 else "; ".join(map(str.strip, now.splitlines())),
        kind=edit.kind,
        told=edit.told,
        of=edit.of,
        place=number,
        tree=with_block(tree, place, made, edit.covers),
    )


def _first(text: str) -> str:
    return text.partition("\n")[0]
