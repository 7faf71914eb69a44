"""The learner's attempts: the list, the scores over time, and one of them in full."""

import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.charts import POINTS
from tutor.dashboard.editor import draft_of, replace_draft
from tutor.dashboard.report_view import show_report
from tutor.dashboard.state import current_learner, one_sentence, the_tutor
from tutor.dashboard.tables import attempt_rows, point_rows
from tutor.dashboard.wording import count
from tutor.grading.source import Source
from tutor.service import Attempt

ALL = "All exercises"

tutor, learner = the_tutor(), current_learner()
known = {exercise.slug: exercise for exercise in tutor.course.exercises}


def choose_attempt(attempts: list[Attempt]) -> Attempt:
    """The list; the newest attempt is open until another row is chosen."""
    event = st.dataframe(
        attempt_rows(attempts, tutor.course),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        key="attempt_list",
        alt="Attempts, newest first",
        column_config={
            "Received": st.column_config.DatetimeColumn(
                format="D MMM YYYY, HH:mm", timezone=st.context.timezone
            ),
            "Share": st.column_config.ProgressColumn(
                "Share of the points", format="percent", min_value=0.0, max_value=1.0
            ),
        },
    )
    rows = event.selection.rows
    chosen = rows[0] if rows and rows[0] < len(attempts) else 0
    return attempts[len(attempts) - 1 - chosen]


def show_attempt(attempt: Attempt) -> None:
    """Its report and its code, and the way back to work with it."""
    report_tab, code_tab = st.tabs(["Report", "Code"])
    source = Source(attempt.filename, tutor.submission(attempt.submission_id).source)
    with report_tab:
        if attempt.report is None:
            st.caption("This attempt is waiting for the grader.")
        else:
            show_report(attempt.report, known.get(attempt.exercise))
    with code_tab:
        for label, code in source.chunks():
            if source.is_notebook:
                st.caption(label)
            st.code(code, language="python", line_numbers=True)
        if (
            attempt.exercise in known
            and not source.is_notebook
            and st.button("Continue from this attempt", icon=":material/edit:", key="continue")
        ):
            draft = draft_of(learner, attempt.exercise, lambda: source.text)
            replace_draft(draft, source.text)
            st.switch_page(places.EXERCISE, query_params={"exercise": attempt.exercise})


st.title("Attempts", anchor=False)
attempts = tutor.attempts(learner)
if not attempts:
    st.info(
        "Nothing handed in yet. Your attempts will be listed here with their reports and code.",
        icon=":material/history:",
    )
    st.page_link(places.COURSE, label="Choose an exercise", icon=":material/map:")
    st.stop()

tried = list(dict.fromkeys(attempt.exercise for attempt in attempts))
slug = st.selectbox(
    "Exercise",
    [ALL, *tried],
    format_func=lambda slug: known[slug].title if slug in known else slug,
    key="attempts_of",
    persist_state="session",
)
shown = [attempt for attempt in attempts if slug in (ALL, attempt.exercise)]
if points := point_rows(shown, tutor.course, added_up=slug == ALL):
    st.caption("Points so far, attempt by attempt" if slug == ALL else "Points of each attempt")
    st.vega_lite_chart(points, POINTS, height=240, alt="Points over the attempts")
st.caption(f"{count(len(shown), 'attempt')}; choose a row to open it.")
chosen = choose_attempt(shown)
with one_sentence():
    show_attempt(chosen)
