"""One change of one node: what stands there then, its kind, and what a learner may be told of it.

`told` goes on after "Your values are as if". It says what was done, never what should be done
instead, and is empty where that cannot be said fairly. `of` is the thing that it is about, and is
told where the starter has a thing of that name.
"""

import ast
import copy
from collections.abc import Sequence
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


@dataclass(frozen=True)
class Within:
    """The way from a statement to an expression: fields, as `slice`, and the nodes themselves."""

    fields: frozenset[str]
    nodes: Sequence[ast.AST]

    def is_named(self, keyword: str) -> bool:
        """Whether an expression is the value of an argument of this name."""
        parent = self.nodes[-1] if self.nodes else None
        return isinstance(parent, ast.keyword) and parent.arg == keyword

    @property
    def is_even(self) -> bool:
        """Whether what is around an expression forgets its sign."""
        for node in self.nodes[-2:]:
            match node:
                case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=2)):
                    return node is self.nodes[-1]
                case ast.Attribute(attr="square" | "abs" | "norm"):
                    return True
                case ast.Call(func=ast.Attribute(attr="square" | "abs" | "vector_norm" | "norm")):
                    return True
                case ast.Call(func=ast.Name(id="abs")):
                    return True
                case ast.Call(func=ast.Attribute(attr="pow"), args=[*_, ast.Constant(value=2)]):
                    return True
        return False


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
