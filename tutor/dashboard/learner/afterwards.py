"""After full marks: other solutions, and a picture made by the learner's code."""

from typing import Any

import numpy
import streamlit as st

from tutor.course import Exercise
from tutor.dashboard.parts.wording import literal
from tutor.dashboard.state import one_sentence, the_tutor


def show_afterwards(learner: str, exercise: Exercise) -> None:
    """The picture first: it is theirs."""
    if exercise.picture.is_file():
        st.subheader("Made by your code", anchor=False)
        _picture(learner, exercise)
    st.subheader("Other solutions", anchor=False)
    with one_sentence():
        found = the_tutor().afterwards.solutions(learner, exercise.slug)
        for tab, solution in zip(st.tabs([s.title for s in found]), found, strict=True):
            with tab:
                st.markdown(literal(solution.teaches))
                st.code(solution.code, language="python")


@st.fragment
def _picture(learner: str, exercise: Exercise) -> None:
    """Drawing may take half a minute, so it waits for a click; a drawn one is kept."""
    key = f"picture:{exercise.slug}:{learner}"
    with one_sentence():
        submission = the_tutor().afterwards.pictured(learner, exercise.slug)
        if st.session_state.get(key, (None,))[0] != submission:
            invitation = st.empty()
            with invitation.container():
                st.caption("Run your own code on real data. This takes up to half a minute.")
                if not st.button(
                    "Draw the picture", icon=":material/brush:", key=f"draw:{exercise.slug}"
                ):
                    return
                with st.spinner("Running your code"):
                    picture = the_tutor().afterwards.picture(learner, exercise.slug)
            st.session_state[key] = (submission, picture)
            invitation.empty()
        show_picture(st.session_state[key][1])


def show_picture(picture: dict[str, Any]) -> None:
    """Draw what `grading/pictures.py` has written as data."""
    content = picture["content"]
    st.markdown(f"**{literal(picture['title'])}**")
    match picture["kind"]:
        case "lines":
            st.vega_lite_chart(_points(content), _lines(content), width="stretch")
        case "matrix":
            st.vega_lite_chart(_cells(content), _MATRIX, width="content")
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
    return [
        {"truth": labels[i], "answer": labels[j], "count": value}
        for i, row in enumerate(content["rows"])
        for j, value in enumerate(row)
    ]


_AXES: dict[str, Any] = {
    "y": {"field": "truth", "type": "nominal", "sort": None, "title": "true class"},
    "x": {"field": "answer", "type": "nominal", "sort": None, "title": "predicted class"},
}
_MATRIX: dict[str, Any] = {
    "width": {"step": 34},
    "height": {"step": 30},
    "encoding": _AXES,
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
            "mark": {"type": "text", "stroke": "white", "strokeWidth": 0.3},
            "encoding": {"text": {"field": "count", "type": "quantitative"}},
        },
    ],
}
