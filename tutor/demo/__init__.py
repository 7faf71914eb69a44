"""The demonstration class: what it hands in and answers. It prints nothing."""
