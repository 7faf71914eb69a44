"""Deadlines and extensions as forms, in the course's time zone, or the browser's until it is
chosen."""

from collections.abc import Callable
from datetime import datetime, time, timedelta, tzinfo

import streamlit as st

from tutor.classroom.clock import moment
from tutor.classroom.effects import Effect
from tutor.classroom.gradebook import Book
from tutor.dashboard.classroom.effects_view import show_effect
from tutor.dashboard.classroom.gradebook_tables import deadline_rows, names_in
from tutor.dashboard.parts.local import zone as browser_zone
from tutor.dashboard.state import one_sentence, the_tutor

SECTION = "Section "


def zone_of_course() -> tzinfo:
    """Where deadlines are set: it is named wherever one is shown."""
    return the_tutor().grades.zone() or browser_zone()


def show_deadlines(book: Book) -> None:
    """A form for one deadline, one for an extension, and the list of both."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    zone = zone_of_course()
    in_a_week = datetime.combine(datetime.now(zone) + timedelta(days=7), time(23, 45))
    effects = [_deadline_form(titles, zone, in_a_week)]
    if rows := deadline_rows(book, the_tutor().grades.extensions(), zone):
        st.dataframe(rows, hide_index=True, alt="Deadlines, the first one first", placeholder="")
        with st.expander("Give more time", icon=":material/more_time:", key="extensions"):
            effects.append(_extension_form(book, titles, zone, in_a_week))
    else:
        st.caption("No exercise has a deadline, so nothing is late.")
    for effect in effects:
        if effect is not None:
            show_effect(effect, titles)


def _deadline_form(titles: dict[str, str], zone: tzinfo, due: datetime) -> Effect | None:
    with st.form("deadline", border=False):
        left, right = st.columns(2)
        left.selectbox(
            "Exercise", list(titles), format_func=titles.__getitem__, key="deadline_exercise"
        )
        right.datetime_input(f"Deadline ({zone})", due, key="deadline_due", format="YYYY-MM-DD")
        with st.container(horizontal=True):
            st.form_submit_button(
                "Set the deadline", type="primary", key="deadline_set", on_click=_set_deadline
            )
            st.form_submit_button(
                "Remove the deadline", key="deadline_none", on_click=_set_deadline, args=(True,)
            )
            asked = st.form_submit_button("Show whose marks change", key="deadline_try")
    if asked:
        return _tried(lambda: _deadline(dry_run=True))
    return None


def _set_deadline(away: bool = False) -> None:
    with one_sentence():
        _deadline(away)


def _deadline(away: bool = False, *, dry_run: bool = False) -> Effect:
    slug = st.session_state["deadline_exercise"]
    due = None if away else moment(st.session_state["deadline_due"], zone_of_course())
    return the_tutor().grades.set_deadline(slug, due, dry_run=dry_run)


def _extension_form(
    book: Book, titles: dict[str, str], zone: tzinfo, due: datetime
) -> Effect | None:
    """For a learner or a section; it needs a reason."""
    names = names_in(book)
    sections = sorted({SECTION + row.section for row in book.rows if row.section})
    with st.form("extension", border=False):
        left, right = st.columns(2)
        left.selectbox(
            "For",
            [*sections, *sorted(names, key=lambda name: names[name].casefold())],
            format_func=lambda who: names.get(who, who),
            key="extension_who",
        )
        right.selectbox(
            "Exercise",
            [slug for slug in titles if slug in book.deadlines],
            format_func=titles.__getitem__,
            key="extension_exercise",
        )
        left, right = st.columns(2)
        left.datetime_input(f"New deadline ({zone})", due, key="extension_due", format="YYYY-MM-DD")
        right.text_input("Reason", key="extension_reason", max_chars=500)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Give the extension", type="primary", key="extension_give", on_click=_extend
            )
            st.form_submit_button(
                "Remove the extension", key="extension_none", on_click=_extend, args=(True,)
            )
            asked = st.form_submit_button("Show whose marks change", key="extension_try")
    if asked:
        return _tried(lambda: _extension(dry_run=True))
    return None


def _extend(away: bool = False) -> None:
    with one_sentence():
        _extension(away)


def _extension(away: bool = False, *, dry_run: bool = False) -> Effect:
    state = st.session_state
    who = str(state["extension_who"])
    is_section = who.startswith(SECTION)
    due = None if away else moment(state["extension_due"], zone_of_course())
    return the_tutor().grades.extend(
        state["extension_exercise"],
        due,
        state["extension_reason"] or ("only tried" if dry_run else ""),
        learner=None if is_section else who,
        section=who.removeprefix(SECTION) if is_section else None,
        dry_run=dry_run,
    )


def _tried(ask: Callable[[], Effect]) -> Effect | None:
    with one_sentence():
        return ask()
    return None
