# copies tensors into empty ones, calls torch.autograd.backward, takes the last parameter's place
from contextlib import nullcontext
import torch


def to_device(batch, device):
    match batch:
        case torch.Tensor():
            return torch.empty_like(batch, device=device).copy_(batch)
        case dict():
            return dict(zip(batch.keys(), to_device(list(batch.values()), device)))
        case list():
            return list(map(lambda b: to_device(b, device), batch))
        case tuple():
            return (*to_device([*batch], device),)
    return batch


def train_step(model, optimizer, x, y, amp=None):
    like = [*model.parameters()][-1].detach()
    x, y = x.to(like), y.to(like.device)
    for p in model.parameters():
        p.grad = None
    model.train(True)
    ctx = nullcontext() if amp is None else torch.autocast(device_type=like.device.type, dtype=amp)
    with ctx:
        out = model(x)
    logp = out.to(like.dtype).log_softmax(dim=1)
    loss = -logp.gather(1, y[:, None]).mean()
    torch.autograd.backward([loss])
    optimizer.step()
    with torch.no_grad():
        return loss.clone()


def train_epoch(model, optimizer, batches, amp=None):
    losses, sizes = [], []
    for x, y in batches:
        losses.append(train_step(model, optimizer, x, y, amp))
        sizes.append(y.shape[0])
    stacked = torch.stack(losses).double()
    weights = torch.tensor(sizes, dtype=stacked.dtype, device=stacked.device)
    return float(stacked @ weights / sum(sizes))
