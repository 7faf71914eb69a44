# makes every row a unit vector first, with F.normalize, and uses kthvalue for the neighbours
import torch
import torch.nn.functional as F


def cosine(W, v):
    return F.normalize(W, dim=1) @ F.normalize(v, dim=0)


def distances(W, v):
    return (W - v).pow(2).sum(dim=1).sqrt()


def most_similar(W, i, k, metric="cosine"):
    match metric:
        case "cosine":
            far = 1 - cosine(W, W[i])
        case "euclidean":
            far = distances(W, W[i])
        case _:
            raise ValueError("metric should be 'cosine' or 'euclidean'")
    far = far.clone()
    far[i] = float("inf")
    limit = far.kthvalue(k).values
    near = torch.nonzero(far <= limit).squeeze(1)
    return near[far[near].argsort()][:k]


def analogy(W, a, b, c):
    scores = cosine(W, W[b] + W[c] - W[a])
    allowed = torch.ones(W.shape[0], dtype=torch.bool, device=W.device)
    allowed[torch.tensor([a, b, c], device=W.device)] = False
    words = allowed.nonzero().flatten()
    return words[scores[words].argmax()].item()
