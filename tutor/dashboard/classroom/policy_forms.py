"""The policy as forms: which attempt counts, what lateness costs, and how a total is made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from tutor.classroom.clock import zone_names
from tutor.classroom.policy import (
    MOST_DROPPED,
    MOST_GRACE,
    Category,
    Counts,
    GradePolicy,
    Part,
    policy_in_words,
)
from tutor.course import Exercise
from tutor.dashboard.classroom.effects_view import show_effect
from tutor.dashboard.classroom.gradebook_tables import policy_rows
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import one_sentence, the_tutor

_NAMES = {
    Counts.BEST: "The best",
    Counts.LATEST: "The latest",
    Counts.ON_TIME: "The best before the deadline",
}
Row = dict[str, Any]


def show_policy() -> None:
    """The current policy as a form, what an exercise is in the total, and the earlier policies."""
    grades = the_tutor().grades
    policy = grades.policy()
    with st.form("policy", border=False):
        _lateness(policy)
        _zone(policy)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save the policy", type="primary", key="policy_save", on_click=_save_policy
            )
            asked = st.form_submit_button("Show whose marks change", key="policy_try")
    if asked:
        _try(_policy_of_form(policy))
    st.caption("The policy applies to every mark at once. Overrides do not change.")
    _weights(policy)
    if changes := grades.policies():
        with st.expander("Earlier policies", icon=":material/history:"):
            st.dataframe(policy_rows(changes), hide_index=True, alt="Policies, the newest first")


def _lateness(policy: GradePolicy) -> None:
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


def _zone(policy: GradePolicy) -> None:
    zones = ["", *zone_names()]
    if policy.zone not in zones:
        zones.append(policy.zone)
    st.selectbox(
        "Time zone of the course",
        zones,
        index=zones.index(policy.zone),
        format_func=lambda name: name or "Not chosen: that of the machine with the dashboard",
        key="policy_zone",
        help="Deadlines are set in it, and a late day is a day of its calendar.",
    )


def _policy_of_form(policy: GradePolicy) -> GradePolicy:
    """What the form says; the weights stay as they are. Raises Refused."""
    state = st.session_state
    return replace(
        policy,
        counts=Counts(state["policy_counts"]),
        percent_per_day=state["policy_day"],
        percent_at_most=state["policy_most"],
        grace_minutes=state["policy_grace"],
        drop_lowest=state["policy_drop"],
        zone=state["policy_zone"],
    )


def _save_policy() -> None:
    with one_sentence():
        grades = the_tutor().grades
        policy = _policy_of_form(grades.policy())
        grades.set_policy(policy)
        st.toast(literal(policy_in_words(policy)), icon=":material/check:")


def _try(policy: GradePolicy) -> None:
    tutor = the_tutor()
    titles = {exercise.slug: exercise.title for exercise in tutor.course.exercises}
    with one_sentence():
        show_effect(tutor.grades.set_policy(policy, dry_run=True), titles)


def _weights(policy: GradePolicy) -> None:
    """Two tables to write in: the categories, and what each exercise is in the total."""
    exercises = the_tutor().course.exercises
    st.subheader("Categories and weights", anchor=False)
    with st.form("weights", border=False):
        categories = st.data_editor(
            category_rows(policy),
            num_rows="dynamic",
            hide_index=True,
            key=f"weights_categories:{hash(policy.categories)}",
            column_config={
                "Category": st.column_config.TextColumn(required=True, max_chars=60),
                "Percent": st.column_config.NumberColumn(
                    "Percent of the total", min_value=0, max_value=100, required=True
                ),
                "Drop": st.column_config.NumberColumn(
                    "Lowest to drop", min_value=0, max_value=MOST_DROPPED, step=1, default=0
                ),
            },
        )
        st.caption(
            "Exercises without a category make what is left of 100 percent. Save a new category "
            "first; then exercises can be put into it."
        )
        parts = st.data_editor(
            part_rows(policy, exercises),
            hide_index=True,
            height=300,
            key=f"weights_exercises:{hash((policy.categories, policy.parts))}",
            column_config={
                "slug": None,
                "Exercise": st.column_config.TextColumn(disabled=True, width="large"),
                "Category": st.column_config.SelectboxColumn(
                    options=["", *(each.name for each in policy.categories)]
                ),
                "Weight": st.column_config.NumberColumn(
                    min_value=0, max_value=100, required=True, help="2 counts its points twice"
                ),
                "Extra credit": st.column_config.CheckboxColumn(
                    help="Its points only add to the total"
                ),
            },
        )
        with st.container(horizontal=True):
            save = st.form_submit_button("Save the weights", type="primary", key="weights_save")
            asked = st.form_submit_button("Show whose marks change", key="weights_try")
    if save or asked:
        with one_sentence():
            _weigh(policy_with(policy, categories, parts), save=save)


def _weigh(policy: GradePolicy, *, save: bool) -> None:
    if not save:
        _try(policy)
        return
    the_tutor().grades.set_policy(policy)
    st.toast(literal(policy_in_words(policy)), icon=":material/check:")
    st.rerun()


def category_rows(policy: GradePolicy) -> list[Row]:
    """The categories; one empty row where there are none, to show what belongs there."""
    return [
        {"Category": each.name, "Percent": float(each.weight), "Drop": each.drop_lowest}
        for each in policy.categories
    ] or [{"Category": "", "Percent": 0.0, "Drop": 0}]


def part_rows(policy: GradePolicy, exercises: Sequence[Exercise]) -> list[Row]:
    return [
        {
            "slug": exercise.slug,
            "Exercise": exercise.title,
            "Category": part.category,
            "Weight": float(part.weight),
            "Extra credit": part.extra,
        }
        for exercise in exercises
        for part in [policy.part(exercise.slug)]
    ]


def policy_with(
    policy: GradePolicy,
    categories: Sequence[Mapping[str, Any]],
    parts: Sequence[Mapping[str, Any]],
) -> GradePolicy:
    """The policy with what the two tables say; empty rows are left out. Raises Refused."""
    named = [row for row in categories if str(row.get("Category") or "").strip()]
    known = tuple(
        Category(
            str(row["Category"]).strip(),
            float(row.get("Percent") or 0.0),
            int(row.get("Drop") or 0),
        )
        for row in named
    )
    names = {category.name for category in known}
    placed = (
        Part(
            str(row["slug"]),
            category if (category := str(row.get("Category") or "")) in names else "",
            1.0 if (weight := row.get("Weight")) is None else float(weight),
            bool(row.get("Extra credit")),
        )
        for row in parts
    )
    kept = [part for part in policy.parts if part.exercise not in {r["slug"] for r in parts}]
    changed = [part for part in placed if not part.is_usual]
    ordered = sorted([*kept, *changed], key=lambda part: part.exercise)
    return replace(policy, categories=known, parts=tuple(ordered))
