"""After full marks: other solutions, and a picture made by the learner's code."""

from typing import Any

import numpy
import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.parts.local import INK, inked
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.errors import Refused

SHORT = 3  # letters that fit below a column of a matrix


def show_afterwards(learner: str, exercise: Exercise) -> None:
    """The picture first: it is theirs."""
    if exercise.picture.is_file():
        st.header("Made by your code", anchor=False)
        _picture(learner, exercise)
    show_solutions(learner, exercise)


def show_solutions(learner: str, exercise: Exercise) -> None:
    """The solutions, or why they are not to be seen now."""
    st.header("Other solutions", anchor=False)
    with one_sentence():
        try:
            found = the_tutor().afterwards.solutions(learner, exercise.slug)
        except Refused as refused:
            st.caption(literal(str(refused)))
            return
        for tab, solution in zip(st.tabs([s.title for s in found]), found, strict=True):
            with tab:
                st.markdown(literal(solution.teaches))
                st.code(solution.code, language="python", wrap_lines=True)


def _picture(learner: str, exercise: Exercise) -> None:
    """Drawing may take half a minute; meanwhile the page is there, and asks for it each second."""
    with one_sentence():
        drawing = the_tutor().afterwards.drawing(learner, exercise.slug)
        if drawing is None:
            return
        if not drawing.done():
            _follow(learner, exercise)
        elif error := drawing.exception():
            st.button(
                "Draw the picture again",
                icon=":material/refresh:",
                key="draw",
                on_click=_draw_again,
                args=(learner, exercise.slug),
            )
            raise error
        else:
            show_picture(drawing.result())


def _draw_again(learner: str, slug: str) -> None:
    with one_sentence():
        the_tutor().afterwards.drawing(learner, slug, again=True)


@st.fragment(run_every="1s")
def _follow(learner: str, exercise: Exercise) -> None:
    with one_sentence():
        drawing = the_tutor().afterwards.drawing(learner, exercise.slug)
        if drawing is None or drawing.done():
            st.rerun()
        st.caption(
            ":material/brush: Your own code runs on real data now. This takes up to half a minute."
        )


def show_picture(picture: dict[str, Any]) -> None:
    """Draw what `grading/pictures.py` has written as data."""
    content = picture["content"]
    st.markdown(f"**{literal(picture['title'])}**")
    match picture["kind"]:
        case "lines":
            st.vega_lite_chart(_points(content), inked(_lines(content)), width="stretch")
        case "matrix":
            st.vega_lite_chart(_cells(content), inked(_matrix(content)), width="content")
        case "images":
            images = [numpy.array(pixels, numpy.uint8) for _, pixels in content["images"]]
            labels = [literal(label) for label, _ in content["images"]]
            st.image(images, caption=labels, width=160)
        case "words":
            st.code(content["text"], language=None, wrap_lines=True)
    if picture["caption"]:
        st.caption(literal(picture["caption"]))


def _points(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"x": x, "y": y, "line": name} for name, line in content["series"].items() for x, y in line
    ]


def _lines(content: dict[str, Any]) -> dict[str, Any]:
    """Lines that can be told apart without colour, by their dashes."""
    legend = {"title": None, "orient": "bottom", "labelLimit": 300}
    return {
        "mark": {"type": "line", "tooltip": True},
        "height": 280,
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": content["x"]},
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": content["y"],
                "scale": {"zero": False, "type": "log" if content["log_y"] else "linear"},
            },
            "color": {"field": "line", "type": "nominal", "sort": None, "legend": legend},
            "strokeDash": {"field": "line", "type": "nominal", "sort": None, "legend": legend},
        },
    }


def _cells(content: dict[str, Any]) -> list[dict[str, Any]]:
    labels = content["labels"]
    most = max((value for row in content["rows"] for value in row), default=0)
    return [
        {"truth": labels[i], "answer": labels[j], "count": value, "dark": value > 0.72 * most}
        for i, row in enumerate(content["rows"])
        for j, value in enumerate(row)
    ]


def _matrix(content: dict[str, Any]) -> dict[str, Any]:
    """Short labels stand upright below their columns."""
    are_short = all(len(label) <= SHORT for label in content["labels"])
    below = {**_AXES["x"], "axis": {"labelAngle": 0 if are_short else -90}}
    return {**_MATRIX, "encoding": {**_AXES, "x": below}}


_AXES: dict[str, Any] = {
    "y": {"field": "truth", "type": "nominal", "sort": None, "title": "true class"},
    "x": {"field": "answer", "type": "nominal", "sort": None, "title": "predicted class"},
}
_MATRIX: dict[str, Any] = {
    "width": {"step": 34},
    "height": {"step": 30},
    "layer": [
        {
            "mark": {"type": "rect", "tooltip": True},
            "encoding": {
                "color": {
                    "field": "count",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"scheme": "blues"},
                }
            },
        },
        {
            "mark": "text",
            "encoding": {
                "text": {"field": "count", "type": "quantitative"},
                "color": {
                    "condition": {"test": "datum.dark", "value": "#ffffff"},
                    "value": INK["light"],
                },
            },
        },
    ],
}
