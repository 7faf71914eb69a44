"""A class that is read: what all files are for and when they came, and whose the open ones are."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from tutor.classroom.arrivals import LEAVE_OUT, Arrival
from tutor.dashboard.parts.local import zone
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.learning.viewer import Role

ROWS, CHOICES = "class_rows", "class_choices"
BY_NAME = ""
MOST = 100  # people to be assigned on one page


def choose_options() -> tuple[str, datetime | None]:
    """What all files are for, if their names do not say it, and when they came."""
    course = the_tutor().course
    left, right = st.columns(2)
    exercise = left.selectbox(
        "Exercise",
        [BY_NAME, *(one.slug for one in course.exercises)],
        format_func=lambda slug: course.exercise(slug).title if slug else "As the files are named",
        key="class_exercise",
    )
    received = right.datetime_input(
        f"Received ({zone()})",
        value=None,
        max_value=datetime.now(zone()).replace(tzinfo=None),
        key="class_received",
        help="Empty: the time of each file, or what the LMS wrote down.",
    )
    return exercise, received.replace(tzinfo=zone()) if received else None


def show_open(rows: Sequence[Arrival]) -> None:
    """A choice for each person of the LMS who was not found on the roster, or for each file."""
    chosen: dict[str, str] = st.session_state.setdefault(CHOICES, {})
    first = _first_files(rows, chosen)
    if not first:
        return
    waiting = sum(row.open for row in rows)
    said = f"{count(waiting, 'file')} to assign" if waiting else "Assigned"
    with st.expander(said, expanded=bool(waiting), icon=":material/person_search:"):
        st.caption(
            "Whose are these? The choice is for all files of that person, and is remembered for "
            "the next time."
        )
        names = _names()
        columns = st.columns(2)
        for n, row in enumerate(first[:MOST]):
            nearest = [name for name in row.nearest if name in names]
            options = [*nearest, *(name for name in names if name not in nearest), LEAVE_OUT]
            if row.several:
                options = [row.learner, LEAVE_OUT]
            columns[n % 2].selectbox(
                _title(row),
                options,
                index=options.index(chosen[row.file]) if chosen.get(row.file) in options else None,
                format_func=lambda name: names.get(name, "Leave this out"),
                placeholder="Choose somebody",
                key=f"assign:{row.file}",
                help=literal(row.file),
                on_change=_assign,
                args=(row.file,),
            )
        if len(first) > MOST:
            st.caption(f"And {len(first) - MOST} more, after these.")


def _first_files(rows: Sequence[Arrival], chosen: dict[str, str]) -> list[Arrival]:
    """One row for each person to be assigned, those that were included."""
    first: dict[object, Arrival] = {}
    for row in rows:
        if (row.open or row.file in chosen) and row.found:
            alone = row.several or not row.label or chosen.get(row.file) == LEAVE_OUT
            first.setdefault(row.file if alone else row.found.group, row)
    return list(first.values())


def _title(row: Arrival) -> str:
    """The name that the LMS has, with its number: two may have one name."""
    if row.several or not row.found or not row.label:
        return literal(row.file.rpartition("/")[2])
    number = next((value for _, value in row.found.named.identifiers), "")
    return literal(f"{row.label} ({number})" if number else row.label)


def _names() -> dict[str, str]:
    """The learners of the class as they are shown."""
    people = the_tutor().roster.people()
    return {
        one.name: f"{one.full_name} ({one.name})" if one.full_name else one.name
        for one in people
        if one.role == Role.LEARNER
    }


def _assign(file: str) -> None:
    with one_sentence():
        choice = st.session_state.get(f"assign:{file}")
        chosen = st.session_state[CHOICES]
        key, rows = st.session_state[ROWS]
        for each in _with(file, rows, choice):
            if choice is None:
                chosen.pop(each, None)
            else:
                chosen[each] = choice
        st.session_state[ROWS] = key, the_tutor().intake.assign(rows, chosen)


def _with(file: str, rows: Sequence[Arrival], choice: str | None) -> list[str]:
    """The files that a choice is for: to leave somebody out is to leave out all of their files."""
    (this,) = (row for row in rows if row.file == file)
    if choice != LEAVE_OUT or this.several or not this.found or not this.label:
        return [file]
    return [row.file for row in rows if row.found and row.found.group == this.found.group]
