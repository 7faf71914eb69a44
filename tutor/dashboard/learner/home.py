"""The parts of the home page: what to do now, the activity, the latest feedback."""

from typing import Any

import streamlit as st

from tutor.course import Course, module_title
from tutor.dashboard import places
from tutor.dashboard.parts.local import inked, local
from tutor.dashboard.parts.report_view import gist
from tutor.dashboard.parts.wording import count, literal, marks
from tutor.learning.activity import WEEKS, Calendar, Day
from tutor.learning.path import Step
from tutor.learning.sittings import Waiting
from tutor.learning.submissions import Attempt

A_MONTH = 4  # weeks
LINK_INDENT = 8  # pixels from the edge of a page link to its words
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

CALENDAR: dict[str, Any] = {
    "width": {"step": 44},
    "height": {"step": 22},
    "encoding": {
        "x": {
            "field": "week",
            "type": "ordinal",
            "sort": None,
            "title": None,
            "axis": {
                "labelAngle": 0,
                "labelOverlap": True,
                "ticks": False,
                "domain": False,
                "orient": "bottom",
            },
            "scale": {"paddingInner": 0.1},
        },
        "y": {
            "field": "weekday",
            "type": "ordinal",
            "sort": list(WEEKDAYS),
            "title": None,
            "axis": {"ticks": False, "domain": False},
            "scale": {"paddingInner": 0.12},
        },
        "tooltip": [
            {"field": "day", "title": "Day"},
            {"field": "attempts", "title": "Attempts"},
            {"field": "answers", "title": "Answers"},
        ],
    },
    "layer": [
        {
            "mark": {"type": "rect", "cornerRadius": 3},
            "encoding": {
                "opacity": {
                    "field": "total",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"domain": [0, 20], "range": [0.07, 0.55], "clamp": True},
                }
            },
        },
        {
            "mark": {"type": "text", "fontSize": 10},
            "transform": [{"filter": "datum.total > 0"}],
            "encoding": {"text": {"field": "total"}},
        },
    ],
}


def show_welcome(first: Step) -> None:
    """What this is, and the first step, for somebody who has done nothing yet."""
    st.markdown(
        "You learn by writing each piece yourself. In every exercise you\n"
        "1. read a short statement with an example that you can follow by hand,\n"
        "2. write a few lines of Python in the editor beside it,\n"
        "3. submit: hidden checks run your code, and you read what to fix first.\n\n"
        "You can submit as often as you like. Wrong attempts cost nothing."
    )
    with st.container(border=True, gap="xsmall"):
        st.caption("Your first step")
        _show_step(first, "Start")


def show_way_to_teach() -> None:
    """Who learns alone has no class, and so no pages about one in the navigation."""
    st.page_link(
        places.ROSTER, label="Do you teach a class? Set it up here", icon=":material/groups:"
    )


def show_next(step: Step | None) -> None:
    """The one exercise to do now."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        if step is None:
            st.header("All done", icon=":material/celebration:", anchor=False)
            st.markdown("Every exercise has full marks. You can open any of them again below.")
            return
        st.caption("Continue with" if step.attempts else "Up next")
        _show_step(step, "Continue" if step.attempts else "Start")


def _show_step(step: Step, label: str) -> None:
    st.header(step.exercise.title, anchor=False)
    st.markdown(step.exercise.summary)
    st.caption(facts(step))
    if st.button(label, type="primary", icon=":material/arrow_forward:", key="next"):
        st.switch_page(places.EXERCISE, query_params={"exercise": step.exercise.slug})


def facts(step: Step) -> str:
    """Time, difficulty and concepts, on one line."""
    exercise = step.exercise
    parts = [f"{exercise.minutes} min", f"difficulty {exercise.difficulty} of 5"]
    if exercise.concepts:
        parts.append(", ".join(exercise.concepts))
    return " · ".join(parts)


def show_reviews(waiting: Waiting) -> None:
    """The questions that are waiting, and a link to them."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.caption("Quiz")
        st.header(_amounts(waiting), anchor=False)
        st.markdown(_advice(waiting))
        if waiting.due or waiting.new:
            kind: Any = "primary" if waiting.due else "secondary"
            if st.button("To the quiz", type=kind, icon=":material/quiz:", key="quiz"):
                st.switch_page(places.QUIZ)


def _amounts(waiting: Waiting) -> str:
    return f"{count(waiting.due, 'review')} due, {waiting.new} new"


def _advice(waiting: Waiting) -> str:
    if waiting.due:
        return "Review these first, before you forget them."
    if waiting.new and waiting.module:
        return f"The new ones are about {literal(module_title(waiting.module))}."
    if waiting.next_due:
        return f"The next one comes back on {local(waiting.next_due):%d %B}."
    return "Every question is answered."


def show_activity(calendar: Calendar) -> None:
    """The streak, and the last weeks day by day."""
    st.header("Activity", anchor=False)
    days = _since_the_first(calendar)
    said = f"**{count(calendar.streak, 'day')}** in a row now"
    if len(days) > 1:
        said += (
            f" · longest **{count(calendar.longest, 'day')}** · active on "
            f"**{calendar.active_days}** of the last {count(len(days), 'day')}"
        )
    st.markdown(said)
    rows = [_cell(day) for day in _in_whole_weeks(calendar, len(days))]
    st.vega_lite_chart(rows, inked(CALENDAR), width="content", alt=described(calendar))


def _since_the_first(calendar: Calendar) -> tuple[Day, ...]:
    """The days of the calendar from the first one with any activity."""
    first = next((n for n, day in enumerate(calendar.days) if day.total), 0)
    return calendar.days[first:]


def _in_whole_weeks(calendar: Calendar, days: int) -> tuple[Day, ...]:
    """As many weeks as these days are in, and at least a month: a chart that is not empty."""
    weeks = max(A_MONTH, -(-days // 7) + 1)
    this_week = calendar.days[-1].date.weekday() + 1
    return calendar.days[-(this_week + 7 * (weeks - 1)) :]


def described(calendar: Calendar) -> str:
    """The calendar in a sentence, for whoever cannot see it."""
    attempts = sum(day.attempts for day in calendar.days)
    answers = sum(day.answers for day in calendar.days)
    busiest = max(calendar.days, key=lambda day: day.total)
    return (
        f"Calendar of the last {WEEKS} weeks: {count(attempts, 'attempt')} and "
        f"{count(answers, 'answer')} on {count(calendar.active_days, 'day')}; most on "
        f"{busiest.date:%d %B} ({busiest.total})."
    )


def _cell(day: Day) -> dict[str, object]:
    monday = day.date.fromordinal(day.date.toordinal() - day.date.weekday())
    return {
        "week": f"{monday.day} {monday:%b}",
        "weekday": WEEKDAYS[day.date.weekday()],
        "day": f"{day.date:%A}, {day.date.day} {day.date:%B %Y}",
        "attempts": day.attempts,
        "answers": day.answers,
        "total": day.total,
    }


def show_recent(feedback: list[Attempt], course: Course) -> None:
    """The last reports, each with a link to its exercise."""
    if not feedback:
        return
    titles = {exercise.slug: exercise.title for exercise in course.exercises}
    st.header("Recent feedback", anchor=False)
    with st.container(border=True, gap="xsmall"):
        for each in feedback:
            _show_feedback(each, titles.get(each.exercise))
        st.page_link(places.ATTEMPTS, label="All attempts", icon=":material/history:")


def _show_feedback(feedback: Attempt, title: str | None) -> None:
    """`title` is None for an exercise that is no longer in the course."""
    report = feedback.report
    assert report is not None  # it was graded
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if title is None:
            st.markdown(literal(feedback.exercise), width="stretch")
        else:
            st.page_link(
                places.EXERCISE,
                label=f"**{literal(title)}**",
                query_params={"exercise": feedback.exercise},
                width="stretch",
            )
        colour: Any = "green" if report.full_marks else "orange"
        st.badge(marks(report.score, report.max_score), color=colour)
    when = local(feedback.received)
    with st.container(horizontal=True, gap=None, wrap=False):
        st.space(LINK_INDENT)
        st.caption(f"{when.day} {when:%B, %H:%M} · {gist(report)}", width="stretch")
