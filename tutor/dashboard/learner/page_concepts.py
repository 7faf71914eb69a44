"""How well the learner knows each concept, why, and how it will fade."""

from typing import Any

import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.learner.fading import CURVES, days_left, described, points
from tutor.dashboard.parts.charts import MASTERY
from tutor.dashboard.parts.local import inked, local
from tutor.dashboard.parts.wording import count, literal, spoken
from tutor.dashboard.state import current_learner, the_tutor
from tutor.learning.concepts import Concept, Fading

SHOWN = 12  # bars that can be taken in at once
SOME = 8  # lines

PERCENT = st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100, width="small")

tutor, learner = the_tutor(), current_learner()


def show_start() -> None:
    """What to do before anything is known."""
    with st.container(border=True):
        st.markdown("Nothing here yet. Solve an exercise, or answer a few questions.")
        with st.container(horizontal=True):
            if st.button("To the quiz", type="primary", icon=":material/quiz:"):
                st.switch_page(places.QUIZ)
            if st.button("To the exercises", icon=":material/map:"):
                st.switch_page(places.COURSE)


def show_wrong(concepts: list[Concept]) -> None:
    """The concepts whose questions were answered wrongly last time, most of them first."""
    wrong = sorted((c for c in concepts if c.wrong), key=lambda c: -c.wrong)
    if not wrong:
        return
    st.header("Answered wrongly", anchor=False)
    with st.container(border=True, gap="xsmall"):
        st.markdown("  \n".join(_how_wrong(concept) for concept in wrong[:SOME]))
        more = len(wrong) - SOME
        others = f"And {count(more, 'more concept')}. " if more > 0 else ""
        st.caption(f"{others}These questions come back first when you practise.")


def _how_wrong(concept: Concept) -> str:
    how = f" · {concept.wrong} of {concept.answered} answers" if concept.answered > 1 else ""
    return f":red[:material/close:] **{literal(concept.name)}**{how}"


def show_reviews() -> None:
    """What is due now over all concepts, and the way to it."""
    waiting = tutor.sittings.waiting(learner)
    if not waiting.due:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count(waiting.due, 'question')}** due for review.", width="content")
        if st.button("Review now", type="primary", icon=":material/quiz:", key="review"):
            st.switch_page(places.QUIZ)


def show_fading(concepts: list[Concept]) -> None:
    """One concept: the forgetting curve of its questions, and when each comes back."""
    st.header("How it fades", anchor=False)
    names = [concept.name for concept in concepts]
    name = st.selectbox("Concept", names, key="concept", persist_state="session")
    found = tutor.concepts.fading(learner, name)
    if not found:
        st.caption(
            "You know this concept from exercises only, which have no forgetting curve. Answer its "
            "questions to see how well you remember it."
        )
        return
    st.vega_lite_chart(points(found), inked(CURVES), height=240, alt=described(name, found))
    st.caption(
        "The chance of a right answer without a review: thick for the concept, thin for each "
        "question. A question comes back when its chance falls to 90%."
    )
    st.dataframe(
        [row(each) for each in found],
        hide_index=True,
        alt=f"The questions about {name} that you have answered",
        column_config={"chance now": PERCENT},
    )


def row(fading: Fading) -> dict[str, Any]:
    left = days_left(fading, tutor.activity.clock())
    return {
        "question": spoken(fading.question.rpartition("/")[2]),
        "last answer": _in_words(fading.credit),
        "chance now": round(100 * fading.recall[0]),
        "comes back": "due now" if left <= 0 else f"{local(fading.due):%Y-%m-%d}",
    }


def _in_words(credit: float) -> str:
    return "right" if credit >= 1 else f"{credit:.0%} right" if credit else "wrong"


def show_all(met: list[Concept], ahead: int) -> None:
    """Every concept with any evidence, the best known first."""
    st.header("All concepts that you have met", anchor=False)
    st.dataframe(
        [
            {
                "concept": c.name,
                "mastery": round(100 * c.mastery),
                "questions answered": f"{c.answered} of {c.questions}",
                "exercises solved": f"{c.solved} of {c.exercises}" if c.exercises else "",
            }
            for c in reversed(met)
        ],
        hide_index=True,
        alt="The mastery of each concept that you have met",
        column_config={"mastery": PERCENT},
    )
    st.caption(f"{count(ahead, 'more concept')} still to come.")


st.title("Concepts", anchor=False)
st.caption(
    "How well you know each concept, from your exercises and your answers. It fades as you forget; "
    "a review brings it back."
)
concepts = tutor.concepts.all(learner)
met = sorted((c for c in concepts if c.mastery > 0 or c.answered), key=lambda c: c.mastery)
if not met:
    show_start()
    st.stop()

show_wrong(met)
st.header("Review first", anchor=False)
show_reviews()
weakest = [{"concept": c.name, "mastery": c.mastery} for c in met[:SHOWN]]
told = ", ".join(f"{c.name} {c.mastery:.0%}" for c in met[:3])
st.vega_lite_chart(
    weakest, inked(MASTERY), width="stretch", alt=f"Weakest concepts: {literal(told)}"
)
show_fading(met)
show_all(met, len(concepts) - len(met))
