"""What a learner is handed: the starters, in order, each with its statement and examples; or the
learner's part of the course, which `tutor` reads as a course of its own."""

import shutil
from pathlib import Path

from tutor.course.model import Course, Exercise
from tutor.errors import Refused

_NOT_OURS = shutil.ignore_patterns("__pycache__", ".*")
HANDED_OUT = ("exercise.toml", "README.md", "examples.py")


def create_workspace(course: Course, target: Path, notebooks: bool = False) -> list[Path]:
    """Write the learner's workspace and return the files that are new.

    With `notebooks` each starter is a notebook, with its statement inside. Existing files are never
    overwritten, so calling it again only adds what is missing.
    """
    written: list[Path] = []
    try:
        if target.exists() and not target.is_dir():
            raise Refused(f"{target} is a file. Name a folder for the workspace.")
        for exercise in course.exercises:
            folder = target / exercise.module / exercise.slug
            folder.mkdir(parents=True, exist_ok=True)
            for source in handed_out(exercise):
                copy = folder / source.name
                if notebooks and source == exercise.starter:
                    copy = copy.with_suffix(".ipynb")
                if not copy.exists():
                    _write_copy(exercise, source, copy)
                    written.append(copy)
        readme = target / "README.md"
        if not readme.exists():
            readme.write_text(_readme(course, notebooks), encoding="utf-8")
            written.append(readme)
    except OSError as error:
        raise Refused(
            f"The workspace cannot be written: {error.filename}: {error.strerror}."
        ) from None
    return written


def _write_copy(exercise: Exercise, source: Path, copy: Path) -> None:
    if copy.suffix != ".ipynb":
        shutil.copyfile(source, copy)
        return
    from tutor.course.notebooks import starter_as_notebook

    copy.write_text(starter_as_notebook(exercise), encoding="utf-8")


def handed_out(exercise: Exercise) -> list[Path]:
    """The files of one exercise that a learner may see, pictures of the statement included."""
    listed = [exercise.starter, *(exercise.folder / name for name in HANDED_OUT)]
    pictures = sorted([*exercise.folder.glob("*.svg"), *exercise.folder.glob("*.png")])
    return [path for path in listed + pictures if path.is_file()]


def create_handout(course: Course, target: Path) -> Path:
    """Copy the learner's part of a course, without suites and solutions; return the new folder."""
    copy = target / "exercises"
    if copy.exists():
        raise Refused(f"{copy} is there already; name another folder.")
    try:
        shutil.copytree(course.root / "exercises", copy, ignore=_NOT_OURS)
    except (OSError, shutil.Error) as error:
        raise Refused(f"The course cannot be copied to {target}: {error}.") from None
    return copy


_WITH_FILES = """\
Open a file, replace each `raise NotImplementedError(...)` with your own code, then:

    tutor check EXERCISE       try the visible examples
    tutor submit EXERCISE      submit it: the hidden suite marks it
    tutor hint EXERCISE        when you are stuck
    tutor quiz                 questions about the ideas that are due
"""
_WITH_NOTEBOOKS = """\
Open a notebook in a Jupyter where `tutor` is installed. Run its first cell, replace each
`raise NotImplementedError(...)` with your own code, run those cells, then in a cell:

    %tutor check EXERCISE      try the visible examples
    %tutor submit EXERCISE     submit it: the hidden suite marks it
    %tutor hint EXERCISE       when you are stuck
"""


def _readme(course: Course, notebooks: bool) -> str:
    lines = [
        f"# {course.title}",
        "",
        course.summary,
        "",
        _WITH_NOTEBOOKS if notebooks else _WITH_FILES,
        "| # | exercise | about | minutes |",
        "|---|---|---|---|",
    ]
    for number, exercise in enumerate(course.exercises, start=1):
        page = f"{exercise.slug}.ipynb" if notebooks else "README.md"
        link = f"[{exercise.slug}]({exercise.module}/{exercise.slug}/{page})"
        lines.append(f"| {number} | {link} | {exercise.summary} | {exercise.minutes} |")
    return "\n".join(lines) + "\n"
