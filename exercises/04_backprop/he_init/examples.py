"""Visible examples for he_init. `tutor check he_init` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def drawn(module, shape, seed):
    return module.he_normal(shape, torch.Generator().manual_seed(seed))


@check(task=1, points=1)
def test_linear(submission):
    """50 inputs for each of 300 units: the standard deviation is about 0.2."""
    W = submission.run(drawn, (50, 300), 0)
    require(
        isinstance(W, torch.Tensor) and W.shape == (50, 300),
        "The result should be a tensor of shape (50, 300).",
    )
    expect(W.double().std().item(), 0.2, "The standard deviation", within=0.01)


@check(task=1, points=1)
def test_biases(submission):
    """Biases start at zero."""
    expect(submission.run(drawn, (3,), 0), torch.zeros(3), "The biases")


@check(task=2, points=1)
def test_zeros(submission):
    """From zeros: eight hidden units are one."""

    def from_zeros(module, X, T):
        return module.dead_symmetry(torch.zeros, X, T, 8, 2)

    X, T = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), torch.tensor([0, 1, 1])
    found = submission.run(from_zeros, X, T)
    require(isinstance(found, tuple) and len(found) == 2, "Return two things: W1 and a number.")
    expect(found[1], 1, "The number of different units")
