"""Gradients by `autograd.grad`, the loss from log-probabilities, and a running mean."""

import torch


def to_device(batch, device):
    if torch.is_tensor(batch):
        return batch.to(device)
    if not isinstance(batch, (dict, list, tuple)):
        return batch
    keys = batch.keys() if isinstance(batch, dict) else range(len(batch))
    moved = {key: to_device(batch[key], device) for key in keys}
    return moved if isinstance(batch, dict) else type(batch)(moved.values())


def answers(model, x, device, amp):
    if amp is None:
        return model(x)
    with torch.amp.autocast(device_type=device.type, dtype=amp):
        return model(x)


def train_step(model, optimizer, x, y, amp=None):
    parameters = list(model.parameters())
    device, dtype = parameters[0].device, parameters[0].dtype
    model.train()
    logits = answers(model, x.to(device).to(dtype), device, amp).to(dtype)
    shares = logits - logits.logsumexp(1, keepdim=True)
    loss = -shares.gather(1, y.to(device)[:, None]).mean()
    for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        p.grad = g
    optimizer.step()
    return loss.detach()


def train_epoch(model, optimizer, batches, amp=None):
    mean, seen = None, 0
    for x, y in batches:
        loss = train_step(model, optimizer, x, y, amp)
        seen += len(x)
        mean = loss if mean is None else mean + (loss - mean) * (len(x) / seen)
    return float(mean)
