"""Visible examples for counting_weights. `tutor check counting_weights` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


@check(task=1, points=1)
def test_the_statement(submission):
    """16 kernels of 3 x 3 on one channel, and then 8 kernels on those 16."""
    layers = [("conv", 16, 3, 1), ("conv", 8, 3, 1)]
    expect(submission.count_params(layers, (1, 28, 28)), [160, 1160], "The numbers learned")


@check(task=1, points=1)
def test_shrinking(submission):
    """The picture shrinks from 3 x 11 x 8 to 4 x 5 x 3 and to 4 x 2 x 1, which is 8 inputs."""
    layers = [("conv", 4, 3, 2), ("pool", 2, 2), ("dense", 10), ("dense", 3)]
    expect(submission.count_params(layers, (3, 11, 8)), [112, 0, 90, 33], "The numbers learned")


@check(task=2, points=1)
def test_two_layers(submission):
    """Two windows of 3: with steps of 1, and with a first step of 2."""
    expect(submission.receptive_field([(3, 1), (3, 1)]), 5, "The field for steps of 1")
    expect(submission.receptive_field([(3, 2), (3, 1)]), 7, "The field for a first step of 2")


@check(task=3, points=1)
def test_kernels(submission):
    """Even grey gives 0, and each kernel finds its own edge."""
    kernels = submission.edge_detector()
    expect(torch.tensor(kernels.shape), torch.tensor([2, 1, 3, 3]), "The shape")
    even = torch.full((1, 1, 3, 3), 0.7)
    # Two places at the same edge: the window begins to see it, and is in the middle of it.
    beside = torch.tensor([0.0, 0.0, 1.0]) + torch.tensor([0.0, 1.0, 1.0])
    beside = beside.expand(1, 1, 3, 3)
    below = beside.transpose(2, 3)
    found = [(kernels * picture).sum((1, 2, 3)) for picture in (even, beside, below)]
    signs = [response.sign() * (response.abs() > 1e-4) for response in found]
    expected = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    what = "The signs of both kernels on grey, a vertical edge and a horizontal edge"
    expect(torch.stack(signs), expected, what, dtype=torch.float32)
