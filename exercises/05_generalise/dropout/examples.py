"""Visible examples for dropout. `tutor check dropout` runs them on your code."""

import torch

from tutor.grading.checks import (
    check,
    expect,
    expect_like,
    expect_no_loop,
    expect_unchanged,
    require,
)


@check(task=1, points=1)
def test_evaluation(submission):
    """In evaluation nothing happens."""
    x = torch.tensor([[1.0, -2.0], [0.5, 4.0]])
    expect(submission.Dropout.new(0.5).forward(x, False), x)


@check(task=1, points=1)
def test_training(submission):
    """With p = 0.75 an output is either 0 or four times its input; x stays as it was."""
    x = torch.tensor([1.0, -2.0, 3.0, 10.0])
    out, after = submission.Dropout.new(0.75).forward.inputs_after(x, True)
    expect_like(out, x, dtype=torch.float32)
    allowed = (out == 0) | ((out - 4 * x).abs() < 1e-5)
    require(bool(allowed.all()), f"For the input {x.tolist()} the result was {out.tolist()}.")
    expect_unchanged(after, x=x)


@check(task=2, points=1)
def test_backward_in_evaluation(submission):
    """In evaluation the gradient passes unchanged."""
    layer = submission.Dropout.new(0.5)
    layer.forward(torch.ones(3), False)
    expect(layer.backward(torch.tensor([1.0, 2.0, 3.0])), torch.tensor([1.0, 2.0, 3.0]))


@check(task=1, points=1)
def test_a_quarter(submission):
    """With p = 0.25 about a quarter of 10000 is dropped, each element on its own."""
    x = torch.ones(100, 100)
    layer = submission.Dropout.new(0.25)
    first, second = layer.forward(x, True), layer.forward(x, True)
    expect_like(first, x)
    dropped = first == 0
    share = float(dropped.double().mean())
    require(0 < share < 1, "All elements were dropped, or none. Draw for each of them on its own.")
    require(abs(share - 0.25) < 0.03, f"Of 10000 elements the share {share:.2f} was dropped.")
    require(bool((dropped != (second == 0)).any()), "Two calls dropped the same elements.")
    rows, columns = dropped.double().mean(1), dropped.double().mean(0)
    require(bool((rows < 0.6).all()), "Whole rows were dropped.")
    require(bool((columns < 0.6).all()), "Whole columns were dropped.")
    expect_no_loop(layer.forward.cost(x[:10], True), layer.forward.cost(x, True), 90, "rows")


@check(task=1, points=1)
def test_everything(submission):
    """With p = 1 everything is dropped, with p = 0 nothing."""
    x = torch.tensor([1.0, -2.0], dtype=torch.float64)
    expect(
        submission.Dropout.new(1.0).forward(x, True),
        torch.zeros(2).double(),
        "The result for p = 1",
    )
    expect(submission.Dropout.new(0.0).forward(x, True), x, "The result for p = 0")


@check(task=2, points=1)
def test_backward_in_training(submission):
    """The gradient of an element is multiplied by what its input was multiplied by."""
    layer = submission.Dropout.new(0.75)
    x, g = torch.full((200,), 2.0), torch.full((200,), 10.0)
    factor = layer.forward(x, True) / 2
    gradient, after = layer.backward.inputs_after(g)
    expect(gradient, 10 * factor, "The gradient", dtype=torch.float32)
    expect_unchanged(after, g=g)
