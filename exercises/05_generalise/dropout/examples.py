"""Visible examples for dropout. `tutor check dropout` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_like, require


@check(task=1, points=1)
def test_evaluation(submission):
    """In evaluation nothing happens."""
    x = torch.tensor([[1.0, -2.0], [0.5, 4.0]])
    expect(submission.Dropout.new(0.5).forward(x, False), x)


@check(task=1, points=1)
def test_training(submission):
    """With p = 0.75 an output is either 0 or four times its input."""
    x = torch.tensor([1.0, -2.0, 3.0, 10.0])
    out = submission.Dropout.new(0.75).forward(x, True)
    expect_like(out, x)
    allowed = (out == 0) | ((out - 4 * x).abs() < 1e-5)
    require(bool(allowed.all()), f"For the input {x.tolist()} the result was {out.tolist()}.")


@check(task=2, points=1)
def test_backward_in_evaluation(submission):
    """In evaluation the gradient passes unchanged."""
    layer = submission.Dropout.new(0.5)
    layer.forward(torch.ones(3), False)
    expect(layer.backward(torch.tensor([1.0, 2.0, 3.0])), torch.tensor([1.0, 2.0, 3.0]))
