"""The changes of a statement: left out, repeated, exchanged with the next, on old values."""

import ast
import copy
from collections.abc import Callable, Iterator

from tutor.grading.changes.edits import Edit, assign, call, method, name, with_
from tutor.grading.changes.trees import Place, loaded, name_of, parsed, stored

_LEFT_OUT = {
    "zero_grad": "gradients of one step were still there in the next",
    "append": "one entry were left out",
    "step": "one step were left out",
}
_EARLY = "a loop stopped one step too early"
_LATE = "a loop left out its first step"
_ONCE = "a loop stopped after its first step"
_BACK = "a loop ran in the other direction"


def statements(place: Place) -> Iterator[Edit]:
    """The changes of one statement, by itself or together with those that follow it."""
    for rule in _RULES:
        yield from rule(place)


def _left_out(place: Place) -> Iterator[Edit]:
    match place.statement:
        case ast.Expr(value=value):
            told = ""
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
                told = _LEFT_OUT.get(value.func.attr, "one step were left out")
            yield Edit("statement dropped", ast.Pass(), told)
        case ast.Continue() | ast.Break():
            yield Edit("statement dropped", ast.Pass())
        case ast.AugAssign(target=target, value=value):
            yield Edit("statement dropped", ast.Pass(), "one update were left out", name_of(target))
            told = "a total kept only what came last"
            # Not where the target is part of something that is only read there.
            yield Edit("overwritten", ast.Assign([target], value), told, name_of(target))
        case ast.Assign(targets=[ast.Name(id=target)]) as statement:
            if target in _known(place) and target in loaded(statement.value):
                yield Edit("statement dropped", ast.Pass(), "one update were left out", target)


def _known(place: Place) -> set[str]:
    """The names that have a value already where a statement begins."""
    before = stored(*place.block[: place.index])
    if place.function is not None:
        before |= {a.arg for a in ast.walk(place.function.args) if isinstance(a, ast.arg)}
    return before


def _condition(place: Place) -> Iterator[Edit]:
    statement = place.statement
    if isinstance(statement, ast.If | ast.While) and not isinstance(statement.test, ast.Constant):
        never = with_(statement, test=ast.Constant(False))
        if isinstance(statement, ast.While):
            yield Edit("loop", never, "a loop did not run")
        else:
            yield Edit("special case", never, "a special case were missing")
            yield Edit("special case", with_(statement, test=ast.Constant(True)))


def _loop(place: Place) -> Iterator[Edit]:
    statement = place.statement
    if not isinstance(statement, ast.For | ast.While):
        return
    once = with_(statement, body=[*statement.body, ast.Break()])
    yield Edit("loop", once, _ONCE)
    if isinstance(statement, ast.For):
        for how, told in (("[:-1]", _EARLY), ("[1:]", _LATE), ("[::-1]", _BACK)):
            cut = parsed(f"list(x){how}")
            assert isinstance(cut, ast.Subscript)
            if told == _BACK and not stored(statement.target) & loaded(*statement.body):
                continue  # nothing depends on where the loop is
            cut = with_(cut, value=call(name("list"), statement.iter))
            yield Edit("loop", with_(statement, iter=cut), told)


def _swapped(place: Place) -> Iterator[Edit]:
    """Two steps in the other order, where one of them depends on the other."""
    match place.statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets) as target]) as statement:
            if len(targets) > 1:
                yield from _exchanged_parts(statement, target)
        case ast.Return(value=ast.Tuple(elts=parts) as value) as statement:
            for n in range(len(parts) - 1):
                other = [*parts[:n], parts[n + 1], parts[n], *parts[n + 2 :]]
                made = with_(statement, value=with_(value, elts=other))
                yield Edit(
                    "results exchanged", made, "two values that stand side by side were exchanged"
                )
    if not place.after:
        return
    one, two = place.statement, place.after[0]
    if not all(isinstance(s, ast.Assign | ast.AugAssign | ast.Expr) for s in (one, two)):
        return
    if isinstance(two, ast.Expr) and isinstance(two.value, ast.Constant):
        return
    touched = stored(one) | _called(one)
    if touched & loaded(two) or loaded(one) & (stored(two) | _called(two)):
        yield Edit("statements exchanged", (two, one), "two steps were exchanged", covers=2)


def _exchanged_parts(statement: ast.Assign, target: ast.Tuple) -> Iterator[Edit]:
    parts = target.elts
    if isinstance(statement.value, ast.Tuple):
        return
    for n in range(len(parts) - 1):
        other = [*parts[:n], parts[n + 1], parts[n], *parts[n + 2 :]]
        made = with_(statement, targets=[with_(target, elts=other)])
        yield Edit("parts exchanged", made, "two values that stand side by side were exchanged")


def _called(statement: ast.stmt) -> set[str]:
    """What a call by itself may write into: `states.append(h)`."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value))):
            return {name_of(value)}
    return set()


def _values(place: Place) -> Iterator[Edit]:
    """A value that is cast, or cut off from its gradients, before it goes on."""
    statement = place.statement
    if not isinstance(statement, ast.Assign | ast.Return) or statement.value is None:
        return
    value = statement.value
    if isinstance(value, ast.Tuple):
        return
    of = name_of(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
    if isinstance(value, ast.Constant | ast.List | ast.ListComp | ast.Dict | ast.Lambda):
        return
    if isinstance(value, ast.Name) and isinstance(statement, ast.Assign):
        return
    if not _is_whole(value):
        single = with_(statement, value=method(value, "float"))
        yield Edit("cast", single, "values became float32 on the way", of)
    if isinstance(statement, ast.Return):
        double = with_(statement, value=method(value, "double"))
        yield Edit("cast", double, "values became float64 on the way", of)
    cut = with_(statement, value=method(value, "detach"))
    yield Edit("detach", cut, "gradients stopped on the way", of)


def _is_whole(value: ast.expr) -> bool:
    """Whether the text shows that a value is made of whole numbers, or is float32 already."""
    names = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(value)}
    compared = any(isinstance(n, ast.Compare) for n in ast.walk(value))
    return compared or bool(names & _OF_WHOLE_NUMBERS)


_OF_WHOLE_NUMBERS = {"arange", "randperm", "nonzero", "argsort", "argmax", "len", "long", "int"}
_OF_WHOLE_NUMBERS |= {"range", "float32", "float", "int64", "unique", "topk", "searchsorted"}


def _old_value(place: Place) -> Iterator[Edit]:
    """Something computed with what a name stood for before, and not with its new value."""
    statement = place.statement
    if not isinstance(statement, ast.Assign | ast.AugAssign):
        return
    for old in sorted(stored(statement) & _known(place)):
        if "." in old or not old:
            continue
        for n, later in enumerate(place.after):
            if old in loaded(later):
                keep = assign("value_before", method(name(old), "clone"))
                yield Edit(
                    "old value",
                    (keep, statement, *place.after[:n], _with_old(later, old)),
                    "the value before a step were used in place of the value after it",
                    old,
                    covers=n + 2,
                )
            if old in stored(later):
                break


def _with_old(statement: ast.stmt, old: str) -> ast.stmt:
    class Old(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.Name:
            if node.id == old and isinstance(node.ctx, ast.Load):
                return name("value_before")
            return node

    made = Old().visit(copy.deepcopy(statement))
    assert isinstance(made, ast.stmt)
    return made


def _shared(place: Place) -> Iterator[Edit]:
    """What belongs to an object kept on its class, or what belongs to a step kept in one buffer."""
    match place.statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self")) as target]) as statement:
            on_class = with_(target, value=call(name("type"), name("self")))
            made = with_(statement, targets=[on_class])
            told = "all objects of the class shared one value"
            yield Edit("state of the class", made, told, target.attr)
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=kept, attr="append"), args=[value]) as appended
        ):
            last = ast.Subscript(kept, parsed("-1"), ast.Load())
            buffer = ast.IfExp(kept, method(last, "copy_", value), value)
            again = ast.Expr(with_(appended, args=[buffer]))
            yield Edit("shared buffer", again, "one buffer were stored again and again")


def _mask_from_output(place: Place) -> Iterator[Edit]:
    """What a method keeps for later, with zeros wherever its result happens to be zero."""
    statement = place.statement
    if not isinstance(statement, ast.Return) or statement.value is None or place.owner is None:
        return
    assert place.function is not None
    kept = {
        attribute.partition(".")[2]
        for attribute in stored(place.function)
        if attribute.startswith("self.")
    }
    for attribute in sorted(kept):
        out = assign("out", statement.value)
        made = ast.parse(f"self.{attribute} = (out != 0).to(out.dtype) * self.{attribute}").body
        told = "a mask were read from what came out"
        yield Edit("mask from output", (out, *made, with_(statement, value=name("out"))), told)


Rule = Callable[[Place], Iterator[Edit]]

_RULES: tuple[Rule, ...] = (
    _left_out,
    _condition,
    _loop,
    _swapped,
    _values,
    _old_value,
    _shared,
    _mask_from_output,
)
