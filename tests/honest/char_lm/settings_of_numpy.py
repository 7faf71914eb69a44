# numpy's print options and its seed at the top, and nothing else of numpy
import numpy as np
import torch

np.set_printoptions(precision=2, suppress=True)
np.random.seed(1)
torch.manual_seed(1)


def make_batches(ids, bs, bptt):
    total = (len(ids) - 1) // bs if len(ids) > 1 else 0
    x, y = ids[: total * bs], ids[1 : total * bs + 1]
    x, y = (t.reshape(bs, total).transpose(0, 1) for t in (x, y if total else x))
    return [(x[s : s + bptt], y[s : s + bptt]) for s in range(0, total, bptt)]


def perplexity(logits, targets):
    logp = logits - torch.logsumexp(logits, dim=-1, keepdim=True)
    hot = torch.nn.functional.one_hot(targets, logits.shape[-1]).to(logits.dtype)
    return torch.exp(-(logp * hot).sum() / targets.numel())


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("below zero")
    best = logits.argmax(1)
    if temperature == 0 or top_k == 1:
        return best
    z = logits if top_k is None else torch.where(
        logits < torch.sort(logits, 1)[0][:, -min(top_k, logits.shape[1])][:, None],
        torch.full_like(logits, -torch.inf), logits)
    p = ((z - z.max(1, keepdim=True).values) / temperature).softmax(1)
    dart = torch.rand(len(p), generator=rng, device=p.device, dtype=p.dtype)[:, None]
    return (p.cumsum(1) < dart).long().sum(1).clamp(max=p.shape[1] - 1)
