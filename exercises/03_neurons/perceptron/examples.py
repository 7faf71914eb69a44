"""Visible examples for perceptron. `tutor check perceptron` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@check(task=1, points=1)
def test_one_neuron(submission):
    """Weighted sums -1.5, -0.5, -0.5 and 0.5: only the last is above zero."""
    w, b = torch.tensor([1.0, 1.0]), torch.tensor(-1.5)
    expect(submission.predict(CORNERS, w, b), torch.tensor([0, 0, 0, 1]), "The answers")


@check(task=1, points=1)
def test_a_sum_of_zero(submission):
    """Weighted sums -1, 0, 0 and 1: a sum of 0 is not above zero."""
    w, b = torch.tensor([1.0, 1.0]), torch.tensor(-1.0)
    expect(submission.predict(CORNERS, w, b), torch.tensor([0, 0, 0, 1]), "The answers")
    cost = submission.predict.cost
    expect_no_loop(cost(CORNERS, w, b), cost(CORNERS.repeat(20, 1), w, b), 76, "rows")


@check(task=2, points=1)
def test_or(submission):
    """OR is learned in four epochs: weights 1 and 1, bias 0."""
    expected = (torch.tensor([1.0, 1.0]), torch.tensor(0.0), True)
    learned = submission.perceptron_fit(CORNERS, torch.tensor([0, 1, 1, 1]), 10)
    expect(learned, expected, "What was learned (w, b, converged)")


@check(task=3, points=1)
def test_corners(submission):
    """Exactly one input is on in the second and the third row."""
    expect(submission.xor_net(CORNERS), torch.tensor([0, 1, 1, 0]), "The answers")


@check(task=2, points=1)
def test_and(submission):
    """AND is learned as well, and it needs a bias: weights 2 and 1, bias -2."""
    expected = (torch.tensor([2.0, 1.0]), torch.tensor(-2.0), True)
    y = torch.tensor([0, 0, 0, 1])
    learned, after = submission.perceptron_fit.inputs_after(CORNERS, y, 10)
    expect(learned, expected, "What was learned (w, b, converged)", dtype=torch.float32)
    expect_unchanged(after, X=CORNERS, y=y)


@check(task=2, points=1)
def test_xor_is_not_learned(submission):
    """No line separates XOR: after ten epochs the third result is False."""
    learned = submission.perceptron_fit(CORNERS, torch.tensor([0, 1, 1, 0]), 10)
    expect(learned[2], False, "Whether it converged")
