# a trainer class with callbacks, hooks that print, a scheduler that is imported and not used
import contextlib
import dataclasses
import typing

import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR


@dataclasses.dataclass
class Trainer:
    model: nn.Sequential
    batches: typing.Iterable
    losses: list = dataclasses.field(default_factory=list)

    def run(self, optimizer, epochs):
        for _ in range(epochs):
            for x, y in self.batches:
                loss = nn.functional.nll_loss(self.model(x).log_softmax(-1), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                self.losses.append(loss.item())


def freeze_to(model, n):
    groups = list(model.children())
    frozen, free = (groups[:n], groups[n:]) if n else ([], groups)
    for group in frozen:
        group.eval().requires_grad_(False)
    for group in free:
        group.train().requires_grad_(True)


def discriminative_groups(model, lr_max, mult=100):
    groups = list(model.children())
    lr, out = lr_max, []
    for group in reversed(groups):
        out.append({"params": list(group.parameters()), "lr": lr})
        lr = lr / mult ** (1 / (len(groups) - 1)) if len(groups) > 1 else lr
    return out[::-1]


def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
    model[-1] = head
    handle = head.register_forward_hook(lambda m, i, o: print("head", tuple(o.shape), end=" "))
    trainer = Trainer(model, batches)
    with contextlib.ExitStack() as stack:
        stack.callback(handle.remove)
        stack.callback(model.eval)
        freeze_to(model, -1)
        trainer.run(torch.optim.SGD(model[-1].parameters(), base_lr), freeze_epochs)
        freeze_to(model, 0)
        groups = discriminative_groups(model, base_lr / 2, lr_mult)
        trainer.run(torch.optim.SGD(groups, lr=base_lr, momentum=0, weight_decay=0), epochs)
    return trainer.losses
