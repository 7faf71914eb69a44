"""Visible examples for broadcasting. `tutor check broadcasting` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged


@check(task=1, points=1)
def test_three_labels(submission):
    """Three labels and four classes. Class 3 does not occur and has its column all the same."""
    expected = torch.tensor([[0.0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]])
    y = torch.tensor([2, 0, 1])
    expect(submission.one_hot(y, 4), expected, dtype=torch.float32)
    cost = submission.one_hot.cost
    expect_no_loop(cost(y, 4), cost(y.repeat(20), 4), 57, "labels")


@check(task=2, points=1)
def test_distances_in_the_plane(submission):
    """Two points and three points: 3 and 4 along the axes are 25 when squared and added."""
    A = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    B = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 1.0]])
    expected = torch.tensor([[0.0, 9.0, 1.0], [25.0, 16.0, 18.0]])
    result, after = submission.pairwise_sqdist.inputs_after(A, B)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, A=A, B=B)
    cost = submission.pairwise_sqdist.cost
    expect_no_loop(cost(A, B), cost(A.repeat(20, 1), B), 38, "points of A")


@check(task=3, points=1)
def test_two_columns(submission):
    """The second column does not vary: it is only measured from its mean."""
    X = torch.tensor([[1.0, 7.0], [5.0, 7.0], [3.0, 8.0]])
    mu, sd = torch.tensor([3.0, 7.0]), torch.tensor([2.0, 0.0])
    expected = torch.tensor([[-1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    result, after = submission.standardize.inputs_after(X, mu, sd)
    expect(result, expected)
    expect_unchanged(after, X=X, mu=mu, sd=sd)
    cost, wide = submission.standardize.cost, (X.repeat(1, 20), mu.repeat(20), sd.repeat(20))
    expect_no_loop(cost(X, mu, sd), cost(*wide), 38, "columns")


@check(task=3, points=1)
def test_small_deviation(submission):
    """A deviation of a thousandth is small and not 0. The arguments stay as they were."""
    X, mu, sd = torch.tensor([[2.001, 4.0]]), torch.tensor([2.0, 1.0]), torch.tensor([0.001, 3.0])
    result, after = submission.standardize.inputs_after(X, mu, sd)
    expect(result, torch.tensor([[1.0, 1.0]]), dtype=torch.float32, within=1e-3)
    expect_unchanged(after, X=X, mu=mu, sd=sd)
