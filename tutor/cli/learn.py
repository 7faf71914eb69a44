"""What learners ask for, and `tutor grade`.

Each command parses its arguments, calls the service once and shows the answer.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import marks, show, terminal
from tutor.cli.show import console
from tutor.cli.verdict import verdict
from tutor.course import Exercise, create_workspace, load_course
from tutor.errors import Refused, TutorError
from tutor.grading.report import Report
from tutor.grading.source import Source, printable, read_source
from tutor.learning.allowance import Solutions
from tutor.learning.class_server import is_signed_in
from tutor.learning.path import next_step, why_next
from tutor.learning.verdict import NOT_IN_THE_EXAMPLES, NOTHING_NEW
from tutor.learning.viewer import default_learner
from tutor.sandbox.host.layers import Floor

if TYPE_CHECKING:
    from tutor.service import Tutor

app = typer.Typer()

ExerciseArgument = Annotated[
    str, typer.Argument(metavar="EX", help="the exercise, as in `tutor list`")
]
FileArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE", help="the .py or .ipynb file; default: your file in the workspace"
    ),
]
DirectoryArgument = Annotated[Path, typer.Argument(metavar="DIR", help="the folder to create")]
AllOption = Annotated[bool, typer.Option("--all", help="show every check and the whole message")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]
DeviceOption = Annotated[terminal.Device, typer.Option(help="the device to grade on")]
FloorOption = Annotated[
    Floor | None,
    typer.Option("--require-isolation", help="the least isolation level to grade with"),
]
SeedOption = Annotated[
    int | None, typer.Option(help="the seed of a report, to grade with the same inputs")
]


@app.command(rich_help_panel="Learn")
def init(
    directory: DirectoryArgument = Path("deep-learning"),
    notebooks: Annotated[
        bool, typer.Option("--notebooks", help="notebooks for Jupyter instead of .py files")
    ] = False,
) -> None:
    """Create a workspace: the starter files in order, and a README. Overwrites nothing."""
    written = create_workspace(load_course(), directory, notebooks)
    show.workspace(directory, written)


@app.command("list", rich_help_panel="Learn")
def list_exercises(
    everything: Annotated[bool, typer.Option("--all", help="a line for each exercise")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the exercises and your progress."""
    with terminal.path() as path:
        steps, course = path.steps(default_learner()), path.course
    mine = marks.mine()
    if as_json:
        listed = [show.step_as_json(step) for step in steps]
        if mine:
            listed = [one | marks.as_json(mine, one["exercise"]) for one in listed]
        print(json.dumps(listed))
        return
    (show.path_in_full if everything else show.path)(course, steps)
    if mine:
        marks.next_deadlines(mine)


@app.command("next", rich_help_panel="Learn")
def next_exercise() -> None:
    """Say which exercise is next, and why."""
    with terminal.path() as path:
        show.next_exercise(path.steps(default_learner()))


@app.command("show", rich_help_panel="Learn")
def show_statement(exercise: ExerciseArgument) -> None:
    """Read the statement of an exercise."""
    from tutor.cli.statement import statement

    asked = load_course().exercise(exercise)
    statement(asked, marks.mine())


@app.command(rich_help_panel="Learn")
def hint(exercise: ExerciseArgument) -> None:
    """Show the next hint. More hints open after more attempts."""
    learner = default_learner()
    with terminal.path() as path:
        taken = path.take_hint(learner, exercise)
        show.hints(path.hints(learner, exercise), taken, path.attempts(learner, exercise))


@app.command(rich_help_panel="Learn")
def check(
    exercise: ExerciseArgument,
    file: FileArgument = None,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Try your code on the visible examples. Nothing is recorded."""
    asked = load_course().exercise(exercise)
    source = terminal.source_of(asked, file)
    with terminal.graders() as graders, terminal.waiting("running the examples"):
        report = graders.check(asked.slug, source).result()
    marked = asked.has_graders or is_signed_in()
    advice = show.AFTER_CHECK if marked else show.AFTER_CHECK_OF_A_HANDOUT
    _show(asked, report, advice, None, everything, as_json, NOT_IN_THE_EXAMPLES)


@app.command("watch", rich_help_panel="Learn")
def watch_files(
    exercise: Annotated[
        str | None, typer.Argument(metavar="EX", help="the exercise; default: your next one")
    ] = None,
) -> None:
    """Check your file at each save, on one screen. Keys: hint, submit, next, list, run, quit."""
    from tutor.cli.watch.terminal import watch

    with terminal.tutor() as tutor:
        tutor.submissions.resume()
        watch(tutor, default_learner(), exercise, Path.cwd())


@app.command(rich_help_panel="Learn")
def submit(
    exercise: ExerciseArgument,
    file: FileArgument = None,
    device: DeviceOption = terminal.Device.auto,
    floor: FloorOption = None,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Submit your code: the hidden suite marks it, and the mark is recorded."""
    with terminal.tutor(floor) as tutor:
        asked = tutor.course.exercise(exercise)
        source = terminal.source_of(asked, file)
        before = tutor.submissions.latest_report(default_learner(), asked.slug)
        _tell_sent(tutor)
        with terminal.progress() as progress:
            follow = terminal.each_check(progress)
            attempt = tutor.submissions.submit(default_learner(), exercise, source, device, follow)
        if attempt.report is None:
            raise Refused(
                "The hidden suite itself failed, so there is no mark yet. You lose nothing. Your "
                f"submission is saved as number {attempt.submission_id}. Please tell your "
                "instructor."
            )
        if not attempt.is_new:
            terminal.complain(NOTHING_NEW)
        mine = marks.mine()
        if mine and (other := marks.other_than(mine, asked.slug, attempt.report.score)):
            terminal.complain(printable(other))
        if left := tutor.submissions.attempts_left(default_learner(), asked.slug):
            terminal.complain(left)
        allowance = tutor.submissions.allowances.of(asked.slug)
        # A handout has no solutions to show, whatever the class allows.
        follow_marks = asked.has_graders and allowance.solutions is Solutions.FULL_MARKS
        advice = show.after_submit(follow_marks)
        _show(asked, attempt.report, advice, before, everything, as_json, _way_on(tutor))


@app.command(rich_help_panel="Learn")
def solutions(
    exercise: ExerciseArgument,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE.html", help="write them to a page")
    ] = None,
) -> None:
    """After full marks, or when your class says: other solutions, and what your code can do."""
    from tutor.cli import solved

    with terminal.tutor() as tutor:
        learner = default_learner()
        solved.everything(tutor, learner, tutor.course.exercise(exercise), page)
        console.print()
        show.next_exercise(tutor.path.steps(learner))


@app.command(rich_help_panel="Learn")
def progress(
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="write your history to a file")
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="add the history in a file")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show your progress, or carry it to another machine."""
    from tutor.cli import carry
    from tutor.cli.quiz import waiting_in_words

    if export or import_:
        carry.carry(export, import_)
        return
    if as_json:
        list_exercises(as_json=True)
        return
    with terminal.path() as path:
        show.path(path.course, path.steps(default_learner()))
    if mine := marks.mine():
        marks.all_marks(mine)
    with terminal.tutor() as tutor:
        console.print(waiting_in_words(tutor.sittings.waiting(default_learner())))


@app.command(rich_help_panel="Teach")
def grade(
    exercise: ExerciseArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=".py or .ipynb files")],
    device: DeviceOption = terminal.Device.auto,
    seed: SeedOption = None,
    floor: FloorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark files with the hidden suite. Nothing is recorded.

    With --json each report is one line, in the order of the files, and
    `file` under `extra_data` names the file. A file that cannot be read has
    no report and does not stop the others.
    """
    asked = load_course().exercise(exercise)
    asked.require_graders()
    sources = [_try_to_read(file) for file in files]
    codes = [0 if source else 2 for source in sources]
    readable = [(file, source) for file, source in zip(files, sources, strict=True) if source]
    with (
        terminal.graders(floor, workers=_workers(len(readable))) as graders,
        terminal.progress() as progress,
    ):
        gradings = [
            graders.grade(
                asked.slug,
                source,
                device=device,
                seed=seed,
                progress=terminal.each_check(progress),
            )
            for _, source in readable
        ]
        for (file, _), grading in zip(readable, gradings, strict=True):
            report = grading.result()
            codes.append(_code(report))
            if as_json:
                data = report.to_json()
                data["extra_data"]["file"] = printable(str(file))
                print(json.dumps(data), flush=True)
            else:
                show.report(report, show.AFTER_GRADE, heading=printable(str(file)))
    raise typer.Exit(max(codes))


def _tell_sent(tutor: "Tutor") -> None:
    if tutor.class_submissions is not None:
        from tutor.cli.server import tell_sent

        tell_sent(tutor, without_connection=False)


def _workers(files: int) -> int:
    """A grading process costs seconds to start, so it should have some files to grade."""
    return max(1, min(os.cpu_count() or 1, files // 8))


def _try_to_read(file: Path) -> Source | None:
    """Read one of several files; one that cannot be read does not stop the others."""
    try:
        return read_source(file)
    except TutorError as error:
        terminal.complain(str(error))
        return None


def _way_on(tutor: "Tutor") -> str:
    """The exercise that comes next, and why."""
    steps = tutor.path.steps(default_learner())
    ahead = next_step(steps)
    if ahead is None:
        return "You have finished the course."
    return f"Next: tutor show {ahead.exercise.slug}. {why_next(ahead, steps)}"


def _show(
    exercise: Exercise,
    report: Report,
    advice: show.Advice,
    before: Report | None = None,
    everything: bool = False,
    as_json: bool = False,
    way_on: str = "",
) -> None:
    if as_json:
        print(json.dumps(report.to_json()))
    elif everything:
        show.report(report, advice)
    else:
        more = way_on if report.full_marks else "To see all checks, add --all."
        footer = [advice.words(report), *([more] if more else [])]
        for line in verdict(report, exercise, console, before=before, footer=footer):
            console.print(line, soft_wrap=True)
    raise typer.Exit(_code(report))


def _code(report: Report) -> int:
    if report.grader_failed:
        terminal.complain("The suite itself failed. No marks are lost.")
        return 2
    return 0 if report.full_marks else 1
