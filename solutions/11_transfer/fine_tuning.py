"""Reference: two switches for each group, a geometric row of rates, one loop used twice."""

from collections.abc import Iterable

import torch
from torch.nn.functional import cross_entropy
from torch.optim import SGD, Optimizer


def freeze_to(model: torch.nn.Sequential, n: int) -> None:
    groups = list(model.children())
    first = n if n >= 0 else len(groups) + n
    for i, group in enumerate(groups):
        group.requires_grad_(i >= first)
        group.train(i >= first)


def discriminative_groups(
    model: torch.nn.Sequential, lr_max: float, mult: float = 100
) -> list[dict]:
    """Rates of Howard and Ruder, "Universal Language Model Fine-tuning" (2018), spread evenly on a
    logarithmic scale as fastai does."""
    groups = list(model.children())
    factor = mult ** (1 / max(len(groups) - 1, 1))
    return [
        {"params": list(group.parameters()), "lr": lr_max / factor**steps_to_the_head}
        for steps_to_the_head, group in zip(range(len(groups))[::-1], groups, strict=True)
    ]


def fine_tune(
    model: torch.nn.Sequential,
    head: torch.nn.Module,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    epochs: int,
    base_lr: float = 2e-3,
    freeze_epochs: int = 1,
    lr_mult: float = 100,
) -> list[float]:
    """The two phases and the rates of fastai's `Learner.fine_tune`, without its one-cycle
    schedule."""
    model[-1] = head
    freeze_to(model, -1)
    losses = _train(model, SGD(head.parameters(), lr=base_lr), batches, freeze_epochs)
    freeze_to(model, 0)
    optimizer = SGD(discriminative_groups(model, base_lr / 2, lr_mult))
    losses += _train(model, optimizer, batches, epochs)
    model.eval()
    return losses


def _train(
    model: torch.nn.Module,
    optimizer: Optimizer,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    epochs: int,
) -> list[float]:
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            loss = cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
