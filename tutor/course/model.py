"""What a course is made of. Everything here is frozen and imports no other package of ours."""

import difflib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from tutor.errors import Refused


@dataclass(frozen=True)
class Task:
    """One thing to write. `entry` names the function or method, as in `Dropout.forward`.

    `allow`, `forbid`, `graph` and `modules` stand in place of the entries of the policy.
    """

    n: int
    title: str
    entry: str
    points: float
    allow: tuple[str, ...] | None = None
    forbid: tuple[str, ...] | None = None
    graph: bool | None = None
    modules: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Hint:
    """A hint for one task, shown on request once so many attempts have been made."""

    task: int
    after_attempts: int
    text: str


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are CPU seconds; code that only waits is stopped later.

    `seconds_for_submission` are for all its checks and loads together; without it they are the
    seconds to load and those of five checks (`grading/budget.py`).
    `preload` are modules that take long to import, and are imported before any box is made.
    """

    seconds_per_check: float = 5.0
    seconds_to_load: float = 10.0
    seconds_for_picture: float = 40.0
    seconds_for_submission: float | None = None
    preload: tuple[str, ...] = ()
    memory_mb: int = 1024


@dataclass(frozen=True)
class Policy:
    """What there is in the box of an exercise, and what is not.

    `allow` are families of torch's operators (`sandbox/protocol/families.py`); without any, all are
    there. `forbid` are calls that would do the exercise instead of the learner, as dotted names.
    Without `graph` autograd records nothing. `modules` may be imported besides torch and the plain
    part of Python's library.
    """

    allow: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    graph: bool = True
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One exercise: what a learner gets, what only the grader sees, and the answer.

    The same module folder stands behind three doors of the course's root: `exercises/`,
    `graders/` and `solutions/`. `added` is the day on which the exercise joined the course; it is
    None for one that was there from the start.
    """

    root: Path
    module: str
    slug: str
    title: str
    summary: str
    concepts: tuple[str, ...]
    requires: tuple[str, ...]
    difficulty: int
    minutes: int
    source: str
    tasks: tuple[Task, ...]
    limits: Limits = field(default_factory=Limits)
    policy: Policy = field(default_factory=Policy)
    hints: tuple[Hint, ...] = ()
    added: date | None = None

    @property
    def folder(self) -> Path:
        """The folder that is handed to learners."""
        return self.root / "exercises" / self.module / self.slug

    @property
    def starter(self) -> Path:
        return self.folder / f"{self.slug}.py"

    @property
    def statement(self) -> Path:
        return self.folder / "README.md"

    @property
    def examples(self) -> Path:
        return self.folder / "examples.py"

    @property
    def suite(self) -> Path:
        return self.root / "graders" / self.module / self.slug / "suite.py"

    @property
    def mistakes(self) -> Path:
        return self.root / "graders" / self.module / self.slug / "mistakes.py"

    @property
    def picture(self) -> Path:
        """What a learner's own code can show after full marks; not every exercise has one."""
        return self.root / "graders" / self.module / self.slug / "picture.py"

    @property
    def solution(self) -> Path:
        return self.root / "solutions" / self.module / f"{self.slug}.py"

    @property
    def alternatives(self) -> tuple[Path, ...]:
        """Other correct solutions, in the order of their names."""
        folder = self.root / "solutions" / self.module / "alternatives" / self.slug
        return tuple(sorted(folder.glob("*.py")))

    @property
    def honest(self) -> tuple[Path, ...]:
        """Right solutions in ways that the rules must not keep out; a checkout has them."""
        folder = self.root / "tests" / "honest" / self.slug
        found = (path for path in sorted(folder.glob("*")) if path.suffix in (".py", ".ipynb"))
        return tuple(path for path in found if "# gap: " not in path.read_text("utf-8"))

    def rules(self, task: int) -> Policy:
        """The policy with what this task says in its place; for an unknown task the policy."""
        own = next((t for t in self.tasks if t.n == task), None)
        said = {f.name: getattr(own, f.name, None) for f in fields(Policy)}
        return replace(self.policy, **{name: v for name, v in said.items() if v is not None})

    @property
    def has_graders(self) -> bool:
        """False where the course was handed out without what only the grader sees."""
        return (self.root / "graders").is_dir() and (self.root / "solutions").is_dir()

    def require_graders(self) -> None:
        """Raise Refused where nothing can be marked."""
        if not self.has_graders:
            raise Refused(
                "The hidden suites and the solutions are not in this course, so nothing can be "
                "marked or shown here: hand in your file to your class."
            )

    @property
    def max_score(self) -> float:
        return sum(task.points for task in self.tasks)

    @property
    def module_title(self) -> str:
        return module_title(self.module)


@dataclass(frozen=True)
class Course:
    """All exercises in the order in which a reader meets them."""

    root: Path
    title: str
    summary: str
    exercises: tuple[Exercise, ...]
    renamed: dict[str, str] = field(default_factory=dict)

    def exercise(self, slug: str) -> Exercise:
        """Return the exercise with this slug; an old name leads to the new one."""
        slug = self.renamed.get(slug, slug)
        for exercise in self.exercises:
            if exercise.slug == slug:
                return exercise
        close = difflib.get_close_matches(slug, [e.slug for e in self.exercises], n=1)
        advice = f"Did you mean '{close[0]}'?" if close else "`tutor list` shows all exercises."
        raise Refused(f"There is no exercise '{slug}'. {advice}")

    def can_grade(self, slug: str) -> bool:
        """Whether this is one of its exercises, by any name, and its suite is here."""
        slug = self.renamed.get(slug, slug)
        return any(one.slug == slug and one.has_graders for one in self.exercises)


def module_title(module: str) -> str:
    """The name of a module for people: `02_learn` is Learn."""
    return module.split("_", 1)[-1].replace("_", " ").capitalize()
