"""The code editor, and the drafts it edits.

A draft lives in the visitor's session, so it outlasts reruns and visits to other pages; what is
typed is kept in the records too, so it outlasts a closed tab, until it is handed in. Its seed tells
the browser when to replace the text in front of the learner: typing keeps the seed, choosing
another text changes it. What comes back from the browser is not trusted and is checked first.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from tutor.dashboard.sign_in import way
from tutor.dashboard.state import one_sentence, the_tutor, viewer

HERE = Path(__file__).parent
_editor = st.components.v2.component(
    "tutor_editor",
    html=(HERE / "editor.html").read_text(encoding="utf-8"),
    css=(HERE / "editor.css").read_text(encoding="utf-8"),
    js=(HERE / "editor.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Draft:
    """What a learner is writing for one exercise. `restored` is when a draft that was found in the
    records had been kept there."""

    learner: str
    exercise: str
    text: str
    version: int = 0
    restored: datetime | None = None

    @property
    def key(self) -> str:
        return f"editor:{self.exercise}:{self.learner}"

    @property
    def seed(self) -> str:
        return f"{self.key}:{self.version}"


def draft_of(learner: str, exercise: str, start: Callable[[], str]) -> Draft:
    """The learner's draft: this session's, or the one in the records, or what `start` gives."""
    found = _drafts().get((learner, exercise))
    if found is None:
        kept = the_tutor().activity.draft(learner, exercise)
        text, saved = (kept.text, kept.saved) if kept else (start(), None)
        found = _hold(Draft(learner, exercise, text, restored=saved))
    return found


def replace_draft(draft: Draft, text: str) -> None:
    """Put another text in front of the learner; the browser's undo brings the old one back."""
    _hold(replace(draft, text=text, version=draft.version + 1, restored=None))
    _keep(draft, text)


def reset_draft(draft: Draft, text: str) -> None:
    """Put the first text in front of the learner, and delete the draft."""
    _hold(replace(draft, text=text, version=draft.version + 1, restored=None))
    if _is_own(draft.learner):
        the_tutor().activity.drop_draft(draft.learner, draft.exercise)


def handed_in(learner: str, exercise: str) -> None:
    """The draft is an attempt now; the session goes on with its text."""
    if (draft := _drafts().get((learner, exercise))) is not None:
        _hold(replace(draft, restored=None))
    if _is_own(learner):
        the_tutor().activity.drop_draft(learner, exercise)


def edit(draft: Draft, label: str) -> str | None:
    """Show the editor; return its text when the learner pressed Ctrl+Enter, and None otherwise."""

    def typed() -> None:
        event = st.session_state[draft.key]
        _take(draft, event.get("submit") or event.get("draft"))

    shown = _editor(
        key=draft.key,
        data={"key": draft.key, "code": draft.text, "seed": draft.seed, "label": label},
        on_draft_change=typed,
        on_submit_change=typed,
    )
    return _text(draft, shown.submit)


def _drafts() -> dict[tuple[str, str], Draft]:
    drafts: dict[tuple[str, str], Draft] = st.session_state.setdefault("drafts", {})
    return drafts


def _hold(draft: Draft) -> Draft:
    _drafts()[draft.learner, draft.exercise] = draft
    return draft


def _take(draft: Draft, message: Any) -> None:
    """Keep what was typed. Another text may have come in front of the learner since `draft` was
    shown: a reset is in the same message as what was typed before it."""
    draft = _drafts().get((draft.learner, draft.exercise), draft)
    text = _text(draft, message)
    if text is None or text == draft.text:
        return
    _hold(replace(draft, text=text))
    with one_sentence():
        _keep(draft, text)


def _keep(draft: Draft, text: str) -> None:
    if _is_own(draft.learner):
        the_tutor().activity.keep_draft(draft.learner, draft.exercise, text)


def _is_own(learner: str) -> bool:
    """False for an instructor who looks at a learner's draft: what is typed then is not kept."""
    return way() == "none" or viewer().name == learner


def _text(draft: Draft, message: Any) -> str | None:
    """The text of a message about this very draft; a late one about an older text is dropped."""
    if not isinstance(message, dict) or message.get("seed") != draft.seed:
        return None
    text = message.get("text")
    return text if isinstance(text, str) else None
