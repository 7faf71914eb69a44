"""tutor: teaches deep learning by grading it."""

__version__ = "0.1.0"

# What the package index calls it. `tutor` is another program there.
DISTRIBUTION = "deep-learning-tutor"


def load_ipython_extension(shell: object) -> None:
    """`%load_ext tutor` in a notebook: from then on there is `%tutor`."""
    from importlib import import_module  # nothing of this belongs to `import tutor`

    import_module("tutor.notebook.magics").register(shell)
