"""Formulas, figures and code that are too wide for a phone, within reach of the keyboard."""

from pathlib import Path

import streamlit as st

_watch = st.components.v2.component(
    "tutor_scrolling",
    html="<span></span>",
    js=(Path(__file__).parent / "scrolling.js").read_text(encoding="utf-8"),
)


def let_the_keyboard_scroll() -> None:
    """Once for a page, after everything else on it."""
    _watch(key="scrolling")
