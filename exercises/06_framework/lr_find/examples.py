"""Visible examples for lr_find. `tutor check lr_find` runs them on your code."""

import math

import torch

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_rates(submission):
    """From 0.001 towards 1 in three steps: 0.001, 0.01, 0.1."""
    expect(submission.rates(0.001, 1.0, 3), [0.001, 0.01, 0.1], "The list of rates", within=1e-6)


@check(task=2, points=1)
def test_smoothed(submission):
    """Losses 4, 2, 3 with beta 0.5: the running means 2, 2, 2.5 become 4, 2.667, 2.857."""
    right = [4.0, 2.0 / 0.75, 2.5 / 0.875]
    found = submission.smoothed([4.0, 2.0, 3.0], 0.5)
    expect(found, right, "The list of smooth values", within=1e-5)


def search(module, losses):
    """Search with a step that adds its rate to a weight, and returns these losses in turn."""
    weight = torch.tensor([0.3, -0.2])
    asked, met = [], []

    def step(lr):
        met.append(weight[0].item())
        weight.add_(lr)
        asked.append(lr)
        return losses[len(asked) - 1]

    lrs, smooth = module.lr_find([weight], step, start=0.001, end=1.0, num_it=len(losses))
    return lrs, smooth, weight, met


@check(task=3, points=1)
def test_to_the_end(submission):
    """Three losses, 4, 2 and 3: the rates, the smooth losses, and the weight back."""
    lrs, smooth, weight, met = submission.run(search, [4.0, 2.0, 3.0])
    expect(lrs, [0.001, 0.01, 0.1], "The list of rates", within=1e-6)
    expect(smooth, [4.0, 2.9898989899, 2.9933342402], "The list of smooth losses", within=1e-5)
    expect(met, [0.3, 0.301, 0.311], "The list of weights that `step` meets", within=1e-6)
    expect(weight, torch.tensor([0.3, -0.2]), "The weight at the end")


@check(task=3, points=1)
def test_early_end(submission):
    """The run ends with a loss of 1000, or of NaN."""
    for last in (1000.0, math.nan):
        losses = [2.0, 2.0, last, 2.0, 2.0, 2.0]
        lrs, smooth, weight, _ = submission.run(search, losses)
        expect(len(lrs), 3, f"The number of rates, if the third loss is {last},")
        expect(len(smooth), 3, f"The number of smooth losses, if the third loss is {last},")
        expect(weight, torch.tensor([0.3, -0.2]), "The weight at the end")


@check(task=4, points=1)
def test_reading_off(submission):
    """The example of the statement: 0.0316 where it is steepest, 0.1 as a tenth of the lowest."""
    lrs, losses = [0.001, 0.01, 0.1, 1.0, 1.5], [2.3, 2.2, 1.4, 1.2, 4.0]
    found = submission.steepest(lrs, losses)
    expect(found, 0.0316227766, "The rate that `steepest` gives", within=1e-5)
    tenth = submission.tenth_of_the_lowest(lrs, losses)
    expect(tenth, 0.1, "A tenth of the rate of the lowest", within=1e-6)
    lrs, losses = [0.1, 1.0, 1.5, 2.0, 20.0], [3.0, 2.4, 2.2, 1.8, 0.5]
    found = submission.steepest(lrs, losses)
    expect(found, math.sqrt(3.0), "The rate that `steepest` gives", within=1e-5)


@check(task=4, points=1)
def test_nothing_falls(submission):
    """A curve that only rises is refused."""

    def asked(module):
        try:
            return module.steepest([0.1, 1.0], [1.0, 2.0])
        except ValueError:
            return "ValueError"

    found = submission.run(asked)
    require(found == "ValueError", "`steepest` answers where the loss falls nowhere.")
