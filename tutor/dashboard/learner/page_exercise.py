"""One exercise: the statement, the workbench, the feedback, the hints."""

import streamlit as st

from tutor.dashboard.learner.feedback import show_feedback
from tutor.dashboard.learner.in_class import show_rules
from tutor.dashboard.learner.statement import show_statement
from tutor.dashboard.learner.workbench import show_workbench
from tutor.dashboard.parts.wording import count, number
from tutor.dashboard.state import choose_exercise, current_exercise, current_learner

exercise = current_exercise()
st.set_page_config(f"{exercise.title} · tutor")
heading, selector = st.columns([3, 2], vertical_alignment="bottom")
heading.title(exercise.title, anchor=False)
with selector:
    choose_exercise(exercise)
st.caption(
    f"{exercise.module_title} · {exercise.minutes} min · difficulty {exercise.difficulty} of 5 · "
    f"{count(len(exercise.tasks), 'task')} · {number(exercise.max_score)} points"
)

learner = current_learner()
show_rules(learner, exercise)
halves = st.grid(2, min_column_width=400, gap=("medium", "large"), key="halves")
with halves.cell():
    show_statement(exercise)
with halves.cell():
    show_workbench(learner, exercise)
    show_feedback(learner, exercise)
