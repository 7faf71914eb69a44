"""Visible examples for lstm. `tutor check lstm` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1)


# One input, one unit. Only the candidate listens to the input, so each gate is half open.
PARAMS = (column(0, 0, 1, 0), column(0, 0, 0, 0), torch.zeros(4).double(), torch.zeros(4).double())


# Two inputs, two units, two rows: every gate listens to something, and no two listen alike.
FULL = (
    torch.tensor(
        [[1.0, 0.0], [0, 1], [0.5, 0], [0, 0.5], [1, 1], [0, 1], [-1, 0], [0, 0]]
    ).double(),
    torch.tensor([[0.0, 1.0], [0, 0], [1, 0], [0, 0], [0, -1], [1, 0], [0, 0], [0, 1]]).double(),
    torch.tensor([0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.5, 0.0]).double(),
    torch.tensor([0.5, 0.0, 0.0, 1.0, 0.0, -0.5, 0.0, 0.0]).double(),
)
FULL_X = torch.tensor([[[1.0, 0.0], [0.0, -1.0]], [[1.0, 1.0], [0.0, 1.0]]]).double()
FULL_H = torch.tensor([[0.5, -0.5], [0.0, 1.0]]).double()
FULL_C = torch.tensor([[1.0, 0.0], [-1.0, 0.5]]).double()
AFTER_ONE = torch.tensor([[0.34452, 0.0], [-0.56554, -0.02229]]).double()


@check(task=1, points=1)
def test_all_gates(submission):
    """Two rows and two units, with all weights and both biases."""
    cell = torch.tensor([[1.54251, 0.0], [-1.51922, -0.03050]]).double()
    x = FULL_X[0]
    result, after = submission.lstm_step.inputs_after(x, FULL_H, FULL_C, FULL)
    expect(result, (AFTER_ONE, cell), "(h, c)", within=1e-4)
    expect_unchanged(after, x=x, h=FULL_H, c=FULL_C, params=FULL)
    many, cost = [t.repeat(20, 1) for t in (x, FULL_H, FULL_C)], submission.lstm_step.cost
    expect_no_loop(cost(x, FULL_H, FULL_C, FULL), cost(*many, FULL), 38, "rows")
    short = [t.float() for t in (x, FULL_H, FULL_C)], tuple(t.float() for t in FULL)
    result, right = submission.lstm_step(*short[0], short[1]), (AFTER_ONE.float(), cell.float())
    expect(result, right, "(h, c) for float32", dtype=torch.float32, within=1e-4)


@check(task=2, points=1)
def test_two_steps_of_all_gates(submission):
    """The second step hears the hidden state of the first."""
    h = torch.tensor([[0.36682, 0.25497], [-0.26074, -0.03871]]).double()
    c = torch.tensor([[2.12010, 0.56265], [-0.44633, -0.07845]]).double()
    result, after = submission.lstm_forward.inputs_after(FULL_X, FULL_H, FULL_C, FULL)
    right = (torch.stack([AFTER_ONE, h]), h, c)
    expect(result, right, "(states, h, c)", dtype=torch.float64, within=1e-4)
    expect_unchanged(after, x=FULL_X, h=FULL_H, c=FULL_C, params=FULL)


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


@check(task=3, points=1)
def test_forget_biases_of_two_units(submission):
    """With H = 2 the forget gate has rows 2 and 3. Old biases there are replaced."""
    new, after = submission.open_forget_gates.inputs_after(FULL, 3.0)
    total = torch.tensor([0.5, 0.5, 3.0, 3.0, 0.0, -0.5, 0.5, 0.0], dtype=torch.float64)
    expect(new[2] + new[3], total, "The sum of both biases")
    expect(new[0], FULL[0], "W_ih")
    expect_unchanged(after, params=FULL)
