"""Run code that nobody trusts: a zygote forks confined boxes, and plain data crosses the boundary.

`host` is the trusted side, `guest` is what runs in the box's process, and `protocol` is what both
sides know. Host and guest never import each other.
"""
