"""Visible examples for heads_and_losses. `tutor check heads_and_losses` runs them on your code."""

import math

import torch

from tutor.grading.checks import check, expect, require

LN2, LN3, LN5 = math.log(2), math.log(3), math.log(5)


@check(task=1, points=1)
def test_two_questions(submission):
    """The logits 0 and ln 3 mean 1/2 and 3/4; both truths are yes: (ln 2 + ln 4/3) / 2."""
    z, y = torch.tensor([[0.0, LN3]]).double(), torch.tensor([[1.0, 1.0]]).double()
    loss = torch.tensor((LN2 + math.log(4 / 3)) / 2).double()
    expect(submission.bce_with_logits(z, y), loss, within=1e-6)


@check(task=2, points=1)
def test_three_classes(submission):
    """The logits 0, ln 2, ln 5 mean 1/8, 2/8, 5/8; the truth is class 1: the loss is ln 4."""
    z, y = torch.tensor([[0.0, LN2, LN5]]).double(), torch.tensor([1])
    expect(submission.cross_entropy(z, y), torch.tensor(math.log(4)).double(), within=1e-6)


@check(task=3, points=1)
def test_gradients(submission):
    """Prediction minus truth, over the number of terms in the mean."""
    z, y = torch.tensor([[0.0, LN2, LN5]]).double(), torch.tensor([1])
    expected = torch.tensor([[0.125, -0.75, 0.625]], dtype=torch.float64)
    expect(submission.d_cross_entropy(z, y), expected, "d_cross_entropy(z, y)", within=1e-6)
    z, y = torch.tensor([[0.0, LN3]]).double(), torch.tensor([[1.0, 1.0]]).double()
    expected = torch.tensor([[-0.25, -0.125]], dtype=torch.float64)
    expect(submission.d_bce_with_logits(z, y), expected, "d_bce_with_logits(z, y)", within=1e-6)


@check(task=4, points=1)
def test_how_much(submission):
    """A number is its own answer, and the loss is the mean squared error: (1 + 9) / 2."""

    def use(module, z, y):
        activation, loss = module.head_for("how much")
        return activation(z), loss(z, y)

    z, y = torch.tensor([[2.0, 5.0]]), torch.tensor([[1.0, 8.0]])
    answer = submission.run(use, z, y)
    require(isinstance(answer, tuple), "head_for should give two functions.")
    expect(answer, (z, torch.tensor(5.0)), "The answer and the loss")
