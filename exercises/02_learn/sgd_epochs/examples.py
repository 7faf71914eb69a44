"""Visible examples for sgd_epochs. `tutor check sgd_epochs` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def trained(module, X, y, lr, bs, epochs):
    """Fit a line through the origin, and note how many rows each call of loss_grad is shown."""
    sizes = []

    def loss_grad(w, rows, targets):
        sizes.append(len(rows))
        return ((rows * w).sum(1) - targets)[:, None] * rows

    rng = torch.Generator().manual_seed(1)
    return module.sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng), sizes


@check(task=1, points=1)
def test_three_epochs(submission):
    """Ten rows in batches of four: three batches, so nine steps in three epochs."""
    expect(submission.count_steps(10, 4, 3), 9, "The number of steps")


@check(task=2, points=1)
def test_one_batch(submission):
    """Both rows in one batch: the average gradient is -5, and the step goes to 0.5."""
    X, y = torch.tensor([[1.0], [2.0]]), torch.tensor([2.0, 4.0])
    weights, _ = submission.run(trained, X, y, 0.1, 2, 1)
    expect(weights, torch.tensor([0.5]), "The weight")


@check(task=2, points=1)
def test_batch_sizes(submission):
    """Seven rows in batches of three: 3, 3 and 1."""
    X, y = torch.arange(1.0, 8.0)[:, None], torch.arange(1.0, 8.0)
    _, sizes = submission.run(trained, X, y, 0.01, 3, 1)
    require(sizes == [3, 3, 1], f"Your batches have {sizes} rows; [3, 3, 1] was expected.")
