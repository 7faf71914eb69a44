"""The steps in which an exercise is written: what to do in each, and what is still to do.

`tutor new` writes a skeleton in which every TODO says what to put there. docs/authoring.md goes
through the same steps with an example.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.course import Exercise

MARK = "TODO"
_RENAME = "rename-me"  # the id of something that has to get one of its own


@dataclass(frozen=True)
class AuthoringStep:
    """One step: its files, relative to the course, with {module} and {slug}; and what to do."""

    title: str
    files: tuple[str, ...]
    advice: str

    def paths(self, exercise: Exercise) -> list[Path]:
        """Its files that are there, or should be. `*` stands for any name."""
        found: list[Path] = []
        for pattern in self.files:
            name = pattern.format(module=exercise.module, slug=exercise.slug)
            found += sorted(exercise.root.glob(name)) if "*" in name else [exercise.root / name]
        return found

    def open(self, exercise: Exercise) -> Iterator[str]:
        """What is still to do: missing files, and files with the lines that have a TODO."""
        for path in self.paths(exercise):
            name = path.relative_to(exercise.root)
            if not path.is_file():
                yield f"{name} is missing"
            elif lines := list(_marked(path)):
                yield str(name)
                yield from (f"  line {number}: {line}" for number, line in lines)


def _marked(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that say what is still to do, with their numbers."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if MARK in line or _RENAME in line.replace("_", "-"):
            yield number, line.strip()


_EXERCISE = "exercises/{module}/{slug}/"
_GRADER = "graders/{module}/{slug}/"
_SOLUTIONS = "solutions/{module}/"

STEPS = (
    AuthoringStep(
        "what it is",
        (_EXERCISE + "exercise.toml",),
        "Say in exercise.toml what the exercise is: its title, its concepts, its tasks and their "
        "points. Each task has at least one hint.",
    ),
    AuthoringStep(
        "the statement",
        (_EXERCISE + "README.md",),
        "Write the statement: what the piece is for, what to write, and one number by hand.",
    ),
    AuthoringStep(
        "the starter",
        (_EXERCISE + "{slug}.py",),
        "Write the contract of each function: arguments, shapes, dtypes, errors. Each body raises "
        "NotImplementedError. Every sentence of the docstrings will be a clause in step 9.",
    ),
    AuthoringStep(
        "the reference",
        (_SOLUTIONS + "{slug}.py",),
        "Write the right answer, with the same functions and arguments as the starter.",
    ),
    AuthoringStep(
        "the hidden suite",
        (_GRADER + "suite.py",),
        "Say how arguments are drawn, and name a law for each check. The points of the checks of a "
        "task add up to the points of the task.",
    ),
    AuthoringStep(
        "other right solutions",
        (_SOLUTIONS + "alternatives/{slug}/*.py",),
        "Write at least two other right solutions, as different as you can. If one loses marks, "
        "the suite asks for more than the starter says.",
    ),
    AuthoringStep(
        "known mistakes",
        (_GRADER + "mistakes.py",),
        "Write at least five mistakes that people make, with what they believed. Name each in the "
        "`catches` of the check that always notices it.",
    ),
    AuthoringStep(
        "visible examples",
        (_EXERCISE + "examples.py",),
        "Write examples with numbers that you worked out by hand. Every mistake that is typical, "
        "at least three of them, fails an example.",
    ),
    AuthoringStep(
        "the contract",
        (_GRADER + "contract.toml",),
        "Quote every sentence of the docstrings: in a clause, with the checks that hold it and "
        "what breaks it, or in `explains`.",
    ),
    AuthoringStep(
        "questions",
        (_EXERCISE + "quiz.toml",),
        "Write a question about each concept, with wrong answers that people believe.",
    ),
)


def is_draft(exercise: Exercise) -> bool:
    """Whether something in its files is marked as still to do."""
    paths = [path for step in STEPS for path in step.paths(exercise)]
    return any(list(_marked(path)) for path in paths if path.is_file())
