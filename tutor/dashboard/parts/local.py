"""The visitor's own time, and ink that shows on the visitor's own background."""

from datetime import datetime, tzinfo
from typing import Any

import streamlit as st

from tutor.learning.activity import zone_of

_INK = {"light": "#1d2433", "dark": "#e7eaf2"}  # the text colours of `.streamlit/config.toml`


def zone() -> tzinfo:
    """The time zone that the browser names; UTC when it names none that is known."""
    return zone_of(st.context.timezone)


def local(moment: datetime) -> datetime:
    """The moment on the visitor's clock."""
    return moment.astimezone(zone())


def inked(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart with letters and rules in the colour of text, which Vega draws in black."""
    colour = _INK.get(st.context.theme.type or "light", _INK["light"])
    return {**spec, "config": {"text": {"color": colour}, "rule": {"color": colour}}}
