"""The visitor's own time, and ink that shows on the visitor's own background."""

from datetime import datetime, tzinfo
from typing import Any

import streamlit as st

from tutor.learning.activity import zone_of

INK = {"light": "#10151f", "dark": "#e7eaf2"}  # the text colours of `.streamlit/config.toml`
_FAINT = {"light": "#4a5263", "dark": "#b3bac8"}  # of what stands beside an axis


def zone() -> tzinfo:
    """The time zone that the browser names; UTC when it names none that is known."""
    return zone_of(st.context.timezone)


def local(moment: datetime) -> datetime:
    """The moment on the visitor's clock."""
    return moment.astimezone(zone())


def inked(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart with words and rules that can be read: Vega draws those in the plot black, and
    Streamlit those beside it too faint."""
    theme = st.context.theme.type or "light"
    colour, faint = INK[theme], _FAINT[theme]
    beside = {"labelColor": faint, "titleColor": faint}
    config = {"text": {"color": colour}, "rule": {"color": colour}, "axis": beside}
    return {**spec, "config": {**config, "legend": beside}}
