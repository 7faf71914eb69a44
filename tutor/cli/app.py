"""The commands. Each parses its arguments, calls the service once and shows the answer."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tutor import service
from tutor.cli import show, terminal
from tutor.cli.machine import machine
from tutor.course import create_workspace, load_course
from tutor.errors import Refused, TutorError
from tutor.grading.report import Report
from tutor.grading.source import Source, read_source

app = typer.Typer(
    help="Learn deep learning by writing its pieces; hidden suites mark each one.",
    epilog="Exit codes: 0 done, or full marks; 1 less than full marks; 2 could not be done.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(machine)

ExerciseArgument = Annotated[
    str, typer.Argument(metavar="EX", help="the exercise, as in `tutor list`")
]
FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="the .py or .ipynb file; found by itself in a workspace"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]
DeviceOption = Annotated[str, typer.Option(help="auto, cpu or cuda")]
SeedOption = Annotated[int | None, typer.Option(help="repeat the inputs of an earlier grading")]


@app.command(rich_help_panel="Learn")
def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("deep-learning"),
) -> None:
    """Make a workspace: the starters, in order, with a README. Overwrites nothing."""
    written = create_workspace(load_course(), directory)
    show.workspace(directory, written)


@app.command("list", rich_help_panel="Learn")
def list_exercises(as_json: JsonOption = False) -> None:
    """Show what there is to write, and where you stand."""
    with terminal.tutor() as tutor:
        steps = tutor.path(service.default_learner())
        if as_json:
            print(json.dumps([show.step_as_json(step) for step in steps]))
        else:
            show.path(tutor.course, steps)


@app.command("show", rich_help_panel="Learn")
def show_statement(exercise: ExerciseArgument) -> None:
    """Read the statement of an exercise."""
    show.statement(load_course().exercise(exercise))


@app.command(rich_help_panel="Learn")
def hint(exercise: ExerciseArgument) -> None:
    """Take the next hint. Hints open up with your attempts."""
    with terminal.tutor() as tutor:
        learner = service.default_learner()
        taken = tutor.take_hint(learner, exercise)
        show.hints(tutor.hints(learner, exercise), taken)


@app.command(rich_help_panel="Learn")
def check(
    exercise: ExerciseArgument, file: FileArgument = None, as_json: JsonOption = False
) -> None:
    """Try your code on the visible examples. Nothing is recorded."""
    with terminal.tutor() as tutor:
        source = terminal.source_of(tutor.course.exercise(exercise), file)
        with terminal.waiting("trying the examples"):
            report = tutor.check(exercise, source)
        _show(report, as_json, show.AFTER_CHECK)


@app.command(rich_help_panel="Learn")
def submit(
    exercise: ExerciseArgument,
    file: FileArgument = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Hand in: the hidden suite marks your code, and the mark is recorded."""
    with terminal.tutor() as tutor:
        source = terminal.source_of(tutor.course.exercise(exercise), file)
        with terminal.progress() as progress:
            attempt = tutor.submit(service.default_learner(), exercise, source, device, progress)
        if attempt.report is None:
            raise Refused(
                f"The grader could not finish. Your submission is kept as number "
                f"{attempt.submission_id} and will be graded again."
            )
        _show(attempt.report, as_json, show.AFTER_SUBMIT)


@app.command(rich_help_panel="Learn")
def progress(as_json: JsonOption = False) -> None:
    """Show where you stand."""
    list_exercises(as_json)


@app.command(rich_help_panel="Teach")
def grade(
    exercise: ExerciseArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=".py or .ipynb files")],
    device: DeviceOption = "auto",
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark files with the hidden suite and record nothing.

    With --json and several files, one object a line, in the order of the files.
    """
    with terminal.graders() as graders:
        sources = [_try_to_read(file) for file in files]
        slug = load_course().exercise(exercise).slug
        full_marks = True
        for file, source in zip(files, sources, strict=True):
            if source is None:
                continue
            with terminal.progress() as progress:
                report = graders.grade(
                    slug, source, device=device, seed=seed, progress=progress
                ).result()
            full_marks &= report.full_marks
            if as_json:
                print(json.dumps(report.to_json()), flush=True)
            else:
                show.report(report, show.AFTER_GRADE, heading=str(file))
    if None in sources:
        raise typer.Exit(2)
    raise typer.Exit(0 if full_marks else 1)


def _try_to_read(file: Path) -> Source | None:
    """Read one of several files; one that cannot be read does not stop the others."""
    try:
        return read_source(file)
    except TutorError as error:
        terminal.complain(str(error))
        return None


def _show(report: Report, as_json: bool, advice: show.Advice) -> None:
    if as_json:
        print(json.dumps(report.to_json()))
    else:
        show.report(report, advice)
    if report.grader_failed:
        raise typer.Exit(2)
    raise typer.Exit(0 if report.full_marks else 1)
