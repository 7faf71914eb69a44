"""`tutor class policy deadline | extend | excuse | override | comment | history`: decisions about
single exercises and learners."""

from datetime import date, datetime, time, tzinfo
from typing import Annotated

import typer
from rich.text import Text

from tutor.classroom.clock import moment
from tutor.cli import terminal
from tutor.cli.effects import done
from tutor.cli.policy import DryRun, ExerciseArgument, policy_app
from tutor.cli.show import console, number
from tutor.errors import Refused
from tutor.grading.source import printable

LearnerArgument = Annotated[str, typer.Argument(metavar="LEARNER", help="the name on the roster")]
WhenArgument = Annotated[
    str, typer.Argument(metavar="WHEN", help="2026-03-01, '2026-03-01 18:00', or none")
]
ReasonOption = Annotated[str, typer.Option(help="why; it is recorded with your name and the time")]
_END_OF_DAY = time(23, 59)


@policy_app.command("deadline")
def deadline(exercise: ExerciseArgument, when: WhenArgument, dry_run: DryRun = False) -> None:
    """Set the deadline of an exercise, in the course's time zone; `none` removes it."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        due = moment_of(when, tutor.grades.zone())
        effect = tutor.grades.set_deadline(slug, due, dry_run=dry_run)
    said = f"is due on {due:%Y-%m-%d at %H:%M %Z}" if due else "has no deadline"
    done(f"{slug} {said}.", effect, dry_run)


@policy_app.command("extend")
def extend(
    exercise: ExerciseArgument,
    when: WhenArgument,
    reason: ReasonOption,
    learner: Annotated[str | None, typer.Option(metavar="NAME", help="for this learner")] = None,
    section: Annotated[str | None, typer.Option(metavar="SECTION", help="for this section")] = None,
    dry_run: DryRun = False,
) -> None:
    """Give a learner or a section more time; `none` removes the extension."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        due = moment_of(when, tutor.grades.zone())
        effect = tutor.grades.extend(
            slug, due, reason, learner=learner, section=section, dry_run=dry_run
        )
    whose = printable(learner) if learner is not None else f"section {printable(section or '')}"
    said = f"has until {due:%Y-%m-%d, %H:%M %Z}" if due else "has no extension"
    done(f"{whose} {said} for {slug}.", effect, dry_run)


@policy_app.command("excuse")
def excuse(
    learner: LearnerArgument,
    exercise: ExerciseArgument,
    reason: ReasonOption,
    end: Annotated[bool, typer.Option("--end", help="the learner is excused no longer")] = False,
    dry_run: DryRun = False,
) -> None:
    """Excuse a learner from an exercise: it takes no part in the total."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        effect = tutor.grades.excuse(learner, slug, reason, excused=not end, dry_run=dry_run)
    not_ = "not " if end else ""
    done(f"{printable(learner)} is {not_}excused from {slug}.", effect, dry_run)


@policy_app.command("override")
def override(
    learner: LearnerArgument,
    exercise: ExerciseArgument,
    points: Annotated[str, typer.Argument(metavar="POINTS", help="or `none` to remove it")],
    reason: ReasonOption,
    task: Annotated[int | None, typer.Option(metavar="N", help="for this task alone")] = None,
    dry_run: DryRun = False,
) -> None:
    """Override a mark by hand. It then counts instead of the attempts, which are kept."""
    given = None if points == "none" else _points(points)
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        effect = tutor.grades.override(learner, slug, given, reason, task=task, dry_run=dry_run)
    said = "no override" if given is None else f"an override of {number(given)} points"
    where = slug if task is None else f"task {task} of {slug}"
    done(f"{printable(learner)} has {said} in {where}.", effect, dry_run)


@policy_app.command("comment")
def comment(
    learner: LearnerArgument,
    exercise: ExerciseArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="or `none` to remove it")],
) -> None:
    """Comment on an exercise: the learner reads it beside the mark."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        tutor.grades.comment(learner, slug, "" if text == "none" else text)
    said = "has no comment on" if text == "none" else "can read your comment on"
    console.print(Text(f"{printable(learner)} {said} {slug}."), soft_wrap=True)


@policy_app.command("history")
def history() -> None:
    """Everything that was ever decided about marks: who, when, what and why."""
    with terminal.tutor() as tutor:
        events, zone = tutor.grades.trail(), tutor.grades.zone()
    if not events:
        console.print("Nothing has been decided yet.")
    for event in events:
        when = f"{event.when.astimezone(zone):%Y-%m-%d %H:%M}"
        whose = ", ".join(part for part in (event.learner, event.slug) if part)
        head = f"{when}  {event.by or 'unknown'}" + (f"  {whose}" if whose else "")
        console.print(Text(printable(head), "bold"))
        why = f" ({event.reason})" if event.reason else ""
        said = printable(f"{event.what}{why}".replace("\n", " "))
        console.print(Text("  " + said), soft_wrap=True)


def moment_of(when: str, zone: tzinfo | None) -> datetime | None:
    """Read a date or a time; a date alone is the end of that day, and `none` is None."""
    if when == "none":
        return None
    try:
        try:
            wall = datetime.combine(date.fromisoformat(when), _END_OF_DAY)
        except ValueError:  # it is no date alone
            wall = datetime.fromisoformat(when)
        return wall.astimezone(zone) if wall.tzinfo is not None else moment(wall, zone)
    except (ValueError, OverflowError, OSError):
        raise Refused(
            f"'{when}' is not a time. Write it as 2026-03-01 or '2026-03-01 18:00'."
        ) from None


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused(f"'{text}' is not a number of points.") from None
