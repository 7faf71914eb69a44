"""Programs that can be stopped: a call at the head of every loop, and one before every statement.

A mutant of a right solution runs in the grader's own process, and a changed condition may never
come true. No signal and no tracing is needed, so it works in any thread. A single operation of
torch cannot be stopped, but the inputs of a check are small, and so are those of its mutants.
"""

import ast
import copy

from tutor.grading.changes.trees import places

CALLED = "__here__"


def stopping(tree: ast.Module) -> ast.Module:
    """The program with a call of `__here__()` at the head of every loop."""
    made = _with_calls(tree, {})
    assert isinstance(made, ast.Module)
    return ast.fix_missing_locations(made)


def reporting(tree: ast.Module) -> ast.Module:
    """The program with a call of `__here__(n)` before each statement, as `places` counts them."""
    numbers = {id(place.statement): number for number, place in enumerate(places(tree))}
    made = _with_calls(tree, numbers)
    assert isinstance(made, ast.Module)
    return ast.fix_missing_locations(made)


def _with_calls(node: ast.AST, numbers: dict[int, int]) -> ast.AST:
    """A copy of what holds statements; expressions are shared."""
    made = copy.copy(node)
    for field, value in ast.iter_fields(node):
        if not isinstance(value, list) or not value or not isinstance(value[0], _HOLDERS):
            continue
        items: list[ast.AST] = []
        if field == "body" and isinstance(node, ast.For | ast.While):
            items.append(_call())
        for item in value:
            if id(item) in numbers:
                items.append(_call(numbers[id(item)]))
            items.append(_with_calls(item, numbers))
        setattr(made, field, items)
    return made


_HOLDERS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def _call(*numbers: int) -> ast.Expr:
    arguments: list[ast.expr] = [ast.Constant(number) for number in numbers]
    return ast.Expr(ast.Call(ast.Name(CALLED, ast.Load()), arguments, []))
