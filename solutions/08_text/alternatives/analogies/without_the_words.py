"""Take the words that are left out from the table before looking for the best one."""

import torch


def cosine(W, v):
    products = (W * v).sum(dim=1)
    scale = torch.sqrt((W**2).sum(dim=1)) * torch.sqrt((v**2).sum())
    return torch.where(scale > 0, products / scale, torch.zeros_like(products))


def others(W, left_out):
    mask = torch.ones(W.shape[0], dtype=torch.bool, device=W.device)
    mask[list(left_out)] = False
    return mask.nonzero().flatten()


def most_similar(W, i, k, metric="cosine"):
    rest = others(W, [i])
    match metric:
        case "cosine":
            best = cosine(W[rest], W[i]).sort(descending=True)
        case "euclidean":
            best = ((W[rest] - W[i]) ** 2).sum(dim=1).sort()
        case _:
            raise ValueError("metric has to be cosine or euclidean")
    return rest[best.indices[:k]]


def analogy(W, a, b, c):
    rest = others(W, {a, b, c})
    target = W[b].clone()
    target -= W[a]
    target += W[c]
    return rest[cosine(W[rest], target).argmax()].item()
