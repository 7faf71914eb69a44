"""Visible examples for conv2d_backward. `tutor check conv2d_backward` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged

STRIP = torch.tensor([[[[5.0, 6.0, 7.0, 8.0]]]])
KERNEL = torch.tensor([[[[2.0, 3.0]]]])
PICTURES = torch.tensor(
    [
        [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]],
        [[[2.0, 0.0, 1.0], [0.0, 1.0, 0.0]], [[1.0, 1.0, 1.0], [0.0, 0.0, 2.0]]],
    ]
)
KERNELS = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]], [[[0.0, 1.0]], [[-1.0, 0.0]]]])
NEGATIVE = torch.tensor(
    [
        [[[-1.0, -2.0, -3.0, -4.0], [-5.0, -6.0, -7.0, -8.0]]],
        [[[1.0, 5.0, 2.0, 0.0], [0.0, 3.0, 9.0, 4.0]]],
    ]
)
POOLED = torch.tensor([[[[1.0, 4.0, 2.0], [4.0, 0.0, -1.0], [3.0, -2.0, -3.0]]]])


@check(task=1, points=1)
def test_strip(submission):
    """The strip of four pixels from the statement."""
    dx, dk, db = submission.conv2d_backward(STRIP, KERNEL, torch.tensor([[[[1.0, 10.0, 100.0]]]]))
    expect(dx, torch.tensor([[[[2.0, 23.0, 230.0, 300.0]]]]), "dx")
    expect(dk, torch.tensor([[[[765.0, 876.0]]]]), "dk")
    expect(db, torch.tensor([111.0]), "db")


@check(task=1, points=1)
def test_strip_with_stride(submission):
    """With a stride of 3 there is one window, and two pixels that nobody looked at."""
    dx, dk, db = submission.conv2d_backward(STRIP, KERNEL, torch.tensor([[[[10.0]]]]), 3, 0)
    expect(dx, torch.tensor([[[[20.0, 30.0, 0.0, 0.0]]]]), "dx")
    expect(dk, torch.tensor([[[[50.0, 60.0]]]]), "dk")
    expect(db, torch.tensor([10.0]), "db")


@check(task=1, points=1)
def test_pictures_with_channels(submission):
    """Two pictures, two channels, two kernels of 1 by 2. No mean is taken."""
    dy, cost = torch.ones(2, 2, 2, 2), submission.conv2d_backward.cost
    (dx, dk, db), after = submission.conv2d_backward.inputs_after(PICTURES, KERNELS, dy)
    picture = [[[1.0, 4.0, 3.0]] * 2, [[2.0, 6.0, 4.0]] * 2]
    expect(dx, torch.tensor([picture, picture]), "dx", dtype=torch.float32)
    kernel = [[[15.0, 18.0]], [[4.0, 6.0]]]
    expect(dk, torch.tensor([kernel, kernel]), "dk", dtype=torch.float32)
    expect(db, torch.tensor([8.0, 8.0]), "db", dtype=torch.float32)
    expect_unchanged(after, x=PICTURES, k=KERNELS, dy=dy)
    many = PICTURES.repeat(20, 1, 1, 1), KERNELS, dy.repeat(20, 1, 1, 1)
    expect_no_loop(cost(PICTURES, KERNELS, dy), cost(*many), 38, "pictures")
    result = submission.conv2d_backward(PICTURES.double(), KERNELS.double(), dy.double())
    right = tuple(t.double() for t in (dx, dk, db))
    expect(result, right, "(dx, dk, db) for float64", dtype=torch.float64)


@check(task=1, points=1)
def test_stride_and_padding(submission):
    """A stride of 2 and a border of 1. The border has no gradient in dx."""
    dy = torch.arange(1.0, 17.0).reshape(2, 2, 2, 2)
    dx, dk, db = submission.conv2d_backward(PICTURES, KERNELS, dy, 2, 1)
    empty = [0.0, 0.0, 0.0]
    first = [[empty, [13.0, 4.0, 16.0]], [empty, [12.0, 4.0, 16.0]]]
    second = [[empty, [37.0, 12.0, 40.0]], [empty, [44.0, 20.0, 48.0]]]
    expect(dx, torch.tensor([first, second]), "dx")
    kernels = [[[[32.0, 36.0]], [[0.0, 31.0]]], [[[56.0, 76.0]], [[0.0, 47.0]]]]
    expect(dk, torch.tensor(kernels), "dk")
    expect(db, torch.tensor([52.0, 84.0]), "db")


@check(task=2, points=1)
def test_pool(submission):
    """Four windows of 2 by 2 that overlap."""
    expect(submission.maxpool2d(POOLED, 2, 1), torch.tensor([[[[4.0, 4.0], [4.0, 0.0]]]]))


@check(task=3, points=1)
def test_pool_backward(submission):
    """The 4 above gets from two windows: it is the first of two in one, and alone in the other."""
    dy = torch.tensor([[[[1.0, 10.0], [100.0, 1000.0]]]])
    expected = torch.tensor([[[[0.0, 11.0, 0.0], [100.0, 1000.0, 0.0], [0.0, 0.0, 0.0]]]])
    expect(submission.maxpool2d_backward(POOLED, dy, 2, 1), expected)


@check(task=2, points=1)
def test_pool_of_negative_numbers(submission):
    """Two pictures, windows of 2 by 2 side by side. A picture may have negative pixels only."""
    expected = torch.tensor([[[[-1.0, -3.0]]], [[[5.0, 9.0]]]])
    result, after = submission.maxpool2d.inputs_after(NEGATIVE, 2, 2)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, x=NEGATIVE)
    cost, many = submission.maxpool2d.cost, NEGATIVE.repeat(20, 1, 1, 1)
    expect_no_loop(cost(NEGATIVE, 2, 2), cost(many, 2, 2), 38, "pictures")


@check(task=3, points=1)
def test_pool_backward_of_two(submission):
    """Each of the two pictures has its own largest pixels."""
    dy = torch.tensor([[[[1.0, 10.0]]], [[[100.0, 1000.0]]]])
    expected = torch.tensor(
        [
            [[[1.0, 0.0, 10.0, 0.0], [0.0, 0.0, 0.0, 0.0]]],
            [[[0.0, 100.0, 0.0, 0.0], [0.0, 0.0, 1000.0, 0.0]]],
        ]
    )
    result, after = submission.maxpool2d_backward.inputs_after(NEGATIVE, dy, 2, 2)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, x=NEGATIVE, dy=dy)
    many, cost = [t.repeat(20, 1, 1, 1) for t in (NEGATIVE, dy)], submission.maxpool2d_backward.cost
    expect_no_loop(cost(NEGATIVE, dy, 2, 2), cost(*many, 2, 2), 38, "pictures")
    result = submission.maxpool2d_backward(NEGATIVE.double(), dy.double(), 2, 2)
    expect(result, expected.double(), "The result for float64", dtype=torch.float64)
