"""The changes of a reduction: over another axis, one more, one fewer, or all of them."""

import ast
from collections.abc import Iterator

from tutor.grading.changes.edits import Edit, Within, call, with_
from tutor.grading.changes.trees import Place, parsed

_REDUCTIONS = {
    "sum": "the sum",
    "mean": "the mean",
    "amax": "the maximum",
    "amin": "the minimum",
    "max": "the maximum",
    "min": "the minimum",
    "std": "the standard deviation",
    "var": "the variance",
    "prod": "the product",
    "softmax": "the softmax",
    "log_softmax": "the softmax",
    "logsumexp": "the sum of exponentials",
    "argmax": "the maximum",
    "argmin": "the minimum",
    "any": "`any`",
    "all": "`all`",
    "norm": "the norm",
    "vector_norm": "the norm",
    "cumsum": "the running sum",
}


def axes(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """A reduction over another axis, one more, one fewer, or all of them."""
    match node:
        case ast.Call(func=ast.Attribute(attr=reduction)) if reduction in _REDUCTIONS:
            what = _REDUCTIONS[reduction]
        case _:
            return
    over = axis_of(node)
    if over is None:
        if reduction in ("sum", "mean", "amax", "amin", "std", "var"):
            one = with_(node, keywords=[*node.keywords, ast.keyword("dim", ast.Constant(0))])
            yield Edit("axis", one, f"{what} went over one axis only")
        if reduction == "mean":
            size = call(parsed("len"), _averaged(node))
            twice = ast.BinOp(node, ast.Div(), size)
            yield Edit("division twice", twice, _TWICE)
        return
    value = over
    for axes, told in _other_axes(value):
        yield Edit("axis", _with_axis(node, axes), f"{what} went over {told}")
    yield Edit("axis", _without_axis(node), f"{what} went over everything")
    if reduction == "mean":
        shape = ast.Attribute(_averaged(node), "shape", ast.Load())
        twice = ast.BinOp(node, ast.Div(), ast.Subscript(shape, value, ast.Load()))
        yield Edit("division twice", twice, _TWICE)


_TWICE = "the division by the number of values happened twice"


def _averaged(node: ast.Call) -> ast.expr:
    assert isinstance(node.func, ast.Attribute)
    function = isinstance(node.func.value, ast.Name) and node.func.value.id == "torch"
    return node.args[0] if function and node.args else node.func.value


def axis_of(node: ast.Call) -> ast.expr | None:
    """The axes of a reduction, if its call names them."""
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return keyword.value
    place = place_of_axis(node)
    return node.args[place] if len(node.args) > place else None


def place_of_axis(node: ast.Call) -> int:
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    return 1 if isinstance(owner, ast.Name | ast.Attribute) and _is_torch(owner) else 0


def _is_torch(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id == "torch"


def _other_axes(value: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    match value:
        case ast.Constant(value=int() as axis) if not isinstance(axis, bool):
            for other in sorted({axis + 1, axis - 1, 0} - {axis}):
                yield ast.Constant(other), "another axis"
            more = 1 if axis == 0 else axis - 1 if axis > 0 else axis + 1 if axis < -1 else -2
            yield ast.Tuple([ast.Constant(axis), ast.Constant(more)], ast.Load()), "one axis more"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as axis)):
            for other in sorted({1 - axis, -axis - 1, 0} - {-axis}):
                yield parsed(str(other)), "another axis"
            yield parsed(f"(-{axis}, {-axis - 1})"), "one axis more"
        case ast.Tuple(elts=axes) if len(axes) > 1:
            for place in range(len(axes)):
                fewer = [axis for n, axis in enumerate(axes) if n != place]
                yield with_(value, elts=fewer), "one axis fewer"


def _with_axis(node: ast.Call, axes: ast.expr) -> ast.Call:
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in ("dim", "axis"):
            new = with_(keyword, value=axes)
            return with_(node, keywords=[*node.keywords[:index], new, *node.keywords[index + 1 :]])
    place = place_of_axis(node)
    return with_(node, args=[*node.args[:place], axes, *node.args[place + 1 :]])


def _without_axis(node: ast.Call) -> ast.Call:
    keywords = [k for k in node.keywords if k.arg not in ("dim", "axis")]
    if len(keywords) < len(node.keywords):
        return with_(node, keywords=keywords)
    place = place_of_axis(node)
    return with_(node, args=[*node.args[:place], *node.args[place + 1 :]])
