"""The dashboard: `streamlit run streamlit_app.py`, or `uvicorn streamlit_app:app`."""

import streamlit as st

from tutor.dashboard.shell import doors, lifespan, show, sign_in_routes, tell_failure

if __name__ == "__main__":  # Streamlit executes this file so for every view; the server imports it
    show()
else:
    app = st.App(
        __file__,
        lifespan=lifespan,
        routes=sign_in_routes(),
        middleware=doors(),
        on_script_error=tell_failure,
    )
