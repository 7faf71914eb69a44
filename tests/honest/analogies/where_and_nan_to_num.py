# lets 0 / 0 happen, replaces the NaN afterwards, checks what it is given, prints
import torch

METRICS = ("cosine", "euclidean")


def cosine(W, v):
    assert W.ndim == 2 and v.ndim == 1 and W.shape[1] == v.shape[0]
    similarity = (W / W.norm(dim=1, keepdim=True)) @ (v / v.norm())
    return torch.nan_to_num(similarity, nan=0.0)


class NoSuchMetric(ValueError):
    pass


def most_similar(W, i, k, metric="cosine"):
    if metric not in METRICS:
        raise NoSuchMetric(metric)
    others = torch.cat([torch.arange(i), torch.arange(i + 1, W.shape[0])]).to(W.device)
    if metric == "cosine":
        order = cosine(W[others], W[i]).argsort(descending=True)
    else:
        order = torch.norm(W[others] - W[i], p=2, dim=1).argsort()
    print("neighbours of", i)
    return others[order][:k]


def analogy(W, a, b, c):
    target = torch.stack([W[b], -W[a], W[c]]).sum(0)
    s = cosine(W, target)
    s[[a, b, c]] = s.min() - 1
    return s.argmax().item()
