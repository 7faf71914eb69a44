"""For the instructor: a learner's submissions, with report and code."""

from datetime import timedelta

import streamlit as st

from tutor.dashboard.parts.local import local
from tutor.dashboard.parts.report_view import show_report
from tutor.dashboard.parts.wording import literal, marks
from tutor.dashboard.state import the_tutor
from tutor.grading.report import Report
from tutor.grading.source import Source
from tutor.learning.submissions import Attempt

ON_ITS_WAY = timedelta(minutes=5)  # what sending may take; more is told


@st.dialog("Attempts", width="large")
def show_attempts(learner: str, slug: str) -> None:
    """The attempts of a learner at an exercise; the newest is open until another is chosen."""
    tutor = the_tutor()
    exercise = tutor.course.exercise(slug)
    st.markdown(f"**{literal(_called(learner))}** · {exercise.title}")
    attempts = tutor.submissions.attempts(learner, exercise.slug)[::-1]
    if not attempts:
        st.caption("Nothing submitted yet.")
        return
    numbers = {attempt.submission_id: len(attempts) - n for n, attempt in enumerate(attempts)}
    chosen = st.selectbox(
        "Attempt",
        attempts,
        format_func=lambda attempt: _words(attempt, numbers[attempt.submission_id]),
        key="work_attempt",
    )
    _show(chosen)


def _called(learner: str) -> str:
    """The full name with the short one, as far as the roster has it."""
    person = the_tutor().store.people.find(learner)
    return f"{person.full_name} ({learner})" if person and person.full_name else learner


def show_code(submission_id: int) -> None:
    """The code exactly as it was submitted."""
    submission = the_tutor().submissions.submission(submission_id)
    source = Source(submission.filename, submission.source)
    for label, code in source.chunks():
        if source.is_notebook:
            st.caption(label)
        st.code(code, language="python", line_numbers=True)


def _show(attempt: Attempt) -> None:
    report_tab, code_tab = st.tabs(["Report", "Code"])
    with report_tab:
        _show_made(attempt)
        if attempt.report is None:
            st.caption("This attempt is waiting for the grader.")
        else:
            _show_tried(attempt.report)
            show_report(attempt.report, the_tutor().course.exercise(attempt.exercise))
    with code_tab:
        show_code(attempt.submission_id)


def _show_made(attempt: Attempt) -> None:
    """When it was made by the clock of the learner's machine, where it came later than that."""
    made = the_tutor().machines.made(attempt.submission_id)
    if made is not None and attempt.received - made > ON_ITS_WAY:
        st.info(
            f"It came {local(attempt.received):%-d %b, %H:%M}. By the clock of the learner's "
            f"machine it was made {local(made):%-d %b, %H:%M}, and waited there for a connection. "
            "The time that counts is when it came, because that clock proves nothing.",
            icon=":material/schedule:",
        )


def _show_tried(report: Report) -> None:
    """What no honest program does: a reason to read the code, and for instructors alone."""
    if report.tried:
        st.warning(
            f"This program {', and '.join(map(literal, report.tried))}. The box refused it, and "
            "the mark does not depend on it. Please read the code.",
            icon=":material/visibility:",
        )


def _words(attempt: Attempt, number: int) -> str:
    report = attempt.report
    points = marks(report.score, report.max_score) if report else "waiting"
    return f"{number}: {points} · {attempt.received:%-d %b %Y, %H:%M} UTC"
