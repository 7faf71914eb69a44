"""The optimizer starts with the head alone; the body is added to it when it thaws."""

import math
from itertools import chain, repeat

import torch


def freeze_to(model, n):
    model.train().requires_grad_(True)
    for group in model[:n] if n else ():
        group.eval().requires_grad_(False)


def discriminative_groups(model, lr_max, mult=100):
    rates = [lr_max]
    while len(rates) < len(model):
        rates.insert(0, rates[0] * math.exp(-math.log(mult) / (len(model) - 1)))
    return [{"params": [*m.parameters()], "lr": lr} for m, lr in zip(model, rates, strict=True)]


def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
    model.pop(-1)
    model.append(head)
    optimizer = torch.optim.SGD(head.parameters(), lr=base_lr)
    losses = []
    freeze_to(model, -1)
    for phase in chain(repeat(1, freeze_epochs), repeat(2, epochs)):
        if phase == 2 and len(optimizer.param_groups) == 1:
            freeze_to(model, 0)
            *body, last = discriminative_groups(model, base_lr / 2, lr_mult)
            optimizer.param_groups[0]["lr"] = last["lr"]
            for group in body:
                optimizer.add_param_group(group)
        for x, y in batches:
            model.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().item())
    model.requires_grad_(True).eval()
    return losses
