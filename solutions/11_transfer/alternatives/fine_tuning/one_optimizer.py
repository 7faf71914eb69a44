"""One optimizer for both phases, with every parameter from the start. A frozen parameter has no
gradient, and an optimizer passes over what has none; for the second phase only the rates change."""

import torch
from torch import nn


def freeze_to(model, n):
    groups = list(model.children())
    trained = set(range(len(groups))[n:])
    for i, group in enumerate(groups):
        group.train(mode=i in trained)
        group.requires_grad_(i in trained)


def discriminative_groups(model, lr_max, mult=100):
    groups = list(model.children())
    end = torch.tensor(float(lr_max), dtype=torch.float64).log10().item()
    span = torch.tensor(float(mult), dtype=torch.float64).log10().item()
    rates = torch.logspace(end - span, end, len(groups), dtype=torch.float64).tolist()
    rates[-1] = lr_max
    return [
        {"params": group.parameters(), "lr": rate}
        for group, rate in zip(groups, rates, strict=True)
    ]


def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
    model[-1] = head
    optimizer = torch.optim.SGD(discriminative_groups(model, base_lr / 2, lr_mult))
    careful = [group["lr"] for group in optimizer.param_groups]
    measure, losses = nn.CrossEntropyLoss(), []
    for epoch in range(freeze_epochs + epochs):
        alone = epoch < freeze_epochs
        freeze_to(model, -1 if alone else 0)
        for group, rate in zip(optimizer.param_groups, careful, strict=True):
            group["lr"] = base_lr if alone else rate
        for x, y in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = measure(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    freeze_to(model, 0)
    model.eval()
    return losses
