"""What the learner reads after handing in: progress, the report, the hints, the way on."""

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard import places
from tutor.dashboard.afterwards import show_afterwards
from tutor.dashboard.progress import next_step
from tutor.dashboard.report_view import show_report
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.dashboard.wording import count, literal


def show_feedback(learner: str, exercise: Exercise) -> None:
    """The latest attempt: its report, or how far its grading is."""
    attempts = the_tutor().attempts(learner, exercise.slug)
    if not attempts:
        st.caption(
            "Try the examples as often as you like. Submitting runs the hidden suite and "
            "records an attempt; the number of attempts is not limited."
        )
        return
    st.subheader(f"Attempt {len(attempts)}", anchor=False)
    waiting = attempts[-1].submission_id
    in_hand = the_tutor().checks_done(waiting) is not None
    report = (
        the_tutor().attempt(waiting).report
    )  # read after `in_hand`: it is there before that ends
    if report is not None:
        show_report(report, exercise)
        if report.full_marks:
            _show_way_on(learner, exercise)
            show_afterwards(learner, exercise)
    elif in_hand:
        follow(waiting)
    else:
        _offer_another_grading()


@st.fragment(run_every="1s")
def follow(submission_id: int) -> None:
    """Show how far the grading is, and load the page again when it has ended."""
    with one_sentence():
        progress = the_tutor().checks_done(submission_id)
        if progress is None:
            st.rerun()
        done, total = progress
        if total:
            share = min(1.0, done / total)
            st.progress(share, text=f"Grading: {done} of {count(total, 'check')}")
        else:
            st.progress(0.0, text="Handed in; the grader is getting ready")


def _offer_another_grading() -> None:
    """The grader did not finish. The submission is stored, and the learner lost nothing."""
    st.warning(
        "The grading of this attempt did not finish. Your work is stored, and this costs you "
        "nothing.",
        icon=":material/build:",
    )
    if st.button("Grade it again", icon=":material/refresh:", key="again"):
        the_tutor().resume()
        st.rerun()


def _show_way_on(learner: str, exercise: Exercise) -> None:
    step = next_step(the_tutor().path(learner))
    if step and step.exercise.slug != exercise.slug:
        st.page_link(
            places.EXERCISE,
            label=f"Next: {literal(step.exercise.title)}",
            icon=":material/arrow_forward:",
            query_params={"exercise": step.exercise.slug},
        )


@st.fragment
def show_hints(learner: str, exercise: Exercise) -> None:
    """The hints taken so far, and a button or the condition for the next one."""
    with one_sentence():
        hints = the_tutor().hints(learner, exercise.slug)
        if not hints:
            return
        st.subheader("Hints", anchor=False)
        for state in hints:
            if state.used:
                st.markdown(
                    f":material/lightbulb: **Task {state.hint.task}.** {literal(state.hint.text)}"
                )
        left = [state for state in hints if not state.used]
        if any(state.available for state in left):
            st.button(
                "Take a hint",
                icon=":material/lightbulb:",
                key="hint",
                on_click=_take_hint,
                args=(learner, exercise.slug),
            )
        elif left:
            needed = min(state.needed_attempts for state in left)
            st.caption(f"The next hint opens after {count(needed, 'attempt')}.")


def _take_hint(learner: str, slug: str) -> None:
    with one_sentence():
        the_tutor().take_hint(learner, slug)
