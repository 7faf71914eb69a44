# an autocast decorator around the forward pass, and a tree map from torch for the batch
import torch
from torch.utils._pytree import tree_map_only


def to_device(batch, device):
    return tree_map_only(torch.Tensor, lambda t: t.to(device), batch)


def forward_with(amp, kind):
    def forward(model, x):
        return model(x)

    return torch.autocast(kind, dtype=amp)(forward) if amp else forward


def train_step(model, optimizer, x, y, amp=None):
    device = {p.device for p in model.parameters()}.pop()
    dtype = {p.dtype for p in model.parameters()}.pop()
    xs, ys = to_device((x, y), device)
    model.train()
    model.zero_grad()
    logits = forward_with(amp, device.type)(model, xs.to(dtype))
    loss = torch.nn.CrossEntropyLoss()(logits.to(dtype), ys)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        return loss * 1


def train_epoch(model, optimizer, batches, amp=None):
    losses, counts = [], []
    for x, y in batches:
        losses.append(train_step(model, optimizer, x, y, amp))
        counts.append(y.numel())
    weights = torch.tensor(counts).to(losses[0])
    return ((torch.stack(losses) * weights).sum() / weights.sum()).cpu().item()
