"""Known mistakes of an exercise: wrong versions of its reference (see `recogniser.py`).

`mistakes.py` of an exercise holds a namespace for each mistake. Its name is the mistake's id (with
hyphens for underscores), its docstring explains the misconception to the learner, and what it
defines stands in for the reference's function or class of the same name:

    class weights_transposed:
        '''You multiplied by the transpose of W ...'''

        def forward_linear(X, W, b): ...

Those that many people make have the mark `@typical` (from `generic_mistakes`): the visible examples
notice them. The file may `import reference`, and make mistakes that are the same everywhere with
what it imports `from generic_mistakes`.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import ModuleType
from typing import Any

from tutor.course import Exercise
from tutor.grading import generic_mistakes
from tutor.grading.suite import load_module


@dataclass(frozen=True)
class Mistake:
    """A wrong version of the reference. `replaces` are the names in it that are wrong here; one
    that is `typical` fails an example."""

    id: str
    explanation: str
    module: ModuleType
    replaces: tuple[str, ...]
    typical: bool = False
    make_parts: Callable[[], Mapping[str, ModuleType]] = dict

    @cached_property
    def parts(self) -> Mapping[str, ModuleType]:
        """The mistake made in one function alone, for each of several that it stands in for."""
        return self.make_parts()


def load_mistakes(exercise: Exercise, reference: ModuleType) -> tuple[Mistake, ...]:
    """Read the mistakes of an exercise in the order of the file. Raises CourseError."""
    lent = {"reference": reference, "generic_mistakes": generic_mistakes}
    before = {name: sys.modules[name] for name in lent if name in sys.modules}
    sys.modules.update(lent)
    try:
        module = load_module(exercise.mistakes, f"mistakes_{exercise.slug}")
    finally:
        for name in lent:
            del sys.modules[name]
        sys.modules.update(before)
    namespaces = [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and value.__module__ in (module.__name__, generic_mistakes.__name__)
    ]
    return tuple(_mistake(name, namespace, exercise) for name, namespace in namespaces)


def _mistake(name: str, namespace: type, exercise: Exercise) -> Mistake:
    replaced = {key: value for key, value in vars(namespace).items() if not key.startswith("_")}
    explanation = " ".join((inspect.getdoc(namespace) or "").split())
    typical = vars(namespace).get(generic_mistakes.TYPICAL, False)
    return Mistake(
        name.replace("_", "-"),
        explanation,
        _stand_in(name, replaced, exercise),
        tuple(replaced),
        typical,
        partial(_parts, name, replaced, exercise),
    )


def _stand_in(name: str, replaced: Mapping[str, Any], exercise: Exercise) -> ModuleType:
    # A reference of its own, so that what is not replaced calls what is.
    stand_in = load_module(exercise.solution, f"{exercise.slug}_{name}")
    vars(stand_in).update(replaced)
    return stand_in


def _parts(name: str, replaced: Mapping[str, Any], exercise: Exercise) -> dict[str, ModuleType]:
    tree = ast.parse(exercise.starter.read_text(encoding="utf-8"))
    asked_for = {getattr(node, "name", "") for node in tree.body}
    wrong = [key for key in replaced if key in asked_for]
    helpers = {key: value for key, value in replaced.items() if key not in asked_for}
    if len(wrong) < 2:
        return {}
    return {key: _stand_in(name, helpers | {key: replaced[key]}, exercise) for key in wrong}
