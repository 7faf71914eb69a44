"""What real tensors say of themselves, in the words of the learner's code."""

import torch

from tutor.data import digits, photograph
from tutor.grading.pictures import Words


def told(module, named):
    """One line for each tensor, from what `describe` says."""
    lines = []
    for name, t in named:
        said = module.describe(t)
        kind = str(said["dtype"]).removeprefix("torch.")
        shape = "(" + ", ".join(str(size) for size in said["shape"]) + ")"
        lines.append(f"{name:26} {said['ndim']} axes  {shape:18} {kind:8} {said['device']}")
    return "\n".join(lines)


def draw(submission):
    images, labels = digits()
    named = [
        ("the photograph of a flower", photograph("flower")),
        ("1797 handwritten digits", images),
        ("which digits they are", labels),
        ("the first of them", images[0]),
        ("one of its pixels", images[0, 3, 4]),
        ("which of them are a seven", labels == 7),
        ("seven as a number", torch.tensor(7)),
    ]
    return Words(
        title="What your code says of the data of this course",
        text=submission.run(told, named),
        caption="Colour, row, column: a photograph has three axes. Many grey pictures have three "
        "too, so the shape alone does not say what the numbers mean.",
    )
