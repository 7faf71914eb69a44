"""The hidden suites as every system here calls them: on a module, in the process where it lives.

There is no box. Values still cross the wire, as they do for the reference, so that a check sees
what it sees in the tutor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tutor.course import load_course
from tutor.grading.remote import Remote, local
from tutor.grading.suite import Bench, Check, load_module, load_suite, seed_reference
from tutor.sandbox.guest.answers import seed_everything

SEED = 1


@dataclass(frozen=True)
class Room:
    """What all submissions to one exercise have in common."""

    checks: dict[str, Check]
    reference: Remote


@cache
def room(slug: str) -> Room:
    exercise = load_course().exercise(slug)
    checks = {check.id: check for check in load_suite(exercise.suite)}
    return Room(checks, local(load_module(exercise.solution, f"reference_{slug}")))


def require(slug: str, check_id: str, names: Mapping[str, Any]) -> None:
    """Run one check on a namespace, a notebook's for one; raises what the check raises."""
    module = ModuleType("learner")
    module.__dict__.update(names)
    check = room(slug).checks[check_id]
    seed_reference(SEED, check)
    check.run(Bench(local(module), room(slug).reference, SEED, "cpu"))


def load(path: Path) -> dict[str, Any]:
    """Execute a submission; raises whatever it raises."""
    seed_everything(SEED)
    names: dict[str, Any] = {"__name__": "learner"}
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), names)
    return names


def verdicts(slug: str, path: Path) -> dict[str, bool]:
    """Every check of an exercise on one file: whether it passes. Whatever the file does but hang or
    end the process, this returns."""
    checks = room(slug).checks
    try:
        names = load(path)
    except BaseException:
        return {f"{slug}/{name}": False for name in checks}
    return {f"{slug}/{name}": passes(slug, name, names) for name in checks}


def passes(slug: str, check_id: str, names: Mapping[str, Any]) -> bool:
    try:
        require(slug, check_id, names)
    except BaseException:
        return False
    return True
