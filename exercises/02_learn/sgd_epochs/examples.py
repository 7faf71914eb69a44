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
    expect(submission.count_steps(12, 4, 1), 3, "The steps for 12 rows in batches of 4")


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


@check(task=2, points=1)
def test_uneven_batches(submission):
    """Three equal rows in batches of two: the last batch has one row, and its mean is of one."""
    X, y = torch.tensor([[1.0, 2.0]] * 3), torch.tensor([5.0] * 3)
    once, _ = submission.run(trained, X, y, 0.1, 2, 1)
    expect(once, torch.tensor([0.75, 1.5]), "The weights after one epoch")
    twice, _ = submission.run(trained, X, y, 0.1, 2, 2)
    expect(twice, torch.tensor([0.9375, 1.875]), "The weights after two epochs")


@check(task=2, points=1)
def test_a_new_order(submission):
    """Twenty rows, two epochs: each epoch has every row once, with its target, in a new order."""

    def noted(module, seed):
        pairs = []

        def loss_grad(w, rows, targets):
            pairs.extend(zip(rows.flatten().tolist(), targets.tolist(), strict=True))
            return torch.zeros_like(rows)

        X, y = torch.arange(20.0)[:, None], 10 * torch.arange(20.0)
        rng = torch.Generator().manual_seed(seed)
        module.sgd_epochs(X, y, loss_grad, 0.1, 5, 2, rng)
        return pairs

    pairs = submission.run(noted, 1)
    require(all(y == 10 * x for x, y in pairs), "A row came with the target of another one.")
    first, second = [x for x, _ in pairs[:20]], [x for x, _ in pairs[20:]]
    for epoch in (first, second):
        require(sorted(epoch) == list(range(20)), f"An epoch saw the rows {epoch}.")
        require(epoch != list(range(20)), "The rows came in the order of the table.")
        require(
            any(max(epoch[i : i + 5]) - min(epoch[i : i + 5]) != 4 for i in range(0, 20, 5)),
            "The batches hold neighbours; shuffle the rows.",
        )
    require(first != second, "Both epochs had the same order.")
    require(submission.run(noted, 2) != pairs, "Another seed of `rng` gave the same order.")
    require(submission.run(noted, 1) == pairs, "The same seed of `rng` gave another order.")
