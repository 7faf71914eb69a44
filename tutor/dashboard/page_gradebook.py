"""Gradebook."""

import streamlit as st

st.title("Gradebook", anchor=False)
