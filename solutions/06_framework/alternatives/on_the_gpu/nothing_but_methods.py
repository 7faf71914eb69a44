"""The loss is computed under autocast too; a match over kinds of batches; a list of sums."""

from contextlib import nullcontext

import torch
from torch import nn


def to_device(batch, device):
    match batch:
        case torch.Tensor():
            return batch.to(device=device)
        case list():
            return [to_device(part, device) for part in batch]
        case tuple():
            return tuple(to_device(part, device) for part in batch)
        case dict():
            return dict(zip(batch, to_device(list(batch.values()), device), strict=True))
        case _:
            return batch


def train_step(model, optimizer, x, y, amp=None):
    weight = list(model.parameters())[-1]
    x = x.to(weight, non_blocking=True)
    y = y.to(weight.device, non_blocking=True)
    optimizer.zero_grad(set_to_none=True)
    model.train(True)
    mixed = nullcontext() if amp is None else torch.autocast(weight.device.type, dtype=amp)
    with mixed:
        loss = nn.CrossEntropyLoss()(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach().to(weight.dtype)


def train_epoch(model, optimizer, batches, amp=None):
    sums, rows = [], 0
    for x, y in batches:
        sums.append(train_step(model, optimizer, x, y, amp) * x.shape[0])
        rows += x.shape[0]
    return torch.stack(sums).sum().item() / rows
