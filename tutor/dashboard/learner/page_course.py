"""Home: what to do now, how it went lately, and the course as a map of modules."""

import streamlit as st

from tutor.classroom.gradebook import Mine
from tutor.dashboard.learner.course_map import show_map
from tutor.dashboard.learner.home import (
    show_activity,
    show_next,
    show_recent,
    show_reviews,
    show_way_to_teach,
    show_welcome,
)
from tutor.dashboard.learner.in_class import in_class, show_deadlines
from tutor.dashboard.parts.local import zone
from tutor.dashboard.parts.wording import count, number
from tutor.dashboard.state import current_learner, is_teaching, the_tutor, viewer
from tutor.learning.activity import Calendar
from tutor.learning.path import Step, next_step, sum_up

tutor, learner = the_tutor(), current_learner()
steps = tutor.path.steps(learner)
st.title(tutor.course.title, anchor=False)
st.caption(tutor.course.summary)

if not steps:
    st.info("This course has no exercises yet.", icon=":material/map:")
    st.stop()


def show_standing(steps: list[Step], calendar: Calendar, mine: Mine | None) -> None:
    """How far the learner is, what to do now, and how it went lately."""
    progress = sum_up(steps)
    st.progress(
        progress.share,
        text=f"{progress.done} of {count(progress.exercises, 'exercise')} done · "
        f"{number(progress.points)} of {number(progress.max_points)} points",
    )
    if new := sum(step.is_new for step in steps):
        joined = "exercise has" if new == 1 else "exercises have"
        st.caption(f"{new} {joined} joined the course since you began; they are marked **New**.")
    if tutor.sittings.cards.bank.modules:
        go_on, reviews = st.columns([3, 2])
        with go_on:
            show_next(next_step(steps))
        with reviews:
            show_reviews(tutor.sittings.waiting(learner))
    else:
        show_next(next_step(steps))
    if mine is not None:
        show_deadlines(mine, tutor.course)
    show_activity(calendar)
    show_recent(tutor.activity.recent(learner), tutor.course)


calendar, mine = tutor.activity.calendar(learner, zone()), in_class(learner)
if calendar.longest:
    show_standing(steps, calendar, mine)
else:
    show_welcome(steps[0])
    if mine is not None:
        show_deadlines(mine, tutor.course)
st.header("The course", anchor=False)
show_map(steps, {c.name: c.mastery for c in tutor.concepts.all(learner)}, mine)
if viewer().is_instructor and not is_teaching():
    show_way_to_teach()
