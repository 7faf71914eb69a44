# the Gumbel trick by hand: argmax of the logits plus noise
import math

import torch
import torch.nn.functional as F


def make_batches(ids, bs, bptt):
    n = max((ids.numel() - 1) // bs, 0)
    columns = [ids[j * n : (j + 1) * n + 1] for j in range(bs)]
    if not n:
        return []
    text = torch.stack(columns, dim=1)
    return [(text[i : min(i + bptt, n)], text[i + 1 : min(i + bptt, n) + 1]) for i in range(0, n, bptt)]


def perplexity(logits, targets):
    logp = F.log_softmax(logits, dim=-1)
    picked = torch.gather(logp, 2, targets.unsqueeze(2))
    return picked.mean().neg().exp()


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError(f"temperature {temperature} < 0")
    scores = logits.clone()
    if temperature == 0:
        return scores.argmax(1)
    if top_k is not None:
        k = min(top_k, scores.size(1))
        keep = torch.zeros_like(scores, dtype=torch.bool)
        keep.scatter_(1, torch.topk(scores, k).indices, True)
        scores[~keep] = -math.inf
    u = torch.empty_like(scores, dtype=torch.float64).uniform_(generator=rng)
    noise = -torch.log(-torch.log(u.clamp_min(1e-300)))
    return (scores.double() / temperature + noise).argmax(dim=1)
