"""The nearest neighbours of handwritten digits, by the learner's own distances."""

from tutor.data import digits
from tutor.grading.pictures import Images

KNOWN, NEIGHBOURS = 1000, 4


def draw(submission):
    """Three digits that are not among the known ones, each with the four that are nearest."""
    pictures, labels = digits()
    points = pictures.flatten(1)
    asked = [KNOWN + int((labels[KNOWN:] == digit).nonzero()[0]) for digit in (3, 8, 9)]
    distances = submission.pairwise_sqdist(points[asked], points[:KNOWN])
    large = pictures.repeat_interleave(8, 1).repeat_interleave(8, 2)
    images = []
    for row, n in enumerate(asked):
        images.append((f"new: {int(labels[n])}", large[n]))
        for m in distances[row].argsort()[:NEIGHBOURS].tolist():
            images.append((f"{int(labels[m])}: {float(distances[row, m]):.2f}", large[m]))
    return Images(
        title="Your distances find what a new digit looks like",
        images=images,
        caption="Each new digit is followed by the four of a thousand known ones that are nearest "
        "to it, with their squared distances. Nothing was trained: differences, squares, a sum.",
    )
