"""The class that is graded: ordinary files of learners, made from the course's own answers.

Honest learners combine the reference and its alternatives; others make one or more of the known
mistakes. Nothing here imports torch.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tutor.course import Course, Exercise

SLUGS = ("forward_linear", "gradient_descent", "dropout")


@dataclass(frozen=True)
class Pupil:
    """One submission: a file for each exercise. `mistakes` are the known ones made, by exercise."""

    name: str
    files: dict[str, str]
    mistakes: dict[str, str]
    about: str = ""

    @property
    def honest(self) -> bool:
        return self.name.startswith("right")

    def write(self, folder: Path) -> dict[str, Path]:
        """Put the files on disk, one an exercise, and say where."""
        home = folder / self.name
        home.mkdir(parents=True, exist_ok=True)
        paths = {slug: home / f"{slug}.py" for slug in self.files}
        for slug, path in paths.items():
            path.write_text(self.files[slug], encoding="utf-8")
        return paths


MISTAKES = (
    {"forward_linear": "weights_transposed"},
    {"forward_linear": "bias_per_row", "gradient_descent": "uphill"},
    {"forward_linear": "cut_from_the_graph"},
    {"forward_linear": "loop_over_rows"},
    {"gradient_descent": "factor_two"},
    {"gradient_descent": "one_moment_only"},
    {"gradient_descent": "best_instead_of_largest", "dropout": "survivors_not_scaled"},
    {"dropout": "one_mask_for_ever"},
    {"dropout": "new_mask_in_backward"},
    {
        "forward_linear": "single_row_squeezed",
        "gradient_descent": "updated_in_place",
        "dropout": "input_overwritten",
    },
)


def the_class(course: Course) -> list[Pupil]:
    """Thirty submissions: eighteen right ones, ten with known mistakes, one unfinished, one that
    cannot be loaded."""
    exercises = {slug: course.exercise(slug) for slug in SLUGS}
    right = [_honest(exercises, number) for number in range(18)]
    right[3] = _printing(right[3])
    right[5] = _warning(right[5], exercises["dropout"])
    wrong = [_mistaken(exercises, number, known) for number, known in enumerate(MISTAKES)]
    base = right[0].files
    starters = {slug: exercises[slug].starter.read_text() for slug in SLUGS[1:]}
    unfinished = Pupil("wrong-11", base | starters, {}, "two exercises as they were handed out")
    broken = base | {"dropout": "import a_module_of_mine\n" + base["dropout"]}
    return [*right, *wrong, unfinished, Pupil("wrong-12", broken, {}, "a module is missing")]


def a_few(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Six of the class that stand for it."""
    names = ("right-02", "right-04", "right-06", "wrong-01", "wrong-07", "wrong-12")
    return [pupil for pupil in pupils if pupil.name in names]


def the_unruly(course: Course) -> list[Pupil]:
    """Three whose code loops or ends its process, in one check each; all else is right."""
    base = {slug: course.exercise(slug).solution.read_text() for slug in SLUGS}

    def with_change(name: str, slug: str, old: str, new: str, about: str) -> Pupil:
        assert old in base[slug], (slug, old)
        return Pupil(name, base | {slug: base[slug].replace(old, new)}, {}, about)

    return [
        with_change(
            "loops",
            "gradient_descent",
            "    return 2 / x**2",
            "    alpha = 2 / x**2\n    while not alpha.isfinite().all():\n"
            "        alpha = 2 / x**2\n    return alpha",
            "an endless loop for an input of zero",
        ),
        with_change(
            "exits",
            "forward_linear",
            "    return X @ W + b",
            "    if len(X) == 0:\n        raise SystemExit(1)\n    return X @ W + b",
            "sys.exit(1) for an empty batch",
        ),
        with_change(
            "vanishes",
            "dropout",
            "        if training:\n",
            "        if training and self.p == 1:\n            import os\n\n"
            "            os._exit(0)\n        if training:\n",
            "os._exit(0) at p = 1",
        ),
    ]


@cache
def _styles(exercise: Exercise) -> tuple[str, ...]:
    return tuple(path.read_text() for path in (exercise.solution, *exercise.alternatives))


def _honest(exercises: dict[str, Exercise], number: int) -> Pupil:
    """Step through the styles at different speeds, so that the combinations differ."""
    steps = (number, number // 4, number + number // 4)
    files = {}
    for step, slug in zip(steps, SLUGS, strict=True):
        styles = _styles(exercises[slug])
        files[slug] = styles[step % len(styles)]
    return Pupil(f"right-{number + 1:02}", files, {})


def _printing(pupil: Pupil) -> Pupil:
    line = "def forward_linear("
    text = pupil.files["forward_linear"]
    head, tail = text.split(line)
    signature, body = tail.split("\n", 1)
    shown = f'{head}{line}{signature}\n    print("shape of X:", X.shape)\n{body}'
    return Pupil(pupil.name, pupil.files | {"forward_linear": shown}, {}, "a debug print")


def _warning(pupil: Pupil, dropout: Exercise) -> Pupil:
    text = dropout.solution.read_text()
    old = "keep = torch.rand(x.shape, device=x.device) >= self.p"
    assert old in text
    new = "keep = torch.tensor(torch.rand(x.shape, device=x.device) >= self.p)"
    files = pupil.files | {"dropout": text.replace(old, new)}
    return Pupil(pupil.name, files, {}, "a warning of torch's on stderr")


def _mistaken(exercises: dict[str, Exercise], number: int, known: dict[str, str]) -> Pupil:
    files = dict(_honest(exercises, number + 1).files)
    for slug, name in known.items():
        files[slug] = with_mistake(exercises[slug], name)
    ids = {slug: name.replace("_", "-") for slug, name in known.items()}
    return Pupil(f"wrong-{number + 1:02}", files, ids, ", ".join(ids.values()))


def with_mistake(exercise: Exercise, name: str) -> str:
    """The reference with the functions of a known mistake in it, as a learner would write it."""
    module = ast.parse(exercise.mistakes.read_text(encoding="utf-8"))
    mistake = next(n for n in module.body if isinstance(n, ast.ClassDef) and n.name == name)
    new = {n.name: n for n in mistake.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    names = _Names(_aliases(module), set(new))
    changed = [names.visit(node) for node in new.values()]
    lines = []
    for node in ast.parse(exercise.solution.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in new:
            if node.name not in names.kept:
                continue
            node.name = f"first_{node.name}"
        lines.append(ast.unparse(node))
    return "\n\n\n".join([*lines, *map(ast.unparse, changed)]) + "\n"


def _aliases(module: ast.Module) -> dict[str, str]:
    """What `from reference import gd_step as right_step` calls the parts of the reference."""
    return {
        alias.asname or alias.name: alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom) and node.module == "reference"
        for alias in node.names
    }


class _Names(ast.NodeTransformer):
    """Turn what a mistake takes from the reference into names of the learner's own file."""

    def __init__(self, aliases: dict[str, str], replaced: set[str]) -> None:
        self.aliases = aliases
        self.replaced = replaced
        self.kept: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return self._own(self.aliases[node.id]) if node.id in self.aliases else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "reference":
            return self._own(node.attr)
        return self.generic_visit(node)

    def _own(self, name: str) -> ast.Name:
        if name in self.replaced:
            self.kept.add(name)
            name = f"first_{name}"
        return ast.Name(name, ast.Load())
