"""`tutor class policy`: what marks and totals follow from.

`tutor.cli.decisions` adds the decisions about single exercises and learners. Each command shows
whose marks change; with `--dry-run` nothing is recorded.
"""

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text

from tutor.classroom.clock import in_words, zone_in_words
from tutor.classroom.policy import Category, Counts, GradePolicy, policy_in_words
from tutor.cli import terminal
from tutor.cli.effects import done
from tutor.cli.show import console
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
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show whose marks would change")]


class WhichCounts(StrEnum):
    """The attempts that can count, as one types them."""

    best = "best"
    latest = "latest"
    on_time = "on-time"


_COUNTS = {
    WhichCounts.best: Counts.BEST,
    WhichCounts.latest: Counts.LATEST,
    WhichCounts.on_time: Counts.ON_TIME,
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
        _excuses(tutor)
    console.print(Text("To change it: tutor class policy --help", "dim"))


@policy_app.command("set")
def set_policy(
    counts: Annotated[WhichCounts | None, typer.Option(help="which attempt counts")] = None,
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
        clock = tutor.grades.zone()
        _change(tutor, policy, dry_run)
        if policy.clock != clock:
            _deadlines_stay(tutor, policy.clock, dry_run)


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


def _change(tutor: Tutor, policy: GradePolicy, dry_run: bool) -> None:
    effect = tutor.grades.set_policy(policy, dry_run=dry_run)
    done(policy_in_words(policy), effect, dry_run)


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


def _deadlines_stay(tutor: Tutor, zone: tzinfo | None, dry_run: bool) -> None:
    """With another time zone a deadline is the same moment, but another time on the clock."""
    if not tutor.grades.deadlines():
        return
    would = "would stay" if dry_run else "stay"
    console.print(f"The deadlines {would} the same moments. On the new clock:")
    _deadlines(tutor, zone)


def _excuses(tutor: Tutor) -> None:
    """Who is excused, by exercise."""
    excused: dict[str, list[str]] = {}
    for row in tutor.grades.book().rows:
        for mark in row.marks:
            if mark.excused:
                excused.setdefault(mark.exercise, []).append(row.learner)
    for slug, learners in excused.items():
        said = f"Excused from {slug}: {', '.join(learners)}"
        console.print(Text(printable(said)), soft_wrap=True)
