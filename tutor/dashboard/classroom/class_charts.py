"""The charts of the pages about a class, as Vega-Lite specs. Every number is written out, so that
nothing has to be read off a colour."""

from typing import Any

from tutor.dashboard.parts.local import INK

_PLAIN_AXIS = {"title": None, "ticks": False, "domain": False}
_FULL = "datum.share > 0.72"  # dark enough for white figures

# A cell for each learner and exercise; `share` is -1 where there is no mark. A click names both.
HEAT: dict[str, Any] = {
    "height": {"step": 26},
    "encoding": {
        "y": {
            "field": "learner",
            "type": "nominal",
            "sort": None,
            "axis": {**_PLAIN_AXIS, "labelLimit": 130, "labelFlush": False, "labelOverlap": False},
        },
        "x": {
            "field": "exercise",
            "type": "nominal",
            "sort": None,
            "axis": {
                **_PLAIN_AXIS,
                "orient": "top",
                "labelAngle": -60,
                "labelLimit": 0,  # no limit: the page makes room for the longest
                "labelOverlap": False,
            },
        },
        "tooltip": [
            {"field": "learner", "title": "Learner"},
            {"field": "exercise", "title": "Exercise"},
            {"field": "points", "title": "Best attempt"},
            {"field": "attempts", "title": "Attempts"},
            {"field": "last", "title": "Last"},
        ],
    },
    "layer": [
        {
            "params": [
                {"name": "cell", "select": {"type": "point", "fields": ["name", "slug"]}},
            ],
            "mark": {"type": "rect", "cornerRadius": 4, "stroke": "#8a93a6", "strokeWidth": 0.5},
            "encoding": {
                "color": {
                    "condition": {
                        "test": "datum.share >= 0",
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"scheme": "blues", "domain": [0, 1]},
                        "legend": None,
                    },
                    "value": "transparent",
                },
                "strokeWidth": {
                    "condition": {"param": "cell", "empty": False, "value": 2.5},
                    "value": 0.5,
                },
            },
        },
        {
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "text": {"field": "figure"},
                "color": {
                    "condition": [
                        {"test": _FULL, "value": "#ffffff"},
                        {"test": "datum.share >= 0", "value": INK["light"]},
                    ],
                },
            },
        },
    ],
}


def _bars(colour: dict[str, Any]) -> dict[str, Any]:
    """Bars that lie down, each under its words. `words` says what it is and its figure, `row` keeps
    bars with the same words apart, and `rate` is from 0 to 1."""
    return {
        "height": {"step": 44},
        "encoding": {
            "y": {"field": "row", "type": "ordinal", "sort": None, "axis": None},
            "tooltip": [{"field": "title", "title": "What"}, {"field": "label", "title": "Count"}],
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 12, "yOffset": 8, "cornerRadiusEnd": 4},
                "encoding": {
                    "x": {
                        "field": "rate",
                        "type": "quantitative",
                        "axis": None,
                        "scale": {"domain": [0, 1]},
                    },
                    "color": colour,
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "dy": -9,
                    "fontSize": 13,
                    "clip": True,
                },
                "encoding": {"x": {"value": 0}, "text": {"field": "words"}},
            },
        ],
    }


CHECKS = _bars({"value": "#3f6ad8"})

ATTEMPTS_TO_FULL: dict[str, Any] = {
    "height": 220,
    "encoding": {
        "x": {
            "field": "attempts",
            "type": "ordinal",
            "sort": None,
            "title": "Attempts up to full marks",
            "axis": {"labelAngle": 0},
        },
        "y": {
            "field": "learners",
            "type": "quantitative",
            "title": "Learners",
            "axis": {"tickMinStep": 1, "format": "d", "tickCount": 4},
        },
    },
    "layer": [
        {"mark": {"type": "bar", "cornerRadiusEnd": 4, "color": "#3f6ad8", "tooltip": True}},
        {
            "mark": {"type": "text", "dy": -8, "fontSize": 13},
            "encoding": {"text": {"field": "learners"}},
        },
    ],
}
