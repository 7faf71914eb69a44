"""Columns by `chunk` and `stack`, and the dart found by binary search in the cumulative sums."""

import torch
import torch.nn.functional as F


def make_batches(ids, bs, bptt):
    batches = []
    length = (ids.numel() - 1) // bs
    t = 0
    while t < length:
        end = min(t + bptt, length)
        pair = [
            torch.stack([ids[j * length + s : j * length + e] for j in range(bs)], dim=1)
            for s, e in ((t, end), (t + 1, end + 1))
        ]
        batches.append((pair[0], pair[1]))
        t = end
    return batches


def perplexity(logits, targets):
    """cross_entropy wants the tokens on axis 1, whatever other axes follow."""
    return torch.exp(F.cross_entropy(logits.movedim(-1, 1), targets))


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("too cold")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    k = logits.size(1) if top_k is None else min(top_k, logits.size(1))
    top = logits.topk(k, dim=1)
    weights = ((top.values - top.values.amax(1, keepdim=True)) / temperature).exp()
    edges = weights.cumsum(dim=1)
    u = torch.rand(logits.size(0), 1, generator=rng, device=logits.device) * edges[:, -1:]
    place = torch.searchsorted(edges, u.to(edges.dtype), right=True).clamp(max=k - 1)
    return top.indices.gather(1, place).squeeze(1)
