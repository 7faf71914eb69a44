"""The form for what learners are allowed: attempts, how often, and when solutions are seen."""

import streamlit as st

from tutor.classroom.gradebook import Book
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.learning.allowance import MOST_ATTEMPTS, Allowance, Solutions

_CLASS = ""  # the choice for the whole class, among the slugs
_NAMES = {
    Solutions.FULL_MARKS: "After full marks",
    Solutions.DEADLINE: "After the deadline",
    Solutions.NEVER: "Never",
}


def show_allowances(book: Book) -> None:
    """The choice for the class or for one exercise, and all that were made."""
    allowances = the_tutor().submissions.allowances
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    slug = st.selectbox(
        "For",
        [_CLASS, *titles],
        format_func=lambda slug: titles.get(slug, "The whole class"),
        key="allow_for",
    )
    own = allowances.own()
    chosen = allowances.of(slug or None)
    with st.form(f"allow:{slug}", border=False):
        left, middle, right = st.columns(3)
        left.number_input(
            "Attempts in 24 hours",
            0,
            MOST_ATTEMPTS,
            chosen.per_day,
            key=f"allow_day:{slug}",
            help="0: no limit. The examples are never limited.",
        )
        middle.number_input(
            "Attempts in all",
            0,
            MOST_ATTEMPTS,
            chosen.in_all,
            key=f"allow_all:{slug}",
            help="0: no limit",
        )
        right.selectbox(
            "Solutions are seen",
            list(Solutions),
            index=list(Solutions).index(chosen.solutions),
            format_func=_NAMES.__getitem__,
            key=f"allow_solutions:{slug}",
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save", type="primary", key=f"allow_save:{slug}", on_click=_save, args=(slug,)
            )
            if slug in own:
                st.form_submit_button(
                    "Use the choice for the class",
                    key=f"allow_class:{slug}",
                    on_click=_take_back,
                    args=(slug,),
                )
    st.caption(literal(f"The class. {allowances.of().in_words}"))
    for name, one in own.items():
        st.caption(literal(f"{titles.get(name, name)}. {one.in_words}"))


def _save(slug: str) -> None:
    state = st.session_state
    with one_sentence():
        allowance = Allowance(
            state[f"allow_day:{slug}"],
            state[f"allow_all:{slug}"],
            Solutions(state[f"allow_solutions:{slug}"]),
        )
        the_tutor().submissions.allowances.set(allowance, slug or None)
        st.toast(literal(allowance.in_words), icon=":material/check:")


def _take_back(slug: str) -> None:
    with one_sentence():
        the_tutor().submissions.allowances.set(None, slug)
