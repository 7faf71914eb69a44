"""Roster."""

import streamlit as st

st.title("Roster", anchor=False)
