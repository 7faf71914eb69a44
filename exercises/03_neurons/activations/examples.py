"""Visible examples for activations. `tutor check activations` runs them on your code."""

import math

import torch

from tutor.grading.checks import check, expect, expect_like, expect_no_loop, expect_unchanged


def _expect_well_made(curve, name, z):
    """A curve keeps float32, leaves z alone, and needs no loop over its elements."""
    result, after = curve.inputs_after(z)
    expect_like(result, z, f"{name}(z)", dtype=z.dtype)
    expect_unchanged(after, z=z)
    expect_no_loop(curve.cost(z), curve.cost(z.repeat(20)), 19 * len(z), "elements")


LN2, LN3, LN5 = math.log(2), math.log(3), math.log(5)
TABLE = torch.tensor([[0.0, LN3, 0.0], [math.log(4), LN3, LN2]], dtype=torch.float64)


@check(task=1, points=1)
def test_three_curves(submission):
    """At ln 2 the sigmoid is 1 / (1 + 1/2) and tanh is (2 - 1/2) / (2 + 1/2)."""
    z = torch.tensor([-LN2, 0.0, LN2], dtype=torch.float64)
    third, slow = torch.tensor([1 / 3, 0.5, 2 / 3]).double(), torch.tensor([-0.6, 0, 0.6]).double()
    expect(submission.sigmoid(z), third, "sigmoid(z)", within=1e-6)
    expect(submission.tanh(z), slow, "tanh(z)", within=1e-6)
    expect(submission.relu(z), torch.tensor([0.0, 0.0, LN2], dtype=torch.float64), "relu(z)")
    for name in ("sigmoid", "tanh", "relu"):
        _expect_well_made(getattr(submission, name), name, z.float())


@check(task=2, points=1)
def test_shares(submission):
    """The scores 0, ln 2, ln 5 have the exponentials 1, 2, 5 and the shares 1/8, 2/8, 5/8."""
    z = torch.tensor([[0.0, LN2, LN5]], dtype=torch.float64)
    expect(submission.softmax(z, 1), torch.tensor([[0.125, 0.25, 0.625]]).double())


@check(task=2, points=1)
def test_shares_down_the_columns(submission):
    """Along axis 0 each column adds up to 1, along axis 1 each row."""
    down = torch.tensor([[0.2, 0.5, 1 / 3], [0.8, 0.5, 2 / 3]]).double()
    expect(submission.softmax(TABLE, 0), down, "softmax(z, 0)", within=1e-6)
    across = torch.tensor([[1 / 5, 3 / 5, 1 / 5], [4 / 9, 3 / 9, 2 / 9]]).double()
    expect(submission.softmax(TABLE, 1), across, "softmax(z, 1)", within=1e-6)
    z, cost = TABLE.float(), submission.softmax.cost
    result, after = submission.softmax.inputs_after(z, 1)
    expect_like(result, z, "softmax(z, 1)", dtype=z.dtype)
    expect_unchanged(after, z=z)
    expect_no_loop(cost(z, 1), cost(z.repeat(20, 1), 1), 38, "rows")


@check(task=2, points=1)
def test_large_scores(submission):
    """Scores of 1000 are allowed. Only their differences count."""
    z = torch.tensor([[1000.0, 1000.0 + LN3], [0.0, LN3]], dtype=torch.float64)
    expect(submission.softmax(z, 1), torch.tensor([[0.25, 0.75]] * 2).double(), within=1e-6)


@check(task=3, points=1)
def test_slopes_at_ln_2(submission):
    """At ln 2 sigmoid is 2/3 and rises by 2/9; tanh is 0.6 and rises by 1 - 0.36."""
    z = torch.tensor([LN2], dtype=torch.float64)
    expect(submission.d_sigmoid(z), torch.tensor([2 / 9]).double(), "d_sigmoid", within=1e-6)
    expect(submission.d_tanh(z), torch.tensor([0.64]).double(), "d_tanh", within=1e-6)


@check(task=3, points=1)
def test_slopes(submission):
    """At 0 sigmoid rises by 1/4 and tanh by 1; relu rises by 1 where z is positive."""
    z = torch.tensor([0.0, 2.0], dtype=torch.float64)
    expect(submission.d_sigmoid(z)[0], torch.tensor(0.25).double(), "d_sigmoid(0)")
    expect(submission.d_tanh(z)[0], torch.tensor(1.0).double(), "d_tanh(0)")
    expect(submission.d_relu(z), torch.tensor([0.0, 1.0]).double(), "d_relu(z)")
    for name in ("d_sigmoid", "d_tanh", "d_relu"):
        _expect_well_made(getattr(submission, name), name, z.float())


@check(task=4, points=1)
def test_slope_of_shares(submission):
    """The worked example of the statement: only the last share counts."""
    z = torch.tensor([[0.0, LN2, LN5]], dtype=torch.float64)
    g = torch.tensor([[0.0, 0.0, 1.0]], dtype=torch.float64)
    expected = torch.tensor([[-0.078125, -0.15625, 0.234375]], dtype=torch.float64)
    expect(submission.d_softmax(z, g, 1), expected)


@check(task=4, points=1)
def test_slope_of_shares_down_the_columns(submission):
    """Two rows and three columns, along axis 0: each column has shares of its own."""
    z, g = TABLE, torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]).double()
    expected = torch.tensor([[0.16, 0.0, 0.0], [-0.16, 0.0, 0.0]]).double()
    expect(submission.d_softmax(z, g, 0), expected, within=1e-6)
    z, g = z.float(), g.float()
    result, after = submission.d_softmax.inputs_after(z, g, 0)
    expect_like(result, z, dtype=z.dtype)
    expect_unchanged(after, z=z, g=g)
