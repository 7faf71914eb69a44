"""A hidden suite: an ordinary pytest file, read here as a list of checks that can be run directly.

Running a check directly is six times faster than through pytest; `plugin.py` runs the same checks
under pytest, and a test holds both to the same verdicts.
"""

import hashlib
import importlib.util
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from tutor.course import Exercise
from tutor.errors import CourseError
from tutor.grading.draw import Draw, derive_seed
from tutor.grading.remote import Submission
from tutor.sandbox.protocol.vision import declare_missing_operators
from tutor.sandbox.protocol.wire import DTYPES

FIXTURES = ("submission", "reference", "gpu", "rng", "dtype", "device")


@dataclass(frozen=True)
class Check:
    """One check of a suite, with one dtype where it asks for one."""

    id: str
    title: str
    task: int
    points: float
    catches: tuple[str, ...]
    visible: bool
    dtype: str | None
    function: Callable[..., None]

    @property
    def on_gpu(self) -> bool:
        return "gpu" in inspect.signature(self.function).parameters

    def run(self, bench: "Bench") -> None:
        """Call the function with the fixtures that it names."""
        names = inspect.signature(self.function).parameters
        self.function(**{name: bench.fixture(name, self) for name in names})


@dataclass(frozen=True)
class Bench:
    """Where a check meets a submission: the two modules, the seed, the device."""

    submission: Submission
    reference: Submission
    seed: int
    device: str

    def fixture(self, name: str, check: Check) -> Any:
        match name:
            case "submission":
                return self.submission.on(self.device)
            case "reference":
                return self.reference
            case "gpu":
                return self.submission.on("cuda" if self.device == "cuda" else "logical")
            case "rng":
                return Draw(derive_seed(self.seed, check.id))
            case "dtype":
                return DTYPES[check.dtype or "float64"]
            case "device":
                return self.device
        raise CourseError(f"The check {check.id} asks for an unknown fixture '{name}'.")


def suite_version(exercise: Exercise) -> str:
    """A short name for the exact text of all that decides a mark."""
    digest = hashlib.sha256()
    for path in (
        exercise.folder / "exercise.toml",
        exercise.suite,
        exercise.mistakes,
        exercise.solution,
    ):
        digest.update(path.read_bytes() if path.is_file() else b"-")
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def load_suite(path: Path, visible: bool = False) -> tuple[Check, ...]:
    """Read the checks of a suite in the order in which they stand. Raises CourseError.

    `visible` shows all of them, as for a learner's examples.
    """
    module = load_module(path, f"suite_{path.parent.name}")
    functions = [
        (name, value)
        for name, value in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(value)
    ]
    checks = [check for name, function in functions for check in read_checks(name, function)]
    return tuple(replace(check, visible=visible or check.visible) for check in checks)


def read_checks(name: str, function: Callable[..., None]) -> Iterable[Check]:
    """One check, or one for each dtype that its mark names."""
    marks = {mark.name: mark for mark in getattr(function, "pytestmark", [])}

    def argument(mark: str, default: Any) -> Any:
        return marks[mark].args[0] if mark in marks else default

    title = (inspect.getdoc(function) or name).splitlines()[0].rstrip(".")
    names: tuple[str | None, ...] = (None,)
    if "dtype" in inspect.signature(function).parameters:
        names = marks["dtypes"].args if "dtypes" in marks else ("float64",)
    for dtype in names:
        yield Check(
            id=f"{name}[{dtype}]" if dtype else name,
            title=f"{title} ({dtype})" if dtype and len(names) > 1 else title,
            task=argument("task", 1),
            points=float(argument("points", 1)),
            catches=tuple(marks["catches"].args) if "catches" in marks else (),
            visible="visible" in marks,
            dtype=dtype,
            function=function,
        )


def load_module(path: Path, name: str) -> ModuleType:
    """Execute a trusted file of the course as a module of its own. Raises CourseError."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(f"{path} is missing.")
    module = importlib.util.module_from_spec(spec)
    declare_missing_operators()  # the references of some exercises import fastai.vision
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def seed_reference(seed: int, check: Check) -> None:
    """Fix what the reference and the known mistakes draw, so that a grading can be repeated."""
    torch.default_generator.manual_seed(derive_seed(seed, f"reference/{check.id}"))
