"""For the instructor: the gradebook, and what the class misunderstands."""

import streamlit as st

from tutor.dashboard.charts import MISCONCEPTIONS
from tutor.dashboard.state import the_tutor
from tutor.dashboard.tables import (
    Misconception,
    count_misconceptions,
    gradebook_csv,
    gradebook_rows,
)
from tutor.dashboard.wording import count, literal
from tutor.service import Gradebook

SHOWN = 10  # misconceptions on the page

tutor = the_tutor()


def show_gradebook(book: Gradebook) -> None:
    """Learners by exercises, and the same as a file."""
    slugs = {exercise.slug: exercise for exercise in book.exercises}
    rows = gradebook_rows(book)
    tried = [slug for slug in slugs if any(row[slug] is not None for row in rows)]
    st.dataframe(
        rows,
        column_order=["Learner", "Total", *tried, "Attempts"],
        hide_index=True,
        placeholder="-",
        alt="Gradebook: the mark of each learner in each exercise",
        column_config={
            "Learner": st.column_config.TextColumn(pinned=True),
            "Total": st.column_config.ProgressColumn(
                format="%g",
                min_value=0.0,
                max_value=book.max_total,
            ),
            **{
                slug: st.column_config.NumberColumn(exercise.title, format="%g", width=110)
                for slug, exercise in slugs.items()
            },
        },
    )
    if untried := len(slugs) - len(tried):
        st.caption(f"{count(untried, 'exercise')} without a mark yet: in the file, not shown here.")
    st.download_button(
        "Download as CSV",
        gradebook_csv(book),
        "gradebook.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


@st.cache_data(ttl="30s", show_spinner=False)
def found_misconceptions() -> list[Misconception]:
    """Counted anew twice a minute, because it reads every report of the class."""
    return count_misconceptions(
        attempt for name in tutor.store.learners() for attempt in tutor.attempts(name)
    )


def show_misconceptions() -> None:
    """The most frequent known mistakes in the reports in force, with their sentences."""
    titles = {exercise.slug: exercise.title for exercise in tutor.course.exercises}
    found = found_misconceptions()[:SHOWN]
    if not found:
        st.caption("No report names a misconception so far.")
        return
    names = [f"{each.name} ({titles.get(each.exercise, each.exercise)})" for each in found]
    rows = [
        {"misconception": name, "learners": each.learners, "attempts": each.attempts}
        for name, each in zip(names, found, strict=True)
    ]
    st.vega_lite_chart(
        rows, MISCONCEPTIONS, height=60 + 32 * len(rows), alt="Most frequent misconceptions"
    )
    for name, each in zip(names, found, strict=True):
        with st.expander(f"{literal(name)} · {count(each.learners, 'learner')}"):
            st.markdown(literal(each.sentence))
            st.caption(f"In the reports of {count(each.attempts, 'attempt')}.")


st.title("Class", anchor=False)
book = tutor.gradebook()
if not book.rows:
    st.info(
        "No learner has handed in anything yet. The gradebook fills itself with each submission.",
        icon=":material/groups:",
    )
    st.stop()
st.caption(f"{count(len(book.rows), 'learner')} · {count(len(book.exercises), 'exercise')}")
show_gradebook(book)
st.subheader("Most frequent misconceptions", anchor=False)
show_misconceptions()
