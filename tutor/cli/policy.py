"""`tutor class policy`: what marks follow from, and every decision about single marks.

Each command shows whose marks change; with `--dry-run` nothing is recorded.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.clock import in_words, moment, zone_in_words
from tutor.classroom.effects import Effect
from tutor.classroom.explain import points_in_words
from tutor.classroom.policy import Category, Counts, GradePolicy, policy_in_words
from tutor.cli import terminal
from tutor.cli.show import console, number
from tutor.errors import Refused
from tutor.grading.source import printable
from tutor.service import Tutor

policy_app = typer.Typer(
    help="What marks follow from: late penalties, deadlines, extensions, weights, overrides.",
    invoke_without_command=True,
)

ExerciseArgument = Annotated[
    str, typer.Argument(metavar="EX", help="the exercise, as in `tutor list`")
]
LearnerArgument = Annotated[str, typer.Argument(metavar="LEARNER")]
WhenArgument = Annotated[
    str, typer.Argument(metavar="WHEN", help="2026-03-01, '2026-03-01 18:00', or none")
]
ReasonOption = Annotated[str, typer.Option(help="why; it is recorded with your name and the time")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show whose marks would change")]
_END_OF_DAY = time(23, 59)


class Attempts(StrEnum):
    """The attempts that can count, as one types them."""

    best = "best"
    latest = "latest"
    on_time = "on-time"


_COUNTS = {
    Attempts.best: Counts.BEST,
    Attempts.latest: Counts.LATEST,
    Attempts.on_time: Counts.ON_TIME,
}


@policy_app.callback()
def show(context: typer.Context) -> None:
    """Show the policy in force, the deadlines and the extensions."""
    if context.invoked_subcommand is not None:
        return
    with terminal.tutor() as tutor:
        policy, zone = tutor.grades.policy(), tutor.grades.zone()
        console.print(policy_in_words(policy), soft_wrap=True)
        console.print(f"Late days are days in {zone_in_words(zone)}.")
        _categories(policy)
        _deadlines(tutor, zone)
    console.print(Text("To change it: tutor class policy --help", "dim"))


@policy_app.command("set")
def set_policy(
    counts: Annotated[Attempts | None, typer.Option(help="which attempt counts")] = None,
    late: Annotated[
        float | None, typer.Option(metavar="PERCENT", help="what each late day costs")
    ] = None,
    at_most: Annotated[
        float | None, typer.Option(metavar="PERCENT", help="the largest penalty")
    ] = None,
    grace: Annotated[int | None, typer.Option(metavar="MINUTES", help="the grace period")] = None,
    drop: Annotated[int | None, typer.Option(metavar="N", help="lowest exercises to drop")] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="the course's time zone: Europe/Berlin")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Change the policy. What you do not name stays as it is."""
    asked = {
        "counts": _COUNTS[counts] if counts else None,
        "percent_per_day": late,
        "percent_at_most": at_most,
        "grace_minutes": grace,
        "drop_lowest": drop,
        "zone": zone,
    }
    chosen = {name: value for name, value in asked.items() if value is not None}
    if not chosen:
        raise Refused("Say what to change, for example --late 10. For help: add --help.")
    with terminal.tutor() as tutor:
        policy = GradePolicy.from_json(tutor.grades.policy().to_json() | chosen)
        _change(tutor, policy, dry_run)


@policy_app.command("category")
def category(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Homework, for example")],
    weight: Annotated[
        float | None, typer.Option(metavar="PERCENT", help="its part of the total")
    ] = None,
    drop: Annotated[
        int | None, typer.Option(metavar="N", help="lowest exercises of it to drop")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="remove it")] = False,
    dry_run: DryRun = False,
) -> None:
    """Add or change a category, which makes so many percent of the total."""
    with terminal.tutor() as tutor:
        policy = tutor.grades.policy()
        known = {one.name: one for one in policy.categories}
        if remove:
            _change(tutor, policy.without_category(name), dry_run)
            return
        if name not in known and weight is None:
            raise Refused(f"The category {name} is new. Say its part of the total: --weight 40")
        old = known.get(name) or Category(name, weight or 0.0)
        new = Category(
            name,
            old.weight if weight is None else weight,
            old.drop_lowest if drop is None else drop,
        )
        _change(tutor, policy.with_category(new), dry_run)


@policy_app.command("exercise")
def exercise(
    exercise: ExerciseArgument,
    category: Annotated[
        str | None, typer.Option(metavar="NAME", help="its category, or none")
    ] = None,
    weight: Annotated[
        float | None, typer.Option(metavar="TIMES", help="how many times its points count")
    ] = None,
    extra: Annotated[
        bool | None, typer.Option("--extra/--no-extra", help="its points are extra credit")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Say what an exercise is in the total: its category, its weight, extra credit."""
    with terminal.tutor() as tutor:
        slug, policy = tutor.course.exercise(exercise).slug, tutor.grades.policy()
        part = policy.part(slug)
        if category is not None:
            part = replace(part, category="" if category == "none" else category)
        if weight is not None:
            part = replace(part, weight=weight)
        if extra is not None:
            part = replace(part, extra=extra)
        _change(tutor, policy.with_part(part), dry_run)


@policy_app.command("deadline")
def deadline(exercise: ExerciseArgument, when: WhenArgument, dry_run: DryRun = False) -> None:
    """Set the deadline of an exercise, in the course's time zone; `none` removes it."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        due = _moment(when, tutor.grades.zone())
        effect = tutor.grades.set_deadline(slug, due, dry_run=dry_run)
    said = f"is due on {due:%Y-%m-%d at %H:%M %Z}" if due else "has no deadline"
    _done(f"{slug} {said}.", effect, dry_run)


@policy_app.command("extend")
def extend(
    exercise: ExerciseArgument,
    when: WhenArgument,
    reason: ReasonOption,
    learner: Annotated[str | None, typer.Option(metavar="NAME", help="for this learner")] = None,
    section: Annotated[str | None, typer.Option(metavar="NAME", help="for this section")] = None,
    dry_run: DryRun = False,
) -> None:
    """Give a learner or a section more time; `none` removes the extension."""
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        due = _moment(when, tutor.grades.zone())
        effect = tutor.grades.extend(
            slug, due, reason, learner=learner, section=section, dry_run=dry_run
        )
    whose = printable(learner) if learner is not None else f"section {printable(section or '')}"
    said = f"has until {due:%Y-%m-%d, %H:%M %Z}" if due else "has no extension"
    _done(f"{whose} {said} for {slug}.", effect, dry_run)


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
    _done(f"{printable(learner)} is {not_}excused from {slug}.", effect, dry_run)


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
    _done(f"{printable(learner)} has {said} in {where}.", effect, dry_run)


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
        whose = ", ".join(part for part in (event.learner, event.exercise) if part)
        head = f"{when}  {event.by or 'unknown'}" + (f"  {whose}" if whose else "")
        console.print(Text(printable(head), "bold"))
        why = f" ({event.reason})" if event.reason else ""
        said = printable(f"{event.what}{why}".replace("\n", " "))
        console.print(Text("  " + said), soft_wrap=True)


def _change(tutor: Tutor, policy: GradePolicy, dry_run: bool) -> None:
    effect = tutor.grades.set_policy(policy, dry_run=dry_run)
    _done(policy_in_words(policy), effect, dry_run)


def _done(said: str, effect: Effect, dry_run: bool) -> None:
    """What was decided, or would be, and whose marks it changes."""
    console.print(Text(said), soft_wrap=True)
    would = "would change" if dry_run else "changed"
    if not effect.people:
        console.print(f"No mark {would}.")
    else:
        verb = "would get" if dry_run else "got"
        console.print(
            f"{effect.people} of {effect.learners} learners {verb} another mark or total:"
        )
        console.print(_effect(effect))
    if dry_run:
        console.print("Nothing is recorded: this was a dry run.")


def _effect(effect: Effect) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("learner", overflow="fold")
    table.add_column("exercise", overflow="fold")
    for title in ("old", "new"):
        table.add_column(title, justify="right", no_wrap=True)
    rows = [
        (c.full_name or c.learner, c.learner, c.old.exercise, *map(points_in_words, (c.old, c.new)))
        for c in effect.marks
    ]
    rows += [
        (c.full_name or c.learner, c.learner, "total", _percent(c.old), _percent(c.new))
        for c in effect.totals
    ]
    for shown, _, where, old, new in sorted(rows, key=lambda row: row[:2]):
        table.add_row(Text(printable(shown)), where, old, new)
    return table


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _categories(policy: GradePolicy) -> None:
    """Which exercises are in which category."""
    for each in policy.categories:
        slugs = [part.exercise for part in policy.parts if part.category == each.name]
        said = ", ".join(slugs) or "no exercise yet"
        console.print(Text(f"{each.name}: {said}"), soft_wrap=True)


def _deadlines(tutor: Tutor, zone: tzinfo | None) -> None:
    """The deadlines by time, each with its extensions."""
    due_of, now = tutor.grades.deadlines(), datetime.now(UTC)
    if not due_of:
        console.print("No exercise has a deadline. To set one: tutor class policy deadline EX WHEN")
    extensions = tutor.grades.extensions()
    for slug, due in sorted(due_of.items(), key=lambda item: item[1]):
        console.print(Text(f"{slug}: {in_words(due, zone, now)}"), soft_wrap=True)
        for one in extensions:
            if one.exercise == slug and one.due is not None:
                whose = one.learner if one.learner is not None else f"section {one.section}"
                said = f"  {printable(whose)}: {in_words(one.due, zone, now)} ({one.reason})"
                console.print(Text(printable(said)), soft_wrap=True)


def _moment(when: str, zone: tzinfo | None) -> datetime | None:
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
