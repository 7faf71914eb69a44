"""The course as a path: what is done, and what is next."""

import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.progress import by_module, next_step, sum_up
from tutor.dashboard.state import current_learner, the_tutor
from tutor.dashboard.wording import count, marks, number
from tutor.service import State, Step

ICONS = {
    State.DONE: ":green[:material/check_circle:]",
    State.STARTED: ":orange[:material/timelapse:]",
    State.NEXT: ":primary[:material/play_circle:]",
    State.OPEN: ":gray[:material/radio_button_unchecked:]",
    State.LATER: ":gray[:material/schedule:]",
}


INDENT = 28  # pixels from the edge to the title of an exercise, behind its sign


def facts(step: Step) -> str:
    """Time, difficulty and concepts, on one line."""
    exercise = step.exercise
    parts = [f"{exercise.minutes} min", f"difficulty {exercise.difficulty} of 5"]
    if exercise.concepts:
        parts.append(", ".join(exercise.concepts))
    return " · ".join(parts)


def show_next(step: Step | None) -> None:
    """The one thing to do now."""
    with st.container(border=True, gap="xsmall"):
        if step is None:
            st.subheader("All done", icon=":material/celebration:", anchor=False)
            st.markdown("Every exercise has full marks. Any of them can be opened again below.")
            return
        st.caption("Go on with" if step.attempts else "Up next")
        st.subheader(step.exercise.title, anchor=False)
        st.markdown(step.exercise.summary)
        st.caption(facts(step))
        label = "Continue" if step.attempts else "Start"
        if st.button(label, type="primary", icon=":material/arrow_forward:", key="next"):
            st.switch_page(places.EXERCISE, query_params={"exercise": step.exercise.slug})


def show_step(step: Step, titles: dict[str, str]) -> None:
    """One exercise of the path: where it stands, what it is, what it needs."""
    exercise = step.exercise
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        st.page_link(
            places.EXERCISE,
            label=f"{ICONS[step.state]} {exercise.title}",
            icon="",
            query_params={"exercise": exercise.slug},
            width="stretch",
        )
        if step.attempts:
            done = step.state is State.DONE
            st.badge(marks(step.best_score, step.max_score), color="green" if done else "orange")
    about = [facts(step)]
    if step.attempts:
        about.append(count(step.attempts, "attempt"))
    if step.state is State.LATER:
        needed = ", ".join(titles.get(slug, slug) for slug in exercise.requires)
        about.append(f"best after: {needed}")
    with st.container(horizontal=True, gap=None, wrap=False):
        st.space(INDENT)
        st.caption(f"{exercise.summary}  \n{' · '.join(about)}", width="stretch")


course = the_tutor().course
steps = the_tutor().path(current_learner())
st.title(course.title, anchor=False)
st.caption(course.summary)

if not steps:
    st.info("This course has no exercises yet.", icon=":material/map:")
    st.stop()

progress = sum_up(steps)
st.progress(
    progress.share,
    text=f"{progress.done} of {count(progress.exercises, 'exercise')} done · "
    f"{number(progress.points)} of {number(progress.max_points)} points",
)
show_next(next_step(steps))

titles = {exercise.slug: exercise.title for exercise in course.exercises}
for module, listed in by_module(steps):
    finished = sum(step.state is State.DONE for step in listed)
    st.subheader(f"{module} :gray[:small[{finished} of {len(listed)} done]]", anchor=False)
    with st.container(border=True, gap="xsmall"):
        for step in listed:
            show_step(step, titles)
