"""The changes of an expression: an operator, an axis, a call, a number, a name."""

import ast
from collections.abc import Callable, Iterator

from tutor.grading.changes.edits import Edit, call, method, name, with_
from tutor.grading.changes.trees import Place, name_of, parsed

Within = frozenset[str]
"""The fields on the way from a statement to an expression, as `slice` or `keywords`."""

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], str]] = {
    ast.Add: (ast.Sub, "one addend had the wrong sign"),
    ast.Sub: (ast.Add, "one addend had the wrong sign"),
    ast.Mult: (ast.Div, "a multiplication and a division were exchanged"),
    ast.Div: (ast.Mult, "a multiplication and a division were exchanged"),
    ast.FloorDiv: (ast.Div, "a division were not rounded down"),
    ast.Mod: (ast.FloorDiv, "a remainder and a quotient were exchanged"),
    ast.Pow: (ast.Mult, "a power were a product"),
    ast.MatMult: (ast.Mult, "a matrix product were taken element by element"),
    ast.BitAnd: (ast.BitOr, "`and` and `or` were exchanged"),
    ast.BitOr: (ast.BitAnd, "`and` and `or` were exchanged"),
    ast.And: (ast.Or, "`and` and `or` were exchanged"),
    ast.Or: (ast.And, "`and` and `or` were exchanged"),
}
_COMPARISONS: dict[type[ast.AST], tuple[tuple[type[ast.AST], str], ...]] = {
    ast.Lt: ((ast.LtE, "equal"), (ast.GtE, "reversed")),
    ast.LtE: ((ast.Lt, "equal"), (ast.Gt, "reversed")),
    ast.Gt: ((ast.GtE, "equal"), (ast.LtE, "reversed")),
    ast.GtE: ((ast.Gt, "equal"), (ast.Lt, "reversed")),
    ast.Eq: ((ast.NotEq, "reversed"),),
    ast.NotEq: ((ast.Eq, "reversed"),),
}
_OF_COMPARISON = {
    "equal": "the case of equality fell on the other side of a comparison",
    "reversed": "a comparison went the other way",
}
_NAMES = {
    "sum": ("mean", "a sum were a mean"),
    "mean": ("sum", "a mean were a sum"),
    "amax": ("amin", "the largest and the smallest were exchanged"),
    "amin": ("amax", "the largest and the smallest were exchanged"),
    "max": ("min", "the largest and the smallest were exchanged"),
    "min": ("max", "the largest and the smallest were exchanged"),
    "argmax": ("argmin", "the largest and the smallest were exchanged"),
    "exp": ("expm1", ""),
    "log": ("log1p", ""),
    "sqrt": ("abs", "a square root were missing"),
    "sigmoid": ("tanh", "sigmoid and tanh were exchanged"),
    "tanh": ("sigmoid", "sigmoid and tanh were exchanged"),
    "zeros": ("ones", ""),
    "zeros_like": ("ones_like", ""),
    "new_zeros": ("new_ones", ""),
    "ones": ("zeros", ""),
    "ones_like": ("zeros_like", ""),
    "rand": ("randn", ""),
    "randn": ("rand", ""),
    "triu": ("tril", "the triangles above and below the diagonal were exchanged"),
    "tril": ("triu", "the triangles above and below the diagonal were exchanged"),
    "any": ("all", "`any` and `all` were exchanged"),
    "all": ("any", "`any` and `all` were exchanged"),
}
# Methods that can be left out, and functions of torch with one tensor.
_DROPPED = {
    "t": "a transpose were missing",
    "transpose": "a transpose were missing",
    "permute": "axes were left in their order",
    "clone": "a copy were missing",
    "detach": "gradients went on where they stop",
    "abs": "an absolute value were missing",
    "flip": "an order were not turned round",
    "contiguous": "",
    "squeeze": "",
    "clamp": "a bound were missing",
    "clamp_min": "a bound were missing",
    "relu": "a ReLU were missing",
    "exp": "an exponential were missing",
    "log": "a logarithm were missing",
    "sqrt": "a square root were missing",
    "square": "a square were missing",
    "tanh": "a tanh were missing",
    "sigmoid": "a sigmoid were missing",
    "cumsum": "a running sum were missing",
    "round": "a rounding were missing",
    "sort": "an order were left as it was",
}
_DROPPED_ATTRIBUTES = {"T", "mT", "H", "mH"}
_DROPPED_KEYWORDS = {
    "device": "",
    "dtype": "a dtype were left out",
    "generator": "a draw did not come from the generator that was given",
    "keepdim": "",
    "dim": "",
    "alpha": "one factor were missing",
    "correction": "a deviation were divided by one less than the number of values",
    "unbiased": "a deviation were divided by one less than the number of values",
}
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
_TINY = ("1e-08", "1e-05")


def expressions(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """The changes of one expression."""
    for rule in _RULES:
        yield from rule(node, place, within)


def _operator(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _OPERATORS:
        other, told = _OPERATORS[type(node.op)]
        of = name_of(node.right) if isinstance(node, ast.BinOp) else ""
        yield Edit(f"operator {type(node.op).__name__}", with_(node, op=other()), told, of)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other, which in _COMPARISONS.get(type(node.ops[0]), ()):
            told = _OF_COMPARISON[which]
            yield Edit(f"comparison {which}", with_(node, ops=[other()]), told)
        if isinstance(node.ops[0], ast.Eq):
            apart = call(name("abs"), ast.BinOp(node.left, ast.Sub(), node.comparators[0]))
            nearly = ast.Compare(apart, [ast.Lt()], [ast.Constant(1e-6)])
            yield Edit("almost equal", nearly, "values that are nearly equal counted as equal")
    if isinstance(node, ast.UnaryOp):
        sign = isinstance(node.op, ast.USub)
        told = "a minus sign were missing" if sign else "a condition were turned round"
        yield Edit("sign" if sign else "condition", node.operand, told, name_of(node.operand))


def _operand(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """One of two operands left out, there twice, or in the other's place."""
    if not isinstance(node, ast.BinOp):
        return
    left, right = name_of(node.left), name_of(node.right)
    match node.op:
        case ast.Add():
            yield Edit("addend dropped", node.left, "one addend were missing", right)
            yield Edit("addend dropped", node.right, "one addend were missing", left)
        case ast.Sub():
            yield Edit("addend dropped", node.left, "nothing were subtracted in one place", right)
            yield Edit("addend dropped", node.right)
            turned = with_(node, left=node.right, right=node.left)
            yield Edit("turned round", turned, "a difference were taken the other way round")
        case ast.Mult():
            yield Edit("factor dropped", node.left, "one factor were missing", right)
            yield Edit("factor dropped", node.right, "one factor were missing", left)
            twice = with_(node, left=node, right=node.right)
            yield Edit("factor twice", twice, "one factor were there twice", right)
            twice = with_(node, left=node, right=node.left)
            yield Edit("factor twice", twice, "one factor were there twice", left)
        case ast.Div():
            yield Edit("division dropped", node.left, "one division were missing", right)
            yield Edit("division dropped", node.right)
            twice = with_(node, left=node, right=node.right)
            yield Edit("division twice", twice, "one division happened twice", right)
            turned = with_(node, left=node.right, right=node.left)
            yield Edit("turned round", turned, "a quotient were upside down")
            for tiny in _TINY:
                more = ast.BinOp(node.right, ast.Add(), parsed(tiny))
                told = "a small number were added to what is divided by"
                yield Edit("epsilon", with_(node, right=more), told)
        case ast.FloorDiv():
            up = parsed(f"-(-({ast.unparse(node.left)}) // ({ast.unparse(node.right)}))")
            yield Edit("rounding", up, "a division were rounded up")
            yield from (Edit("division dropped", side) for side in (node.left, node.right))
        case ast.Pow():
            square = isinstance(node.right, ast.Constant) and node.right.value == 2
            told = "a square were missing" if square else "a power were missing"
            yield Edit("power dropped", node.left, told, left)
            yield Edit("power dropped", node.right)
        case ast.MatMult():
            told = "one matrix were missing from a product"
            yield Edit("factor dropped", node.left, told, right)
            yield Edit("factor dropped", node.right, told, left)
            turned = with_(node, left=node.right, right=node.left)
            yield Edit("turned round", turned, "a matrix product were in the other order")
        case _:
            yield Edit("operand dropped", node.left)
            yield Edit("operand dropped", node.right)


def _misplaced(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """An addend that came after what it should come before, or the other way round."""
    early, late = "one addend came a step too early", "one addend came a step too late"
    match node:
        case ast.Call(func=ast.Attribute(value=ast.BinOp(op=ast.Add()) as inner) as func):
            if name_of(func.value) != "torch":
                moved = with_(node, func=with_(func, value=inner.left))
                yield _addend(inner, moved, late)
        case ast.Call(args=[ast.BinOp(op=ast.Add()) as inner]) if not node.keywords:
            yield _addend(inner, with_(node, args=[inner.left]), late)
        case ast.BinOp(left=ast.BinOp(op=ast.Add()) as inner, op=ast.Mult() | ast.Div()):
            yield _addend(inner, with_(node, left=inner.left), late)
        case ast.BinOp(left=ast.Call(args=[one]) as inner, op=ast.Add()) if not inner.keywords:
            moved = with_(inner, args=[with_(node, left=one)])
            yield Edit("addend misplaced", moved, early, name_of(node.right))
        case ast.BinOp(left=ast.BinOp(op=ast.Mult() | ast.Div()) as inner, op=ast.Add()):
            moved = with_(inner, left=with_(node, left=inner.left))
            yield Edit("addend misplaced", moved, early, name_of(node.right))


def _addend(sum_: ast.BinOp, moved: ast.expr, told: str) -> Edit:
    return Edit("addend misplaced", with_(sum_, left=moved), told, name_of(sum_.right))


def _axis(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """A reduction over another axis, one more, one fewer, or all of them."""
    match node:
        case ast.Call(func=ast.Attribute(attr=reduction)) if reduction in _REDUCTIONS:
            what = _REDUCTIONS[reduction]
        case _:
            return
    over = _axis_of(node)
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
        size = ast.Subscript(parsed("[0].shape"), value, ast.Load())
        size.value = ast.Attribute(_averaged(node), "shape", ast.Load())
        twice = ast.BinOp(node, ast.Div(), size)
        yield Edit("division twice", twice, _TWICE)


_TWICE = "the division by the number of values happened twice"


def _averaged(node: ast.Call) -> ast.expr:
    assert isinstance(node.func, ast.Attribute)
    function = isinstance(node.func.value, ast.Name) and node.func.value.id == "torch"
    return node.args[0] if function and node.args else node.func.value


def _axis_of(node: ast.Call) -> ast.expr | None:
    """The axes of a reduction, if its call names them."""
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return keyword.value
    place = _place_of_axis(node)
    return node.args[place] if len(node.args) > place else None


def _place_of_axis(node: ast.Call) -> int:
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
    place = _place_of_axis(node)
    return with_(node, args=[*node.args[:place], axes, *node.args[place + 1 :]])


def _without_axis(node: ast.Call) -> ast.Call:
    keywords = [k for k in node.keywords if k.arg not in ("dim", "axis")]
    if len(keywords) < len(node.keywords):
        return with_(node, keywords=keywords)
    place = _place_of_axis(node)
    return with_(node, args=[*node.args[:place], *node.args[place + 1 :]])


def _call(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """A call of another function, left out, or with its arguments in another order."""
    if isinstance(node, ast.Attribute):
        if node.attr in _NAMES:
            other, told = _NAMES[node.attr]
            yield Edit(f"name {node.attr}", with_(node, attr=other), told)
        if node.attr in _DROPPED_ATTRIBUTES:
            of = name_of(node.value)
            yield Edit("dropped T", node.value, _DROPPED["t"], of)
            yield Edit("reshape for transpose", _reshaped(node.value), _RESHAPED, of)
        return
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id in ("sum", "max", "min", "any", "all"):
        other, told = {"sum": ("max", "")}.get(node.func.id) or _NAMES[node.func.id]
        yield Edit(f"name {node.func.id}", with_(node, func=name(other)), told)
    if isinstance(node.func, ast.Name) and node.func.id == "int" and len(node.args) == 1:
        told = "a number were rounded to the nearest, not down"
        yield Edit("rounding", with_(node, func=name("round")), told)
    if isinstance(node.func, ast.Name) and node.func.id == "reversed" and node.args:
        yield Edit("order", call(name("list"), node.args[0]), "a loop ran in the other direction")
    yield from _dropped_call(node)
    if len(node.args) >= 2 and not isinstance(node.args[0], ast.Constant):
        turned = [node.args[1], node.args[0], *node.args[2:]]
        yield Edit("arguments", with_(node, args=turned), "two arguments were exchanged")


_RESHAPED = "axes were exchanged by a reshape, which leaves the values in their order"


def _dropped_call(node: ast.Call) -> Iterator[Edit]:
    match node.func:
        case ast.Attribute(value=ast.Name(id="torch"), attr=attr):
            inner = node.args[0] if len(node.args) == 1 else None
        case ast.Attribute(value=inner, attr=attr):
            pass
        case _:
            return
    if inner is None or isinstance(inner, ast.Starred):
        return
    if attr in _DROPPED:
        yield Edit(f"dropped {attr}", inner, _DROPPED[attr], name_of(inner))
    if attr == "t":
        yield Edit("reshape for transpose", _reshaped(inner), _RESHAPED, name_of(inner))
    if attr in ("transpose", "permute", "movedim", "swapaxes"):
        kept = method(inner, "reshape", ast.Attribute(node, "shape", ast.Load()))
        yield Edit("reshape for transpose", kept, _RESHAPED, name_of(inner))
    if attr == "chunk" and isinstance(node.func, ast.Attribute) and node.args:
        yield Edit("interleaved", _interleaved(node, inner), "blocks that lie one after another were taken for interleaved ones")
    if attr in ("log", "sqrt", "rsqrt"):
        for tiny in _TINY:
            more = ast.BinOp(inner, ast.Add(), parsed(tiny))
            root = "a small number were added inside the logarithm"
            told = root if attr == "log" else "a small number were added inside the square root"
            yield Edit("epsilon", _of_inner(node, more), told)


def _of_inner(node: ast.Call, inner: ast.expr) -> ast.Call:
    """A call of a function of torch, or of a method, with another tensor."""
    if _place_of_axis(node):
        return with_(node, args=[inner, *node.args[1:]])
    return with_(node, func=with_(node.func, value=inner))


def _reshaped(value: ast.expr) -> ast.expr:
    shape = ast.Attribute(value, "shape", ast.Load())
    back = ast.Slice(None, None, parsed("-1"))
    return method(value, "reshape", ast.Subscript(shape, back, ast.Load()))


def _interleaved(node: ast.Call, inner: ast.expr) -> ast.expr:
    """`x.chunk(4, dim)` with every fourth in a part."""
    parts = node.args[0]
    dim = _axis_of(with_(node, args=node.args[1:])) or ast.Constant(0)
    split = ast.Tuple([parsed("-1"), parts], ast.Load())
    return method(method(inner, "unflatten", dim, split), "unbind", ast.BinOp(dim, ast.Add(), ast.Constant(1)))


def _keyword(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    if not isinstance(node, ast.Call):
        return
    for index, keyword in enumerate(node.keywords):
        others = [k for n, k in enumerate(node.keywords) if n != index]
        if keyword.arg in _DROPPED_KEYWORDS:
            told = _DROPPED_KEYWORDS[keyword.arg]
            yield Edit(f"dropped {keyword.arg}", with_(node, keywords=others), told)
        if keyword.arg == "generator" and isinstance(keyword.value, ast.Name):
            rng = keyword.value.id
            for made, told in (
                (f"torch.Generator({rng}.device if {rng} else 'cpu').manual_seed(0)", _FRESH),
                (f"{rng} and {rng}.manual_seed({rng}.initial_seed())", _SEEDED),
            ):
                new = with_(keyword, value=parsed(made))
                keywords = [*node.keywords[:index], new, *node.keywords[index + 1 :]]
                yield Edit("generator", with_(node, keywords=keywords), told)


_FRESH = "a draw came from a generator of its own"
_SEEDED = "the generator were seeded again before a draw"


def _constant(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool(value)):
            yield Edit("flag", ast.Constant(not value))
        case ast.Constant(value=int() | float() as value):
            told = ""
            if isinstance(value, int):
                told = "an index were off by one" if "slice" in within else "a number were off by one"
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
        or isinstance(given.get(a.arg), ast.Constant)
        and type(given[a.arg].value) in (int, float)
    }


Rule = Callable[[ast.AST, Place, Within], Iterator[Edit]]

_RULES: tuple[Rule, ...] = (
    _operator,
    _operand,
    _misplaced,
    _axis,
    _call,
    _keyword,
    _constant,
    _choice,
    _parameter,
)
