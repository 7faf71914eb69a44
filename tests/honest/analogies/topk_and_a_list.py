# asks for one word more than it needs, and takes the word itself out of a short list
import torch


def cosine(W, v):
    norms = torch.linalg.vector_norm(W, dim=-1) * torch.linalg.vector_norm(v)
    out = torch.zeros_like(norms)
    ok = norms > 0
    out[ok] = torch.mv(W, v)[ok] / norms[ok]
    return out


def most_similar(W, i, k, metric="cosine"):
    if metric == "cosine":
        values = cosine(W, W[i])
    elif metric == "euclidean":
        values = ((W - W[i]) ** 2).sum(1).sqrt().neg()
    else:
        raise ValueError("unknown metric")
    top = values.topk(k + 1).indices.tolist()
    top = [t for t in top if t != i]
    return torch.tensor(top[:k], device=W.device)


def analogy(W, a, b, c):
    target = W[b] - W[a] + W[c]
    best = cosine(W, target).topk(4).indices.tolist()
    for word in best:
        if word not in {a, b, c}:
            return word
