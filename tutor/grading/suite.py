"""A hidden suite: an ordinary pytest file, read here as a list of checks that can be run directly.

Running a check directly is six times faster than through pytest. `plugin.py` lets pytest tell what
the grader found with each check.
"""

import importlib.util
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from tutor.errors import CourseError
from tutor.grading import checks
from tutor.grading.contracts import Contract, GivenMethod
from tutor.grading.draw import Draw, derive_seed
from tutor.grading.laws import Subject
from tutor.grading.remote import Remote
from tutor.sandbox.protocol.vision import declare_missing_operators
from tutor.sandbox.protocol.wire import DTYPES

FIXTURES = ("subject", "submission", "reference", "gpu", "rng", "dtype", "device")


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
        """Whether it asks for the submission on a GPU, by the fixture or by the law."""
        asks = (*inspect.signature(self.function).parameters, *self.function.__code__.co_names)
        return "gpu" in asks or "stays_on_the_gpu" in asks

    def run(self, bench: "Bench") -> None:
        """Call the function with the fixtures that it names."""
        names = inspect.signature(self.function).parameters
        self.function(**{name: bench.fixture(name, self) for name in names})


@dataclass(frozen=True)
class Bench:
    """Where a check meets a submission: the two modules, the seed, the device. `given` is for
    follow-through, see `Subject`."""

    submission: Remote
    reference: Remote
    seed: int
    device: str
    given: Callable[[GivenMethod, tuple[Any, ...]], Any] | None = None

    def fixture(self, name: str, check: Check) -> Any:
        match name:
            case "submission":
                return self.submission.on(self.device)
            case "reference":
                return self.reference
            case "gpu":
                return self.submission.on("cuda" if self.device == "cuda" else "logical")
            case "subject":
                held = (self.fixture(n, check) for n in ("submission", "gpu", "reference"))
                rng = Draw(derive_seed(self.seed, f"{check.id}/subject"))
                return partial(_subject, rng, self.given, *held)
            case "rng":
                return Draw(derive_seed(self.seed, check.id))
            case "dtype":
                return DTYPES[check.dtype or "float64"]
            case "device":
                return self.device
        raise CourseError(f"The check {check.id} asks for an unknown fixture '{name}'.")


def _subject(
    rng: Draw,
    given: Callable[[GivenMethod, tuple[Any, ...]], Any] | None,
    submission: Remote,
    gpu: Remote,
    reference: Remote,
    contract: Contract | str,
) -> Subject:
    if isinstance(contract, str):  # the name alone is enough for what draws nothing
        contract = Contract(contract, lambda rng: ())
    return Subject(contract, submission, gpu, reference, rng, given)


def load_suite(path: Path, visible: bool = False) -> tuple[Check, ...]:
    """Read the checks of a suite in the order of the file. Raises CourseError.

    `visible` shows all of them, as for a learner's examples.
    """
    module = load_module(path, f"suite_{path.parent.name}")
    functions = [
        (name, value)
        for name, value in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(value)
    ]
    found = [check for name, function in functions for check in read_checks(name, function)]
    return tuple(replace(check, visible=visible or check.visible) for check in found)


def read_checks(name: str, function: Callable[..., None]) -> Iterable[Check]:
    """One check, or one for each dtype that its mark names."""
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "check"]
    about = marks[0].kwargs if marks else checks.check().kwargs
    title = (inspect.getdoc(function) or name).splitlines()[0].rstrip(".")
    names: tuple[str | None, ...] = (None,)
    if "dtype" in inspect.signature(function).parameters:
        names = about["dtypes"] or ("float64",)
    for dtype in names:
        yield Check(
            id=f"{name}[{dtype}]" if dtype else name,
            title=f"{title} ({dtype})" if dtype and len(names) > 1 else title,
            task=about["task"],
            points=float(about["points"]),
            catches=about["catches"],
            visible=about["visible"],
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
