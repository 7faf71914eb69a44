"""The changes of a call: another function, none, its arguments in another order or left out."""

import ast
from collections.abc import Iterator

from tutor.grading.changes.axes import axis_of, place_of_axis
from tutor.grading.changes.edits import Edit, Within, call, method, name, with_
from tutor.grading.changes.operators import TINY
from tutor.grading.changes.trees import Place, name_of, parsed

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
_SYMMETRIC = {"mul", "add", "dot", "maximum", "minimum", "logical_and", "logical_or", "isclose"}
_SYMMETRIC |= {"max", "min", "allclose", "equal", "zip"}


def calls(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
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
    symmetric = ast.unparse(node.func).rpartition(".")[2] in _SYMMETRIC
    if len(node.args) >= 2 and not isinstance(node.args[0], ast.Constant) and not symmetric:
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
        told = "parts that lie one after another were taken for interleaved ones"
        yield Edit("interleaved", _interleaved(node, inner), told)
    if attr in ("log", "sqrt", "rsqrt"):
        for tiny in TINY:
            more = ast.BinOp(inner, ast.Add(), parsed(tiny))
            root = "a small number were added inside the logarithm"
            told = root if attr == "log" else "a small number were added inside the square root"
            yield Edit("epsilon", _of_inner(node, more), told)


def _of_inner(node: ast.Call, inner: ast.expr) -> ast.Call:
    """A call of a function of torch, or of a method, with another tensor."""
    if place_of_axis(node):
        return with_(node, args=[inner, *node.args[1:]])
    return with_(node, func=with_(node.func, value=inner))


def _reshaped(value: ast.expr) -> ast.expr:
    shape = ast.Attribute(value, "shape", ast.Load())
    back = ast.Slice(None, None, parsed("-1"))
    return method(value, "reshape", ast.Subscript(shape, back, ast.Load()))


def _interleaved(node: ast.Call, inner: ast.expr) -> ast.expr:
    """`x.chunk(4, dim)` with every fourth in a part."""
    parts = node.args[0]
    dim = axis_of(with_(node, args=node.args[1:])) or ast.Constant(0)
    split = ast.Tuple([parsed("-1"), parts], ast.Load())
    after = ast.BinOp(dim, ast.Add(), ast.Constant(1))
    return method(method(inner, "unflatten", dim, split), "unbind", after)


def keywords(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
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
