"""For the instructor: the progress of the class, who is stuck, and the misconceptions."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from tutor.classroom.analysis import (
    STUCK_AFTER,
    STUCK_WITHIN,
    HeatMap,
    StandingMisconception,
    StuckList,
)
from tutor.course import module_title
from tutor.dashboard import places
from tutor.dashboard.classroom.class_charts import HEAT
from tutor.dashboard.classroom.class_tables import (
    called,
    fewest_points_first,
    heat_rows,
    stuck_rows,
    tried_by_anybody,
)
from tutor.dashboard.classroom.work_view import show_attempts
from tutor.dashboard.parts.local import inked
from tutor.dashboard.parts.tables import room_for
from tutor.dashboard.parts.wording import count, literal, spoken
from tutor.dashboard.state import the_tutor

ON_A_PAGE = 40  # learners in the heat map
# Pixels of the heat map: of a row, of a letter of a title that stands slanted above it, of what is
# around all of them; and across, of the narrowest column, and of the names and the last title.
ROW, LETTER, FRAME = 26, 4.8, 40
COLUMN, BESIDE = 30, 200
LATELY = timedelta(days=7)
EVERYBODY, EVERY_MODULE = "All sections", "All modules"
BY_NAME, BY_POINTS = "By name", "Fewest points first"

tutor = the_tutor()
now = datetime.now(UTC)
exercises = {exercise.slug: exercise for exercise in tutor.course.exercises}


def filters() -> tuple[str | None, str | None, str]:
    """The section, the module and the order that were chosen."""
    sections = [EVERYBODY, *tutor.analysis.sections()]
    modules = [EVERY_MODULE, *dict.fromkeys(e.module for e in exercises.values())]
    section: str | None = None
    with st.container(horizontal=True):
        if len(sections) > 2:
            chosen = st.selectbox(
                "Section",
                sections,
                format_func=lambda name: name or "No section",
                key="class_section",
                persist_state="session",
            )
            section = None if chosen == EVERYBODY else chosen
        module = st.selectbox(
            "Module",
            modules,
            format_func=lambda name: name if name == EVERY_MODULE else module_title(name),
            key="class_module",
            persist_state="session",
        )
        order = st.selectbox("Order", [BY_NAME, BY_POINTS], key="class_order")
    return section, None if module == EVERY_MODULE else module, str(order)


def show_numbers(heat: HeatMap, stuck: StuckList) -> None:
    """The class in three numbers."""
    active = {cell.learner for cell in heat.cells if cell.last >= now - LATELY}
    with st.container(horizontal=True):
        st.metric("Learners", len(heat.learners), border=True)
        st.metric("Submitted this week", len(active), border=True)
        st.metric(
            "Stuck",
            stuck.in_all,
            border=True,
            help="Pairs of a learner and an exercise; they are listed below.",
        )


def open_cell() -> None:
    """A click on the heat map opens the attempts behind the cell."""
    if chosen := st.session_state["class_heat"].selection["cell"]:
        st.session_state["class_work"] = chosen[0]["name"], chosen[0]["slug"]


def show_heat_map(heat: HeatMap, order: str) -> None:
    """Learners by exercises, some at a time, and the way to the attempts behind each cell."""
    names = called(heat.learners)
    if order == BY_NAME:
        learners = sorted(heat.learners, key=lambda learner: names[learner.name].casefold())
    else:
        learners = fewest_points_first(heat)
    shown = tried_by_anybody(heat)
    if not shown.exercises:
        st.caption("Nobody here has tried any of these exercises yet.")
        return
    pages = -(-len(learners) // ON_A_PAGE)
    page = st.pagination(pages, key="class_page") if pages > 1 else 1
    part = learners[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    titles = LETTER * max(len(exercise.title) for exercise in shown.exercises)
    height = round(ROW * len(part) + titles + FRAME)
    least = COLUMN * len(shown.exercises) + BESIDE  # a wide window gives the columns more
    chart = ".st-key-class_sideways [data-testid=stVegaLiteChart]"
    st.html(f"<style>{chart} {{ min-width: {least}px; }}</style>")
    with st.container(height=height, border=False, key="class_sideways"):  # scrolls sideways
        st.vega_lite_chart(
            heat_rows(shown, part, names),
            inked(HEAT),
            width="stretch",
            key="class_heat",
            on_select=open_cell,
            alt="Heat map of learners by exercises: the share of the points of the best attempt",
        )
    untried = len(heat.exercises) - len(shown.exercises)
    left_out = f" {count(untried, 'exercise')} that nobody has tried: not shown." if untried else ""
    st.caption(
        "The best attempt in percent of the points. … waits for its mark; an empty cell was not "
        f"tried.{left_out} Choose a cell to see the attempts, or choose them here:"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        learner = st.selectbox(
            "Learner",
            [one.name for one in learners],
            format_func=lambda name: names[name],
            key="class_learner",
        )
        slug = st.selectbox(
            "Exercise",
            [exercise.slug for exercise in shown.exercises],
            format_func=lambda slug: exercises[slug].title,
            key="class_exercise",
        )
        if st.button("Show attempts", icon=":material/history:", key="class_show"):
            st.session_state["class_work"] = learner, slug


def show_stuck(stuck: StuckList) -> None:
    """A table; a row opens the attempts."""
    if not stuck.rows:
        st.caption(
            f"Nobody is stuck: in the last {STUCK_WITHIN.days} days, everybody with {STUCK_AFTER} "
            "attempts or more at an exercise has reached full marks."
        )
        return

    def open_row() -> None:
        for row in st.session_state["class_stuck"].selection.rows[:1]:
            st.session_state["class_work"] = stuck.rows[row].learner, stuck.rows[row].exercise

    beyond = f"; the first {len(stuck.rows)} are shown" if stuck.in_all > len(stuck.rows) else ""
    st.caption(
        f"{STUCK_AFTER} attempts or more without full marks, the last one in the last "
        f"{STUCK_WITHIN.days} days{beyond}. Choose a row to see the attempts."
    )
    room_for("stuck", len(stuck.rows)).dataframe(
        stuck_rows(stuck.rows, exercises),
        hide_index=True,
        height="stretch",
        placeholder="-",
        on_select=open_row,
        selection_mode="single-row",
        key="class_stuck",
        alt="Who is stuck, the most attempts first",
        column_config={
            "Best": st.column_config.NumberColumn(format="%.0f%%"),
            "Fails": st.column_config.TextColumn(width="medium"),
            "Last attempt": st.column_config.DatetimeColumn(
                format="D MMM, HH:mm", timezone=st.context.timezone
            ),
        },
    )


def show_misconceptions(found: list[StandingMisconception]) -> None:
    """The known mistakes of the newest attempts, each with its sentence."""
    if not found:
        st.caption("No newest attempt shows a known misconception.")
        return
    st.caption("The misconceptions in the newest attempts.")
    for each in found:
        title = exercises[each.exercise].title
        name = literal(f"{spoken(each.id)} ({title})")
        with st.expander(f"{name} · {count(each.learners, 'learner')}"):
            st.markdown(literal(each.sentence))
            st.page_link(
                places.ANALYSIS,
                label=f"Analysis of {title}",
                icon=":material/monitoring:",
                query_params={"exercise": each.exercise},
            )


st.title("Class", anchor=False)
if not tutor.analysis.tried():
    st.info(
        "There are no submissions yet. Add the class on the Roster page so that learners can "
        "submit, or submit files for them on the Submissions page.",
        icon=":material/groups:",
    )
    st.stop()
section, module, order = filters()
heat = tutor.analysis.heat_map(section, module)
stuck = tutor.analysis.stuck(now, section, module)
show_numbers(heat, stuck)
st.header("Progress", anchor=False)
show_heat_map(heat, order)
st.header("Who is stuck", anchor=False)
show_stuck(stuck)
st.header("Misconceptions", anchor=False)
show_misconceptions(tutor.analysis.misconceptions(section, module))
if work := st.session_state.pop("class_work", None):
    show_attempts(*work)
