"""Syntax trees that are never written into: a change makes a copy that shares what stays the same.

A path leads from the root of a tree to a node: the names of fields, with a place where the field is
a list. Copying the nodes on a path takes microseconds, where copying the whole tree takes
milliseconds, and a solution has hundreds of changes.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[tuple[str, int | None], ...]
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Neither imports nor what says that something is wrong: no learner's values come from there.
_LEFT_ALONE = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Raise, ast.Assert)


@dataclass(frozen=True)
class Place:
    """A statement: how to get there, and the function and the class around it."""

    path: Path
    statement: ast.stmt
    block: tuple[ast.stmt, ...]
    index: int
    function: Function | None
    owner: ast.ClassDef | None
    in_loop: bool

    @property
    def after(self) -> tuple[ast.stmt, ...]:
        """The statements that follow in its block."""
        return self.block[self.index + 1 :]


def replaced(tree: ast.AST, path: Path, new: ast.AST) -> ast.AST:
    """The tree with another node at the end of the path."""
    if not path:
        return new
    (field, index), *rest = path
    child = getattr(tree, field)
    made = copy.copy(tree)
    if index is None:
        setattr(made, field, replaced(child, tuple(rest), new))
    else:
        inner = replaced(child[index], tuple(rest), new)
        setattr(made, field, [*child[:index], inner, *child[index + 1 :]])
    return made


def with_block(
    tree: ast.Module, place: Place, made: tuple[ast.AST, ...], covered: int
) -> ast.Module:
    """The tree with these statements for the one of a place and those after it."""
    *above, (block, index) = place.path
    assert index is not None
    holder = copy.copy(_at(tree, tuple(above)))
    old = getattr(holder, block)
    setattr(holder, block, [*old[:index], *made, *old[index + covered :]])
    changed = replaced(tree, tuple(above), holder)
    assert isinstance(changed, ast.Module)
    return changed


def _at(tree: ast.AST, path: Path) -> ast.AST:
    for field, index in path:
        tree = getattr(tree, field)
        tree = tree if index is None else tree[index]  # type: ignore[index]
    return tree


def children(node: ast.AST) -> Iterator[tuple[tuple[str, int | None], ast.AST]]:
    """The nodes right below a node, each with the step that leads there."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield (field, None), value
        elif isinstance(value, list):
            yield from (
                ((field, index), item)
                for index, item in enumerate(value)
                if isinstance(item, ast.AST)
            )


def places(tree: ast.Module) -> Iterator[Place]:
    """The statements that may be changed, in the order of the lines."""
    yield from _places(tree, (), None, None, False)


def _places(
    node: ast.AST,
    path: Path,
    function: Function | None,
    owner: ast.ClassDef | None,
    in_loop: bool,
) -> Iterator[Place]:
    for step, child in children(node):
        here = (*path, step)
        if not isinstance(child, ast.stmt):
            if isinstance(child, ast.ExceptHandler | ast.match_case):
                yield from _places(child, here, function, owner, in_loop)
            continue
        field, index = step
        if index is not None and not isinstance(child, _LEFT_ALONE) and not is_text(child):
            block = tuple(getattr(node, field))
            yield Place(here, child, block, index, function, owner, in_loop)
        if isinstance(child, Function):
            yield from _places(child, here, child, owner, False)
        elif isinstance(child, ast.ClassDef):
            yield from _places(child, here, None, child, False)
        else:
            loop = in_loop or isinstance(child, ast.For | ast.While)
            yield from _places(child, here, function, owner, loop)


def parts(statement: ast.stmt) -> Iterator[tuple[Path, ast.AST]]:
    """The statement and its own expressions, without annotations and statements inside it."""
    waiting: list[tuple[Path, ast.AST]] = [((), statement)]
    for path, node in waiting:  # grows on the way
        yield path, node
        waiting += [
            ((*path, step), child)
            for step, child in children(node)
            if step[0] != "annotation" and not isinstance(child, ast.stmt)
        ]


def is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def loaded(*nodes: ast.AST) -> set[str]:
    """The names and the attributes of `self` that are read."""
    return _used(ast.Load, nodes)


def stored(*nodes: ast.AST) -> set[str]:
    """The names and the attributes of `self` that are written, also in part."""
    return _used(ast.Store, nodes)


def _used(how: type[ast.expr_context], nodes: tuple[ast.AST, ...]) -> set[str]:
    found = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            continue
        if isinstance(node.ctx, how):
            found.add(_root(node))
    return found


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
                return f"self.{attribute}"
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def name_of(node: ast.AST) -> str:
    """What a person would call an expression: a name, or an attribute of `self`; or nothing."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
        case ast.Attribute(value=inner, attr="T" | "mT"):
            return name_of(inner)
        case ast.Subscript(value=inner):
            return name_of(inner)
    return ""


def parsed(expression: str) -> ast.expr:
    """An expression from its text."""
    return ast.parse(expression, mode="eval").body
