# searchsorted in the cumulative sum, chunk and transpose for the batches
import torch
from torch import nn


def make_batches(ids, bs, bptt):
    steps = (len(ids) - 1) // bs if len(ids) else 0
    if steps == 0:
        return []
    xs = ids[: steps * bs].view(bs, steps).t().contiguous()
    ys = ids[1 : 1 + steps * bs].view(bs, steps).t().contiguous()
    return list(zip(xs.split(bptt), ys.split(bptt)))


def perplexity(logits, targets):
    criterion = nn.CrossEntropyLoss()
    return torch.exp(criterion(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)))


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    z = (logits - logits.amax(1, keepdim=True)) / temperature
    if top_k is not None and top_k < z.shape[1]:
        smallest = z.topk(top_k, dim=1).values[:, -1:]
        z = z.masked_fill(z < smallest, float("-inf"))
    p = nn.functional.softmax(z, dim=1)
    u = torch.rand((len(z), 1), generator=rng, dtype=p.dtype, device=p.device)
    edges = p.cumsum(1)
    u = u * edges[:, -1:]
    return torch.searchsorted(edges, u, right=True).squeeze(1).clamp_(max=z.shape[1] - 1)
