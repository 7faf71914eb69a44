"""One change of one node: what stands there then, its kind, and what a learner may be told of it.

`told` goes on after "Your values are as if". It says what was done, never what should be done
instead, and is empty where that cannot be said fairly. `of` is the thing that it is about, and is
told where the starter has a thing of that name.
"""

import ast
import copy
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Edit:
    """What stands in for a node, and why a person would have written it.

    Several statements stand in for a statement and, together, for the `covers - 1` that follow it.
    """

    kind: str
    new: ast.AST | tuple[ast.stmt, ...]
    told: str = ""
    of: str = ""
    covers: int = 1


def with_(node: Node, **fields: object) -> Node:
    """A copy of a node with other fields."""
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def call(function: ast.expr, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    return ast.Call(function, list(args), [ast.keyword(k, v) for k, v in keywords.items()])


def method(value: ast.expr, name: str, *args: ast.expr) -> ast.Call:
    return call(ast.Attribute(value, name, ast.Load()), *args)


def name(text: str) -> ast.Name:
    return ast.Name(text, ast.Load())


def assign(target: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(target, ast.Store())], value)
