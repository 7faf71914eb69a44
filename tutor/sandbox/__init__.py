"""Run code that nobody trusts: a zygote forks confined boxes, and plain data crosses the boundary.

Import `Zygote` and `Box` from `tutor.sandbox.host`: they need torch, which faces must not import.
"""
