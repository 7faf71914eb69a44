"""What every page asks for first: the tutor, the learner, the exercise."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.sign_in import viewer_of_session, way
from tutor.errors import Refused, TutorError
from tutor.learning.path import next_step
from tutor.learning.viewer import Viewer
from tutor.service import Tutor, open_tutor

_opening = threading.Lock()
_opened: list[Tutor] = []


def the_tutor() -> Tutor:
    """The one tutor of this server. It asks each time who is in front of the page.

    Not among Streamlit's own caches: any visitor's browser may clear those.
    """
    with _opening:
        if not _opened:
            _opened.append(open_tutor(viewer=viewer))
        return _opened[0]


def forget_tutor() -> None:
    """Let the next page open another one; for tests."""
    with _opening:
        _opened.clear()


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn whatever the tutor raises on purpose into its one sentence on the page."""
    try:
        yield
    except TutorError as error:
        st.error(literal(str(error)), icon=":material/error:")


def viewer() -> Viewer:
    """Who is in front of the page. Raises Refused for somebody who is not signed in."""
    if (found := viewer_of_session(the_tutor().sign_in)) is None:
        raise Refused("You are not signed in. Load this page again to sign in.")
    return found


def choose_learner() -> str:
    """Without sign-in, let anybody at this machine take over as another learner.

    With one the learner's pages are about whoever is signed in; an instructor finds the work of
    the others on the page of the class.
    """
    me = viewer()
    if way() != "none":
        return me.name
    names = sorted({*the_tutor().store.learners(), me.name})
    if names == [me.name]:
        st.session_state["learner"] = me.name
        return me.name
    return st.selectbox(
        "Learner",
        names,
        index=names.index(me.name),
        key="learner",
        bind="query-params",
        icon=":material/person:",
    )


def is_teaching() -> bool:
    """Whether the pages about a class belong into the navigation: for somebody who learns alone
    there is no class, until a link to such a page was followed."""
    me = viewer()
    if way() != "none" or st.session_state.get("teaching"):
        return me.is_instructor
    return any(name != me.name for name in the_tutor().store.learners())


def begin_to_teach() -> None:
    """Show the pages about a class in the navigation from now on."""
    st.session_state["teaching"] = True
    st.rerun()


def current_learner() -> str:
    """Whose work the learner's pages are about, whatever the page's state says with a sign-in."""
    return str(st.session_state["learner"]) if way() == "none" else viewer().name


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
    step = next_step(tutor.path.steps(current_learner()))
    if step:
        return step.exercise
    if tutor.course.exercises:
        return tutor.course.exercises[0]
    raise Refused("This course has no exercises yet.")
