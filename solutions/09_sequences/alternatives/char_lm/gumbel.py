"""Sampling as a race: add Gumbel noise to the logits and take the largest. No softmax needed."""

import torch


def make_batches(ids, bs, bptt):
    length = (len(ids) - 1) // bs if len(ids) else 0
    columns = [ids[j * length : (j + 1) * length + 1] for j in range(bs)]
    if length == 0:
        return []
    sheet = torch.stack(columns, dim=1)  # one row more than there are inputs
    return [
        (sheet[t : min(t + bptt, length)], sheet[t + 1 : min(t + bptt, length) + 1])
        for t in range(0, length, bptt)
    ]


def perplexity(logits, targets):
    chosen = logits.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    return (torch.logsumexp(logits, dim=-1) - chosen).mean().exp()


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature must not be negative")
    if top_k is not None and top_k < logits.shape[1]:
        weakest = logits.topk(top_k, dim=1).values[:, -1:]
        logits = logits.masked_fill(logits < weakest, -torch.inf)
    if temperature == 0:
        return logits.argmax(1)
    u = torch.rand(logits.shape, generator=rng, dtype=torch.float64, device=logits.device)
    return (logits.double() - temperature * torch.log(-torch.log(u))).argmax(1)
