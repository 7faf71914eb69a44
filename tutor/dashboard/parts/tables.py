"""Tables that show as many rows as the window has room for."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

ROW, EDGE = 35, 3  # pixels of a row, its header included, and of the frame
AROUND = "11rem"  # what of a page has to stay in sight beside a table: its title and its tabs
LETTER, MARGIN = 6.0, 32  # pixels of a header: of one letter, and of what is around it


def room_for(key: str, rows: int, leave: str = AROUND) -> DeltaGenerator:
    """The place of a table with so many rows and `height="stretch"`: as high as all of them, but
    never so high that the window has less than `leave` for the rest."""
    height = ROW * (rows + 1) + EDGE
    name = f"rows_{key}"
    room = f"min({height}px, max(20rem, 100vh - {leave}))"
    st.html(f"<style>.st-key-{name} {{ height: {room}; }}</style>")
    return st.container(key=name)


def header_width(title: str, least: int = 80) -> int:
    """The pixels that a column needs to show its whole title."""
    return max(least, round(LETTER * len(title)) + MARGIN)
