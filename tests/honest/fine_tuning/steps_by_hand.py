# the steps written by hand with autograd.grad, torch.logspace for the rates
import math

import torch
import torch.nn.functional as F


def freeze_to(model, n):
    children = list(model)
    border = range(len(children) + 1)[n] if n >= 0 else len(children) + n
    for child in children[:border]:
        child.train(False).requires_grad_(False)
    for child in children[border:]:
        child.train(True).requires_grad_(True)


def discriminative_groups(model, lr_max, mult=100):
    n = len(model)
    top = math.log10(lr_max)
    low = top - math.log10(mult) if n > 1 else top
    rates = torch.logspace(low, top, n, dtype=torch.float64).tolist()
    return [{"params": [*child.parameters()], "lr": lr} for child, lr in zip(model, rates)]


def descend(model, groups, batches, losses):
    for x, y in batches:
        loss = F.cross_entropy(model(x), y)
        parameters = [(p, group["lr"]) for group in groups for p in group["params"]]
        found = torch.autograd.grad(loss, [p for p, _ in parameters], allow_unused=True)
        with torch.no_grad():
            for (p, lr), g in zip(parameters, found):
                if g is not None:
                    p.sub_(g, alpha=lr)
        losses.append(float(loss))


def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
    losses = []
    model[-1] = head
    freeze_to(model, -1)
    for _ in range(freeze_epochs):
        descend(model, [{"params": list(head.parameters()), "lr": base_lr}], batches, losses)
    freeze_to(model, 0)
    groups = discriminative_groups(model, base_lr / 2, lr_mult)
    for _ in range(epochs):
        descend(model, groups, batches, losses)
    model.eval()
    return losses
