"""What the learner reads after submitting: progress, the report, the hints, what is next."""

import streamlit as st

from tutor.course import Exercise
from tutor.dashboard import places
from tutor.dashboard.learner.afterwards import show_afterwards, show_solutions
from tutor.dashboard.learner.differences import show_changes, show_difference
from tutor.dashboard.parts.announcer import announce
from tutor.dashboard.parts.report_view import in_words, show_checks, show_verdict
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.grading.report import CheckDone, Outcome, Report
from tutor.grading.source import Source
from tutor.learning.allowance import Solutions
from tutor.learning.path import next_step
from tutor.records import NumberedAttempt

NEIGHBOURS = 5  # checks that are shown while a grading runs, the newest
STEPS = 4  # of a grading, after each of which a screen reader hears how far it is


def show_feedback(learner: str, exercise: Exercise) -> None:
    """The latest attempt: what to fix first, the hints, and the rest of its report; or how far its
    grading is."""
    attempts = the_tutor().activity.attempts(learner, exercise.slug)
    with st.container(key="verdict"):
        if attempts:
            said = _show_newest(learner, exercise, attempts)
        else:
            said = "", ""
            left = the_tutor().submissions.allowances.left(learner, exercise.slug)
            unlimited = left.in_words() if left.now is None else ""  # else below the button
            st.caption(
                "You can run the examples as often as you like. Submitting runs the hidden suite "
                f"and records an attempt. {unlimited}"
            )
            show_hints(learner, exercise)
    awaited = bool(attempts) and st.session_state.get("awaited") == attempts[-1].submission_id
    announce("verdict", *(said if awaited else ()), reveal="verdict")


def _show_newest(
    learner: str, exercise: Exercise, attempts: list[NumberedAttempt]
) -> tuple[str, str]:
    """Show the newest attempt; return what to say about it, behind a name of its own."""
    newest, before = attempts[-1], previous(attempts, attempts[-1])
    st.header(f"Attempt {newest.number}", anchor=False)
    waiting = newest.submission_id
    is_open = the_tutor().submissions.checks_done(waiting) is not None
    report = (
        the_tutor().submissions.attempt(waiting).report
    )  # read after `is_open`: it is there before that ends
    if report is not None:
        earlier = report_of(before)
        show_verdict(report, earlier)
        if report.full_marks:
            _show_way_on(learner, exercise)
            show_afterwards(learner, exercise)
        else:
            show_hints(learner, exercise)
            _show_solutions_if_open(learner, exercise)
        show_checks(report, exercise)
        if before is not None:
            show_since(newest, before, report, earlier)
        return f"{waiting}:graded", in_words(report, earlier)
    if is_open:
        follow(waiting)
        return f"{waiting}:open", "Submitted. The grader is getting ready."
    why = _offer_another_grading(waiting)
    return f"{waiting}:failed", why


def _show_solutions_if_open(learner: str, exercise: Exercise) -> None:
    """Before full marks: only in a class that shows them after the deadline."""
    allowance = the_tutor().submissions.allowances.of(exercise.slug)
    if allowance.solutions is Solutions.DEADLINE:
        show_solutions(learner, exercise)


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


def report_of(attempt: NumberedAttempt | None) -> Report | None:
    """The report of a graded attempt."""
    if attempt is None:
        return None
    return the_tutor().submissions.attempt(attempt.submission_id).report


def show_since(
    attempt: NumberedAttempt, before: NumberedAttempt, report: Report, earlier: Report | None
) -> None:
    """What changed since the attempt before, in the checks and in the code."""
    with st.expander(f"What changed since attempt {before.number}", icon=":material/difference:"):
        if earlier is not None:
            show_changes(earlier, report, before.number)
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
            announce("grading")
            return
        done, total = checks[-1].done, checks[-1].total
        said = f"Grading: {done} of {count(total, 'check')}"
        st.progress(min(1.0, done / total), text=said)
        with st.container(border=True, gap="xsmall"):
            st.markdown("  \n".join(_come_out(check) for check in checks[-NEIGHBOURS:]))
            st.caption("The report appears when every check is done.")
        announce("grading", f"{submission_id}:{STEPS * done // total}", said)


def _come_out(check: CheckDone) -> str:
    passed = check.outcome is Outcome.PASSED
    sign = ":green[:material/check_circle:]" if passed else ":red[:material/cancel:]"
    return f"{sign} {literal(check.title)}"


def _offer_another_grading(submission_id: int) -> str:
    """The grader did not finish. The submission is stored, and the learner lost nothing."""
    why = the_tutor().submissions.failure(submission_id) or ""
    said = (
        "The grading of this attempt did not finish. Your submission is saved, and you lose "
        "nothing."
    )
    st.warning(f"{said} {literal(why)}", icon=":material/build:")
    if st.button("Grade again", icon=":material/refresh:", key="again"):
        the_tutor().submissions.resume(submission_id)
        st.rerun()
    return f"{said} {why}"


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
        used = [state for state in hints if state.used]
        left = [state for state in hints if not state.used]
        st.header("Hints", anchor=False)
        with st.container(key="hints"):
            for state in used:
                st.markdown(
                    f":material/lightbulb: **Task {state.hint.task}.** {literal(state.hint.text)}"
                )
        can_take = any(state.available for state in left)
        if can_take:
            st.button(
                "Show a hint",
                icon=":material/lightbulb:",
                key="hint",
                on_click=_take_hint,
                args=(learner, exercise.slug),
            )
            st.caption(f"{len(used)} of {count(len(hints), 'hint')} taken.")
        elif left:
            needed = min(state.needed_attempts for state in left)
            st.caption(f"The next hint opens after {count(needed, 'attempt')}.")
        taken, said = st.session_state.get("hint_taken", ("", ""))
        # With the last hint the button goes, and the focus that it had.
        announce("hints", taken, said, focus="" if can_take else "hints")


def _take_hint(learner: str, slug: str) -> None:
    with one_sentence():
        if (taken := the_tutor().path.take_hint(learner, slug)) is not None:
            st.session_state["hint_taken"] = f"{slug}:{taken.number}", taken.hint.text
