"""Visible examples for heads_and_losses. `tutor check heads_and_losses` runs them on your code."""

import math

import torch

from tutor.grading.checks import (
    check,
    expect,
    expect_like,
    expect_no_loop,
    expect_unchanged,
    require,
)

LN2, LN3, LN5 = math.log(2), math.log(3), math.log(5)


def _expect_well_made(function, name, z, y, like):
    """A function of logits keeps float32, leaves them alone, and needs no loop over the rows."""
    result, after = function.inputs_after(z, y)
    expect_like(result, like, f"{name}(z, y)", dtype=z.dtype)
    expect_unchanged(after, z=z, y=y)
    many = z.repeat(20, 1), y.repeat(20, *[1] * (y.dim() - 1))
    expect_no_loop(function.cost(z, y), function.cost(*many), 19 * len(z), "examples")


@check(task=1, points=1)
def test_two_questions(submission):
    """The logits 0 and ln 3 mean 1/2 and 3/4; both truths are yes: (ln 2 + ln 4/3) / 2."""
    z, y = torch.tensor([[0.0, LN3]]).double(), torch.tensor([[1.0, 1.0]]).double()
    loss = torch.tensor((LN2 + math.log(4 / 3)) / 2).double()
    expect(submission.bce_with_logits(z, y), loss, within=1e-6)


@check(task=1, points=1)
def test_two_rows_of_questions(submission):
    """Two rows, yes and no mixed. Logits of 1000 give a loss of 0 or of 1000, never inf."""
    z = torch.tensor([[0.0, LN3], [-LN3, 0.0]]).double()
    y = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).double()
    loss = torch.tensor((2 * LN2 + math.log(4) + math.log(4 / 3)) / 4).double()
    expect(submission.bce_with_logits(z, y), loss, within=1e-6)
    _expect_well_made(submission.bce_with_logits, "bce_with_logits", z.float(), y.float(), loss)
    z, y = torch.tensor([[1000.0, -1000.0]]).double(), torch.tensor([[1.0, 1.0]]).double()
    expect(submission.bce_with_logits(z, y), torch.tensor(500.0).double(), "The loss of 1000")


@check(task=2, points=1)
def test_two_rows_of_classes(submission):
    """Two rows, three classes: (ln 4 + ln 2) / 2. A shift of 1000 changes nothing."""
    z, y = torch.tensor([[0.0, LN2, LN5], [LN2, 0.0, 0.0]]).double(), torch.tensor([1, 0])
    loss = torch.tensor((math.log(4) + LN2) / 2).double()
    expect(submission.cross_entropy(z, y), loss, within=1e-6)
    shifted = z + torch.tensor([[1000.0], [-1000.0]]).double()
    expect(submission.cross_entropy(shifted, y), loss, "The loss of large logits", within=1e-6)
    _expect_well_made(submission.cross_entropy, "cross_entropy", z.float(), y, loss)


@check(task=3, points=1)
def test_gradients_of_two_rows(submission):
    """Two rows: the mean is over N numbers in one loss and over N times K in the other."""
    z, y = torch.tensor([[0.0, LN2, LN5], [LN2, 0.0, 0.0]]).double(), torch.tensor([1, 0])
    expected = torch.tensor([[0.0625, -0.375, 0.3125], [-0.25, 0.125, 0.125]]).double()
    expect(submission.d_cross_entropy(z, y), expected, "d_cross_entropy(z, y)", within=1e-6)
    _expect_well_made(submission.d_cross_entropy, "d_cross_entropy", z.float(), y, z)
    z = torch.tensor([[0.0, LN3], [-LN3, 0.0]]).double()
    y = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).double()
    expected = torch.tensor([[-0.125, 0.1875], [0.0625, -0.125]]).double()
    expect(submission.d_bce_with_logits(z, y), expected, "d_bce_with_logits(z, y)", within=1e-6)
    _expect_well_made(submission.d_bce_with_logits, "d_bce_with_logits", z.float(), y.float(), z)


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


@check(task=4, points=1)
def test_heads_for_classes(submission):
    """One yes or no per column (sigmoid), or one class per row (softmax)."""

    def use(module, task, z, y):
        activation, loss = module.head_for(task)
        return activation(z), loss(z, y)

    z = torch.tensor([[0.0, LN3], [-LN3, 0.0]]).double()
    y = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).double()
    shares = torch.tensor([[0.5, 0.75], [0.25, 0.5]]).double()
    loss = torch.tensor((2 * LN2 + math.log(4) + math.log(4 / 3)) / 4).double()
    yes = submission.run(use, "yes or no", z, y)
    expect(yes, (shares, loss), "The answer and the loss for yes or no", within=1e-6)
    z, y = torch.tensor([[0.0, LN2, LN5], [LN2, 0.0, 0.0]]).double(), torch.tensor([1, 0])
    shares = torch.tensor([[0.125, 0.25, 0.625], [0.5, 0.25, 0.25]]).double()
    loss = torch.tensor((math.log(4) + LN2) / 2).double()
    which = submission.run(use, "which one", z, y)
    expect(which, (shares, loss), "The answer and the loss for which one", within=1e-6)
