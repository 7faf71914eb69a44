"""Visible examples for conv2d. `tutor check conv2d` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged

PICTURE = torch.tensor([[[[1.0, 2.0, 0.0, 3.0], [4.0, 1.0, 1.0, 0.0], [2.0, 0.0, 5.0, 1.0]]]])
KERNEL = torch.tensor([[[[1.0, 0.0], [-1.0, 2.0]]]])
BIAS = torch.tensor([0.5])


@check(task=1, points=1)
def test_positions(submission):
    """A kernel of 3 on 7 pixels: 5 positions, or 4 with one pixel of padding and a stride of 2."""
    expect(submission.out_size(7, 3, 1, 0), 5, "out_size(7, 3, 1, 0)")
    expect(submission.out_size(7, 3, 2, 1), 4, "out_size(7, 3, 2, 1)")
    expect(submission.out_size(8, 3, 2, 0), 3, "out_size(8, 3, 2, 0)")


@check(task=2, points=1)
def test_figure(submission):
    """The picture, the kernel and the bias of the statement."""
    expected = torch.tensor([[[[-0.5, 3.5, -0.5], [2.5, 11.5, -1.5]]]])
    expect(submission.conv2d(PICTURE, KERNEL, BIAS), expected)


@check(task=2, points=1)
def test_stride_and_padding(submission):
    """The same with a border of zeros and every second position."""
    expected = torch.tensor([[[[2.5, -1.5, -2.5], [4.5, 11.5, -0.5]]]])
    result, after = submission.conv2d.inputs_after(PICTURE, KERNEL, BIAS, 2, 1)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, x=PICTURE, k=KERNEL, b=BIAS)


@check(task=2, points=1)
def test_channels(submission):
    """Two pictures, two channels, three kernels of 1 by 2: each kernel adds up both channels."""
    pictures = torch.arange(24.0).reshape(2, 2, 2, 3)
    kernels = torch.tensor(
        [[[[1.0, 0.0]], [[0.0, 2.0]]], [[[0.0, 1.0]], [[-1.0, 0.0]]], [[[1.0, 1.0]], [[0.0, 0.0]]]]
    )
    first = [[[14.0, 17.0], [23.0, 26.0]], [[95.0, 95.0]] * 2, [[0.0, 2.0], [6.0, 8.0]]]
    second = [[[50.0, 53.0], [59.0, 62.0]], [[95.0, 95.0]] * 2, [[24.0, 26.0], [30.0, 32.0]]]
    biases, cost = torch.tensor([0.0, 100.0, -1.0]), submission.conv2d.cost
    expected = torch.tensor([first, second])
    expect(submission.conv2d(pictures, kernels, biases), expected)
    result = submission.conv2d(pictures.double(), kernels.double(), biases.double())
    expect(result, expected.double(), "The result for float64", dtype=torch.float64)
    few = cost(pictures, kernels, biases)
    expect_no_loop(few, cost(pictures.repeat(20, 1, 1, 1), kernels, biases), 38, "pictures")
    expect_no_loop(few, cost(pictures.repeat(1, 1, 20, 1), kernels, biases), 38, "rows of pixels")
