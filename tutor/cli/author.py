"""Commands for authors: a new exercise, and whether the course keeps its promises."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Annotated

import typer
from rich.text import Text

from tutor.audit import exercises as auditing
from tutor.audit.costs import costs as mistake_costs
from tutor.audit.mutants import MOST
from tutor.audit.quizzes import audit_quizzes
from tutor.audit.steps import STEPS, is_draft
from tutor.audit.whole import Finding
from tutor.cli import show, terminal
from tutor.cli.contract import show_contract
from tutor.cli.show import console
from tutor.course import Exercise, default_root, load_course
from tutor.course.draft import create_exercise

app = typer.Typer()


@app.command(rich_help_panel="Teach")
def new(
    exercise: Annotated[
        str, typer.Argument(metavar="EX", help="its name, as in rms_norm; it never changes")
    ],
    module: Annotated[
        str, typer.Option(metavar="M", help="where it belongs, as in neurons or 13_mine")
    ],
) -> None:
    """Begin an exercise: a skeleton that `tutor audit EX` explains step by step.

    It joins the course of TUTOR_COURSE; in a folder without a course, one is
    begun. docs/authoring.md goes through the steps with an example.
    """
    root = default_root()
    written = create_exercise(root, exercise, module)
    console.print(f"In {root} there are now:", soft_wrap=True)
    for path in written:
        console.print(f"    {path.relative_to(root)}", soft_wrap=True)
    console.print(f"Each TODO says what to write. What to do first: tutor audit {exercise}")


@app.command(rich_help_panel="Teach")
def audit(
    exercise: Annotated[str | None, typer.Argument(metavar="EX", help="one exercise only")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="number of seeds to try")] = 5,
    device: Annotated[
        terminal.Device, typer.Option(help="device to grade on")
    ] = terminal.Device.auto,
    mutants: Annotated[bool, typer.Option(help="test the suites with mutants")] = False,
    every_mutant: Annotated[
        bool, typer.Option("--every-mutant", help=f"with all, not {MOST} of each alternative")
    ] = False,
    quizzes: Annotated[bool, typer.Option("--quizzes", help="check the quizzes only")] = False,
    contract: Annotated[
        bool, typer.Option("--contract", help="show each clause, its checks and what breaks it")
    ] = False,
    costs: Annotated[
        bool, typer.Option("--costs", help="only show what each known mistake costs")
    ] = False,
) -> None:
    """Check that the course keeps its promises: right answers pass, known mistakes are named.

    A mutant is a right solution with one small change; a good suite notices it.
    """
    course = load_course()
    chosen = course.exercises if exercise is None else (course.exercise(exercise),)
    if contract:
        _show_contracts(chosen, device)
    if costs:
        chosen[0].require_graders()
        with terminal.graders() as graders:
            show.costs([cost for one in chosen for cost in mistake_costs(one, graders, device)])
        return
    mutants = mutants or every_mutant
    drafted = exercise is not None and chosen[0].has_graders and is_draft(chosen[0])
    workers = (os.cpu_count() or 1) if mutants else 1  # thousands of gradings wait
    with terminal.graders(workers=workers) as graders:
        # The last step of a draft are its questions, so they are in its findings.
        findings: Iterable[Finding] = () if drafted else audit_quizzes(course, graders, exercise)
        if drafted or not quizzes:
            graded = auditing.audit(
                course,
                graders,
                exercise,
                seeds=seeds,
                device=device,
                mutants=mutants,
                most=sys.maxsize if every_mutant else None,
            )
            findings = chain(graded, findings)
        broken = [finding for finding in _shown(findings) if not finding.holds]
    if exercise is not None:
        _advise(broken, exercise)
    if not broken:
        console.print("Every promise is kept.")
    elif not drafted:
        console.print(f"{len(broken)} promises are broken.")
    raise typer.Exit(1 if broken else 0)


def _shown(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each printed as it comes."""
    for finding in findings:
        sign, style = ("✓", "green") if finding.holds else ("✗", "bold red")
        line = Text.assemble((sign, style), f" {finding.exercise}: {finding.promise}")
        console.print(
            line, *(f"    {detail}" for detail in finding.details), sep="\n", markup=False
        )
        yield finding


def _advise(broken: Sequence[Finding], exercise: str) -> None:
    """Say what to do about the first step that is not finished or not right."""
    if steps := [finding.step for finding in broken if finding.step]:
        step = min(steps)
        console.print(f"\nTo do: {STEPS[step - 1].advice}")
        console.print(f"docs/authoring.md, step {step}, shows how. Then: tutor audit {exercise}")


def _show_contracts(exercises: Sequence[Exercise], device: str) -> None:
    faults = 0
    with terminal.graders() as graders:
        for exercise in exercises:
            exercise.require_graders()
            clauses, wrong = auditing.audit_contract(exercise, graders, device)
            show_contract(exercise, clauses, wrong)
            faults += len(wrong)
    raise typer.Exit(1 if faults else 0)
