"""For the instructor: how the class does with one exercise, check by check."""

from collections.abc import Mapping

import streamlit as st

from tutor.classroom.analysis_exercises import ExerciseAnalysis, Misconception
from tutor.dashboard.classroom.class_charts import ATTEMPTS_TO_FULL, CHECKS
from tutor.dashboard.classroom.class_tables import attempts_rows, check_rows, duration, percent
from tutor.dashboard.classroom.work_view import show_code
from tutor.dashboard.parts.local import inked
from tutor.dashboard.parts.wording import count, literal, spoken
from tutor.dashboard.state import the_tutor
from tutor.records.analysis import Tried

tutor = the_tutor()


def choose(tried: Mapping[str, Tried]) -> str:
    """The exercise that the address names; at first the one that was submitted last."""
    slugs, key = [exercise.slug for exercise in tutor.course.exercises], "analysis_exercise"
    newest = max(
        (slug for slug in slugs if slug in tried), key=lambda slug: tried[slug].last, default=None
    )
    named = st.query_params.get("exercise")
    st.session_state[key] = named if named in slugs else newest or slugs[0]

    def words(slug: str) -> str:
        title = tutor.course.exercise(slug).title
        return f"{title} · {count(tried[slug].learners, 'learner')}" if slug in tried else title

    def follow_choice() -> None:
        st.query_params["exercise"] = st.session_state[key]

    st.selectbox(
        "Exercise",
        slugs,
        format_func=words,
        key=key,
        on_change=follow_choice,
        icon=":material/menu_book:",
    )
    return str(st.session_state[key])


def show_numbers(analysis: ExerciseAnalysis) -> None:
    """The exercise in a few numbers."""
    time, seconds = analysis.time_to_full, analysis.seconds
    with st.container(horizontal=True):
        st.metric("Learners", analysis.learners, border=True)
        st.metric(
            "Full marks",
            analysis.solved,
            border=True,
            help=f"{percent(analysis.solved / analysis.learners)} of those who tried.",
        )
        st.metric("Attempts each", f"{analysis.attempts / analysis.learners:.1f}", border=True)
        st.metric(
            "Time to full marks",
            duration(time) if time is not None else "-",
            border=True,
            help="The median from the first attempt to the first with full marks.",
        )
        st.metric(
            "Grading time",
            f"{seconds:.1f} s" if seconds is not None else "-",
            border=True,
            help="The checks of the newest attempts together, on average.",
        )


def show_checks(analysis: ExerciseAnalysis) -> None:
    if not analysis.checks:
        st.caption("All attempts are waiting for the grader.")
        return
    st.caption(
        "The share of learners whose newest attempt passes each check, in the order of the report."
    )
    st.vega_lite_chart(
        check_rows(analysis.checks),
        inked(CHECKS),
        alt="Share of the learners who pass each check",
    )


def show_misconception(each: Misconception) -> None:
    """The explanation, and a learner's code that shows it on request."""
    still = f", {each.still} still" if each.still else ", none now"
    with st.expander(f"{literal(spoken(each.id))} · {count(each.learners, 'learner')}{still}"):
        st.markdown(literal(each.sentence))
        st.caption(f"In {count(each.attempts, 'attempt')}.")
        chosen = st.pills(
            "Examples",
            each.examples,
            format_func=lambda number: f"Submission {number}",
            key=f"example:{each.id}",
        )
        if chosen is not None:
            st.caption(f"By {literal(tutor.submissions.submission(chosen).learner)}")
            show_code(chosen)


st.title("Exercise analysis", anchor=False)
tried = tutor.analysis.tried()
if not tutor.course.exercises:
    st.info("This course has no exercises yet.", icon=":material/monitoring:")
    st.stop()
slug = choose(tried)
analysis = tutor.analysis.exercise(slug)
if not analysis.learners:
    st.info(
        f"Nobody has submitted {analysis.exercise.title} yet. Its checks and misconceptions appear "
        "with the first attempt.",
        icon=":material/monitoring:",
    )
    st.stop()
show_numbers(analysis)
st.header("Checks", anchor=False)
show_checks(analysis)
st.header("Misconceptions", anchor=False)
for each in analysis.misconceptions:
    show_misconception(each)
if not analysis.misconceptions:
    st.caption("No report names a misconception yet.")
st.header("Attempts to full marks", anchor=False)
st.vega_lite_chart(
    attempts_rows(analysis), inked(ATTEMPTS_TO_FULL), alt="How many attempts learners needed"
)
