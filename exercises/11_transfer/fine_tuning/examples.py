"""Visible examples for fine_tuning. `tutor check fine_tuning` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


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
