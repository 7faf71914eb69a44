"""Submissions."""

import streamlit as st

st.title("Submissions", anchor=False)
