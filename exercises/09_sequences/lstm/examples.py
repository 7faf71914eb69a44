"""Visible examples for lstm. `tutor check lstm` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1)


# One input, one unit. Only the candidate listens to the input, so each gate is half open.
PARAMS = (column(0, 0, 1, 0), column(0, 0, 0, 0), torch.zeros(4).double(), torch.zeros(4).double())


@check(task=1, points=1)
def test_half_open(submission):
    """c = 0.5 * 2 + 0.5 * tanh(1) = 1.3808, and h = 0.5 * tanh(1.3808) = 0.4406."""
    result = submission.lstm_step(column(1), column(0.3), column(2), PARAMS)
    expect(result, (column(0.4406), column(1.3808)), "(h, c)", within=1e-4)


@check(task=2, points=1)
def test_two_steps(submission):
    """Two inputs, 1 and 0: the second step only forgets, so c goes from 1.3808 to 0.6904."""
    x = torch.stack([column(1), column(0)])
    states = torch.stack([column(0.4406), column(0.2991)])
    expected = (states, column(0.2991), column(0.6904))
    result = submission.lstm_forward(x, column(0.3), column(2), PARAMS)
    expect(result, expected, "(states, h, c)", within=1e-4)


@check(task=3, points=1)
def test_forget_bias(submission):
    """With H = 1 the forget gate is row 1 of four: both biases together are to make 3."""
    new = submission.open_forget_gates(PARAMS, 3.0)
    total = torch.tensor([0.0, 3.0, 0.0, 0.0], dtype=torch.float64)
    expect(new[2] + new[3], total, "The sum of both biases")
