"""Visible examples for fine_tuning. `tutor check fine_tuning` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_all_but_the_head(submission):
    """freeze_to(model, -1) leaves only the head to train."""

    def driver(module):
        model = torch.nn.Sequential(*(torch.nn.Linear(2, 2) for _ in range(3)))
        module.freeze_to(model, -1)
        return [p.requires_grad for p in model.parameters()], [g.training for g in model]

    wanted = [False, False, False, False, True, True], [False, False, True]
    expect(submission.run(driver), wanted, "What can be trained, and which groups are training,")


@check(task=2, points=1)
def test_three_rates(submission):
    """Three groups, 0.1 at the head and a hundredth of it at the input: 0.001, 0.01, 0.1."""

    def driver(module):
        model = torch.nn.Sequential(*(torch.nn.Linear(2, 2) for _ in range(3)))
        return [float(group["lr"]) for group in module.discriminative_groups(model, 0.1)]

    expect(submission.run(driver), [0.001, 0.01, 0.1], "The learning rates")


@check(task=3, points=1)
def test_one_step_of_the_head(submission):
    """A head of zeros, one example of class 1: the bias moves half a step away from class 0."""

    def driver(module, x, y):
        model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Linear(1, 3))
        head = torch.nn.Linear(1, 2)
        for p in head.parameters():
            torch.nn.init.zeros_(p)
        losses = module.fine_tune(model, head, [(x, y)], epochs=0, base_lr=0.1)
        return losses, model[-1].bias

    losses, bias = submission.run(driver, torch.ones(1, 1), torch.tensor([1]))
    expect(losses, [0.6931471824645996], "The losses")
    expect(bias, torch.tensor([-0.05, 0.05]), "The bias of the head")


@check(task=3, points=1)
def test_both_phases(submission):
    """One epoch for the head alone, then one for all with half the rate: all weights by hand."""

    def driver(module, batches):
        model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Linear(1, 3))
        head = torch.nn.Linear(1, 2)
        for parameter in [*model[0].parameters(), *head.parameters()]:
            torch.nn.init.zeros_(parameter)
        torch.nn.init.ones_(model[0].weight)
        losses = module.fine_tune(model, head, batches, epochs=1, base_lr=0.4, lr_mult=4.0)
        trained = [p.detach().flatten() for p in model.parameters()]
        open_ = all(p.requires_grad for p in model.parameters())
        return losses, torch.cat(trained), open_, model.training

    batches = [(torch.ones(1, 1), torch.tensor([1])), (torch.full((1, 1), 2.0), torch.tensor([0]))]
    losses, weights, open_, training = submission.run(driver, batches)
    expect(losses, [0.69315, 1.46328, 1.34596, 0.33051], "The losses", within=1e-4)
    right = torch.tensor([0.98434, -0.02317, 0.37427, -0.37427, 0.01576, -0.01576])
    expect(weights, right, "All weights after training", within=1e-4)
    require(open_ is True, "Some parameters are still frozen at the end.")
    require(training is False, "The model should be left in evaluation mode.")
