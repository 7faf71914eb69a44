"""Vega-Lite specs; plain dictionaries cost a tenth of what the chart commands cost to build."""

from typing import Any

POINTS: dict[str, Any] = {
    "mark": {"type": "line", "point": {"size": 70, "filled": True}},
    "encoding": {
        "x": {
            "field": "attempt",
            "type": "quantitative",
            "title": "Attempt",
            "axis": {"tickMinStep": 1, "format": "d", "grid": False},
            "scale": {"nice": False, "zero": False, "padding": 12},
        },
        "y": {
            "field": "points",
            "type": "quantitative",
            "title": "Points",
            "axis": {"tickCount": 5},
            "scale": {"zero": True},
        },
        "tooltip": [
            {"field": "attempt", "title": "Attempt"},
            {"field": "exercise", "title": "Exercise"},
            {"field": "points", "title": "Points"},
        ],
    },
}

MASTERY: dict[str, Any] = {
    "height": {"step": 26},
    "encoding": {
        "y": {
            "field": "concept",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"labelLimit": 240},
        },
        "x": {
            "field": "mastery",
            "type": "quantitative",
            "title": "Mastery",
            "scale": {"domain": [0, 1]},
            "axis": {"format": "%", "tickCount": 5},
        },
    },
    "layer": [
        {"mark": {"type": "bar", "cornerRadiusEnd": 4, "tooltip": True}},
        {
            "mark": {"type": "text", "align": "left", "dx": 4},
            "encoding": {"text": {"field": "mastery", "format": ".0%"}},
        },
    ],
}
