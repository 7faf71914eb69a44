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


@check(task=1, points=1)
def test_convolution(submission):
    """128 outputs look at windows of 3 by 3 in 8 channels: 72 inputs each, so about 0.1667."""
    W = submission.run(drawn, (128, 8, 3, 3), 0)
    require(
        isinstance(W, torch.Tensor) and W.shape == (128, 8, 3, 3),
        "The result should be a tensor of shape (128, 8, 3, 3).",
    )
    expect(W.double().std().item(), 1 / 6, "The standard deviation", within=0.01)


@check(task=1, points=1)
def test_normal_numbers(submission):
    """Of 15000 normal numbers some are above three standard deviations; two seeds differ."""
    W, other = submission.run(drawn, (50, 300), 0), submission.run(drawn, (50, 300), 1)
    require(bool((W.abs() > 0.6).any()), "The largest number is too small for a normal draw.")
    require(bool((other != W).any()), "Two generators gave the same numbers. Use `rng`.")


@check(task=2, points=1)
def test_different_starts(submission):
    """From units that differ, eight hidden units stay eight, and W1 has learned."""

    def from_different(module, X, T):
        def init(shape):
            return torch.arange(1.0, 1.0 + shape[0] * shape[1]).reshape(shape) / 10

        return module.dead_symmetry(init, X, T, 8, 2, 0.5, 2)

    X, T = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), torch.tensor([0, 1, 1])
    W1, different = submission.run(from_different, X, T)
    expect(different, 8, "The number of different units")
    expect(W1[:, 0], torch.tensor([0.1032, 0.8902]), "The weights of the first unit", within=1e-4)
