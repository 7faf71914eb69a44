"""Visible examples for segmentation. `tutor check segmentation` runs them on your code."""

import math

import torch

from tutor.grading.checks import check, expect, expect_like, require


def path_of(module, path):
    from pathlib import Path

    found = module.mask_path(path)
    return isinstance(found, Path), str(found)


@check(task=1, points=1)
def test_camvid(submission):
    """The mask of camvid/images/street_7.png."""
    is_path, found = submission.run(path_of, "camvid/images/street_7.png")
    expect(found, "camvid/labels/street_7_P.png", "The path")
    require(is_path is True, "The result should be a `pathlib.Path`.")


@check(task=2, points=1)
def test_two_pixels_count(submission):
    """Of 1 x 3 pixels two count: the loss is the mean of theirs."""
    logits = torch.tensor([[[[0.0, 2.0, 9.0]], [[0.0, 0.0, -3.0]]]])
    loss = submission.seg_loss(logits, torch.tensor([[[1, 0, 255]]]))
    expect(loss, torch.tensor(0.410037), "The loss", within=1e-5)


@check(task=2, points=1)
def test_three_classes(submission):
    """Two pictures of 2 x 4 pixels, three classes: the right class leads by 2 at half of them."""
    mask = torch.arange(16).reshape(2, 2, 4) % 3
    lead = torch.tensor([2.0, 0.0]).repeat(8).reshape(2, 2, 4)
    logits = torch.stack([(mask == c) * lead for c in range(3)], dim=1)
    right = (math.log(math.exp(2) + 2) - 2 + math.log(3)) / 2
    expect(submission.seg_loss(logits, mask), torch.tensor(right), "The loss", within=1e-5)


@check(task=2, points=1)
def test_nothing_counts(submission):
    """Where no pixel counts the loss is 0."""
    loss = submission.seg_loss(torch.ones(2, 3, 1, 4), torch.full((2, 1, 4), 255))
    expect(loss, torch.tensor(0.0), "The loss")


@check(task=3, points=1)
def test_larger(submission):
    """A mask of 2 x 3 becomes 4 x 4; no new class appears."""
    mask = torch.tensor([[[0, 8, 8], [3, 3, 255]]])
    right = torch.tensor([[[0, 0, 8, 8], [0, 0, 8, 8], [3, 3, 3, 255], [3, 3, 3, 255]]])
    expect(submission.resize_mask(mask, 4, 4), right, "The mask")


@check(task=4, points=1)
def test_two_pictures(submission):
    """Two pictures of 1 x 4 pixels; one pixel does not count, and nobody has class 3."""
    pred = torch.tensor([[[0, 0, 1, 1]], [[1, 2, 2, 0]]])
    mask = torch.tensor([[[0, 0, 0, 1]], [[1, 2, 0, 255]]])
    scores = submission.dice(pred, mask, 4)
    expect_like(scores[:3] if isinstance(scores, torch.Tensor) else scores, torch.zeros(3).double())
    right = torch.tensor([2 / 3, 0.8, 2 / 3], dtype=torch.float64)
    expect(scores[:3], right, "The scores of classes 0 to 2", dtype=torch.float64)
    require(scores.shape == (4,) and bool(scores[3].isnan()), "Class 3 should have the score NaN.")
