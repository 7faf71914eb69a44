"""What the text of a submission says about a failure: a `return` or a `self` that is missing.

The text is only parsed. Each question is answered with one sentence for the learner, or with
nothing where the text gives no reason.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from tutor.grading.source import Source
from tutor.sandbox.host.trouble import LearnerError

Function = ast.FunctionDef | ast.AsyncFunctionDef

_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_COUNTED = re.compile(
    r"(?:\w+\.)*?(?:(\w+)\.)?(\w+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? "
    r"but (\d+) (?:was|were) given"
)
_OTHER_PARAMETERS = re.compile(
    r"(?:\w+\.)*(\w+)\(\) (?:takes|missing|got an unexpected keyword|got multiple values)"
)
_OTHER_KIND = re.compile(r"The results? (?:is|are) (?:an object )?of type ")
_NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_WORDS = re.compile(r"`(?:\w+\.)?(\w+)`")


@dataclass(frozen=True)
class Method:
    """A function of a submission: where it is, and the class around it, if there is one."""

    owner: ast.ClassDef | None
    node: Function
    label: str

    @property
    def name(self) -> str:
        return f"{self.owner.name}.{self.node.name}" if self.owner else self.node.name

    @property
    def place(self) -> str:
        return f"See {self.label}, line {self.node.lineno}."

    @property
    def last_return(self) -> str:
        """The place of its last `return` with a value, or its own."""
        returns = [n.lineno for n in _own_nodes(self.node) if isinstance(n, ast.Return)]
        return f"See {self.label}, line {max(returns, default=self.node.lineno)}."

    @property
    def gives_a_value(self) -> bool:
        """Whether a `return` with a value, a `yield` or, at the end, a `raise` is its own."""
        if isinstance(self.node.body[-1], ast.Raise):
            return True
        own = list(_own_nodes(self.node))
        returns = [n for n in own if isinstance(n, ast.Return) and n.value is not None]
        return bool(returns) or any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own)

    @property
    def first(self) -> str | None:
        """Its first parameter, if it has to be the object."""
        static = {d.id for d in self.node.decorator_list if isinstance(d, ast.Name)}
        if self.owner is None or static & {"staticmethod", "classmethod"}:
            return None
        parameters = [*self.node.args.posonlyargs, *self.node.args.args]
        return parameters[0].arg if parameters else ""


@dataclass(frozen=True)
class Reading:
    """A submission and the reference, read as text."""

    source: Source
    reference: str

    @cached_property
    def functions(self) -> dict[str, Method]:
        """The functions and methods of the submission by their names, the last of a name."""
        return {m.name: m for label, text in self.source.chunks() for m in _methods(label, text)}

    @cached_property
    def _theirs(self) -> Sequence[Method]:
        return list(_methods("reference", self.reference))

    @cached_property
    def forgotten(self) -> Sequence[Method]:
        """Those that give no value where those of the reference do."""
        giving = {m.name for m in self._theirs if m.gives_a_value}
        mine = self.functions.items()
        return [m for name, m in mine if name in giving and not m.gives_a_value]

    def of_value(self, message: str, called: str = "") -> str:
        """What to add to a sentence about a value that is None, or not what it should be.
        `called` is the function that gave the value, where that is known."""
        named = set(_WORDS.findall(message)) - {"return"}
        fitting = [m for m in self.forgotten if "None" in message or m.node.name in named]
        fitting.sort(key=lambda method: method.node.name != called)
        if fitting:
            return _no_return(fitting[0])
        return self._of_kind(message, called)

    def _of_kind(self, message: str, called: str) -> str:
        """Where a value of another kind comes from, if it is the result of a known function."""
        fitting = [m for m in self.functions.values() if m.node.name == called]
        if not _OTHER_KIND.match(message) or len(fitting) != 1:
            return ""
        return f"`{called}` returns it. {fitting[0].last_return}"

    def of_exception(self, error: LearnerError) -> str:
        """What to say first about an exception, if the text gives its reason."""
        if error.kind == "NameError":
            return self._of_name(error)
        if "NoneType" in error.message and self.forgotten:
            return _no_return(self.forgotten[0])
        if error.kind == "TypeError":
            return self._of_parameters(error)
        if error.kind == "AttributeError" and not error.where:
            return self._of_method(error)
        return ""

    def _of_method(self, error: LearnerError) -> str:
        """What to say of a method that a check asked for and a class of the starter has not."""
        found = _NO_ATTRIBUTE.match(error.message)
        asked = f"{found[1]}.{found[2]}" if found else ""
        if asked in self.functions or asked not in {m.name for m in self._theirs}:
            return ""
        assert found is not None
        return (
            f"The class `{found[1]}` has no method `{found[2]}`. Keep the names of the starter, "
            "and write its methods inside the class."
        )

    def _of_name(self, error: LearnerError) -> str:
        found = _UNDEFINED.match(error.message)
        if found is None or not error.where:
            return ""
        if belongs := self._of_the_object(found[1], error):
            return belongs
        near = get_close_matches(found[1], self._names() - {found[1]}, 1, 0.75)
        return f"`{found[1]}` is not defined. Did you mean `{near[0]}`?" if near else ""

    def _of_the_object(self, name: str, error: LearnerError) -> str:
        """What to say of a name that is missing where the object has one like it."""
        label, line, _, _ = error.where[-1]
        inside = [m for m in self.functions.values() if m.label == label and _spans(m.node, line)]
        for method in inside:
            if method.first is None or method.owner is None:
                continue
            if name == "self" and method.first != "self":
                return _no_self(method)
            if name in _attributes(method.owner):
                return f"`{name}` belongs to the object: write `self.{name}`."
        return ""

    def _names(self) -> set[str]:
        """The names that the submission gives to something."""
        trees = [tree for _, text in self.source.chunks() if (tree := _tree(text))]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        given = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        return given | {n.arg for n in nodes if isinstance(n, ast.arg)} | set(self.functions)

    def _of_parameters(self, error: LearnerError) -> str:
        if counted := _COUNTED.match(error.message):
            owner, name, takes, given = counted.groups()
            method = self.functions.get(f"{owner}.{name}")
            one_more = int(given) == int(takes) + 1
            if method and one_more and method.first not in (None, "self"):
                return _no_self(method)
        named = _OTHER_PARAMETERS.match(error.message)
        if named and not error.where:
            asked = self._asked(error.message, named[1])
            there = f" There it is `{asked}`." if asked else ""
            return f"`{named[1]}` has other parameters than in the starter. Keep those.{there}"
        return ""

    def _asked(self, message: str, name: str) -> str:
        """How a function of this name begins in the starter, as far as the reference tells."""
        theirs = {m.name: m for m in self._theirs}
        whole = message.partition("(")[0]
        method = theirs.get(".".join(whole.split(".")[-2:])) or theirs.get(name)
        return f"{name}({', '.join(_parameters(method.node))})" if method else ""


def _no_return(method: Method) -> str:
    return f"`{method.node.name}` has no `return`, so it gives None. {method.place}"


def _no_self(method: Method) -> str:
    return (
        f"The first parameter of a method is `self`, and `{method.node.name}` does not have it. "
        f"{method.place}"
    )


def _methods(label: str, text: str) -> Iterator[Method]:
    """The functions of a text and the methods of its classes; none if Python cannot read it."""
    tree = _tree(text)
    for node in tree.body if tree else []:
        if isinstance(node, Function):
            yield Method(None, node, label)
        elif isinstance(node, ast.ClassDef):
            yield from (Method(node, n, label) for n in node.body if isinstance(n, Function))


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parameters(function: Function) -> list[str]:
    named = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    first = len(named) - len(function.args.defaults)
    defaults = [f"={ast.unparse(value)}" for value in function.args.defaults]
    return [n + (defaults[i - first] if i >= first else "") for i, n in enumerate(named)]


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """What is inside a function, without what is inside the functions in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _spans(node: Function, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _attributes(owner: ast.ClassDef) -> set[str]:
    """The names that a class gives its objects: methods, and what is written to `self`."""
    written = {
        node.attr
        for node in ast.walk(owner)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    return written | {node.name for node in owner.body if isinstance(node, Function)}
