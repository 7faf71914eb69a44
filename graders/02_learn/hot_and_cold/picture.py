"""The learner's search for a weight of real patients, with a small step and with a large one."""

import torch
from sklearn.datasets import load_diabetes

from tutor.grading.pictures import Lines

ROUNDS = 40


def draw(submission):
    """Predict the mean disease score after a year as w times the mean body mass index."""
    data = load_diabetes(scaled=False)
    x = torch.tensor(data.data[:, 2].mean(), dtype=torch.float64)
    goal = torch.tensor(data.target.mean(), dtype=torch.float64)
    start = torch.zeros((), dtype=torch.float64)
    series = {}
    for name, step in (("small", 0.22), ("large", 2.2)):
        _, history = submission.hot_and_cold(start, x, goal, step, ROUNDS)
        series[f"{name} steps: {step}"] = list(enumerate(history.tolist()))
    best = float(goal / x)
    series[f"best weight: {best:.2f}"] = [(0, best), (ROUNDS, best)]
    return Lines(
        title="Your search for a weight: disease score = w times body mass index",
        x="round",
        y="w",
        series=series,
        caption="Large steps are there at once and then swing to and fro; small ones take long and "
        "swing too, only less. A step that grows smaller near the goal would have both.",
    )
