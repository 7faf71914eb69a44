"""What the later tasks of an exercise build on: the functions of its earlier ones.

Read from the reference, whose later functions call the earlier ones, directly or through its
helpers. Which task a function belongs to is said by its `raise NotImplementedError("task 2: ...")`
in the starter, or else by the entry of the task.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from types import CodeType, ModuleType
from typing import Any

from tutor.course import Exercise

_TASK = re.compile(r"task (\d+)\b")


def builds_on(exercise: Exercise, reference: ModuleType) -> Mapping[int, Mapping[str, int]]:
    """For each task the functions of earlier tasks that the reference's functions call, and the
    task of each. A method is named as in `TwoLayer.forward`."""
    tasks = _tasks(exercise)
    functions = dict(_functions(reference))
    found: dict[int, dict[str, int]] = {}
    for name, task in tasks.items():
        called = _called(name, functions)
        earlier = {other: tasks[other] for other in called if tasks.get(other, task) < task}
        found.setdefault(task, {}).update(earlier)
    return found


def _tasks(exercise: Exercise) -> dict[str, int]:
    tasks = {task.entry: task.n for task in exercise.tasks}
    tree = ast.parse(exercise.starter.read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = {"": tree.body} | {f"{owner.name}.": owner.body for owner in classes}
    for inside, body in bodies.items():
        for node in body:
            if isinstance(node, ast.FunctionDef) and (found := _TASK.search(ast.unparse(node))):
                tasks[f"{inside}{node.name}"] = int(found[1])
    return tasks


def _functions(reference: ModuleType) -> Iterator[tuple[str, Any]]:
    """The functions and methods of a module by their names."""
    for name, value in vars(reference).items():
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value) and value.__module__ == reference.__name__:
            yield from (
                (f"{name}.{method}", function)
                for method, function in vars(value).items()
                if inspect.isfunction(function)
            )


def _called(name: str, functions: Mapping[str, Any]) -> set[str]:
    """The functions that a function calls, and those that these call."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        caller = waiting.pop()
        if caller not in functions:
            continue
        owner = caller.rpartition(".")[0]
        used = _names(functions[caller].__code__)
        called = {n for n in used if n in functions}
        called |= {m for n in used if owner and (m := f"{owner}.{n}") in functions}
        waiting += called - found
        found |= called
    return found - {name}


def _names(code: CodeType) -> set[str]:
    inner = (_names(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*inner)
