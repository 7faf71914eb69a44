"""Attempts as rows of a table and as points of a chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.dashboard.parts.wording import marks
from tutor.records import NumberedAttempt

Row = dict[str, Any]

_POINTS: dict[str, Any] = {
    "field": "points",
    "type": "quantitative",
    "title": "Points",
    "axis": {"tickCount": 5},
    "scale": {"zero": True},
}
_TOLD: list[dict[str, Any]] = [
    {"field": "exercise", "title": "Exercise"},
    {"field": "number", "title": "Attempt"},
    {"field": "mark", "title": "Mark"},
    {"field": "when", "type": "temporal", "title": "Received", "format": "%d %b %Y, %H:%M"},
]

# Vega writes `12 PM` under every minute of an hour.
_DAY, _TIME = "%-d %b", "%H:%M"
_UNITS = {
    "seconds": "%H:%M:%S",
    **dict.fromkeys(("minutes", "hours"), _TIME),
    **dict.fromkeys(("day", "date", "week"), _DAY),
    "month": "%b %Y",
}
_DATES: dict[str, Any] = {
    "grid": False,
    "format": _UNITS,
    "tickCount": 5,
    "labelOverlap": True,
}

OVER_TIME: dict[str, Any] = {
    "mark": {"type": "line", "interpolate": "step-after", "point": {"size": 40, "filled": True}},
    "encoding": {
        "x": {"field": "when", "type": "temporal", "title": None, "axis": _DATES},
        "y": _POINTS,
        "tooltip": _TOLD,
    },
}

BY_ATTEMPT: dict[str, Any] = {
    "mark": {"type": "line", "point": {"size": 60, "filled": True}},
    "encoding": {
        "x": {
            "field": "number",
            "type": "quantitative",
            "title": "Attempt",
            "axis": {"tickMinStep": 1, "format": "d", "grid": False},
            "scale": {"nice": False, "zero": False, "padding": 12},
        },
        "y": _POINTS,
        "tooltip": _TOLD[1:],
    },
}


def listed(attempts: Sequence[NumberedAttempt], titles: Mapping[str, str]) -> list[Row]:
    """One row per attempt, newest first."""
    return [
        {
            "Exercise": titles.get(attempt.exercise, attempt.exercise),
            "Points": _mark(attempt) or "waiting",
            "No.": attempt.number,
            "Received": attempt.received,
            "Share": _share(attempt),
        }
        for attempt in reversed(attempts)
    ]


def points(attempts: Sequence[NumberedAttempt]) -> list[Row]:
    """The points of each graded attempt at one exercise."""
    return [
        {"points": attempt.score, **_about(attempt)}
        for attempt in attempts
        if attempt.score is not None
    ]


def points_in_all(attempts: Sequence[NumberedAttempt], titles: Mapping[str, str]) -> list[Row]:
    """The sum of the best points of every exercise, each time that it rose."""
    best: dict[str, float] = {}
    rows: list[Row] = []
    for attempt in attempts:
        if attempt.score is None:
            continue
        if rows and attempt.score <= best.get(attempt.exercise, 0.0):
            continue
        best[attempt.exercise] = attempt.score
        title = titles.get(attempt.exercise, attempt.exercise)
        rows.append({"points": sum(best.values()), "exercise": title, **_about(attempt)})
    return rows


def _share(attempt: NumberedAttempt) -> float | None:
    if attempt.score is None or not attempt.max_score:
        return None
    return attempt.score / attempt.max_score


def _about(attempt: NumberedAttempt) -> Row:
    when = attempt.received.isoformat()
    return {"number": attempt.number, "when": when, "mark": _mark(attempt)}


def _mark(attempt: NumberedAttempt) -> str | None:
    return None if attempt.score is None else marks(attempt.score, attempt.max_score or 0.0)
