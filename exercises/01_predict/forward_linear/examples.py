"""Visible examples for forward_linear. `tutor check forward_linear` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged


@check(task=1, points=1)
def test_one_input(submission):
    """One day, two numbers about it, one prediction: 2 * 3 + 1 * (-1) + 0.5."""
    X = torch.tensor([[2.0, 1.0]])
    W = torch.tensor([[3.0], [-1.0]])
    b = torch.tensor([0.5])
    expect(submission.forward_linear(X, W, b), torch.tensor([[5.5]]))


@check(task=1, points=1)
def test_two_inputs_three_outputs(submission):
    """Two inputs, three outputs: each output has its own weights and its own bias."""
    X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    W = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])
    b = torch.tensor([10.0, 20.0, 30.0])
    expected = torch.tensor([[11.0, 22.0, 30.0], [13.0, 24.0, 32.0]])
    expect(submission.forward_linear(X, W, b), expected)


@check(task=1, points=1)
def test_three_inputs_two_outputs(submission):
    """Two days, three numbers about each, two outputs: a new tensor, in the dtype of X."""
    X = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
    W = torch.tensor([[1.0, 0.0], [0.0, -2.0], [2.0, 1.0]])
    b = torch.tensor([10.0, 0.5])
    expected = torch.tensor([[11.0, -3.5], [16.0, 1.5]])
    result, after = submission.forward_linear.inputs_after(X, W, b)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, X=X, W=W, b=b)
    cost = submission.forward_linear.cost
    expect_no_loop(cost(X, W, b), cost(X.repeat(20, 1), W, b), 38, "rows")
