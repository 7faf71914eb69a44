"""What the learner reads after submitting: progress, the report, the hints, what is next."""

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard import places
from tutor.dashboard.learner.afterwards import show_afterwards
from tutor.dashboard.learner.differences import show_changes, show_difference
from tutor.dashboard.parts.report_view import show_report
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.grading.report import CheckDone, Outcome, Report
from tutor.grading.source import Source
from tutor.learning.path import next_step
from tutor.records import NumberedAttempt

NEIGHBOURS = 5  # checks that are shown while a grading runs, the newest


def show_feedback(learner: str, exercise: Exercise) -> None:
    """The latest attempt: its report and what it changed, or how far its grading is."""
    attempts = the_tutor().activity.attempts(learner, exercise.slug)
    if not attempts:
        st.caption(
            "You can run the examples as often as you like. Submitting runs the hidden suite and "
            "records an attempt; the number of attempts is not limited."
        )
        return
    newest, before = attempts[-1], previous(attempts, attempts[-1])
    st.subheader(f"Attempt {newest.number}", anchor=False)
    waiting = newest.submission_id
    is_open = the_tutor().submissions.checks_done(waiting) is not None
    report = (
        the_tutor().submissions.attempt(waiting).report
    )  # read after `is_open`: it is there before that ends
    if report is not None:
        if before is not None:
            show_since(newest, before, report)
        show_report(report, exercise)
        if report.full_marks:
            _show_way_on(learner, exercise)
            show_afterwards(learner, exercise)
    elif is_open:
        follow(waiting)
    else:
        _offer_another_grading(waiting)


def previous(attempts: list[NumberedAttempt], attempt: NumberedAttempt) -> NumberedAttempt | None:
    """The graded attempt at the same exercise that came before this one."""
    return next(
        (
            earlier
            for earlier in reversed(attempts)
            if earlier.exercise == attempt.exercise
            and earlier.number < attempt.number
            and earlier.score is not None
        ),
        None,
    )


def show_since(attempt: NumberedAttempt, before: NumberedAttempt, report: Report) -> None:
    """What changed since the attempt before, in the checks and in the code."""
    earlier = the_tutor().submissions.attempt(before.submission_id).report
    if earlier is not None:
        show_changes(earlier, report, before.number)
    with st.expander(
        f"Changes in the code since attempt {before.number}", icon=":material/difference:"
    ):
        show_difference(source_of(before), source_of(attempt), before.number, attempt.number)


def source_of(attempt: NumberedAttempt) -> Source:
    """The submitted code."""
    return Source(
        attempt.filename, the_tutor().submissions.submission(attempt.submission_id).source
    )


@st.fragment(run_every="1s")
def follow(submission_id: int) -> None:
    """Show the result of each check as it ends, and load the page again at the end."""
    with one_sentence():
        checks = the_tutor().submissions.checks_done(submission_id)
        if checks is None:
            st.rerun()
        if not checks:
            st.progress(0.0, text="Submitted. The grader is getting ready")
            return
        done, total = checks[-1].done, checks[-1].total
        st.progress(min(1.0, done / total), text=f"Grading: {done} of {count(total, 'check')}")
        with st.container(border=True, gap="xsmall"):
            st.markdown("  \n".join(_come_out(check) for check in checks[-NEIGHBOURS:]))
            st.caption("The report appears when every check is done.")


def _come_out(check: CheckDone) -> str:
    passed = check.outcome is Outcome.PASSED
    sign = ":green[:material/check_circle:]" if passed else ":red[:material/cancel:]"
    return f"{sign} {literal(check.title)}"


def _offer_another_grading(submission_id: int) -> None:
    """The grader did not finish. The submission is stored, and the learner lost nothing."""
    why = the_tutor().submissions.failure(submission_id)
    st.warning(
        "The grading of this attempt did not finish. Your submission is saved, and you lose "
        f"nothing. {literal(why or '')}",
        icon=":material/build:",
    )
    if st.button("Grade again", icon=":material/refresh:", key="again"):
        the_tutor().submissions.resume(submission_id)
        st.rerun()


def _show_way_on(learner: str, exercise: Exercise) -> None:
    """After full marks: the next exercise, and the questions about this one."""
    step = next_step(the_tutor().path.steps(learner))
    with st.container(horizontal=True):
        if step and step.exercise.slug != exercise.slug:
            st.page_link(
                places.EXERCISE,
                label=f"Next: {literal(step.exercise.title)}",
                icon=":material/arrow_forward:",
                query_params={"exercise": step.exercise.slug},
            )
        if the_tutor().sittings.cards.bank.modules:
            st.page_link(
                places.QUIZ, label="Answer questions about this exercise", icon=":material/quiz:"
            )


@st.fragment
def show_hints(learner: str, exercise: Exercise) -> None:
    """The hints shown so far, and a button or the condition for the next one."""
    with one_sentence():
        hints = the_tutor().path.hints(learner, exercise.slug)
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
                "Show a hint",
                icon=":material/lightbulb:",
                key="hint",
                on_click=_take_hint,
                args=(learner, exercise.slug),
            )
            st.caption(f"{len(hints) - len(left)} of {count(len(hints), 'hint')} taken.")
        elif left:
            needed = min(state.needed_attempts for state in left)
            st.caption(f"The next hint opens after {count(needed, 'attempt')}.")


def _take_hint(learner: str, slug: str) -> None:
    with one_sentence():
        the_tutor().path.take_hint(learner, slug)
