# a race of exponential clocks, a dataclass for the settings
from dataclasses import dataclass

import torch


@dataclass
class Config:
    bs: int
    bptt: int

    def __post_init__(self):
        assert self.bs >= 1 and self.bptt >= 1


def make_batches(ids, bs, bptt):
    config = Config(bs, bptt)
    length = (ids.shape[0] - 1) // config.bs
    if length < 1:
        return []
    inputs = ids.narrow(0, 0, length * bs).reshape(bs, -1)
    targets = ids.roll(-1)[: length * bs].reshape(bs, -1)
    pairs = torch.stack([inputs, targets]).transpose(1, 2)
    return [tuple(piece.unbind(0)) for piece in pairs.split(config.bptt, dim=1)]


def perplexity(logits, targets):
    top = logits.amax(-1, keepdim=True)
    total = (logits - top).exp().sum(-1).log()
    right = torch.take_along_dim(logits - top, targets[..., None], -1)[..., 0]
    return (total - right).mean().exp()


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0.0:
        raise ValueError("a temperature is at least 0")
    if temperature == 0:
        return logits.max(dim=1).indices
    best = torch.sort(logits, dim=1, descending=True)
    k = logits.shape[1] if top_k is None else min(top_k, logits.shape[1])
    p = torch.softmax(best.values[:, :k].double() / temperature, dim=1)
    clocks = torch.empty_like(p).exponential_(generator=rng)
    winner = (p / clocks).argmax(dim=1, keepdim=True)
    return best.indices.gather(1, winner)[:, 0]
