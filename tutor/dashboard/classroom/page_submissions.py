"""For the instructor: hand in a class from a zip, and grade an exercise again."""

from collections.abc import Callable

import streamlit as st

from tutor.classroom.intake import Arrival, Batch
from tutor.classroom.regrades import Regraded
from tutor.dashboard.classroom.gradebook_tables import arrival_rows, change_rows, outcome_rows
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.errors import TutorError

ADVICE = (
    "A zip as Moodle, Canvas or Gradescope make it, or with a folder for each learner. Each file "
    "is named after its exercise: `dropout.py` or `dropout.ipynb`. Nothing is handed in before "
    "you have seen what is in it."
)


def show_intake() -> None:
    """A zip, what is in it, and then how its grading gets on."""
    batch = the_tutor().intake.batch()
    if batch is not None:
        show_batch(batch)
        return
    st.markdown(ADVICE)
    largest = st.get_option("server.maxUploadSize")  # in MB; the server refuses more
    upload = st.file_uploader("The zip of a class", "zip", key="class_zip")
    st.caption(f"More than {largest} MB: `tutor class hand-in FILE.zip` on the grading machine.")
    if upload is None:
        st.session_state.pop("class_rows", None)
        return
    rows = read_once(upload.file_id, upload.getvalue)
    if rows is not None:
        show_preview(rows)


def read_once(file_id: str, data: Callable[[], bytes]) -> list[Arrival] | None:
    """Look into an upload when it is new; a rerun of the page finds what was in it."""
    kept = st.session_state.get("class_rows")
    if kept is not None and kept[0] == file_id:
        rows: list[Arrival] = kept[1]
        return rows
    try:
        with st.spinner("Looking into the zip"):
            found = the_tutor().intake.read_zip(data())
    except TutorError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return None
    st.session_state["class_rows"] = file_id, found
    return found


def show_preview(rows: list[Arrival]) -> None:
    """What would be handed in, and what is wrong with the rest."""
    wanted = [row for row in rows if row.is_wanted]
    known = sum(row.known for row in rows)
    bad = sum(bool(row.problem) for row in rows)
    learners = len({row.learner for row in wanted})
    st.markdown(
        f"**{count(len(wanted), 'file')}** of {count(learners, 'learner')} to hand in, "
        f"{count(bad, 'problem')}, {known} handed in before."
    )
    st.dataframe(arrival_rows(rows), hide_index=True, alt="The files of the zip")
    st.button(
        f"Hand in {count(len(wanted), 'file')} and grade",
        type="primary",
        icon=":material/upload:",
        key="hand_in_class",
        disabled=not wanted,
        on_click=_hand_in,
    )


def _hand_in() -> None:
    with one_sentence():
        _, rows = st.session_state.pop("class_rows")
        the_tutor().intake.hand_in(rows)


def _dismiss() -> None:
    with one_sentence():
        the_tutor().intake.dismiss()


def _resume() -> None:
    with one_sentence():
        the_tutor().submissions.resume()


def show_batch(batch: Batch) -> None:
    """How far the grading is, or what came of it. The service remembers it, not the page."""
    if not batch.is_done:
        follow_batch()
        st.caption("You may leave this page; the grading goes on.")
        return
    outcomes = the_tutor().intake.outcomes(batch.submissions)
    waiting = sum(one.max_score is None for one in outcomes)
    st.success(f"{count(len(outcomes) - waiting, 'submission')} graded.", icon=":material/check:")
    if waiting:
        st.warning(
            f"The grading of {count(waiting, 'submission')} did not finish. The work is stored.",
            icon=":material/build:",
        )
        st.button("Grade them again", key="batch_again", on_click=_resume)
    st.dataframe(outcome_rows(outcomes), hide_index=True, alt="The marks of what was handed in")
    st.button(
        "Hand in another zip",
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
    """Begin to grade an exercise again; look at each regrade that is not published."""
    tutor = the_tutor()
    titles = {one.slug: one.title for one in tutor.regrades.exercises()}
    st.markdown(
        "When a suite has changed, grade the attempts that count again, see whose marks would be "
        "others, and then let the new marks count or forget them."
    )
    if not titles:
        st.info("Nothing has been handed in yet, so there is nothing to grade again.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Exercise", list(titles), format_func=titles.__getitem__, key="regrade_of")
        st.button("Grade again", icon=":material/refresh:", key="regrade", on_click=_regrade)
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
    """How far a regrade is, whose marks would change, and what to do with it."""
    one = found.regrade
    with st.container(border=True):
        st.markdown(
            f"**{literal(title or one.exercise)}**, begun by {literal(one.begun_by)} on "
            f"{one.begun:%Y-%m-%d}"
        )
        if found.open:
            follow_regrade(one.id)
            return
        for learner, problem in found.problems.items():
            st.warning(literal(f"{learner}: {problem}"))
        if found.waiting:
            st.caption(f"It stopped with {count(found.waiting, 'learner')} still to grade.")
        elif found.changes:
            st.markdown(
                f"{len(found.changes)} of {count(found.learners, 'learner')} "
                f"would have another mark, before penalties and marks by hand."
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
                "Go on",
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
zip_tab, regrade_tab = st.tabs(["Hand in a class", "Grade again"])
with zip_tab:
    show_intake()
with regrade_tab:
    show_regrades()
