"""Quiz analysis."""

import streamlit as st

st.title("Quiz analysis", anchor=False)
