"""The course as a map: its modules, what is done in each, and how well its concepts are known."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from tutor.classroom.clock import in_words
from tutor.classroom.gradebook import Mine
from tutor.classroom.marks import Mark
from tutor.dashboard import places
from tutor.dashboard.learner.home import facts
from tutor.dashboard.parts.local import zone
from tutor.dashboard.parts.wording import count, literal, marks
from tutor.learning.path import State, Step, by_module

ICONS = {
    State.DONE: ":green[:material/check_circle:]",
    State.KNOWN: ":green[:material/done_all:]",
    State.STARTED: ":orange[:material/timelapse:]",
    State.NEXT: ":primary[:material/play_circle:]",
    State.OPEN: ":gray[:material/radio_button_unchecked:]",
    State.LATER: ":gray[:material/schedule:]",
}
INDENT = 28  # pixels from the edge to the title of an exercise, behind its sign


def show_map(steps: Sequence[Step], mastery: Mapping[str, float], mine: Mine | None = None) -> None:
    """Every module; the one with the next exercise is open, or the first."""
    titles = {step.exercise.slug: step.exercise.title for step in steps}
    here = next((s.exercise.module_title for s in steps if s.state is State.NEXT), None)
    for module, listed in by_module(steps):
        label = f"**{literal(module)}** · {summary(listed, mastery)}"
        box = st.expander(label, expanded=module == here, key=f"module:{module}")
        with box, st.container(gap="xsmall"):
            show_concepts(listed, mastery)
            for step in listed:
                show_step(step, titles, mine.mark(step.exercise.slug) if mine else None)


def summary(steps: Sequence[Step], mastery: Mapping[str, float]) -> str:
    """How much of a module is done, and how well it is known."""
    done = sum(step.state is State.DONE for step in steps)
    levels = [mastery.get(name, 0.0) for name in concepts_of(steps)]
    known = f" · mastery {sum(levels) / len(levels):.0%}" if any(levels) else ""
    return f"{done} of {len(steps)} done{known}"


def concepts_of(steps: Sequence[Step]) -> list[str]:
    """The concepts of some exercises, each once."""
    return list(dict.fromkeys(name for step in steps for name in step.exercise.concepts))


def show_concepts(steps: Sequence[Step], mastery: Mapping[str, float]) -> None:
    """The concepts of a module that were met, with their mastery."""
    met = [name for name in concepts_of(steps) if mastery.get(name)]
    if met:
        st.caption(" · ".join(f"{literal(name)} {mastery[name]:.0%}" for name in met))


def show_step(step: Step, titles: Mapping[str, str], mark: Mark | None = None) -> None:
    """One exercise: where it stands, what it is, what it needs. In a class its mark counts, which
    may be another one than the best attempt's."""
    exercise = step.exercise
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        st.page_link(
            places.EXERCISE,
            label=f"{ICONS[step.state]} {exercise.title}",
            icon="",
            query_params={"exercise": exercise.slug},
            width="stretch",
        )
        if step.is_new:
            st.badge("New", color="blue")
        _show_badge(step, mark)
    about = [step.state.value.capitalize(), facts(step)]
    if step.attempts:
        about.append(count(step.attempts, "attempt"))
    if mark is not None and mark.due is not None:
        about.append(f"due {literal(in_words(mark.due, zone(), datetime.now(UTC)))}")
    if step.state is State.LATER:
        needed = ", ".join(titles.get(slug, slug) for slug in exercise.requires)
        about.append(f"do first: {needed}")
    with st.container(horizontal=True, gap=None, wrap=False):
        st.space(INDENT)
        st.caption(f"{exercise.summary}  \n{' · '.join(about)}", width="stretch")


def _show_badge(step: Step, mark: Mark | None) -> None:
    if mark is not None and (mark.excused or mark.points is not None):
        full = not mark.excused and mark.share >= 1
        shown = "excused" if mark.excused else marks(mark.points, mark.max_points)
        st.badge(shown, color="green" if full else "orange")
    elif step.attempts:
        done = step.state is State.DONE
        st.badge(marks(step.best_score, step.max_score), color="green" if done else "orange")
