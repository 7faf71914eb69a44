"""Exercise analysis."""

import streamlit as st

st.title("Exercise analysis", anchor=False)
