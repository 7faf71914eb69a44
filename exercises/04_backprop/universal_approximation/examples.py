"""Visible examples for universal_approximation. `tutor check universal_approximation` runs them."""

import math
from itertools import pairwise

import torch

from tutor.grading.checks import check, expect, expect_unchanged, require

NET = (
    torch.tensor([1.0, -1.0, 2.0]),
    torch.tensor([-1.0, 0.5, 1.0]),
    torch.tensor([2.0, 1.0, -1.0]),
    torch.tensor(0.5),
)


def line_through(net, x):
    """What a relu net says, worked out by the example."""
    w, b, v, c = (part.double() for part in net)
    return (x[:, None] * w + b).clamp(min=0) @ v + c


@check(task=1, points=1)
def test_four_numbers(submission):
    """Three units, four numbers, with relu and without."""
    x = torch.tensor([-1.0, 0.0, 2.0, 3.0])
    relu = torch.tensor([2.0, 0.0, -2.5, -2.5])
    expect(submission.predict(x, NET, "relu"), relu, "With relu", dtype=torch.float32)
    linear = torch.tensor([-1.0, -2.0, -4.0, -5.0])
    expect(submission.predict(x, NET, "linear"), linear, "With linear", dtype=torch.float32)


@check(task=2, points=1)
def test_four_points(submission):
    """A roof over four points: at the points and halfway between them."""
    x = torch.tensor([-1.0, 0.0, 2.0, 2.5], dtype=torch.float64)
    y = torch.tensor([1.0, 3.0, 2.0, 2.0], dtype=torch.float64)
    net = submission.join_points(x, y)
    require(isinstance(net, tuple) and len(net) == 4, "A net is the tuple (w, b, v, c).")
    require(tuple(net[0].shape) == (3,), "Four points need three hidden units.")
    halfway = torch.tensor([-1.0, -0.5, 0.0, 1.0, 2.0, 2.25, 2.5], dtype=torch.float64)
    right = torch.tensor([1.0, 2.0, 3.0, 2.5, 2.0, 2.0, 2.0], dtype=torch.float64)
    expect(line_through(net, halfway), right, "What your net says", within=1e-5)


@check(task=2, points=1)
def test_error_falls(submission):
    """Twice as many units, a quarter of the error: the sine from 0 to 6."""
    x = torch.linspace(0, 6, 1000, dtype=torch.float64)
    errors = []
    for units in (8, 16, 32):
        points = torch.linspace(0, 6, units + 1, dtype=torch.float64)
        net = submission.join_points(points, points.sin())
        errors.append((line_through(net, x) - x.sin()).abs().max().item())
    require(errors[0] < 0.08, "With 8 units the largest error should be below 0.08.")
    told = "Doubling the units should divide the largest error by about 4."
    require(all(3 < a / b < 5 for a, b in pairwise(errors)), told)


@check(task=3, points=1)
def test_two_steps(submission):
    """Two steps with two tanh units; `start` stays as it is."""
    x = torch.tensor([10.0, 14.0, 12.0, 16.0])
    y = torch.tensor([1.0, 3.0, 0.0, 2.0])
    start = (
        torch.tensor([1.0, -0.5]),
        torch.tensor([0.0, 1.0]),
        torch.tensor([0.5, -1.0]),
        torch.tensor(1.0),
    )
    found, after = submission.fit.inputs_after(x, y, start, "tanh", 0.1, 2)
    require(isinstance(found, tuple) and len(found) == 4, "A net is the tuple (w, b, v, c).")
    expect(found[0], torch.tensor([0.4622, -0.2746]), "w", within=1e-3, dtype=torch.float32)
    expect(found[1], torch.tensor([-5.9025, 4.3752]), "b", within=1e-3)
    expect(found[2], torch.tensor([0.5569, -0.7519]), "v", within=1e-3)
    expect(found[3], torch.tensor(1.3873), "c", within=1e-3)
    expect_unchanged(after, x=x, y=y, start=start)


@check(task=4, points=1)
def test_a_small_report(submission):
    """Two numbers inside, two outside, and one that the net was trained on."""
    net = torch.tensor([1.0]), torch.tensor([0.0]), torch.tensor([1.0]), torch.tensor(0.0)
    x = torch.tensor([1.0, 6.0, 2.0, 3.0, -2.0])
    y = torch.tensor([2.0, 2.0, 9.0, 3.0, 3.0])
    found = submission.report(x, y, torch.tensor([2.0, 4.0, 0.0]), net, "relu")
    require(isinstance(found, tuple) and len(found) == 2, "Return two things: inside and outside.")
    expect(found[0], torch.tensor(math.sqrt(0.5)), "The error inside", within=1e-4)
    expect(found[1], torch.tensor(math.sqrt(12.5)), "The error outside", within=1e-4)
