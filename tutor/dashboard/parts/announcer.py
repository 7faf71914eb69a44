"""What just came up, said to a screen reader and brought in front of the learner."""

from pathlib import Path

import streamlit as st

_CSS = (
    "div { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }"
)
_region = st.components.v2.component(
    "tutor_announcer",
    html='<div role="status"></div>',
    css=_CSS,
    js=(Path(__file__).parent / "announcer.js").read_text(encoding="utf-8"),
)


def announce(
    place: str, message: str = "", text: str = "", *, reveal: str = "", focus: str = ""
) -> None:
    """Say `text` once for each `message`; call it without one while there is nothing to say.

    A screen reader hears only a region that it knows, so each `place` has its own from the start.
    `reveal` and `focus` are the keys of what is to be scrolled to, or to get the focus.
    """
    data = {"message": f"{place}:{message}" if message else "", "text": text}
    _region(key=f"announcer:{place}", data=data | {"reveal": reveal, "focus": focus})
