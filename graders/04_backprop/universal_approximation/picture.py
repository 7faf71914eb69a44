"""A line of a real photograph as a curve, followed by the learner's nets."""

import torch
from sklearn.datasets import load_sample_image

from tutor.grading.pictures import Lines

ROW, FIRST, LAST, END = 240, 60, 300, 380  # pixels
FEW, MANY = 8, 60


def brightness():
    """How bright the temple is along one row of pixels, from 0 to 1, smoothed over 15 pixels."""
    grey = torch.tensor(load_sample_image("china.jpg")[ROW - 1 : ROW + 2]).double().mean((0, 2))
    return torch.nn.functional.avg_pool1d(grey[None] / 255, 15, stride=1, padding=7)[0]


def draw(submission):
    curve = brightness()
    x, seen = torch.arange(FIRST, END, dtype=torch.float64), curve[FIRST:END]
    series = {"the photograph": list(zip(x.tolist(), seen.tolist(), strict=True))}
    told = []
    for units in (FEW, MANY):
        points = torch.linspace(FIRST, LAST, units + 1).round().double()
        net = submission.join_points(points, curve[points.long()])
        said = submission.predict(x, net, "relu")
        inside, outside = submission.report(x, seen, points, net, "relu")
        series[f"your net, {units} units"] = list(
            zip(x.tolist(), said.clamp(-0.5, 1.5).tolist(), strict=True)
        )
        told.append(
            f"with {units} units {float(inside):.3f} inside and {float(outside):.2f} outside"
        )
    return Lines(
        title="One line of a photograph, joined by your nets",
        x="pixel",
        y="brightness",
        series=series,
        caption=f"How bright a photograph of a temple is along one row. Your nets go through "
        f"points up to pixel {LAST}, and are asked for the pixels behind it too. By your own "
        f"report the errors are {told[0]}, and {told[1]}.",
    )
