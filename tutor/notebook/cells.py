"""What a learner has defined in the cells of a notebook, as a submission."""

import ast
import json
from collections.abc import Sequence

from tutor.course import Exercise
from tutor.errors import Refused
from tutor.grading.source import Source, source_from_bytes
from tutor.notebook.slices import sliced


def source_of(exercise: Exercise, history: Sequence[str]) -> Source:
    """The cells that were run, cut down to what the exercise asks for, and what that needs.

    `history` has them under the numbers that Jupyter shows beside them, and an empty one first.
    Raises Refused where none of the exercise's functions and classes is defined.
    """
    names = _names(exercise)
    cells = sliced(history, names)
    if not any(_defined(cell) & names for cell in cells):
        some = " or ".join(f"`{name}`" for name in sorted(_entries(exercise))[:2])
        raise Refused(
            f"No cell that you have run defines {some}, which {exercise.slug} asks for. Run the "
            "cell of your solution first."
        )
    listed = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells[1:]
    ]
    notebook = {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return source_from_bytes(f"{exercise.slug}.ipynb", json.dumps(notebook).encode())


def _names(exercise: Exercise) -> set[str]:
    """What the starter defines, and what the tasks are about."""
    return _defined(exercise.starter.read_text(encoding="utf-8")) | _entries(exercise)


def _entries(exercise: Exercise) -> set[str]:
    return {task.entry.partition(".")[0] for task in exercise.tasks}


def _defined(text: str) -> set[str]:
    """The functions and classes of a text, and the other names to which it gives a value."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found
