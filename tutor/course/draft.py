"""A new exercise: a skeleton in which every TODO says what to write there.

`tutor.audit.steps` leads an author through it.
"""

import keyword
import re
import sys
from datetime import date
from pathlib import Path

import tutor
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.errors import Refused

_TEMPLATES = Path(__file__).parent / "skeleton"
_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MODULE = re.compile(r"[0-9][0-9]_[a-z0-9]+(_[a-z0-9]+)*")
_COURSE = 'title = "{title}"\nsummary = "TODO: what the course teaches, in one sentence."\n'


def create_exercise(root: Path, slug: str, module: str) -> list[Path]:
    """Write the skeleton of an exercise and return its files, in the order to fill them in.

    Where there is no course in `root` yet, one is begun. Raises Refused.
    """
    if root == Path(tutor.__file__).parent / "content":
        raise Refused(
            "The course that is installed with the program cannot be changed. Name a folder for "
            "your own course: TUTOR_COURSE=DIR tutor new ..."
        )
    _require_free(slug)
    about = root / "exercises" / "course.toml"
    is_first = not about.exists()
    if not is_first and (course := _course(root)) is not None:
        _require_new(course, slug)
        module = _module(course, module)
    if not _MODULE.fullmatch(module):
        raise Refused(f"'{module}' is not a module. Write a number and a name, as in 01_basics.")
    try:
        if is_first:
            about.parent.mkdir(parents=True, exist_ok=True)
            about.write_text(_COURSE.format(title=root.name), encoding="utf-8")
        return _write(root, slug, module, joins=not is_first)
    except OSError as error:
        raise Refused(f"{error.filename} cannot be written: {error.strerror}.") from None


def _write(root: Path, slug: str, module: str, joins: bool) -> list[Path]:
    """`joins` an old course: then learners who have begun see it marked as new."""
    learner, grader = (root / door / module / slug for door in ("exercises", "graders"))
    solution = root / "solutions" / module
    others = solution / "alternatives" / slug
    files = {
        learner / "exercise.toml": "exercise.toml",
        learner / "README.md": "README.md",
        learner / f"{slug}.py": "starter.py",
        solution / f"{slug}.py": "reference.py",
        grader / "suite.py": "suite.py",
        others / "another_way.py": "another_way.py",
        others / "a_third_way.py": "another_way.py",
        grader / "mistakes.py": "mistakes.py",
        learner / "examples.py": "examples.py",
        grader / "contract.toml": "contract.toml",
        learner / "quiz.toml": "quiz.toml",
    }
    for path in files:
        if path.exists():
            raise Refused(f"{path} is there already. Move it away, or take another name.")
    for path, template in files.items():
        text = (_TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
        words = slug.replace("_", " ").capitalize()
        for name, value in (("slug", slug), ("module", module), ("words", words)):
            text = text.replace("{{" + name + "}}", value)
        if joins and template == "exercise.toml":
            text = text.replace("minutes = 20\n", f"minutes = 20\nadded = {date.today()}\n")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _course(root: Path) -> Course | None:
    """The course in `root`; None where it has no exercise yet."""
    has_any = any((root / "exercises").glob("[0-9][0-9]_*/*/exercise.toml"))
    return load_course(root) if has_any else None


def _require_free(slug: str) -> None:
    """Raise Refused unless this can be the name of a function and of a file beside others."""
    if not _SLUG.fullmatch(slug) or keyword.iskeyword(slug):
        raise Refused(
            f"'{slug}' cannot be the name of an exercise. Use lower-case letters, digits and _, "
            "as in rms_norm."
        )
    if slug in sys.stdlib_module_names or slug in ("torch", "numpy", "tutor"):
        raise Refused(f"'{slug}' is the name of a Python module. Take another name.")


def _require_new(course: Course, slug: str) -> None:
    if slug in course.renamed:
        raise Refused(f"'{slug}' is the old name of {course.renamed[slug]}. Take another name.")
    if slug in {exercise.slug for exercise in course.exercises}:
        raise Refused(f"There is an exercise '{slug}' already. `tutor audit {slug}` checks it.")


def _module(course: Course, name: str) -> str:
    """The module of this name, with or without its number; a new one has to have a number."""
    modules = sorted({exercise.module for exercise in course.exercises})
    wanted = name.casefold().replace(" ", "_").replace("-", "_")
    for module in modules:
        if wanted in (module, module.partition("_")[2]):
            return module
    if not _MODULE.fullmatch(name):
        raise Refused(
            f"There is no module '{name}'. There are: {', '.join(modules)}. A new one begins with "
            "a number, as in 13_mine."
        )
    return name
