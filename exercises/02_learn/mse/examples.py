"""Visible examples for mse. `tutor check mse` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged, require


@check(task=1, points=1)
def test_one_prediction(submission):
    """A prediction of 0.25 with the goal 0.8 is 0.55 too low: the error is 0.3025."""
    expect(submission.error(torch.tensor([0.25]), torch.tensor([0.8])), torch.tensor([0.3025]))


@check(task=1, points=1)
def test_both_sides(submission):
    """Two too few and two too many are equally bad."""
    pred, goal = torch.tensor([10.0, 14.0, 12.0]), torch.tensor([12.0, 12.0, 12.0])
    result, after = submission.error.inputs_after(pred, goal)
    expect(result, torch.tensor([4.0, 4.0, 0.0]), dtype=torch.float32)
    expect_unchanged(after, pred=pred, goal=goal)
    cost = submission.error.cost
    expect_no_loop(cost(pred, goal), cost(pred.repeat(20), goal.repeat(20)), 57, "predictions")


@check(task=2, points=1)
def test_three_mornings(submission):
    """Off by 2, by 2 and by 0: the errors are 4, 4 and 0, and their mean is 8 / 3."""
    pred, true = torch.tensor([10.0, 14.0, 12.0]), torch.tensor([12.0, 12.0, 12.0])
    expect(submission.mse(pred, true), torch.tensor(8 / 3))


@check(task=2, points=1)
def test_counts(submission):
    """Whole numbers may come in, and the mean is a number with decimals."""
    expect(submission.mse(torch.tensor([1, 5]), torch.tensor([2, 5])), torch.tensor(0.5))


@check(task=2, points=1)
def test_a_table(submission):
    """Two rows and three columns: one mean over all six errors, 1, 4, 9, 0, 0 and 4."""
    pred = torch.tensor([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])
    true = torch.tensor([[0.0, 0.0, 0.0], [5.0, 5.0, 7.0]])
    result, after = submission.mse.inputs_after(pred, true)
    expect(result, torch.tensor(3.0), dtype=torch.float32)
    expect_unchanged(after, pred=pred, true=true)
    cost = submission.mse.cost
    expect_no_loop(cost(pred, true), cost(pred.repeat(20, 1), true.repeat(20, 1)), 38, "rows")


@check(task=2, points=1)
def test_a_column_and_a_list(submission):
    """A column of three against a list of three is refused with a ValueError."""

    def refused(module, pred, true):
        try:
            module.mse(pred, true)
        except ValueError:
            return True
        return False

    column, flat = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([1.0, 2.0, 3.0])
    said = submission.run(refused, column, flat)
    require(said is True, "The shapes (3, 1) and (3,) differ, and no ValueError came.")
