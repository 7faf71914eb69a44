"""Visible examples for metrics. `tutor check metrics` runs them on your code."""

import torch

from tutor.grading.checks import check, expect

NEAR = 1e-6


@check(task=1, points=1)
def test_three_rows(submission):
    """The three rows of the statement, one of them with a tie, and a fourth."""
    z = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 3.0], [-1.0, -2.0, -5.0], [0.0, 0.0, 0.5]])
    y = torch.tensor([0, 2, 0, 2])
    expect(submission.accuracy(z[:3], y[:3]), 2 / 3, "The accuracy of three rows", within=NEAR)
    expect(submission.error_rate(z[:3], y[:3]), 1 / 3, "The error rate of three", within=NEAR)
    expect(submission.accuracy(z, y), 0.75, "The accuracy of four rows", within=NEAR)
    expect(submission.error_rate(z, y), 0.25, "The error rate of four rows", within=NEAR)


@check(task=2, points=1)
def test_thresholds(submission):
    """The logits -1, 0.4 and 3 are the probabilities 0.27, 0.60 and 0.95."""
    z = torch.tensor([-1.0, 0.4, 3.0])
    expect(submission.decide(z), torch.tensor([0, 1, 1]), "The answers")
    expect(submission.decide(z, 0.8), torch.tensor([0, 0, 1]), "The answers for 0.8")
    expect(submission.decide(z, 0.2), torch.tensor([1, 1, 1]), "The answers for 0.2")


@check(task=3, points=1)
def test_matrix(submission):
    """The five rows of the statement, and one class more that does not occur."""
    pred, y = torch.tensor([0, 1, 1, 0, 1]), torch.tensor([0, 1, 0, 0, 2])
    expected = torch.tensor([[2, 1, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    expect(submission.confusion(pred, y, 3), expected[:3, :3], "The counts")
    expect(submission.confusion(pred, y, 4), expected, "The counts for four classes")


@check(task=4, points=1)
def test_shares(submission):
    """Precision and recall of the matrix of the statement; class 2 is never the answer."""
    counts = torch.tensor([[2, 1, 0], [0, 1, 0], [0, 1, 0]])
    expected = (torch.tensor([1, 1 / 3, 0]), torch.tensor([2 / 3, 1, 0]))
    expect(submission.precision_recall(counts), expected, "Precision and recall", within=NEAR)


@check(task=5, points=1)
def test_short_batch(submission):
    """64 rows with 0.75 and 4 rows with 0.25: 49 of 68."""
    expect(submission.epoch_mean([0.75, 0.25], [64, 4]), 49 / 68, "The mean", within=NEAR)
    expect(submission.epoch_mean([0.5, 1.0, 0.25], [4, 4, 4]), 7 / 12, "The mean", within=NEAR)
