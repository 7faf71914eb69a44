"""An exercise that is being written: step by step, up to the first that is not finished."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from tutor.audit.promises import Promises
from tutor.audit.quizzes import audit_quizzes
from tutor.audit.steps import STEPS
from tutor.audit.whole import Finding
from tutor.course import Course, Exercise
from tutor.errors import TutorError
from tutor.grading.graders import Graders


def audit_draft(
    course: Course, exercise: Exercise, graders: Graders, seeds: Sequence[int], device: str
) -> Iterator[Finding]:
    """What is finished of an exercise, and the first step that is not. A later step is not looked
    at: it would only complain of what is not written yet."""
    draft = _Draft(course, exercise, graders, seeds, device)
    for number, step in enumerate(STEPS, start=1):
        promise = f"step {number} of {len(STEPS)}, {step.title}"
        details = tuple(step.open(exercise)) or tuple(draft.faults(number))
        yield Finding(exercise.slug, promise, details, number)
        if details:
            return


class _Draft:
    def __init__(
        self,
        course: Course,
        exercise: Exercise,
        graders: Graders,
        seeds: Sequence[int],
        device: str,
    ) -> None:
        self.course = course
        self.exercise = exercise
        self.graders = graders
        self.seeds = seeds
        self.device = device

    @cached_property
    def promises(self) -> Promises:
        """These load the suite, the reference and the mistakes."""
        return Promises(self.exercise, self.graders, self.seeds, self.device)

    def faults(self, step: int) -> Iterator[str]:
        """What is wrong in a step in which nothing is marked as still to do."""
        try:
            if step == 1:
                yield from _unhinted(self.exercise)
            elif step == 3:
                yield from _unwritten(self.exercise, self.exercise.starter)
            elif step == 4:
                yield from _unwritten(self.exercise, self.exercise.solution)
                yield from _unlike(self.exercise)
            else:
                for finding in self._findings(step):
                    yield from finding.details
        except TutorError as error:
            yield str(error)

    def _findings(self, step: int) -> Iterable[Finding]:
        match step:
            case 5:
                right = self.promises.right(alternatives=False)
                return self.promises.points(), self.promises.starter(), right
            case 6:
                return (self.promises.right(),)
            case 7:
                return self.promises.enough(), self.promises.mistakes()
            case 8:
                return self.promises.examples()
            case 9:
                return (self.promises.contract(),)
            case 10:
                return audit_quizzes(self.course, self.graders, self.exercise.slug)
        return ()


def _unhinted(exercise: Exercise) -> Iterator[str]:
    hinted = {hint.task for hint in exercise.hints}
    for task in exercise.tasks:
        if task.n not in hinted:
            yield f"task {task.n} has no hint: add a [[hint]] with task = {task.n}"


def _unwritten(exercise: Exercise, path: Path) -> Iterator[str]:
    """The entries of tasks that a file does not define, or that it cannot be read."""
    name = path.relative_to(exercise.root)
    try:
        defined = _parameters(path)
    except SyntaxError as error:
        yield f"{name}, line {error.lineno}: this is not valid Python: {error.msg}"
        return
    for task in exercise.tasks:
        if task.entry not in defined:
            yield f"{name} does not define {task.entry}, the entry of task {task.n}"


def _unlike(exercise: Exercise) -> Iterator[str]:
    """Functions of the reference whose parameters are not those of the starter."""
    try:
        asked, given = _parameters(exercise.starter), _parameters(exercise.solution)
    except SyntaxError:
        return
    for name, parameters in asked.items():
        if given.get(name, parameters) != parameters:
            yield (
                f"{name} has the parameters {', '.join(given[name])} in the reference, and "
                f"{', '.join(parameters)} in the starter"
            )


def _parameters(path: Path) -> dict[str, list[str]]:
    """The parameters of each function of a file, and of each method as `Class.method`."""
    found: dict[str, list[str]] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _names(node)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = []
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    found[f"{node.name}.{inner.name}"] = _names(inner)
    return found


def _names(function: ast.FunctionDef) -> list[str]:
    asked = function.args
    return [a.arg for a in (*asked.posonlyargs, *asked.args, *asked.kwonlyargs)]
