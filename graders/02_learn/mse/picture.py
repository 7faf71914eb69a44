"""The learner's error over the slope of a line through real patients, with and without a typing
mistake in one of them."""

import torch
from sklearn.datasets import load_diabetes

from tutor.grading.pictures import Lines

SLOPES = torch.linspace(-1, 3, 41, dtype=torch.float64)


def draw(submission):
    """x is the body mass index, the target the disease a year later, both as deviations."""
    data = load_diabetes()
    x, scores = torch.from_numpy(data.data[:, 2].copy()), torch.from_numpy(data.target.copy())
    x, mistyped = x / x.std(), scores.clone()
    mistyped[x.argmin()] *= 100
    series, best = {}, []
    for name, typed in (("442 patients", scores), ("one score mistyped", mistyped)):
        goals = (typed - scores.mean()) / scores.std()
        errors = [float(submission.mse(slope * x, goals)) for slope in SLOPES]
        lowest = min(errors)
        best.append(float(SLOPES[errors.index(lowest)]))
        series[name] = [(float(s), e - lowest) for s, e in zip(SLOPES, errors, strict=True)]
    return Lines(
        title="Your mean squared error of each line through the data",
        x="slope of the line",
        y="error above the lowest",
        series=series,
        caption=f"The bowl's lowest point is the best slope: {best[0]:.1f}. Two zeros too many in "
        f"one score of 442, squared, move it to {best[1]:.1f}.",
    )
