"""Scale all vectors to length 1 first; their inner products are then cosines. Sort everything."""


def unit(vectors):
    lengths = vectors.square().sum(-1, keepdim=True).sqrt()
    return vectors / lengths.masked_fill(lengths == 0, 1)


def cosine(W, v):
    return unit(W).matmul(unit(v))


def most_similar(W, i, k, metric="cosine"):
    if metric not in ("cosine", "euclidean"):
        raise ValueError(f"no such metric: {metric}")
    if metric == "cosine":
        order = cosine(W, W[i]).argsort(descending=True)
    else:
        order = (W - W[i]).square().sum(1).argsort()
    return order[order != i][:k]


def analogy(W, a, b, c):
    target = W[c] + (W[b] - W[a])
    order = cosine(W, target).argsort(descending=True)
    return next(word for word in order[:4].tolist() if word not in (a, b, c))
