"""Overrides, excuses and comments on the gradebook's page, and the audit trail."""

import streamlit as st

from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.marks import Mark
from tutor.course import Exercise
from tutor.dashboard.classroom.deadline_forms import zone_of_course
from tutor.dashboard.classroom.gradebook_tables import event_rows, names_in
from tutor.dashboard.parts.tables import room_for
from tutor.dashboard.parts.wording import literal, number
from tutor.dashboard.state import one_sentence, the_tutor

WHOLE = 0  # instead of the number of a task


def give_by_hand(book: Book) -> None:
    st.caption(
        "An override counts instead of every attempt, late or not. Whoever is excused from an "
        "exercise has one less in the total. The reason, your name and the time are recorded; "
        "the learner reads the reason and the comment."
    )
    if st.button("Override a mark, excuse, or comment", icon=":material/edit:", key="hand"):
        by_hand(book)


@st.dialog("Override a mark", icon=":material/edit:")
def by_hand(book: Book) -> None:
    """The learner, the exercise or one of its tasks, the points and the reason; or a comment."""
    row, exercise = _chosen(book)
    mark = next(mark for mark in row.marks if mark.exercise == exercise.slug)
    st.caption(literal(_now(row, mark)))
    hand, comment = st.tabs(["Points or excuse", "Comment"])
    with hand:
        _points(row, exercise, mark)
    with comment:
        _comment(row, mark)


def _chosen(book: Book) -> tuple[BookRow, Exercise]:
    names = names_in(book)
    rows = {row.learner: row for row in book.rows}
    exercises = {exercise.slug: exercise for exercise in book.exercises}
    learner = st.selectbox(
        "Learner",
        sorted(rows, key=lambda name: names[name].casefold()),
        format_func=names.__getitem__,
        key="hand_learner",
    )
    slug = st.selectbox(
        "Exercise",
        list(exercises),
        format_func=lambda slug: exercises[slug].title,
        key="hand_exercise",
    )
    return rows[learner], exercises[slug]


def _now(row: BookRow, mark: Mark) -> str:
    """What the learner has now, in a sentence."""
    who = row.full_name or row.learner
    if mark.excused:
        return f"{who} is excused, by {mark.set_by}: {mark.reason}"
    now = "no mark" if mark.points is None else f"{number(mark.points)} points"
    by = f", by {mark.set_by}: {mark.reason}" if mark.overridden and mark.set_by else ""
    tasks = "".join(
        f", task {t.task} with {number(t.points)} by {t.set_by}: {t.reason}" for t in mark.tasks
    )
    return f"{who} has {now} of {number(mark.max_points)}{by}{tasks}."


def _points(row: BookRow, exercise: Exercise, mark: Mark) -> None:
    titles = {task.n: f"Task {task.n}: {task.title}" for task in exercise.tasks}
    task = st.selectbox(
        "What you mark",
        [WHOLE, *titles],
        format_func=lambda n: titles.get(n, "The whole exercise"),
        key=f"hand_task:{exercise.slug}",
    )
    most = {each.n: each.points for each in exercise.tasks}.get(task, exercise.max_score)
    key = exercise.slug if task == WHOLE else f"{exercise.slug}:{task}"
    points = st.number_input(
        "Points", 0.0, float(most), float(most), format="%g", key=f"hand_points:{key}"
    )
    reason = st.text_area("Reason", key="hand_reason", max_chars=500, height=80) or ""
    number_ = None if task == WHOLE else task
    st.caption(literal(_then(row, exercise, points, number_)))
    given = mark.tasks if number_ else (mark.overridden and not mark.tasks)
    with st.container(horizontal=True):
        give = st.button("Save the override", type="primary", key="hand_give")
        back = bool(given) and st.button("Remove the override", key="hand_back")
        label = "End the excuse" if mark.excused else "Excuse from the exercise"
        excuse = number_ is None and st.button(label, key="hand_excuse")
    if give or back or excuse:
        with one_sentence():
            grades = the_tutor().grades
            if excuse:
                grades.excuse(row.learner, exercise.slug, reason, excused=not mark.excused)
            else:
                value = None if back else points
                grades.override(row.learner, exercise.slug, value, reason, task=number_)
            st.rerun()


def _then(row: BookRow, exercise: Exercise, points: float, task: int | None) -> str:
    """What the override would do to the learner's mark and total."""
    effect = the_tutor().grades.override(
        row.learner, exercise.slug, points, "only tried", task=task, dry_run=True
    )
    said = [f"The mark would be {number(c.new.points or 0)}." for c in effect.marks]
    said += [f"The total would go from {c.old:.1%} to {c.new:.1%}." for c in effect.totals]
    return " ".join(said) or "The mark would not change."


def _comment(row: BookRow, mark: Mark) -> None:
    text = st.text_area(
        "Comment for the learner",
        mark.comment,
        key=f"hand_comment:{row.learner}:{mark.exercise}",
        max_chars=5000,
    )
    with st.container(horizontal=True):
        save = st.button("Save the comment", type="primary", key="hand_say")
        away = bool(mark.comment) and st.button("Remove the comment", key="hand_unsay")
    if save or away:
        with one_sentence():
            the_tutor().grades.comment(row.learner, mark.exercise, "" if away else text or "")
            st.rerun()


def show_history(book: Book) -> None:
    """The audit trail, the newest first."""
    st.subheader("Everything that was decided", anchor=False)
    if events := the_tutor().grades.trail():
        room_for("trail", len(events)).dataframe(
            event_rows(events, names_in(book), zone_of_course()),
            hide_index=True,
            placeholder="",
            height="stretch",
            alt="Every decision about marks, the newest first",
            column_config={
                "What": st.column_config.TextColumn(width=280),
                "Reason": st.column_config.TextColumn(width=220),
            },
        )
    else:
        st.caption("Nothing has been decided yet.")
