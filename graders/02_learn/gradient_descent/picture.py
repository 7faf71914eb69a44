"""The learner's gradient descent on one feature of real patients, with three learning rates."""

import torch
from sklearn.datasets import load_diabetes

from tutor.grading.pictures import Lines

STEPS = 30


def draw(submission):
    """One weight per patient group: x is the body mass index, the goal the disease a year later."""
    data = load_diabetes(scaled=False)
    x = torch.from_numpy(data.data[:, 2].copy())
    goal = torch.from_numpy(data.target.copy())
    x, goal = x.mean() / 10, goal.mean() / 10
    series = {}
    limit = submission.stable_alpha(x)
    for name, share in (("careful", 0.1), ("bold", 0.9), ("too bold", 1.02)):
        alpha = float(limit) * share
        history = submission.train(torch.zeros((), dtype=torch.float64), x, goal, alpha, STEPS)
        errors = (history * x - goal) ** 2 / 2
        series[f"{name}: alpha = {alpha:.3f}"] = list(enumerate(errors.tolist()))
    return Lines(
        title="Your gradient descent finds the mean disease score from the mean body mass index",
        x="step",
        y="error",
        series=series,
        log_y=True,
        caption="Just below your stable_alpha the weight leaps over the goal and still arrives; "
        "just above it the error grows for ever.",
    )
