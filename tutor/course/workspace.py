"""What a learner is handed: the starters, in order, each with its statement and examples; or the
learner's part of the course, which `tutor` reads as a course of its own."""

import shutil
from pathlib import Path

from tutor.course.model import Course, Exercise
from tutor.errors import Refused

_NOT_OURS = shutil.ignore_patterns("__pycache__", ".*")
HANDED_OUT = ("exercise.toml", "README.md", "examples.py")


def create_workspace(course: Course, target: Path) -> list[Path]:
    """Write the learner's workspace and return the files that are new.

    Existing files are never overwritten, so calling it again only adds what is missing.
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
                if not copy.exists():
                    shutil.copyfile(source, copy)
                    written.append(copy)
        readme = target / "README.md"
        if not readme.exists():
            readme.write_text(_readme(course), encoding="utf-8")
            written.append(readme)
    except OSError as error:
        raise Refused(
            f"The workspace cannot be written: {error.filename}: {error.strerror}."
        ) from None
    return written


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


def _readme(course: Course) -> str:
    lines = [
        f"# {course.title}",
        "",
        course.summary,
        "",
        "Open a file, replace each `raise NotImplementedError(...)` with your own code, then:",
        "",
        "    tutor check EXERCISE       try the visible examples",
        "    tutor submit EXERCISE      submit it: the hidden suite marks it",
        "    tutor hint EXERCISE        when you are stuck",
        "    tutor quiz                 questions about the ideas that are due",
        "",
        "| # | exercise | about | minutes |",
        "|---|---|---|---|",
    ]
    for number, exercise in enumerate(course.exercises, start=1):
        link = f"[{exercise.slug}]({exercise.module}/{exercise.slug}/README.md)"
        lines.append(f"| {number} | {link} | {exercise.summary} | {exercise.minutes} |")
    return "\n".join(lines) + "\n"
