"""A class for what a step needs to know; the losses are added up in float64 on the device."""

import torch
import torch.nn.functional as F


def to_device(batch, device):
    kind = type(batch)
    if kind is dict:
        return {name: to_device(batch[name], device) for name in batch}
    if kind in (list, tuple):
        return kind([to_device(part, device) for part in batch])
    return batch.to(device) if hasattr(batch, "device") else batch


class Step:
    """What a step needs to know of a model."""

    def __init__(self, model, amp):
        first = next(iter(model.parameters()))
        self.model, self.device, self.dtype, self.amp = model, first.device, first.dtype, amp

    def forward(self, x):
        x = x.to(self.device, self.dtype)
        on = self.amp is not None
        with torch.autocast(self.device.type, dtype=self.amp if on else None, enabled=on):
            return self.model(x)

    def loss(self, x, y):
        logits = self.forward(x)
        return F.nll_loss(logits.to(self.dtype).log_softmax(-1), y.to(self.device))


def train_step(model, optimizer, x, y, amp=None):
    model.train()
    for p in model.parameters():
        p.grad = None
    loss = Step(model, amp).loss(x, y)
    loss.backward()
    optimizer.step()
    return loss.data


def train_epoch(model, optimizer, batches, amp=None):
    total, rows = 0.0, 0
    for x, y in batches:
        total += train_step(model, optimizer, x, y, amp=amp).double() * len(y)
        rows += len(y)
    return (total / rows).item()
