"""The Streamlit face: pages that show what the service says, and decide nothing themselves.

Whatever a learner wrote (code, messages that quote it, names, file names) reaches the screen only
through `st.code`, `st.text`, table cells or `wording.literal`, never as Markdown or HTML.
"""
