"""What the learner's dropout does to a photograph."""

import torch

from tutor.data import photograph
from tutor.grading.pictures import Images


def draw(submission):
    photo = photograph("flower")[:, 40:360:2, 100:500:2]
    images = [("as it is", photo)]
    for p in (0.25, 0.5, 0.75):
        layer = submission.Dropout.new(p)
        images.append((f"training, p = {p}", layer.forward(photo, True)))
    images.append(("evaluation", layer.forward(photo, False)))
    several = torch.stack([layer.forward(photo, True) for _ in range(20)])
    images.append(("mean of 20 passes, p = 0.75", several.mean(0)))
    return Images(
        title="A flower under your dropout",
        images=images,
        caption="Each pass loses other pixels and brightens the rest. On average nothing is lost: "
        "the mean of many passes is the photograph, which is why evaluation can leave it alone.",
    )
