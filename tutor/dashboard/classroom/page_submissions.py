"""For the instructor: submit a class from a zip, and regrade an exercise."""

from collections.abc import Callable

import streamlit as st

from tutor.classroom.intake import Arrival, Batch
from tutor.classroom.regrades import Regraded
from tutor.dashboard.classroom.assign_view import CHOICES, ROWS, choose_options, show_open
from tutor.dashboard.classroom.gradebook_tables import arrival_rows, change_rows, outcome_rows
from tutor.dashboard.parts.local import zone
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.errors import TutorError

ADVICE = (
    "A zip file from Moodle, Canvas, Gradescope, GitHub Classroom or nbgrader, or one with a "
    "folder for each learner. Each file is named after its exercise, as `dropout.py`, or you "
    "choose the exercise here. You see the contents first; nothing is submitted before you confirm."
)


def show_intake() -> None:
    """A zip, its contents, and then the progress of its grading."""
    batch = the_tutor().intake.batch()
    if batch is not None:
        show_batch(batch)
        return
    st.markdown(ADVICE)
    largest = st.get_option("server.maxUploadSize")  # in MB; the server refuses more
    exercise, received = choose_options()
    upload = st.file_uploader("The zip file of the class", "zip", key="class_zip")
    st.caption(
        f"For more than {largest} MB, or a folder, use `tutor class hand-in PATH` on the grading "
        "machine."
    )
    if upload is None:
        st.session_state.pop(ROWS, None)
        st.session_state.pop(CHOICES, None)
        return
    key = f"{upload.file_id} {exercise} {received}"
    rows = read_once(
        key, lambda: the_tutor().intake.read_zip(upload.getvalue(), exercise, received)
    )
    if rows is not None:
        show_preview(rows)


def read_once(key: str, read: Callable[[], list[Arrival]]) -> list[Arrival] | None:
    """Read an upload when it is new; a rerun of the page uses the stored result."""
    kept = st.session_state.get(ROWS)
    if kept is not None and kept[0] == key:
        rows: list[Arrival] = kept[1]
        return rows
    try:
        with st.spinner("Reading the zip file"):
            found = read()
    except TutorError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return None
    st.session_state[ROWS], st.session_state[CHOICES] = (key, found), {}
    return found


def show_preview(rows: list[Arrival]) -> None:
    """What would be submitted, and what is wrong with the rest."""
    wanted = [row for row in rows if row.is_wanted]
    known = sum(row.known for row in rows)
    bad = sum(bool(row.problem) for row in rows)
    learners = len({row.learner for row in wanted})
    st.markdown(
        f"**{count(len(wanted), 'file')}** of {count(learners, 'learner')} to submit, "
        f"{count(bad, 'problem')}, {known} already submitted."
    )
    show_open(rows)
    st.dataframe(arrival_rows(rows, zone()), hide_index=True, alt="The files in the zip")
    st.button(
        f"Submit {count(len(wanted), 'file')} and grade",
        type="primary",
        icon=":material/upload:",
        key="hand_in_class",
        disabled=not wanted,
        on_click=_hand_in,
    )


def _hand_in() -> None:
    with one_sentence():
        _, rows = st.session_state.pop(ROWS)
        st.session_state.pop(CHOICES, None)
        the_tutor().intake.hand_in(rows)


def _dismiss() -> None:
    with one_sentence():
        the_tutor().intake.dismiss()


def _resume() -> None:
    with one_sentence():
        the_tutor().submissions.resume()


def show_batch(batch: Batch) -> None:
    """The progress of the grading, or its results. The service keeps them, not the page."""
    if not batch.is_done:
        follow_batch()
        st.caption("You may leave this page; the grading continues.")
        return
    outcomes = the_tutor().intake.outcomes(batch.submissions)
    waiting = sum(one.max_score is None for one in outcomes)
    st.success(f"{count(len(outcomes) - waiting, 'submission')} graded.", icon=":material/check:")
    if waiting:
        st.warning(
            f"The grading of {count(waiting, 'submission')} did not finish. The work is saved.",
            icon=":material/build:",
        )
        st.button("Grade them again", key="batch_again", on_click=_resume)
    st.dataframe(outcome_rows(outcomes), hide_index=True, alt="The marks of the submissions")
    st.button(
        "Submit another zip",
        key="batch_forget",
        on_click=_dismiss,
    )


@st.fragment(run_every="1s")
def follow_batch() -> None:
    with one_sentence():
        batch = the_tutor().intake.batch()
        if batch is None or batch.is_done:
            st.rerun()
        total = len(batch.submissions)
        st.progress(batch.done / total, text=f"Graded: {batch.done} of {total}")


def show_regrades() -> None:
    """Start a regrade; show each regrade that is not published."""
    tutor = the_tutor()
    titles = {one.slug: one.title for one in tutor.regrades.exercises()}
    st.markdown(
        "When a suite has changed, regrade the attempts that count. You see whose marks would "
        "change, and then publish or discard the new marks."
    )
    if not titles:
        st.info("There are no submissions yet, so there is nothing to regrade.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Exercise", list(titles), format_func=titles.__getitem__, key="regrade_of")
        st.button("Regrade", icon=":material/refresh:", key="regrade", on_click=_regrade)
    for one in tutor.regrades.unpublished():
        show_regrade(tutor.regrades.regrade(one.id), titles.get(one.exercise, ""))


def _regrade(slug: str | None = None) -> None:
    with one_sentence():
        the_tutor().regrades.begin(slug or st.session_state["regrade_of"])


def _publish(number: int) -> None:
    with one_sentence():
        attempts = the_tutor().regrades.publish(number)
        st.toast(f"Published: {count(attempts, 'attempt')}.", icon=":material/check:")


def _discard(number: int) -> None:
    with one_sentence():
        the_tutor().regrades.discard(number)


def show_regrade(found: Regraded, title: str) -> None:
    """The progress of a regrade, whose marks would change, and what to do with it."""
    one = found.regrade
    with st.container(border=True):
        st.markdown(
            f"**{literal(title or one.exercise)}**, started by {literal(one.begun_by)} on "
            f"{one.begun:%Y-%m-%d}"
        )
        if found.open:
            follow_regrade(one.id)
            return
        for learner, problem in found.problems.items():
            st.warning(literal(f"{learner}: {problem}"))
        if found.waiting:
            st.caption(f"It stopped with {count(found.waiting, 'learner')} still to regrade.")
        elif found.changes:
            st.markdown(
                f"The marks of {len(found.changes)} of {count(found.learners, 'learner')} would "
                "change, before penalties and overrides."
            )
            st.dataframe(
                change_rows(found.changes),
                hide_index=True,
                placeholder="-",
                alt="Whose marks would change",
            )
        else:
            st.markdown(f"No mark of {count(found.learners, 'learner')} would change.")
        show_choices(found)


def show_choices(found: Regraded) -> None:
    number = found.regrade.id
    with st.container(horizontal=True):
        if found.is_done:
            st.button(
                "Publish",
                type="primary",
                key=f"publish:{number}",
                on_click=_publish,
                args=(number,),
            )
        if not found.is_done or found.problems:
            st.button(
                "Continue",
                key=f"go_on:{number}",
                on_click=_regrade,
                args=(found.regrade.exercise,),
            )
        st.button(
            "Discard",
            key=f"discard:{number}",
            on_click=_discard,
            args=(number,),
        )


@st.fragment(run_every="1s")
def follow_regrade(number: int) -> None:
    with one_sentence():
        found = the_tutor().regrades.regrade(number)
        if not found.open:
            st.rerun()
        done = found.learners - found.waiting
        st.progress(done / found.learners, text=f"Graded: {done} of {found.learners} learners")


st.title("Submissions", anchor=False)
zip_tab, regrade_tab = st.tabs(["Submit a class", "Regrade"])
with zip_tab:
    show_intake()
with regrade_tab:
    show_regrades()
