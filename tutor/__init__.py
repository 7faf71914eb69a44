"""tutor: teaches deep learning by grading it."""

__version__ = "0.1.0"

# What the package index calls it. `tutor` is another program there.
DISTRIBUTION = "deep-learning-tutor"
