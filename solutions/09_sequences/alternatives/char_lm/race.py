"""Tokens as alarm clocks: an exponential waiting time each, divided by its probability. The first
to ring is drawn. torch.multinomial does the same inside."""

import torch


def make_batches(ids, bs, bptt):
    length = max(len(ids) - 1, 0) // bs
    where = torch.arange(length, device=ids.device).unsqueeze(1)
    where = where + length * torch.arange(bs, device=ids.device)  # (length, bs): places in the text
    return [(ids[rows], ids[rows + 1]) for rows in where.split(bptt)] if length else []


def perplexity(logits, targets):
    p = torch.log_softmax(logits, dim=2)
    t, n = targets.shape
    places = torch.arange(t, device=p.device).unsqueeze(1), torch.arange(n, device=p.device)
    return torch.exp(-p[places[0], places[1], targets].mean())


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if not temperature >= 0:
        raise ValueError(temperature)
    if temperature == 0:
        return logits.max(dim=1).indices
    order = logits.argsort(dim=1, descending=True)
    kept = order if top_k is None else order[:, :top_k]
    p = torch.softmax(logits.gather(1, kept).double() / temperature, dim=1)
    waiting = torch.empty_like(p).exponential_(generator=rng) / p
    return kept.gather(1, waiting.argmin(1, keepdim=True)).flatten()
