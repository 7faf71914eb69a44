"""For the instructor: the marks of the class, the reasons for them, and overrides."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from tutor.classroom.gradebook import Book, Format
from tutor.classroom.policy import policy_in_words
from tutor.dashboard.classroom.allowance_forms import show_allowances
from tutor.dashboard.classroom.deadline_forms import show_deadlines
from tutor.dashboard.classroom.gradebook_forms import give_by_hand, show_history
from tutor.dashboard.classroom.gradebook_tables import (
    book_rows,
    failed_rows,
    mark_rows,
    names_in,
    noted_rows,
)
from tutor.dashboard.classroom.policy_forms import show_policy
from tutor.dashboard.parts.tables import header_width, room_for
from tutor.dashboard.parts.wording import count, literal, number
from tutor.dashboard.sign_in import viewer_later
from tutor.dashboard.state import one_sentence, the_tutor, viewer
from tutor.learning.viewer import Viewer

FILES = {
    Format.LEARNERS: ("One row for each learner", "gradebook.csv"),
    Format.MARKS: ("One row for each mark, with its details", "marks.csv"),
}
TABS = ["Marks", "Policy", "Deadlines", "Overrides", "Attempts and solutions"]


def show_marks(book: Book) -> None:
    """Learners by exercises; then marks to check, one learner, and files."""
    counted = [exercise for exercise in book.exercises if exercise.slug in book.counted]
    st.caption(policy_in_words(book.policy))
    named = any(row.full_name for row in book.rows)
    people = ["Name", "Learner", "Section"] if named else ["Learner"]
    with room_for("book", len(book.rows)):
        st.dataframe(
            book_rows(book),
            column_order=[*people, "Total", "Points", *(e.slug for e in counted)],
            hide_index=True,
            height="stretch",
            placeholder="-",
            alt="Gradebook: the mark of each learner in each exercise",
            column_config={
                people[0]: st.column_config.TextColumn(pinned=True),
                "Total": st.column_config.ProgressColumn(
                    format="%.0f%%",
                    min_value=0.0,
                    max_value=100.0,
                    width=110,
                    help="What was earned, in percent of what can be earned in the exercises that "
                    "count, as the policy weighs them",
                ),
                "Points": st.column_config.NumberColumn(format="%g"),
                **{
                    exercise.slug: st.column_config.NumberColumn(
                        exercise.title,
                        format="%g",
                        width=header_width(exercise.title),
                        help=f"of {number(exercise.max_score)} points",
                    )
                    for exercise in counted
                },
            },
        )
    if left := len(book.exercises) - len(counted):
        st.caption(
            f"{count(left, 'exercise')} without a submission or a passed deadline: "
            "in the files, but not in the totals."
        )
    show_noted(book)
    show_learner(book)
    show_files()


def show_noted(book: Book) -> None:
    """Marks that an instructor may have to explain."""
    noted = noted_rows(book)
    if not noted:
        return
    late = sum(m.late or m.overridden or m.excused for row in book.rows for m in row.marks)
    what = "Late or overridden" if late == len(noted) else "Late, overridden or waiting"
    with st.expander(f"{what} ({len(noted)})", icon=":material/flag:"):
        room_for("noted", len(noted)).dataframe(
            noted,
            hide_index=True,
            height="stretch",
            placeholder="",
            alt=f"Marks: {what.lower()}",
        )


@st.fragment
def show_learner(book: Book) -> None:
    """The marks of one learner, with the reasons."""
    with one_sentence():
        viewer().require_instructor()  # a fragment outlives the page's own asking
        _show_learner(book)


def _show_learner(book: Book) -> None:
    rows = {row.learner: row for row in book.rows}
    names = names_in(book)
    chosen = st.selectbox(
        "Show one learner",
        sorted(rows, key=lambda name: names[name].casefold()),
        index=None,
        format_func=names.__getitem__,
        placeholder="Choose",
        key="book_of",
    )
    if chosen not in rows:
        return
    row = rows[chosen]
    st.markdown(
        f"**{literal(row.full_name or row.learner)}** has {number(row.points)} of "
        f"{number(row.possible)} points, {row.share:.0%}."
    )
    st.dataframe(
        mark_rows(book, row), hide_index=True, placeholder="-", alt=f"The marks of {row.learner}"
    )


def _export(asked: Callable[[], Viewer], form: Format) -> str:
    """Ask who it is when the file is made: the page may have been drawn long ago."""
    return the_tutor().seen_by(asked).grades.export(form)


def show_files() -> None:
    """The gradebook for a spreadsheet."""
    asked = viewer_later(the_tutor().sign_in)
    with st.container(horizontal=True):
        for form, (label, name) in FILES.items():
            st.download_button(
                label,
                partial(_export, asked, form),
                f"{datetime.now():%Y-%m-%d}-{name}",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key=f"download:{form}",
            )


def show_waiting(book: Book) -> None:
    """Attempts without a mark: how many, why, and a button for those that were given up."""
    if not book.waiting:
        return
    found = the_tutor().progress.status()
    said = f"{count(book.waiting, 'attempt')} without a mark: these marks may still change."
    if found.open:
        said += f" {found.open} will be graded next."
    st.warning(said, icon=":material/hourglass_top:")
    if found.failed:
        with st.expander(f"Not graded ({len(found.failed)})", icon=":material/build:"):
            st.dataframe(failed_rows(found.failed), hide_index=True, alt="What was not graded")
            st.button("Grade them", key="grade_again", icon=":material/refresh:", on_click=_resume)


def _resume() -> None:
    with one_sentence():
        viewer().require_instructor()
        the_tutor().submissions.resume()


st.title("Gradebook", anchor=False)
book = the_tutor().grades.book()
if not book.rows:
    st.info(
        "There are no learners yet. Add the class on the Roster page, or submit its files on the "
        "Submissions page. The marks then appear here.",
        icon=":material/table_chart:",
    )
    st.stop()
marks_tab, policy_tab, deadlines_tab, hand_tab, allowed_tab = st.tabs(TABS)
with marks_tab:
    show_waiting(book)
    show_marks(book)
with policy_tab:
    show_policy()
with deadlines_tab:
    show_deadlines(book)
with hand_tab:
    give_by_hand(book)
    show_history(book)
with allowed_tab:
    show_allowances(book)
