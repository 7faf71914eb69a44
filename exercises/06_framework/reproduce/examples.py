"""Visible examples for reproduce. `tutor check reproduce` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_three_generators(submission):
    """After the same seed all three draw the same numbers, after another seed others."""

    def driver(module):
        import random

        import numpy

        found = []
        for seed in (3, 3, 4):
            module.seed_everything(seed)
            found.append([random.random(), float(numpy.random.rand()), float(torch.rand(()))])
        return found

    one, again, other = submission.run(driver)
    for name, a, b, c in zip(("random", "numpy", "torch"), one, again, other, strict=True):
        require(a == b, f"After the same seed, the generator of {name} draws other numbers.")
        require(a != c, f"After different seeds, the generator of {name} draws the same numbers.")


@check(task=2, points=1)
def test_two_epochs(submission):
    """Twenty rows: two epochs have two orders, and the first one is the same when asked again."""
    first, second, again = (submission.epoch_order(20, 7, epoch) for epoch in (0, 1, 0))
    expect(first.sort().values, torch.arange(20), "The order, sorted,")
    require(not torch.equal(first, second), "Two epochs have the same order.")
    require(torch.equal(first, again), "The same epoch has another order when asked for again.")


@check(task=3, points=1)
def test_three_steps_by_hand(submission):
    """One weight, no bias; rows (1, 0), (2, 1) and (1, 1) as (x, y), two in a batch."""

    def driver(module, X, y):
        model = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.zeros_(model.weight)
        orders = [torch.tensor([0, 1, 2]), torch.tensor([2, 1, 0])]
        run = module.Training(model, X, y, lambda epoch: orders[epoch], 0.1, 0.5, 2)
        losses = run.train(1) + run.train(2)
        return losses, model.weight

    X, y = torch.tensor([[1.0], [2.0], [1.0]]), torch.tensor([[0.0], [1.0], [1.0]])
    losses, weight = submission.run(driver, X, y)
    # Gradients -2, -1.6 and -0.7; velocities -2, -2.6 and -2; weights 0.2, 0.46 and 0.66.
    expect(losses, [0.5, 0.64, 0.149], "The losses", within=1e-5)
    expect(weight, torch.tensor([[0.66]]), "The weight", within=1e-5)


@check(task=4, points=1)
def test_stop_and_go_on(submission):
    """Five steps, a checkpoint, and four more: in the same run, and in a new one."""

    def driver(module):
        X, y = torch.linspace(-1, 1, 14).reshape(7, 2), torch.linspace(0, 1, 7).reshape(7, 1)

        def order(epoch):
            return torch.arange(7).roll(2 * epoch)

        def start(seed):
            torch.manual_seed(seed)
            layers = [torch.nn.Linear(2, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1)]
            model = torch.nn.Sequential(*layers)
            return model, module.Training(model, X, y, order, 0.05, 0.9, 3)

        def state(model):
            return torch.cat([p.detach().flatten() for p in model.parameters()])

        model, run = start(1)
        run.train(5)
        checkpoint = run.checkpoint()
        whole = run.train(4)
        other, resumed = start(2)
        resumed.resume(checkpoint)
        return whole, state(model), resumed.train(4), state(other)

    whole, weights, losses, others = submission.run(driver)
    require(len(whole) == 4, "train(4) should return four losses.")
    expect(losses, whole, "The losses after the stop", within=0.0)
    expect(others, weights, "The weights after the stop", within=0.0)
