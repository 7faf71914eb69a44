"""One class of submissions, graded by several systems with the same checks: see ../peers.py."""
