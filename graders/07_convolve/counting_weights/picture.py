"""What the learner's kernels find in a photograph."""

import torch
from torch.nn.functional import conv2d

from tutor.data import photograph
from tutor.grading.pictures import Images


def draw(submission):
    photo = photograph("china")[:, 60:380:2, 100:520:2]
    grey = photo.mean(dim=0)
    found = conv2d(grey[None, None], submission.edge_detector().double())[0]
    # Grey is nothing found, white is from dark to bright, black from bright to dark.
    seen = [0.5 + each / (2.5 * each.abs().quantile(0.99)) for each in found]
    strength = torch.sqrt((found**2).sum(dim=0))
    return Images(
        title="A temple, as your two kernels see it",
        images=[
            ("the photograph", grey),
            ("kernel 0: left to right", seen[0].clamp(0, 1)),
            ("kernel 1: top to bottom", seen[1].clamp(0, 1)),
            ("both together", (strength / strength.quantile(0.99)).clamp(0, 1)),
        ],
        caption="Nine numbers each, used in 33,000 places: pillars stand out in one picture, the "
        "edges of the roofs in the other. A network has to learn such kernels by itself, and does.",
    )
