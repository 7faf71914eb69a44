# prints of every batch and of every distribution, entropies and top characters
import logging

import torch

log = logging.getLogger()
log.addHandler(logging.StreamHandler())


def make_batches(ids, bs, bptt):
    n = len(ids)
    length = 0 if n < 2 else (n - 1) // bs
    batches = []
    for t in range(0, length, bptt):
        T = min(bptt, length - t)
        x = torch.stack([ids[j * length + t : j * length + t + T] for j in range(bs)], 1)
        y = torch.stack([ids[j * length + t + 1 : j * length + t + 1 + T] for j in range(bs)], 1)
        batches.append((x, y))
    log.warning("%d batches of %s", len(batches), batches[0][0].shape if batches else None)
    return batches


def perplexity(logits, targets):
    p = torch.log_softmax(logits.flatten(0, 1), 1)
    nll = torch.nn.functional.nll_loss(p, targets.flatten())
    print("bits per character", nll / torch.log(torch.tensor(2.0)), "std", p.std())
    return nll.exp()


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError(f"{temperature = }")
    if temperature == 0:
        return logits.argmax(1)
    scaled = logits / temperature
    if top_k:
        rank = scaled.argsort(1, descending=True).argsort(1)
        scaled = torch.where(rank < top_k, scaled, -torch.inf)
    p = torch.softmax(scaled, 1)
    print("likeliest", p.max(1), "quantiles", p.mean(0))
    u = torch.rand(p[:, :1].shape, generator=rng, dtype=p.dtype, device=p.device)
    edges = torch.cumsum(p, 1)
    edges = edges / edges[:, -1:]
    return torch.sum(edges <= u, dim=1).clamp(max=p.shape[1] - 1)
