"""For the instructor: pairs of learners whose code looks alike, with both programs."""

import streamlit as st

from tutor.classroom.similarity import AlikePair, Side
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.state import the_tutor
from tutor.errors import Refused

tutor = the_tutor()


def name(side: Side) -> str:
    return side.full_name or side.learner


def choose(pairs: list[AlikePair]) -> AlikePair:
    """The table; the closest pair is open until another row is chosen."""
    rows = {
        "Learner": [name(pair.left) for pair in pairs],
        "And": [name(pair.right) for pair in pairs],
        "Shared": [pair.shared for pair in pairs],
        "By chance": [pair.chance for pair in pairs],
    }
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        key="similar_pairs",
        alt="Pairs of learners, the closest first",
        column_config={
            "Shared": st.column_config.NumberColumn(
                help="Fingerprints that both programs have: pieces of about ten signs, without "
                "names, comments and what the starter gives."
            ),
            "By chance": st.column_config.NumberColumn(
                format="%.0f", help="Half of the class shares no more than this with either."
            ),
        },
    )
    chosen = event.selection.rows
    return pairs[chosen[0] if chosen and chosen[0] < len(pairs) else 0]


def show(side: Side) -> None:
    """A program; the lines that both have begin with a mark."""
    st.markdown(f"**{literal(name(side))}**")
    lines = (f"{'▌' if line.is_shared else ' '} {line.text.expandtabs(4)}" for line in side.lines)
    st.code("\n".join(lines), language="python")


st.title("Similar code", anchor=False)
st.caption(
    "Pairs that share more than chance gives in this class. This is not a verdict: people who "
    "learnt together write alike. Read both, and ask. Learners never see this page."
)
exercises = tutor.similarity.exercises()
if not exercises:
    st.info("Nobody has submitted anything yet.", icon=":material/difference:")
    st.stop()
exercise = st.selectbox(
    "Exercise",
    exercises,
    format_func=lambda e: e.title,
    key="similar_exercise",
    persist_state="session",
)
try:
    pairs = tutor.similarity.pairs(exercise.slug)
except Refused as refused:
    st.warning(str(refused), icon=":material/extension:")
    st.stop()
if not pairs:
    st.info("No two programs share more than chance gives.", icon=":material/difference:")
    st.stop()
st.caption(f"{count(len(pairs), 'pair')}, the closest first. ▌ marks the lines that both have.")
chosen = choose(pairs)
for column, side in zip(st.columns(2), (chosen.left, chosen.right), strict=True):
    with column:
        show(side)
