"""Visible examples for hot_and_cold. `tutor check hot_and_cold` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged


@check(task=1, points=1)
def test_three_rounds(submission):
    """From 0 in steps of 0.5 towards 6 / 4 = 1.5: three rounds up, and there it stays."""
    w, x, goal = torch.tensor([0.0]), torch.tensor([4.0]), torch.tensor([6.0])
    expected = torch.tensor([[0.0], [0.5], [1.0], [1.5], [1.5]])
    expect(submission.hot_and_cold(w, x, goal, 0.5, 4), (torch.tensor([1.5]), expected))


@check(task=1, points=1)
def test_two_searches(submission):
    """Two searches. The second has a negative input: its best weight, -0.5, is below its start."""
    w, x, goal = torch.tensor([0.0, 1.0]), torch.tensor([1.0, -2.0]), torch.tensor([3.0, 1.0])
    expected = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, -1.0]])
    result, after = submission.hot_and_cold.inputs_after(w, x, goal, 1.0, 2)
    expect(result, (torch.tensor([2.0, -1.0]), expected), dtype=torch.float32)
    expect_unchanged(after, w=w, x=x, goal=goal)
    cost, many = submission.hot_and_cold.cost, [t.repeat(20) for t in (w, x, goal)]
    expect_no_loop(cost(w, x, goal, 1.0, 2), cost(*many, 1.0, 2), 38, "searches")
