"""Visible examples for gradient_descent. `tutor check gradient_descent` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged


@check(task=1, points=1)
def test_one_step(submission):
    """Prediction 2 * 0.5 = 1 against the goal 3: the derivative is 2 * (1 - 3) = -4."""
    w, x, goal = torch.tensor([0.5]), torch.tensor([2.0]), torch.tensor([3.0])
    expect(submission.gd_step(w, x, goal, 0.1), torch.tensor([0.9]))


@check(task=2, points=1)
def test_two_steps(submission):
    """Start, first step, second step: 0.5, 0.9, 1.14 on the way to 1.5."""
    w, x, goal = torch.tensor([0.5]), torch.tensor([2.0]), torch.tensor([3.0])
    expected = torch.tensor([[0.5], [0.9], [1.14]])
    result, after = submission.train.inputs_after(w, x, goal, 0.1, 2)
    expect(result, expected, dtype=torch.float32)
    expect_unchanged(after, w=w, x=x, goal=goal)


@check(task=3, points=1)
def test_bound(submission):
    """With the input 2 a learning rate of 0.5 is where training tips over."""
    expect(submission.stable_alpha(torch.tensor([2.0])), torch.tensor([0.5]))


@check(task=1, points=1)
def test_two_weights(submission):
    """Two weights at once, each with its own input and goal. The second input is negative."""
    w, x, goal = torch.tensor([0.5, 1.0]), torch.tensor([2.0, -1.0]), torch.tensor([3.0, 1.0])
    result, after = submission.gd_step.inputs_after(w, x, goal, 0.1)
    expect(result, torch.tensor([0.9, 0.8]), dtype=torch.float32)
    expect_unchanged(after, w=w, x=x, goal=goal)
    cost, many = submission.gd_step.cost, [t.repeat(20) for t in (w, x, goal)]
    expect_no_loop(cost(w, x, goal, 0.1), cost(*many, 0.1), 38, "weights")


@check(task=3, points=1)
def test_three_bounds(submission):
    """Each weight has a bound of its own. For the input 0 no learning rate is too large."""
    x = torch.tensor([2.0, -1.0, 0.0])
    bounds, after = submission.stable_alpha.inputs_after(x)
    expect(bounds, torch.tensor([0.5, 2.0, torch.inf]), dtype=torch.float32)
    expect_unchanged(after, x=x)
