"""Of the cells that a kernel has run: the statements that some names are made of, and no others.

Experiments and training runs stay out, so that marking takes no longer than with a file.
"""

import ast
import symtable
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tutor.grading.notebooks import without_magics

_DEFINES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
    *(ast.Assign, ast.AnnAssign),
)
# Scopes that are run where they stand. (Lambdas are not.)
_RUN_AT_ONCE = ("listcomp", "setcomp", "dictcomp", "genexpr")


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell, by the number of its cell."""

    cell: int
    node: ast.stmt

    @property
    def lines(self) -> range:
        """The numbers of its lines in the cell, decorators included."""
        decorators = getattr(self.node, "decorator_list", [])
        first = min([self.node.lineno, *(d.lineno for d in decorators)])
        return range(first, (self.node.end_lineno or first) + 1)

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        return symtable.symtable(ast.unparse(self.node), "cell", "exec")

    @cached_property
    def binds(self) -> frozenset[str]:
        """The names that it gives a value; `*` for those of a whole module."""
        if isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*":
            return frozenset("*")
        symbols = self._table.get_symbols()
        return frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())

    @cached_property
    def uses_at_once(self) -> frozenset[str]:
        """The names whose values it needs while it runs."""
        return frozenset(_used(self._table, at_once=True))

    @cached_property
    def uses(self) -> frozenset[str]:
        """The names that it needs, now or when what it defines is called."""
        return frozenset(_used(self._table, at_once=False))

    @cached_property
    def changes(self) -> frozenset[str]:
        """The names whose values it changes: by an attribute, an entry, `setattr` or a decorator
        that is called with them."""
        found = {_root(node) for node in ast.walk(self.node) if _is_changed_part(node)}
        calls = list(getattr(self.node, "decorator_list", []))
        if isinstance(self.node, ast.Expr) and _called(self.node.value) in ("setattr", "delattr"):
            calls.append(self.node.value)
        arguments = [a for call in calls if isinstance(call, ast.Call) for a in call.args]
        return frozenset(filter(None, found | {_root(argument) for argument in arguments}))

    def defines(self, name: str) -> bool:
        """Whether from here on nothing earlier has to do with the name."""
        return (
            isinstance(self.node, _DEFINES)
            and name in self.binds
            and name not in self.uses_at_once
            and name not in self.changes
        )


def sliced(cells: Sequence[str], names: Collection[str]) -> list[str]:
    """Each cell with those of its statements that the names need; the others are empty lines."""
    statements = [s for number, text in enumerate(cells) for s in _statements(number, text)]
    kept: set[Statement] = set()
    seen: set[str] = set()
    waiting = ["*", *names]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for statement in _making(name, statements):
            kept.add(statement)
            waiting.extend(statement.uses)
    return [_with(text, [s for s in kept if s.cell == n]) for n, text in enumerate(cells)]


def _making(name: str, statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements that the value of a name comes from, the last first."""
    for statement in reversed(statements):
        if name in statement.binds or name in statement.changes:
            yield statement
        if statement.defines(name):
            return


def _statements(number: int, text: str) -> Iterator[Statement]:
    """The statements of a cell, those alone that Python can read."""
    try:
        body = ast.parse(without_magics(text)).body if text.strip() else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in body:
        statement = Statement(number, node)
        try:
            _ = statement.binds, statement.uses
        except (SyntaxError, ValueError, RecursionError):
            continue
        yield statement


def _with(text: str, kept: Collection[Statement]) -> str:
    numbers = {number for statement in kept for number in statement.lines}
    lines = without_magics(text).split("\n") if kept else []
    return "\n".join(line if n in numbers else "" for n, line in enumerate(lines, start=1))


def _used(table: symtable.SymbolTable, at_once: bool) -> Iterator[str]:
    is_function = table.get_type() == "function"
    if is_function and at_once and table.get_name() not in _RUN_AT_ONCE:
        return
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _used(child, at_once)


def _is_changed_part(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _called(node: ast.AST) -> str:
    return _root(node.func) if isinstance(node, ast.Call) else ""
