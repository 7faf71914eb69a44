"""What the learner knows of each concept, and what it rests on."""

import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.charts import MASTERY
from tutor.dashboard.state import current_learner, the_tutor
from tutor.dashboard.wording import count

SHOWN = 12  # bars that can be taken in at once

st.title("Concepts", anchor=False)
st.caption(
    "How well you know each concept, from your exercises and your answers. It fades as you forget; "
    "a review brings it back."
)
concepts = the_tutor().quizzes.concepts(current_learner())
met = sorted((c for c in concepts if c.mastery > 0), key=lambda c: c.mastery)
if not met:
    with st.container(border=True):
        st.markdown("Nothing here yet. Solve an exercise, or answer a few questions.")
        if st.button("To the quiz", type="primary", icon=":material/quiz:"):
            st.switch_page(places.QUIZ)
    st.stop()

weakest = [{"concept": c.name, "mastery": c.mastery} for c in met[:SHOWN]]
st.subheader("To review first", anchor=False)
st.vega_lite_chart(weakest, MASTERY, width="stretch")
st.subheader("All that you have met", anchor=False)
st.dataframe(
    [
        {
            "concept": c.name,
            "mastery": c.mastery,
            "questions answered": f"{c.answered} of {c.questions}",
            "exercises solved": f"{c.solved} of {c.exercises}" if c.exercises else "",
        }
        for c in reversed(met)
    ],
    hide_index=True,
    column_config={
        "mastery": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    },
)
st.caption(f"{count(len(concepts) - len(met), 'more concept')} ahead of you.")
