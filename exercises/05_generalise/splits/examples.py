"""Visible examples for splits. `tutor check splits` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def as_lists(split):
    return [sorted(part.tolist()) for part in split]


@check(task=1, points=1)
def test_ten_rows(submission):
    """Ten rows: two are held out, and every row is in one part."""
    train, valid = as_lists(submission.random_split(10, 0.2, 3))
    require(len(valid) == 2, f"For ten rows validation is {valid}.")
    both = sorted(train + valid)
    require(both == list(range(10)), f"Training and validation together are {both}.")


@check(task=2, points=1)
def test_two_people(submission):
    """Six photographs of two people: one person is held out, with all their photographs."""
    groups = torch.tensor([7, 9, 7, 7, 9, 9])
    valid = as_lists(submission.group_split(groups, 0.5, 1))[1]
    require(valid in ([0, 2, 3], [1, 4, 5]), f"For the groups {groups.tolist()} you hold {valid}.")


@check(task=3, points=1)
def test_latest(submission):
    """The two latest of five are held out, wherever they lie."""
    train, valid = as_lists(submission.time_split(torch.tensor([30, 10, 20, 25, 50]), 0.4))
    require(valid == [0, 4], f"Of the times [30, 10, 20, 25, 50] you hold out rows {valid}.")
    require(train == [1, 2, 3], f"For training you keep rows {train}.")


@check(task=4, points=1)
def test_one_copy(submission):
    """The second validation row is a copy of the first training row."""
    train = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    valid = torch.tensor([[1.0, 4.0], [1.0, 2.0], [5.0, 6.0]])
    expect(submission.find_leak(train, valid), torch.tensor([1]), "The rows that leak")


@check(task=5, points=1)
def test_scaling(submission):
    """Training values 1 and 5: mean 3, standard deviation 2, so a 9 in validation becomes 3."""
    train, valid = torch.tensor([[1.0], [5.0]]), torch.tensor([[9.0]])
    expected = (torch.tensor([[-1.0], [1.0]]), torch.tensor([[3.0]]))
    expect(submission.normalise(train, valid), expected, "The scaled parts")
