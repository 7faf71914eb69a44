"""tutor: teaches deep learning by grading it."""

__version__ = "0.1.0"
