"""Which forbidden calls a submission makes: read from its source, for the sentence and the line.

Reading follows names, not text: a comment or a string that mentions a call is ignored, an alias
(`import torch.nn.functional as F`) is followed, and only code that a task's function can reach
counts for that task. What reading cannot see, such as `getattr`, the box sees when the code runs
(`sandbox/guest/watch.py`); `requirements.py` puts both together.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutor.course import Exercise
from tutor.grading.source import Source


@dataclass(frozen=True)
class ForbiddenCall:
    """One use of a forbidden name, where a learner can find it."""

    name: str
    file: str
    line: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.file}, line {self.line}, uses `{self.name}`, which does this task for you. "
            "Write it yourself; you may use the rest of torch."
        )


def forbidden_calls(exercise: Exercise, source: Source) -> dict[int, ForbiddenCall]:
    """The first forbidden call that each task's function can reach, by task number.

    A source that does not parse has none: loading it will say why.
    """
    if not exercise.policy.forbid:
        return {}
    reader = _Reader(exercise.policy.forbid)
    for label, text in source.chunks():
        try:
            reader.read(label, ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    found = {}
    for task in exercise.tasks:
        if call := reader.reachable_call(task.entry.partition(".")[0]):
            found[task.n] = call
    return found


class _Reader:
    """Collects top-level definitions, what names stand for, and where forbidden names are used."""

    def __init__(self, forbidden: Iterable[str]) -> None:
        self.forbidden = set(forbidden)
        self.aliases: dict[str, str] = {}
        self.definitions: dict[str, list[tuple[str, ast.AST]]] = {}

    def read(self, label: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._note_import(node)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for statement in tree.body:
            for name in _names_defined_by(statement):
                self.definitions.setdefault(name, []).append((label, statement))

    def _note_import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.aliases[alias.asname] = alias.name
            else:
                self.aliases[alias.name.partition(".")[0]] = alias.name.partition(".")[0]

    def reachable_call(self, entry: str) -> ForbiddenCall | None:
        """Follow names from a definition to the definitions that it uses, and so on.

        Each statement is read once: it may define more names than can be followed one by one.
        """
        seen: set[str] = set()
        read: set[ast.AST] = set()
        waiting = [entry]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            for label, statement in self.definitions.get(name, ()):
                if statement in read:
                    continue
                read.add(statement)
                for node in _references(statement):
                    if (full := self._full_name(node)) in self.forbidden:
                        return ForbiddenCall(full, label, node.lineno)
                    if isinstance(node, ast.Name):
                        waiting.append(node.id)
        return None

    def _full_name(self, node: ast.AST) -> str:
        """The dotted name that an expression stands for; empty when it is not a plain one."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        base = self.aliases.get(node.id)
        return ".".join([base, *reversed(parts)]) if base else ""


def _references(statement: ast.AST) -> Iterator[ast.Attribute | ast.Name]:
    """The names and attributes in a statement, without those names that a function makes its own:
    a parameter X has nothing to do with an X of the module."""
    found: list[tuple[ast.AST, frozenset[str] | None]] = [(statement, None)]
    for node, own in found:  # grows on the way
        if own is None and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = _own_names(node)
        if isinstance(node, ast.Attribute) or (
            isinstance(node, ast.Name) and (own is None or node.id not in own)
        ):
            yield node
        found += [(child, own) for child in ast.iter_child_nodes(node)]


def _own_names(function: ast.AST) -> frozenset[str]:
    """What a function, or one inside it, has as a parameter or assigns; `global` names are not."""
    nodes = list(ast.walk(function))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(own.difference(*(n.names for n in nodes if isinstance(n, ast.Global))))


def _names_defined_by(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
    return [
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
