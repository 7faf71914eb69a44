"""What `tutor dashboard` serves.

Python looks for modules in the folder of the script first, so this one has a folder of its own.
"""

import streamlit as st

from tutor.dashboard.shell import settings, show

if __name__ == "__main__":  # Streamlit executes this file so for every view; the server imports it
    show()
else:
    app = st.App(__file__, **settings())
