"""The forms of the gradebook's page: policy, deadlines, overrides."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from tutor.classroom.gradebook import Book
from tutor.classroom.policy import MOST_DROPPED, MOST_GRACE, Counts, GradePolicy, policy_in_words
from tutor.dashboard.classroom.gradebook_tables import deadline_rows, override_rows, policy_rows
from tutor.dashboard.parts.wording import literal, number
from tutor.dashboard.state import one_sentence, the_tutor

_NAMES = {
    Counts.BEST: "The best",
    Counts.LATEST: "The latest",
    Counts.ON_TIME: "The best before the deadline",
}


def show_policy() -> None:
    """The current policy as a form, and the earlier ones."""
    grades = the_tutor().grades
    policy = grades.policy()
    with st.form("policy", border=False):
        st.selectbox(
            "Which attempt counts",
            list(Counts),
            index=list(Counts).index(policy.counts),
            format_func=_NAMES.__getitem__,
            key="policy_counts",
        )
        left, right = st.columns(2)
        left.number_input(
            "Late penalty per day, percent",
            0.0,
            100.0,
            float(policy.percent_per_day),
            format="%g",
            key="policy_day",
            help="Percent of the earned points, for every started day after the deadline",
        )
        right.number_input(
            "Largest penalty, percent",
            0.0,
            100.0,
            float(policy.percent_at_most),
            format="%g",
            key="policy_most",
        )
        left, right = st.columns(2)
        left.number_input(
            "Grace period, minutes", 0, MOST_GRACE, policy.grace_minutes, key="policy_grace"
        )
        right.number_input(
            "Lowest exercises to drop", 0, MOST_DROPPED, policy.drop_lowest, key="policy_drop"
        )
        st.form_submit_button(
            "Save the policy", type="primary", key="policy_save", on_click=_save_policy
        )
    st.caption("The policy applies to every mark at once. Overrides do not change.")
    if changes := grades.policies():
        with st.expander("Earlier policies", icon=":material/history:"):
            st.dataframe(policy_rows(changes), hide_index=True, alt="Policies, the newest first")


def _save_policy() -> None:
    state = st.session_state
    with one_sentence():
        policy = GradePolicy(
            Counts(state["policy_counts"]),
            state["policy_day"],
            state["policy_most"],
            state["policy_grace"],
            state["policy_drop"],
        )
        the_tutor().grades.set_policy(policy)
        st.toast(literal(policy_in_words(policy)), icon=":material/check:")


def show_deadlines(book: Book) -> None:
    """A form for one deadline, and the list of all deadlines."""
    titles = {exercise.slug: exercise.title for exercise in book.exercises}
    zone = browser_zone()
    in_a_week = datetime.now(zone) + timedelta(days=7)
    with st.form("deadline", border=False):
        left, right = st.columns(2)
        left.selectbox(
            "Exercise", list(titles), format_func=titles.__getitem__, key="deadline_exercise"
        )
        right.datetime_input(
            f"Deadline ({zone})",
            datetime.combine(in_a_week, time(23, 45)),
            key="deadline_due",
            format="YYYY-MM-DD",
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Set the deadline", type="primary", key="deadline_set", on_click=_set_deadline
            )
            st.form_submit_button(
                "Remove the deadline", key="deadline_none", on_click=_set_deadline, args=(True,)
            )
    if rows := deadline_rows(book, zone):
        st.dataframe(rows, hide_index=True, alt="Deadlines, the first one first")
    else:
        st.caption("No exercise has a deadline, so nothing is late.")


def _set_deadline(away: bool = False) -> None:
    state = st.session_state
    with one_sentence():
        due = None if away else state["deadline_due"]
        if due is not None:
            due = due.replace(tzinfo=browser_zone())
        the_tutor().grades.set_deadline(state["deadline_exercise"], due)


def browser_zone() -> tzinfo:
    """The time zone of whoever looks at the page."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        return UTC


def give_by_hand(book: Book) -> None:
    st.caption(
        "An override counts instead of every attempt, late or not. The reason, your name and the "
        "time are recorded."
    )
    if st.button("Override a mark", icon=":material/edit:", key="hand"):
        by_hand(book)


@st.dialog("Override a mark", icon=":material/edit:")
def by_hand(book: Book) -> None:
    """The learner, the exercise, the points and the reason."""
    exercises = {exercise.slug: exercise for exercise in book.exercises}
    learner = st.selectbox("Learner", [row.learner for row in book.rows], key="hand_learner")
    slug = st.selectbox(
        "Exercise",
        list(exercises),
        format_func=lambda slug: exercises[slug].title,
        key="hand_exercise",
    )
    row = next(row for row in book.rows if row.learner == learner)
    mark = next(mark for mark in row.marks if mark.exercise == slug)
    now = "no mark" if mark.points is None else f"{number(mark.points)} points"
    by = f", by {mark.set_by}: {mark.reason}" if mark.overridden else ""
    st.caption(literal(f"{learner} has {now} of {number(mark.max_points)}{by}."))
    points = st.number_input(
        "Points",
        0.0,
        float(mark.max_points),
        float(mark.max_points),
        format="%g",
        key=f"hand_points:{slug}",
    )
    reason = st.text_area("Reason", key="hand_reason", max_chars=500, height=80)
    with st.container(horizontal=True):
        give = st.button("Save the override", type="primary", key="hand_give")
        back = mark.overridden and st.button("Remove the override", key="hand_back")
    if give or back:
        with one_sentence():
            the_tutor().grades.override(learner, slug, None if back else points, reason or "")
            st.rerun()


def show_history() -> None:
    """The audit trail, the newest first."""
    if changes := the_tutor().grades.history():
        st.dataframe(
            override_rows(changes, browser_zone()),
            hide_index=True,
            placeholder="removed",
            alt="Overrides, set and removed, the newest first",
        )
    else:
        st.caption("There are no overrides yet.")
