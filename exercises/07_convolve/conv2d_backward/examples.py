"""Visible examples for conv2d_backward. `tutor check conv2d_backward` runs them on your code."""

import torch

from tutor.grading.checks import check, expect

STRIP = torch.tensor([[[[5.0, 6.0, 7.0, 8.0]]]])
KERNEL = torch.tensor([[[[2.0, 3.0]]]])
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
