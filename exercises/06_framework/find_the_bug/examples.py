"""Visible examples for find_the_bug: experiments that show whether a bug is still there.

`tutor check find_the_bug` runs them on your code. They do not say whether a diagnosis is right.
"""

import torch

from tutor.grading.checks import check, expect, require


def rows(n, d):
    """Numbers that look random and are always the same, shape (n, d)."""
    return torch.randn(n, d, generator=torch.Generator().manual_seed(n + d), dtype=torch.float64)


def slopes(module, name, k, given):
    """The losses of a small network in two steps, and those that autograd's steps give."""
    nn = torch.nn

    def network():
        torch.manual_seed(1)
        return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, k)).double()

    X, y, *rest = given
    found = getattr(module, name)(network(), X, y, *rest)
    right, model = [], network()
    for _ in range(2):
        answers = model(X)
        if name == "train_classifier":
            loss = nn.functional.cross_entropy(answers, y)
        else:
            loss = (answers - y.reshape(len(y), 1)).pow(2).mean()
        right.append(loss.item())
        for p, g in zip(
            model.parameters(), torch.autograd.grad(loss, [*model.parameters()]), strict=True
        ):
            p.data -= 0.2 * g
    return found, right


@check(task=1, points=1)
def test_one_step_by_hand(submission):
    """Task 1: one row, one unit, all weights 1: both weights move up, towards the target 3."""
    one = torch.ones(1, 1, dtype=torch.float64)
    W1, W2, losses = submission.train_by_hand(one, 3 * one, one, one, 0.1, 1)
    # The answer is 1, so the loss is (3 - 1)^2 / 2 = 2, and the slope of either weight is -2.
    expect(losses, [2.0], "The losses")
    expect((W1, W2), (1.2 * one, 1.2 * one), "The weights")


@check(task=2, points=1)
def test_two_steps_with_autograd(submission):
    """Task 2: the losses of two steps, and where the third begins."""
    given = [rows(8, 3), rows(8, 1), 0.2, 2]
    found, right = submission.run(slopes, "train_with_autograd", 1, given)
    expect(found, right, "The losses")

    def driver(module, x):
        model = torch.nn.Linear(1, 1, bias=False).double()
        torch.nn.init.zeros_(model.weight)
        module.train_with_autograd(model, x, x, 0.1, 2)
        return model.weight

    # The loss is (w - 1)^2: from 0 to 0.2, and from there 0.1 * 1.6 further.
    one = torch.ones(1, 1, dtype=torch.float64)
    expect(submission.run(driver, one), 0.36 * one, "The weight after two steps")


@check(task=3, points=1)
def test_two_steps_of_the_classifier(submission):
    """Task 3: the losses of two steps with three classes."""
    given = [rows(8, 3), torch.arange(8) % 3, 0.2, 2]
    found, right = submission.run(slopes, "train_classifier", 3, given)
    expect(found, right, "The losses")


@check(task=4, points=1)
def test_same_accuracy(submission):
    """Task 4: a network with dropout, measured three times."""

    def driver(module, X):
        torch.manual_seed(1)
        layers = [torch.nn.Linear(3, 20), torch.nn.Dropout(0.5), torch.nn.Linear(20, 2)]
        model = torch.nn.Sequential(*layers).double()
        y = model.eval()(X).argmax(1)
        model.train()
        return [module.accuracy(model, X, y) for _ in range(3)], model.training

    found, training = submission.run(driver, rows(50, 3))
    expect(found, [1.0, 1.0, 1.0], "The accuracies")
    require(training is True, "The model came in training mode, and is left in evaluation mode.")


@check(task=5, points=1)
def test_two_steps_of_the_regression(submission):
    """Task 5: the losses of two steps with eight targets."""
    given = [rows(8, 3), rows(8, 2)[:, 0], 0.2, 2]
    found, right = submission.run(slopes, "train_regression", 1, given)
    expect(found, right, "The losses")


@check(task=6, points=1)
def test_coins(submission):
    """Task 6: labels that were drawn by tossing a coin, for 40 people with 1000 columns."""
    y = (rows(40, 1)[:, 0] > 0).long()
    found = submission.validated_accuracy(rows(40, 1000), y, torch.arange(40) % 2 == 0, 10)
    require(isinstance(found, float), "The accuracy should be a float.")
    require(0.1 < found < 0.8, f"Tosses of a coin are predicted with an accuracy of {found:.2f}.")


@check(task=7, points=1)
def test_two_rows_turned_round(submission):
    """Task 7: two rows in batches of one, in turned order, on a net of zeros."""

    def driver(module, X, y, order):
        model = torch.nn.Linear(2, 2, bias=False).double()
        torch.nn.init.zeros_(model.weight)
        losses = module.train_epoch(model, X, y, order, 1, 1.0)
        return losses, model.weight

    X = torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)
    losses, weight = submission.run(driver, X, torch.tensor([0, 1]), torch.tensor([1, 0]))
    # Each row has a column of its own, and its own class gets 0.5.
    right = torch.tensor([[0.5, -0.5], [-0.5, 0.5]], dtype=torch.float64)
    expect(weight, right, "The weights")
    expect(losses, [0.6931472, 0.6931472], "The losses", within=1e-6)


@check(task=8, points=1)
def test_one_step_of_softmax(submission):
    """Task 8: four rows that are all alike, of class 0: the step is the same as for one."""
    X, W = torch.ones(4, 1, dtype=torch.float64), torch.zeros(1, 2, dtype=torch.float64)
    found, losses = submission.train_softmax(X, torch.zeros(4, dtype=torch.int64), W, 1.0, 1)
    expect(found, torch.tensor([[0.5, -0.5]], dtype=torch.float64), "The weights")
    expect(losses, [0.6931472], "The losses", within=1e-6)
