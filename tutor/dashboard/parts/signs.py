"""The signs in a text, by what they mean, for a screen reader."""

from pathlib import Path

import streamlit as st

_watch = st.components.v2.component(
    "tutor_signs",
    html="<span></span>",
    js=(Path(__file__).parent / "signs.js").read_text(encoding="utf-8"),
)


def let_signs_be_read() -> None:
    """Once for a page, after everything else on it."""
    _watch(key="signs")
