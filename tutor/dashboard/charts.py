"""Vega-Lite specs; plain dictionaries cost a tenth of what the chart commands cost to build."""

from typing import Any

SCORES: dict[str, Any] = {
    "mark": {"type": "line", "point": {"size": 70, "filled": True}, "tooltip": True},
    "encoding": {
        "x": {
            "field": "attempt",
            "type": "quantitative",
            "title": "Attempt",
            "axis": {"tickMinStep": 1, "format": "d", "grid": False},
            "scale": {"nice": False, "padding": 12},
        },
        "y": {
            "field": "share",
            "type": "quantitative",
            "title": "Share of the points",
            "axis": {"format": "%", "tickCount": 5},
            "scale": {"domain": [0, 1]},
        },
        "color": {"field": "exercise", "type": "nominal", "title": None},
        "tooltip": [
            {"field": "exercise", "title": "Exercise"},
            {"field": "attempt", "title": "Attempt"},
            {"field": "points", "title": "Points"},
        ],
    },
}

MISCONCEPTIONS: dict[str, Any] = {
    "mark": {"type": "bar", "cornerRadiusEnd": 4, "tooltip": True},
    "encoding": {
        "y": {
            "field": "misconception",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"labelLimit": 260},
        },
        "x": {
            "field": "learners",
            "type": "quantitative",
            "title": "Learners",
            "axis": {"tickMinStep": 1, "format": "d"},
        },
        "tooltip": [
            {"field": "misconception", "title": "Misconception"},
            {"field": "learners", "title": "Learners"},
            {"field": "attempts", "title": "Attempts"},
        ],
    },
}
