"""`%tutor` in a notebook: marks what its cells define, and shows the report below the cell."""
