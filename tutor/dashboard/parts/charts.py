"""Vega-Lite specs; plain dictionaries cost a tenth of what the chart commands cost to build."""

from typing import Any

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
