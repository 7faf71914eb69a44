"""Reference solution of on_the_gpu."""

import torch


def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)([to_device(value, device) for value in batch])
    return batch


def train_step(model, optimizer, x, y, amp=None):
    parameter = next(model.parameters())
    device = parameter.device
    x, y = to_device((x, y), device)
    model.train()
    with torch.autocast(device.type, dtype=amp, enabled=amp is not None):
        logits = model(x.to(parameter.dtype))
    loss = torch.nn.functional.cross_entropy(logits.to(parameter.dtype), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def train_epoch(model, optimizer, batches, amp=None):
    total, rows = 0.0, 0
    for x, y in batches:
        # A sum on the device: Python does not need to know it before the end.
        total = total + train_step(model, optimizer, x, y, amp) * len(y)
        rows += len(y)
    return (total / rows).item()
