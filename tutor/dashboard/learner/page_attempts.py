"""Every attempt of the learner: the list, the marks over time, and one of them in full.

The list holds marks alone; only the report of the chosen attempt is read.
"""

import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.learner.editor import draft_of, replace_draft
from tutor.dashboard.learner.feedback import previous, report_of, show_since, source_of
from tutor.dashboard.learner.history import BY_ATTEMPT, OVER_TIME, listed, points, points_in_all
from tutor.dashboard.parts.local import inked
from tutor.dashboard.parts.report_view import show_checks, show_verdict
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import current_learner, one_sentence, the_tutor
from tutor.grading.source import Source
from tutor.records import NumberedAttempt

ALL = "All exercises"

tutor, learner = the_tutor(), current_learner()
known = {exercise.slug: exercise for exercise in tutor.course.exercises}
titles = {slug: exercise.title for slug, exercise in known.items()}


def choose_attempt(attempts: list[NumberedAttempt]) -> NumberedAttempt:
    """The list; the newest attempt is open until another row is chosen."""
    event = st.dataframe(
        listed(attempts, titles),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        key="attempt_list",
        height=min(35 * len(attempts) + 38, 300),
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


def show_attempt(attempt: NumberedAttempt, attempts: list[NumberedAttempt]) -> None:
    """Its report and its code, what changed in both, and the way back to work with it."""
    title = literal(titles.get(attempt.exercise, attempt.exercise))
    st.header(f"{title}, attempt {attempt.number}", anchor=False)
    report_tab, code_tab = st.tabs(["Report", "Code"])
    with report_tab:
        report = tutor.submissions.attempt(attempt.submission_id).report
        if report is None:
            st.caption("This attempt is waiting for the grader.")
        else:
            before = previous(attempts, attempt)
            earlier = report_of(before)
            show_verdict(report, earlier)
            show_checks(report, known.get(attempt.exercise))
            if before is not None:
                show_since(attempt, before, report, earlier)
    with code_tab:
        show_code(attempt, source_of(attempt))


def show_code(attempt: NumberedAttempt, source: Source) -> None:
    """The submitted code; the learner can continue from a script."""
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


st.title("History", anchor=False)
attempts = tutor.activity.attempts(learner)
if not attempts:
    st.info(
        "Nothing submitted yet. Your attempts will be listed here with their reports and code.",
        icon=":material/history:",
    )
    st.page_link(places.COURSE, label="Choose an exercise", icon=":material/map:")
    st.stop()

tried = list(dict.fromkeys(attempt.exercise for attempt in attempts))
slug = st.selectbox(
    "Exercise",
    [ALL, *tried],
    format_func=lambda slug: titles.get(slug, slug),
    key="attempts_of",
    persist_state="session",
)
shown = [attempt for attempt in attempts if slug in (ALL, attempt.exercise)]
if slug == ALL:
    rows, spec, caption = points_in_all(shown, titles), OVER_TIME, "All points so far"
else:
    rows, spec, caption = points(shown), BY_ATTEMPT, "Points of each attempt"
if rows:
    st.caption(caption)
    st.vega_lite_chart(
        rows, inked(spec), height=220, alt=f"{caption}: {rows[-1]['points']:g} at the end"
    )
st.caption(f"{count(len(shown), 'attempt')}; choose a row to open it.")
chosen = choose_attempt(shown)
with one_sentence():
    show_attempt(chosen, attempts)
