"""The changes of an expression: of its operators and calls, of a number, a choice or a name."""

import ast
from collections.abc import Callable, Iterator

from tutor.grading.changes.axes import axes
from tutor.grading.changes.calls import calls, keywords
from tutor.grading.changes.edits import Edit, Within, call, name, with_
from tutor.grading.changes.operators import misplaced, operands, operators
from tutor.grading.changes.trees import Place, name_of, parsed


def expressions(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """The changes of one expression."""
    for rule in _RULES:
        yield from rule(node, place, within)


def _constant(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool(value)):
            if not within.is_named("strict"):
                yield Edit("flag", ast.Constant(not value))
        case ast.Constant(value=int() | float() as value):
            told = ""
            if isinstance(value, int):
                what = "an index" if "slice" in within.fields else "a number"
                told = f"{what} were off by one"
            yield Edit("constant", ast.Constant(value + 1), told)
            if value not in (0, 1):
                yield Edit("constant", ast.Constant(value - 1), told)
        case ast.Slice(lower=lower, upper=upper):
            told = "a border were off by one"
            for field, bound in (("lower", lower), ("upper", upper)):
                if bound is not None and not isinstance(bound, ast.Constant):
                    for op in (ast.Add(), ast.Sub()):
                        moved = ast.BinOp(bound, op, ast.Constant(1))
                        yield Edit("border", with_(node, **{field: moved}), told)
        case ast.Subscript(slice=ast.Name(id=index)) if place.in_loop:
            if isinstance(node.ctx, ast.Load):
                for op, when in ((ast.Sub(), "before"), (ast.Add(), "after")):
                    moved = ast.BinOp(name(index), op, ast.Constant(1))
                    told = f"a value of the step {when} were used"
                    yield Edit(f"step {when}", with_(node, slice=moved), told, name_of(node.value))


def _choice(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    if isinstance(node, ast.IfExp):
        yield Edit("special case", node.body)
        yield Edit("special case", node.orelse)
    match node:
        case ast.Call(func=ast.Attribute(attr="where"), args=[condition, one, other]):
            exchanged = with_(node, args=[condition, other, one])
            yield Edit("where", exchanged, "a condition were turned round")
            yield Edit("where", one, "no case were told apart from the others")
            yield Edit("where", other, "no case were told apart from the others")
    if isinstance(node, ast.comprehension):
        for early, told in (("[:-1]", _EARLY), ("[1:]", _LATE)):
            cut = _cut(node.iter, early)
            yield Edit("loop", with_(node, iter=cut), told)


_EARLY = "a loop stopped one step too early"
_LATE = "a loop left out its first step"


def _cut(values: ast.expr, how: str) -> ast.expr:
    made = parsed(f"list(x){how}")
    assert isinstance(made, ast.Subscript)
    return with_(made, value=call(name("list"), values))


def _parameter(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """A number that the function was given, left out of account in one place."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    if place.function is None or isinstance(place.statement, ast.If):
        return
    if node.id in _numbers(place):
        for value in (0, 1):
            told = f"one number were {value} in one place, whatever it is"
            yield Edit("parameter ignored", ast.Constant(value), told, node.id)


def _numbers(place: Place) -> set[str]:
    """The parameters that are numbers, by their annotations or by the values that they have."""
    assert place.function is not None
    arguments = place.function.args
    last = [*arguments.posonlyargs, *arguments.args][::-1]
    given = dict(zip([a.arg for a in last], arguments.defaults[::-1], strict=False))
    return {
        a.arg
        for a in last
        if (isinstance(a.annotation, ast.Name) and a.annotation.id in ("int", "float"))
        or type(getattr(given.get(a.arg), "value", None)) in (int, float)
    }


Rule = Callable[[ast.AST, Place, Within], Iterator[Edit]]

_RULES: tuple[Rule, ...] = (
    operators,
    operands,
    misplaced,
    axes,
    calls,
    keywords,
    _constant,
    _choice,
    _parameter,
)
