"""The changes of an operator: another one, an operand left out, there twice, or misplaced."""

import ast
from collections.abc import Iterator

from tutor.grading.changes.edits import Edit, Within, call, name, with_
from tutor.grading.changes.trees import Place, name_of, parsed

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
TINY = ("1e-08", "1e-05")


def operators(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _OPERATORS:
        other, told = _OPERATORS[type(node.op)]
        of = name_of(node.right) if isinstance(node, ast.BinOp) else ""
        yield Edit(f"operator {type(node.op).__name__}", with_(node, op=other()), told, of)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other, which in _COMPARISONS.get(type(node.ops[0]), ()):
            told = _OF_COMPARISON[which]
            yield Edit(f"comparison {which}", with_(node, ops=[other()]), told)
        sides = (node.left, *node.comparators)
        if isinstance(node.ops[0], ast.Eq) and not any(map(_is_exact, sides)):
            apart = call(name("abs"), ast.BinOp(node.left, ast.Sub(), node.comparators[0]))
            nearly = ast.Compare(apart, [ast.Lt()], [ast.Constant(1e-6)])
            yield Edit("almost equal", nearly, "values that are nearly equal counted as equal")
    if isinstance(node, ast.UnaryOp):
        sign = isinstance(node.op, ast.USub)
        told = "a minus sign were missing" if sign else "a condition were turned round"
        yield Edit("sign" if sign else "condition", node.operand, told, name_of(node.operand))


def _is_exact(node: ast.expr) -> bool:
    """Whether a side of a comparison is a count or a text, which are equal or not."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).endswith(("len", "numel", "dim"))
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def operands(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
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
            if not within.is_even:
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
            if not isinstance(node.right, ast.Constant):  # a number that stands there is not 0
                for tiny in TINY:
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


def misplaced(node: ast.AST, place: Place, within: Within) -> Iterator[Edit]:
    """An addend that came after what it should come before, or the other way round."""
    early, late = "one addend came a step too early", "one addend came a step too late"
    match node:
        case ast.Call(func=ast.Attribute(value=ast.BinOp(op=ast.Add()) as inner) as func):
            if name_of(func.value) != "torch":
                yield _addend(inner, with_(node, func=with_(func, value=inner.left)), late)
        case ast.Call(args=[ast.BinOp(op=ast.Add()) as inner]) if not node.keywords:
            yield _addend(inner, with_(node, args=[inner.left]), late)
        case ast.BinOp(left=ast.BinOp(op=ast.Add()) as inner, op=ast.Mult() | ast.Div()):
            yield _addend(inner, with_(node, left=inner.left), late)
        case ast.BinOp(left=ast.Call(args=[one]) as inner, op=ast.Add()) if not inner.keywords:
            before = with_(inner, args=[with_(node, left=one)])
            yield Edit("addend misplaced", before, early, name_of(node.right))
        case ast.BinOp(left=ast.BinOp(op=ast.Mult() | ast.Div()) as inner, op=ast.Add()):
            moved = with_(inner, left=with_(node, left=inner.left))
            yield Edit("addend misplaced", moved, early, name_of(node.right))


def _addend(sum_: ast.BinOp, moved: ast.expr, told: str) -> Edit:
    return Edit("addend misplaced", with_(sum_, left=moved), told, name_of(sum_.right))
