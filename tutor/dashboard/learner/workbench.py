"""Where the learner works: the editor or an upload, the examples, and the submit button."""

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.learner.editor import draft_of, edit, handed_in, reset_draft
from tutor.dashboard.parts.announcer import announce
from tutor.dashboard.parts.local import local, zone
from tutor.dashboard.parts.report_view import examples_in_words, show_examples
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.errors import CourseError, Refused
from tutor.grading.source import MAX_NOTEBOOK, Source, source_from_bytes
from tutor.learning.verdict import NOTHING_NEW

WRITE, UPLOAD = "Write here", "Upload a file"


@st.fragment
def show_workbench(learner: str, exercise: Exercise) -> None:
    """Edit or upload, try the examples, submit."""
    with one_sentence():
        way = st.segmented_control(
            "How to submit",
            [WRITE, UPLOAD],
            default=WRITE,
            required=True,
            key="way",
            persist_state="session",
            label_visibility="collapsed",
        )
        if way == UPLOAD:
            work, sent = _upload(exercise), False
        else:
            work, sent = _write(learner, exercise)
        with st.container(horizontal=True):
            submit = st.button("Submit", type="primary", icon=":material/send:", key="submit")
            trial = st.button("Run the examples", icon=":material/play_arrow:", key="try")
            if way == WRITE:
                st.button(
                    "Reset to starter",
                    type="tertiary",
                    icon=":material/restart_alt:",
                    key="reset",
                    on_click=_reset,
                    args=(learner, exercise),
                )
        _say_what_is_left(learner, exercise)
        if submit or sent:
            _submit(learner, exercise, work, written=way == WRITE)
        _examples(learner, exercise, work if trial else None)


def _say_what_is_left(learner: str, exercise: Exercise) -> None:
    """How many attempts there are now, in a class that limits them."""
    left = the_tutor().submissions.allowances.left(learner, exercise.slug)
    if left.now is not None:
        st.caption(f":material/hourglass_bottom: {literal(left.in_words(zone()))}")


def _write(learner: str, exercise: Exercise) -> tuple[tuple[str, bytes], bool]:
    """The text in the editor, and whether it was submitted from there."""
    draft = draft_of(learner, exercise.slug, lambda: _first_text(learner, exercise))
    sent = edit(draft, label=f"Your code for {exercise.title}")
    with st.container():  # also without the note, so that nothing below loses the focus with it
        if draft.restored is not None:
            when = local(draft.restored)
            st.caption(
                f":material/history: Your draft of {when:%d %B, %H:%M} is back. It is not "
                "submitted."
            )
    text = draft.text if sent is None else sent
    return (exercise.starter.name, text.encode("utf-8", "replace")), sent is not None


def _upload(exercise: Exercise) -> tuple[str, bytes] | None:
    """The uploaded file, if there is one."""
    uploaded = st.file_uploader(
        "A script (.py) or a notebook (.ipynb)",
        type=["py", "ipynb"],
        max_upload_size=MAX_NOTEBOOK // 1_000_000,
        help="The outputs of a notebook are left out. What remains, or a script, may have 1 MB.",
        key=f"upload:{exercise.slug}",
    )
    return (uploaded.name, uploaded.getvalue()) if uploaded else None


def _source(work: tuple[str, bytes] | None) -> Source:
    if work is None:
        raise Refused("Choose a file first.")
    return source_from_bytes(*work)


def _submit(
    learner: str, exercise: Exercise, work: tuple[str, bytes] | None, *, written: bool
) -> None:
    source = _source(work)
    attempt = the_tutor().submissions.begin(learner, exercise.slug, source)
    if not attempt.is_new:
        st.info(NOTHING_NEW, icon=":material/check:")
        return
    st.session_state["awaited"] = attempt.submission_id
    if written:
        handed_in(learner, exercise.slug)
    key = _examples_key(learner, exercise)
    st.session_state[key] = st.session_state.get(key, (0, None))[0], None
    st.rerun()


def _examples(learner: str, exercise: Exercise, work: tuple[str, bytes] | None) -> None:
    """Run the examples on `work` if there is any, and show what the last run found."""
    key = _examples_key(learner, exercise)
    number, report = st.session_state.get(key, (0, None))
    if work is not None:
        with st.spinner("Running the examples"):
            report = the_tutor().submissions.check(exercise.slug, _source(work))
        number += 1
        st.session_state[key] = number, report
    with st.container(key="examples"):
        if report is not None:
            show_examples(report)
    said = examples_in_words(report) if report is not None else ""
    announce("examples", f"{key}:{number}" if work else "", said, reveal="examples")


def _examples_key(learner: str, exercise: Exercise) -> str:
    return f"examples:{exercise.slug}:{learner}"


def _first_text(learner: str, exercise: Exercise) -> str:
    """The learner's latest script, or else the starter."""
    handed = the_tutor().activity.latest_script(learner, exercise.slug)
    return _starter(exercise) if handed is None else handed


def _starter(exercise: Exercise) -> str:
    try:
        return exercise.starter.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CourseError(f"The starter of '{exercise.slug}' cannot be read.") from None


def _reset(learner: str, exercise: Exercise) -> None:
    with one_sentence():
        text = _starter(exercise)
        reset_draft(draft_of(learner, exercise.slug, lambda: text), text)
