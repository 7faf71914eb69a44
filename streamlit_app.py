"""The dashboard of this checkout: `streamlit run streamlit_app.py`, `uvicorn streamlit_app:app`.

It stands in for `tutor/dashboard/app/tutor_app.py`, which is installed.
"""

import streamlit as st

from tutor.dashboard.shell import settings, show

if __name__ == "__main__":
    show()
else:
    app = st.App(__file__, **settings())
