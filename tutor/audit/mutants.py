"""Is a hidden suite sharp? Change the reference in one place at a time and see which checks notice.

The changes are those that people make in tensor code: a sum for a mean, a neighbouring axis, a
forgotten transpose, a constant off by one, a dropped term, device or dtype. Each mutant goes
through the box as a submission would. If no check notices one, the suite has a hole, or the
mutant is equivalent: it means the same. Equivalent mutants are listed, with the reason, in
`equivalent.toml` beside the suite.
"""

import ast
import copy
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.course import Exercise
from tutor.errors import CourseError
from tutor.grading.graders import Graders
from tutor.grading.source import Source

_OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_NAMES = {
    "sum": "mean",
    "mean": "sum",
    "amax": "amin",
    "amin": "amax",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "exp": "expm1",
    "log": "log1p",
    "sqrt": "abs",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "ones": "zeros",
    "ones_like": "zeros_like",
    "rand": "randn",
    "randn": "rand",
}
_DROPPED_CALLS = {"t", "clone", "detach", "abs", "flip", "transpose", "contiguous", "squeeze"}
_DROPPED_ATTRIBUTES = {"T", "mT"}
_DROPPED_KEYWORDS = {"device", "dtype", "generator", "keepdim", "dim", "alpha"}


@dataclass(frozen=True)
class Mutant:
    """The reference with one change: the statement as it was and as it is now."""

    line: int
    was: str
    now: str
    code: str


@dataclass(frozen=True)
class Sharpness:
    """What a suite noticed. `equivalent` mutants are known to mean the same.

    `stale` are the listed equivalents, `(was, now)`, that no change produces any more.
    """

    killed: int
    equivalent: int
    survivors: tuple[Mutant, ...]
    stale: tuple[tuple[str, str], ...]

    @property
    def score(self) -> float:
        """The share of the mutants that were noticed, equivalent ones left out."""
        counted = self.killed + len(self.survivors)
        return self.killed / counted if counted else 1.0


def sharpness(exercise: Exercise, graders: Graders, device: str = "auto") -> Sharpness:
    """Send every mutant of the reference through the suite. Raises CourseError."""
    text = exercise.solution.read_text(encoding="utf-8")
    known = equivalents(exercise.suite.with_name("equivalent.toml"))
    every = list(mutants(text))
    made = [mutant for mutant in every if (mutant.was, mutant.now) not in known]
    noticed = [
        graders.noticed(exercise.slug, Source(exercise.starter.name, mutant.code), device=device)
        for mutant in made
    ]
    survivors = tuple(m for m, who in zip(made, noticed, strict=True) if who.result() is None)
    stale = known.keys() - {(mutant.was, mutant.now) for mutant in every}
    return Sharpness(
        killed=len(made) - len(survivors),
        equivalent=len(every) - len(made),
        survivors=survivors,
        stale=tuple(sorted(stale)),
    )


def equivalents(path: Path) -> dict[tuple[str, str], str]:
    """The mutants that mean the same as the reference, `(was, now)`, with the reasons."""
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
        return {(entry["was"], entry["now"]): entry["why"] for entry in entries}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} should contain [[mutant]] tables with was, now and why: {error}"
        ) from None


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant once, in the order of the lines; texts, imports and types stay as they are."""
    tree = ast.parse(text)
    seen = {ast.unparse(tree)}
    for place, statement in enumerate(_statements(tree)):
        for number, node in enumerate(_parts(statement)):
            for change in _changes(node):
                mutant = _mutant(tree, place, number, change)
                if mutant is not None and mutant.code not in seen:
                    seen.add(mutant.code)
                    yield mutant


def _mutant(
    tree: ast.Module, place: int, number: int, change: Callable[[ast.AST], ast.AST | None]
) -> Mutant | None:
    """Apply a change to a copy; None if the result is not a program."""
    changed = copy.deepcopy(tree)
    statement = _statements(changed)[place]
    was = _first_line(statement)
    node = _parts(statement)[number]
    new = change(node)
    if new is None:
        return None
    if new is not node:
        _Replace(node, new).visit(changed)
    if node is statement and isinstance(new, ast.stmt):
        statement = new
    try:
        code = ast.unparse(ast.fix_missing_locations(changed))
        compile(code, "mutant", "exec")
    except (SyntaxError, ValueError, TypeError):
        return None
    return Mutant(getattr(statement, "lineno", 0), was, _first_line(statement), code)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old = old
        self.new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _statements(tree: ast.Module) -> list[ast.stmt]:
    """The statements whose own expressions are changed: no imports, no definitions, no texts."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or isinstance(node, _LEFT_ALONE):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        found.append(node)
    return sorted(found, key=lambda statement: (statement.lineno, statement.col_offset))


_LEFT_ALONE = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Raise, ast.Assert)


def _parts(statement: ast.stmt) -> list[ast.AST]:
    """The statement and its own expressions, without those of statements inside it."""
    found: list[ast.AST] = [statement]
    for node in found:  # grows on the way
        for name, value in ast.iter_fields(node):
            if name == "annotation":
                continue
            children = value if isinstance(value, list) else [value]
            found += [c for c in children if isinstance(c, ast.AST) and not isinstance(c, ast.stmt)]
    return found


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], ast.AST | None]]:
    """The ways to change one node. Each gets the node of a copy and returns the new one."""
    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            if type(op) in _OPERATORS:
                yield _set("op", _OPERATORS[type(op)]())
            if isinstance(node, ast.BinOp):
                yield lambda n: n.left  # type: ignore[attr-defined]
                yield lambda n: n.right  # type: ignore[attr-defined]
        case ast.BoolOp(op=op):
            yield _set("op", _OPERATORS[type(op)]())
        case ast.Compare(ops=[op]) if type(op) in _OPERATORS:
            yield _set("ops", [_OPERATORS[type(op)]()])
        case ast.UnaryOp():
            yield lambda n: n.operand  # type: ignore[attr-defined]
        case ast.Constant(value=bool(value)):
            yield _set("value", not value)
        case ast.Constant(value=int() | float() as value):
            yield _set("value", value + 1)
            if value not in (0, 1):
                yield _set("value", value - 1)
        case ast.Attribute(attr=name):
            if name in _NAMES:
                yield _set("attr", _NAMES[name])
            if name in _DROPPED_ATTRIBUTES:
                yield lambda n: n.value  # type: ignore[attr-defined]
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="torch"))):
            pass
        case ast.Call(func=ast.Attribute(attr=name)) if name in _DROPPED_CALLS:
            yield lambda n: n.func.value  # type: ignore[attr-defined]
        case ast.IfExp():
            yield lambda n: n.body  # type: ignore[attr-defined]
            yield lambda n: n.orelse  # type: ignore[attr-defined]
        case ast.If(test=test) | ast.While(test=test) if not isinstance(test, ast.Constant):
            yield _set("test", ast.Constant(False))
            if isinstance(node, ast.If):
                yield _set("test", ast.Constant(True))
        case ast.Expr():
            yield lambda n: ast.Pass()
        case ast.Continue() | ast.Break():
            yield lambda n: ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield lambda n: ast.Pass()
    if isinstance(node, ast.Call):
        for index, keyword in enumerate(node.keywords):
            if keyword.arg in _DROPPED_KEYWORDS:
                yield _without(index)


def _set(name: str, value: object) -> Callable[[ast.AST], ast.AST | None]:
    def change(node: ast.AST) -> ast.AST:
        setattr(node, name, value)
        return node

    return change


def _without(index: int) -> Callable[[ast.AST], ast.AST | None]:
    def change(node: ast.AST) -> ast.AST:
        del node.keywords[index]  # type: ignore[attr-defined]
        return node

    return change
