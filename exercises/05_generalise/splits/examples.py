"""Visible examples for splits. `tutor check splits` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged, require


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


@check(task=1, points=1)
def test_shuffled(submission):
    """Of twenty rows any four may be held out: chosen by the seed, the same for the same seed."""
    held = [as_lists(submission.random_split(20, 0.2, seed))[1] for seed in range(6)]
    again = as_lists(submission.random_split(20, 0.2, 0))[1]
    require(all(len(valid) == 4 for valid in held), f"For twenty rows you hold out {held[0]}.")
    require(len({tuple(valid) for valid in held}) > 1, "Every seed holds out the same rows.")
    require(again == held[0], "The same seed held out other rows.")
    gaps = [valid[-1] - valid[0] for valid in held]
    require(any(gap not in (3, 19) for gap in gaps), "You hold out neighbours; shuffle the rows.")
    five = as_lists(submission.random_split(7, 0.25, 1))[1]
    require(len(five) == 1, f"int(0.25 * 7) is 1, and you hold out {five}.")


@check(task=2, points=1)
def test_five_people(submission):
    """Of five people with 1 to 5 photographs two are held out, which ones is left to the seed."""
    groups = torch.tensor([0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4])
    chosen = set()
    for seed in range(8):
        train, valid = as_lists(submission.group_split(groups, 0.4, seed))
        people = {int(groups[row]) for row in valid}
        require(len(people) == 2, f"With the seed {seed} you hold out {len(people)} people.")
        both = sorted(train + valid)
        require(both == list(range(15)), f"Training and validation together are {both}.")
        require(not people & {int(groups[row]) for row in train}, "A person is in both parts.")
        chosen.add(tuple(sorted(people)))
    require(len(chosen) > 1, "Every seed holds out the same people.")


@check(task=4, points=1)
def test_nearly_a_copy(submission):
    """Rows with the same sum, or with the same numbers in another order, are no copies."""
    train = torch.tensor([[1.0, 2.0], [0.0, 5.0]])
    valid = torch.tensor([[2.0, 1.0], [1.0, 2.0], [0.0, 5.0], [0.0, 5.0], [2.0, 3.0]])
    expect(submission.find_leak(train, valid), torch.tensor([1, 2, 3]), "The rows that leak")
    cost = submission.find_leak.cost
    expect_no_loop(cost(train, valid), cost(train, valid.repeat(20, 1)), 95, "validation rows")


@check(task=5, points=1)
def test_scaling_two_columns(submission):
    """Each column has its own mean. One that does not vary is only shifted."""
    train = torch.tensor([[1.0, 7.0], [5.0, 7.0]])
    valid = torch.tensor([[9.0, 8.0]])
    expected = (torch.tensor([[-1.0, 0.0], [1.0, 0.0]]), torch.tensor([[3.0, 1.0]]))
    result, after = submission.normalise.inputs_after(train, valid)
    expect(result, expected, "The scaled parts", dtype=torch.float32)
    expect_unchanged(after, train=train, valid=valid)
