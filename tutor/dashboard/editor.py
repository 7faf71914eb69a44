"""The code editor, and the drafts it edits.

A draft lives in the visitor's session, so it outlasts reruns and visits to other pages. Its seed
tells the browser when to replace the text in front of the learner: typing keeps the seed, choosing
another text changes it. What comes back from the browser is foreign and taken only in shape.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
_editor = st.components.v2.component(
    "tutor_editor",
    html=(HERE / "editor.html").read_text(encoding="utf-8"),
    css=(HERE / "editor.css").read_text(encoding="utf-8"),
    js=(HERE / "editor.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Draft:
    """What a learner is writing for one exercise."""

    learner: str
    exercise: str
    text: str
    version: int = 0

    @property
    def key(self) -> str:
        return f"editor:{self.exercise}:{self.learner}"

    @property
    def seed(self) -> str:
        return f"{self.key}:{self.version}"


def draft_of(learner: str, exercise: str, start: Callable[[], str]) -> Draft:
    """The learner's draft; `start` gives the text of the first one."""
    found = _drafts().get((learner, exercise))
    if found is None:
        found = _keep(Draft(learner, exercise, start()))
    return found


def replace_draft(draft: Draft, text: str) -> None:
    """Put another text in front of the learner; the browser's undo brings the old one back."""
    _keep(replace(draft, text=text, version=draft.version + 1))


def edit(draft: Draft, label: str) -> str | None:
    """Show the editor; return its text when the learner pressed Ctrl+Enter, and None otherwise."""

    def typed() -> None:
        event = st.session_state[draft.key]
        _take(draft, event.get("submit") or event.get("draft"))

    shown = _editor(
        key=draft.key,
        data={"code": draft.text, "seed": draft.seed, "label": label},
        on_draft_change=typed,
        on_submit_change=typed,
    )
    return _text(draft, shown.submit)


def _drafts() -> dict[tuple[str, str], Draft]:
    drafts: dict[tuple[str, str], Draft] = st.session_state.setdefault("drafts", {})
    return drafts


def _keep(draft: Draft) -> Draft:
    _drafts()[draft.learner, draft.exercise] = draft
    return draft


def _take(draft: Draft, message: Any) -> None:
    text = _text(draft, message)
    if text is not None:
        _keep(replace(draft, text=text))


def _text(draft: Draft, message: Any) -> str | None:
    """The text of a message about this very draft; a late one about an older text is dropped."""
    if not isinstance(message, dict) or message.get("seed") != draft.seed:
        return None
    text = message.get("text")
    return text if isinstance(text, str) else None
