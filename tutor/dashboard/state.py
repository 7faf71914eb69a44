"""What every page asks for first: the tutor, the learner, the exercise."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.progress import next_step
from tutor.dashboard.wording import literal
from tutor.errors import Refused, TutorError
from tutor.people import Role, Viewer
from tutor.service import Tutor, default_learner, open_tutor


@st.cache_resource(show_spinner=False)
def the_tutor() -> Tutor:
    """The one tutor of this server."""
    return open_tutor()


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn whatever the tutor raises on purpose into its one sentence on the page."""
    try:
        yield
    except TutorError as error:
        st.error(literal(str(error)), icon=":material/error:")


def viewer() -> Viewer:
    """Who is in front of the page. Without sign-in that is the owner of this machine."""
    return Viewer(default_learner(), Role.INSTRUCTOR)


def choose_learner() -> str:
    """Show who is learning, and let somebody else take over; there is no sign-in."""
    names = sorted({*the_tutor().store.learners(), default_learner()})
    return st.selectbox(
        "Learner",
        names,
        index=names.index(default_learner()),
        key="learner",
        bind="query-params",
        icon=":material/person:",
    )


def current_learner() -> str:
    """The learner chosen in the sidebar."""
    return str(st.session_state["learner"])


def current_exercise() -> Exercise:
    """The exercise that the address names, or else the learner's next one."""
    return _named_exercise(the_tutor()) or _next_exercise(the_tutor())


def choose_exercise(current: Exercise) -> None:
    """A selector that takes the learner to another exercise."""
    course, key = the_tutor().course, "exercise_choice"
    st.session_state[key] = current.slug

    def follow_choice() -> None:
        st.query_params["exercise"] = st.session_state[key]

    st.selectbox(
        "Exercise",
        [exercise.slug for exercise in course.exercises],
        format_func=lambda slug: course.exercise(slug).title,
        key=key,
        on_change=follow_choice,
        label_visibility="collapsed",
        icon=":material/menu_book:",
    )


def _named_exercise(tutor: Tutor) -> Exercise | None:
    with one_sentence():
        if slug := st.query_params.get("exercise"):
            return tutor.course.exercise(slug)
    return None


def _next_exercise(tutor: Tutor) -> Exercise:
    step = next_step(tutor.path(current_learner()))
    if step:
        return step.exercise
    if tutor.course.exercises:
        return tutor.course.exercises[0]
    raise Refused("This course has no exercises yet.")
