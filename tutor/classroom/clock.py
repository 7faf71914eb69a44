"""The clock of a course: deadlines are local times, and a late day is a day of its calendar.

A zone of None is the one of this machine. The night when clocks change has a local time that does
not exist, or one that exists twice; no deadline is set there, and no late day is longer or shorter
on a clock because of it.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from tutor.errors import Refused

MINUTE = timedelta(minutes=1)


def zone_named(name: str) -> tzinfo | None:
    """The time zone of an IANA name as `Europe/Berlin`; None, this machine's, for an empty name."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        from rapidfuzz import process  # a learner's page does not pay for it

        near = [found for found, *_ in process.extract(name, zone_names(), limit=3)]
        raise Refused(
            f"There is no time zone '{name[:40]}'. Did you mean one of: {', '.join(near)}?"
        ) from None


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones that are named after places, and UTC."""
    named = (name for name in available_timezones() if "/" in name)
    return ("UTC", *sorted(n for n in named if not n.startswith(("Etc/", "SystemV/", "US/"))))


def moment(wall: datetime, zone: tzinfo | None) -> datetime:
    """The moment of a local time. Raises Refused for one that does not exist or exists twice."""
    first, second = (_instant(wall, zone, fold) for fold in (0, 1))
    shown, where = f"{wall:%Y-%m-%d %H:%M}", zone_in_words(zone)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        raise Refused(
            f"{shown} does not exist in {where}: the clocks are put forward then. "
            "Choose a time an hour earlier or later."
        )
    if first != second:
        raise Refused(
            f"{shown} exists twice in {where}: the clocks are put back then. "
            "Choose a time an hour earlier or later."
        )
    return first.astimezone(zone)


def end_of_minute(when: datetime) -> datetime:
    """The minute of a deadline belongs to it: what comes before this moment is on time."""
    return when.replace(second=0, microsecond=0) + MINUTE


def days_late(received: datetime, due: datetime, zone: tzinfo | None) -> int:
    """How many days have begun since the deadline.

    Each lasts to the deadline's own time of the next day on the course's clock, so the one with
    the night when clocks change has 23 or 25 hours.
    """
    wall = due.astimezone(zone).replace(tzinfo=None)
    passed = received.astimezone(zone).replace(tzinfo=None) - wall
    days = max(1, passed.days - 1)
    while received >= _end_of_day(wall, days, zone):
        days += 1
    return days


def _end_of_day(wall: datetime, days: int, zone: tzinfo | None) -> datetime:
    """Of two local times that are the same, the later one: a day is never cut short."""
    later = wall + timedelta(days=days)
    return end_of_minute(max(_instant(later, zone, fold) for fold in (0, 1)))


def _instant(wall: datetime, zone: tzinfo | None, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def zone_in_words(zone: tzinfo | None) -> str:
    """`Europe/Berlin`, or `this machine's time zone`."""
    return "this machine's time zone" if zone is None else str(zone)


def in_words(when: datetime, zone: tzinfo | None, now: datetime | None = None) -> str:
    """`Sunday 1 March, 23:59 CET`, with the year when it is another one than now."""
    local = when.astimezone(zone)
    year = "" if now is not None and local.year == now.astimezone(zone).year else f" {local:%Y}"
    return f"{local:%A} {local.day} {local:%B}{year}, {local:%H:%M %Z}"


def left_in_words(due: datetime, now: datetime) -> str:
    """`in 3 days`, `in 5 hours`, `2 days ago`."""
    closing = end_of_minute(due)
    minutes = int(abs(closing - now) / MINUTE)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or (size == 1):
            amount = minutes // size
            said = f"{amount} {unit}{'' if amount == 1 else 's'}"
            break
    return f"in {said}" if now < closing else f"{said} ago"
