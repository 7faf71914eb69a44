# prints where things are, but never what they hold, and asserts devices and shapes
import collections.abc

import torch


def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, collections.abc.Mapping):
        return {k: to_device(v, device) for k, v in batch.items()}
    if isinstance(batch, tuple):
        return tuple(to_device(v, device) for v in batch)
    if isinstance(batch, list):
        return [to_device(v, device) for v in batch]
    return batch


def where(model):
    p = next(model.parameters())
    return p.device, p.dtype


def train_step(model, optimizer, x, y, amp=None):
    device, dtype = where(model)
    print("training on", device, "in", dtype, "with", amp)
    x, y = to_device([x, y], device)
    x = x.to(dtype)
    assert x.device == y.device == device
    assert len(x) == len(y)
    assert y.dtype == torch.int64
    model.train()
    optimizer.zero_grad()
    if amp is not None:
        with torch.autocast(device_type=str(device.type), dtype=amp, cache_enabled=True):
            out = model(x)
            loss = torch.nn.functional.cross_entropy(out.float(), y)
    else:
        out = model(x)
        loss = torch.nn.functional.cross_entropy(out, y)
    print("logits:", out.shape, out.dtype, "loss:", loss.dtype)
    loss.backward()
    optimizer.step()
    return loss.detach().clone()


def train_epoch(model, optimizer, batches, amp=None):
    device, dtype = where(model)
    total = torch.zeros((), device=device, dtype=dtype)
    n = 0
    for i, (xb, yb) in enumerate(batches):
        loss = train_step(model, optimizer, xb, yb, amp)
        total += loss * xb.size(0)
        n += xb.size(0)
        print("batch", i, "of size", xb.size(0))
    result = total.item() / n
    print(f"mean loss {result:.3f}")
    return result
