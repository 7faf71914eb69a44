"""What a class's rules make of a learner's attempts: deadlines, the marks that count, and why."""

from datetime import UTC, datetime

import streamlit as st

from tutor.classroom.clock import in_words, left_in_words
from tutor.classroom.explain import (
    cost_in_words,
    deadlines,
    due_in_words,
    points_in_words,
    total_in_words,
    why,
)
from tutor.classroom.gradebook import Mine
from tutor.classroom.marks import Mark, is_late
from tutor.classroom.policy import policy_in_words
from tutor.course import Course, Exercise
from tutor.dashboard import places
from tutor.dashboard.parts.local import zone
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import the_tutor

AHEAD = 3  # deadlines on the home page


def in_class(learner: str) -> Mine | None:
    """The learner's marks in their class; None where no instructor has decided anything."""
    mine = the_tutor().grades.mine(learner)
    return mine if mine.is_class else None


def show_rules(learner: str, exercise: Exercise) -> None:
    """On the page of an exercise: when it is due, what lateness costs, the mark, the comment."""
    if (mine := in_class(learner)) is None:
        return
    mark, now = mine.mark(exercise.slug), datetime.now(UTC)
    due = due_in_words(mark, mine.policy, now, zone())
    cost = cost_in_words(mark, mine.policy, now)
    has_mark = mark.points is not None or mark.excused
    if not (due or cost or has_mark or mark.comment):
        return
    with st.container(border=True, gap="xsmall", key="in_class"):
        if due or cost:
            late = mark.due is not None and is_late(mine.policy, now, mark.due)
            icon = ":material/alarm:" if late else ":material/event:"
            st.markdown(f"{icon} {literal(' '.join(part for part in (due, cost) if part))}")
        if has_mark:
            reasons = literal(" ".join(why(mark, mine.policy, zone())))
            st.markdown(f"**Your mark: {literal(points_in_words(mark))}.** {reasons}")
        _show_comment(mark)


def show_deadlines(mine: Mine, course: Course) -> None:
    """On the home page: what is due next, what is late, and every mark with its reasons."""
    now = datetime.now(UTC)
    late, ahead = deadlines(mine.row, mine.policy, now)
    st.header("Deadlines and marks", anchor=False)
    with st.container(border=True, gap="xsmall"):
        for mark in (*late, *ahead[:AHEAD]):
            _show_deadline(course, mark, is_late=mark in late)
        if not late and not ahead:
            st.markdown("Nothing is due.")
        elif len(ahead) > AHEAD:
            st.caption(f"{len(ahead) - AHEAD} more deadlines come later; your marks list them.")
        st.markdown(f"**{literal(total_in_words(mine.row))}**")
        st.caption(literal(policy_in_words(mine.policy)))
        with st.expander("Your marks, and why", icon=":material/table_chart:", key="my_marks"):
            _show_marks(mine, course)


def _show_deadline(course: Course, mark: Mark, *, is_late: bool) -> None:
    now = datetime.now(UTC)
    assert mark.due is not None  # it has a deadline
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            places.EXERCISE,
            label=f"**{literal(course.exercise(mark.exercise).title)}**",
            query_params={"exercise": mark.exercise},
            width="stretch",
        )
        left = left_in_words(mark.due, now)
        if is_late:
            st.badge(f"late, was due {left}", color="red")
        else:
            st.badge(left, color="blue")
        st.caption(literal(in_words(mark.due, zone(), now)), width="content")


def _show_marks(mine: Mine, course: Course) -> None:
    for mark in mine.row.marks:
        if not (mark.due or mark.points is not None or mark.comment or mark.excused):
            continue
        title = literal(course.exercise(mark.exercise).title)
        due = due_in_words(mark, mine.policy, datetime.now(UTC), zone())
        said = " ".join([*([due] if due else []), *why(mark, mine.policy, zone())])
        st.markdown(f"**{title}**: {literal(points_in_words(mark))}  \n{literal(said)}")
        _show_comment(mark)


def _show_comment(mark: Mark) -> None:
    if mark.comment:
        lines = literal(mark.comment).replace("\n", "  \n")
        st.markdown(f":material/comment: **{literal(mark.comment_by)}**: {lines}")
