"""The learner's check of two gradients on real patients: a right one, and one with a fault."""

import torch
from sklearn.datasets import load_breast_cancer

from tutor.grading.pictures import Lines

POWERS = [-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11]


def nudged(module, weights, rows, sign, powers):
    """The gradients by nudging with each h; the loss is that of yes or no, by hand."""

    def loss(w):
        return torch.log1p(torch.exp(-sign * (rows @ w))).mean()

    return [module.numeric_grad(loss, weights, 10.0**power) for power in powers]


def patients():
    """Ten columns of 200 patients, scaled, and 1 or -1 for benign or malignant."""
    data = load_breast_cancer()
    rows = torch.from_numpy(data.data[:200, :10].copy())
    rows = (rows - rows.mean(0)) / rows.std(0)
    return rows, torch.from_numpy(data.target[:200].copy()).double() * 2 - 1


def draw(submission):
    rows, sign = patients()
    weights = torch.linspace(-0.5, 0.5, 10, dtype=torch.float64)
    pull = -sign * torch.sigmoid(-sign * (rows @ weights))
    right = rows.T @ pull / len(rows)
    one_missing = rows[1:].T @ pull[1:] / len(rows)
    found = submission.run(nudged, weights, rows, sign, POWERS)
    gradients = {"the right gradient": right, "one patient forgotten": one_missing}
    series = {
        name: [
            (power, max(float(submission.rel_error(by_nudging, gradient)), 1e-16))
            for power, by_nudging in zip(POWERS, found, strict=True)
        ]
        for name, gradient in gradients.items()
    }
    return Lines(
        title="Your check tells a right gradient from one that forgot 1 patient of 200",
        x="h is ten to the power of",
        y="relative error",
        series=series,
        log_y=True,
        caption="Where h suits, the right gradient agrees to ten digits or so, and the wrong one "
        "stays far away whatever h is. Both would make a net learn.",
    )
