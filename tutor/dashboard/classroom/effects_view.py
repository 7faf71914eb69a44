"""Whose marks a decision changes, as a table."""

import streamlit as st

from tutor.classroom.effects import Effect
from tutor.classroom.explain import mark_in_words
from tutor.dashboard.classroom.class_tables import named
from tutor.dashboard.parts.tables import room_for
from tutor.dashboard.parts.wording import count

Row = dict[str, object]


def show_effect(effect: Effect, titles: dict[str, str]) -> None:
    """A sentence, and the marks and totals that would be others."""
    if not effect.people:
        st.info("No mark would change. Nothing is saved yet.", icon=":material/difference:")
        return
    st.info(
        f"{effect.people} of {count(effect.learners, 'learner')} would get another mark or total. "
        "Nothing is saved yet.",
        icon=":material/difference:",
    )
    rows = effect_rows(effect, titles)
    room_for("effect", len(rows)).dataframe(
        rows, hide_index=True, height="stretch", alt="Whose marks would change"
    )


def effect_rows(effect: Effect, titles: dict[str, str]) -> list[Row]:
    """A row for each mark and each total, by learner."""
    people = {c.learner: c.full_name for c in effect.marks}
    names = named((people | {c.learner: c.full_name for c in effect.totals}).items())
    rows: list[Row] = [
        {
            "Learner": names[c.learner],
            "Exercise": titles.get(c.old.exercise, c.old.exercise),
            "Now": mark_in_words(c.old),
            "Then": mark_in_words(c.new),
        }
        for c in effect.marks
    ]
    rows += [
        {
            "Learner": names[c.learner],
            "Exercise": "Total",
            "Now": f"{100 * c.old:.1f} %",
            "Then": f"{100 * c.new:.1f} %",
        }
        for c in effect.totals
    ]
    return sorted(rows, key=lambda row: str(row["Learner"]).casefold())
