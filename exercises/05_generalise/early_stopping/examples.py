"""Visible examples for early_stopping. `tutor check early_stopping` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def answers(module, losses, patience, min_delta):
    """What `step` says after each epoch, up to the first True."""
    watch, weights, said = module.EarlyStopping(patience, min_delta), {"w": torch.zeros(2)}, []
    for loss in losses:
        said.append(watch.step(loss, weights))
        if said[-1]:
            break
    return said


def restored(module, losses):
    """In epoch k all weights become k + 1, in place; then the best come back, twice."""
    watch, model = module.EarlyStopping(9, 0.0), {"w": torch.zeros(2, 3), "b": torch.zeros(3)}
    for k, loss in enumerate(losses):
        for tensor in model.values():
            tensor.fill_(k + 1.0)
        watch.step(loss, dict(model))
    found = []
    for _ in range(2):
        for tensor in model.values():
            tensor.fill_(-1.0)
        watch.restore(dict(model))
        found.append([tensor.clone() for tensor in model.values()])
    return found


@check(task=1, points=1)
def test_by_hand(submission):
    """The run of the statement: patience 3, min_delta 0.1, stop with epoch 8."""
    losses = [0.9, 0.6, 0.55, 0.65, 0.45, 0.5, 0.4, 0.38, 0.5]
    said = submission.run(answers, losses, 3, 0.1)
    require(said == [False] * 7 + [True], f"For {losses} `step` answered {said}.")


@check(task=1, points=1)
def test_small_steps(submission):
    """More than 0.25 below the best counts, in however many steps; as low does not."""
    losses = [2.0, 1.9, 1.8, 1.7, 1.6, 1.5]
    said = submission.run(answers, losses, 3, 0.25)
    require(said == [False] * 6, f"For {losses}, patience 3, min_delta 0.25: {said}.")
    losses = [3.0, 2.0, 4.0, 1.0, 1.0, 1.0, 1.0]
    said = submission.run(answers, losses, 2, 0.0)
    require(said == [False] * 5 + [True], f"For {losses}, patience 2, min_delta 0: {said}.")


@check(task=1, points=1)
def test_nan(submission):
    """A loss that is NaN ends training at once."""
    said = submission.run(answers, [2.0, float("nan"), 1.0], 4, 0.0)
    require(said == [False, True], f"For 2.0 and NaN `step` answered {said}.")


@check(task=2, points=1)
def test_best_weights(submission):
    """The losses are 3, 1, 2, 2: the weights of the second epoch, all 2, come back, each time."""
    twos = [torch.full((2, 3), 2.0), torch.full((3,), 2.0)]
    expect(submission.run(restored, [3.0, 1.0, 2.0, 2.0]), [twos, twos], "The restored weights")


@check(task=3, points=1)
def test_three_runs(submission):
    """Three pairs of curves, with the goal 0.5 and the margin 0.1."""
    train, high = [1.2, 0.6, 0.2], [1.2, 1.0, 0.9]
    expect(submission.diagnose(train, [1.4, 0.9, 0.8], 0.5, 0.1), "ok", "The first diagnosis")
    expect(submission.diagnose(train, [1.4, 0.9, 1.1], 0.5, 0.1), "over", "The second diagnosis")
    expect(submission.diagnose(high, [1.4, 0.9, 1.1], 0.5, 0.1), "under", "The third diagnosis")


@check(task=3, points=1)
def test_look_at_the_lowest(submission):
    """What counts is the lowest validation loss, not the first nor the last but one."""
    train = [1.2, 0.6, 0.4, 0.2]
    expect(submission.diagnose(train, [2.0, 0.8, 1.6, 1.5], 0.5, 0.1), "over", "The diagnosis")
    expect(submission.diagnose(train, [1.0, 0.8, 1.5, 0.85], 0.5, 0.1), "ok", "The diagnosis")
