"""Forgetting curves as a chart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tutor.dashboard.parts.wording import spoken
from tutor.learning.concepts import Fading

_X: dict[str, Any] = {
    "field": "day",
    "type": "quantitative",
    "title": "Days from today",
    "axis": {"grid": False, "tickCount": 6},
}
_Y: dict[str, Any] = {
    "field": "chance",
    "type": "quantitative",
    "title": "Chance of a right answer",
    "scale": {"domain": [0, 1]},
    "axis": {"format": "%", "tickCount": 5},
}
_TOLD: list[dict[str, Any]] = [
    {"field": "question", "title": "Question"},
    {"field": "day", "title": "In days"},
    {"field": "chance", "title": "Chance", "format": ".0%"},
]

CURVES: dict[str, Any] = {
    "encoding": {"x": _X, "y": _Y, "tooltip": _TOLD},
    "layer": [
        {
            "transform": [{"filter": "!datum.all"}],
            "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.5},
            "encoding": {"detail": {"field": "question"}},
        },
        {
            "transform": [{"filter": "datum.all"}],
            "mark": {"type": "line", "strokeWidth": 3},
        },
        {
            "data": {"values": [{"due": 0.9}]},
            "mark": {"type": "rule", "strokeDash": [4, 4], "opacity": 0.5},
            "encoding": {
                "x": None,
                "y": {"field": "due", "type": "quantitative"},
                "tooltip": {"value": "A question is due below 90%"},
            },
        },
    ],
}


def points(fading: Sequence[Fading]) -> list[dict[str, Any]]:
    """The curve of each question, and their mean as that of the concept."""
    rows = [
        {"question": spoken(each.question.rpartition("/")[2]), "day": day, "chance": chance}
        for each in fading
        for day, chance in enumerate(each.recall)
    ]
    whole = {"question": "All of them", "all": True}
    return [
        *({"all": False, **row} for row in rows),
        *(whole | {"day": day, "chance": chance} for day, chance in enumerate(mean(fading))),
    ]


def mean(fading: Sequence[Fading]) -> list[float]:
    """The chance on each day, averaged over the questions."""
    return [sum(day) / len(day) for day in zip(*(each.recall for each in fading), strict=True)]


def described(concept: str, fading: Sequence[Fading]) -> str:
    """The chart in a sentence."""
    chances = mean(fading)
    return (
        f"Forgetting curve of {concept}: {chances[0]:.0%} now, {chances[-1]:.0%} in "
        f"{len(chances) - 1} days without a review."
    )


def days_left(fading: Fading, now: datetime) -> float:
    """Until the question is due."""
    return (fading.due - now).total_seconds() / 86400
