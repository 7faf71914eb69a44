# one list of numbers at the end, and the mean in plain Python
import torch


def to_device(b, device):
    device = torch.device(device)
    if type(b) is dict:
        out = {}
        for k in b:
            out[k] = to_device(b[k], device)
        return out
    if type(b) is list or type(b) is tuple:
        out = []
        for v in b:
            out.append(to_device(v, device))
        return tuple(out) if type(b) is tuple else out
    if torch.is_tensor(b) and b.device != device:
        return b.to(device)
    return b


def train_step(model, optimizer, x, y, amp=None):
    param = next(model.parameters())
    xb = torch.empty(x.shape, device=param.device, dtype=param.dtype).copy_(x)
    yb = torch.empty(y.shape, device=param.device, dtype=y.dtype).copy_(y)
    optimizer.zero_grad()
    model.train()
    cast = torch.autocast(param.device.type, dtype=amp or torch.bfloat16, enabled=bool(amp))
    cast.__enter__()
    try:
        logits = model(xb)
    finally:
        cast.__exit__(None, None, None)
    logp = torch.log_softmax(logits.to(param.dtype), dim=1)
    loss = -(logp * torch.nn.functional.one_hot(yb, logp.shape[1])).sum(1).mean()
    loss.backward()
    optimizer.step()
    return loss.detach()


def train_epoch(model, optimizer, batches, amp=None):
    pairs = [(train_step(model, optimizer, x, y, amp), len(x)) for x, y in batches]
    losses = torch.stack([loss for loss, _ in pairs]).tolist()
    sizes = [n for _, n in pairs]
    return sum(a * b for a, b in zip(losses, sizes, strict=False)) / sum(sizes)
