# many names, a named tuple for the pairs, bincount for the shares
from collections import namedtuple

import torch

Blank = namedtuple("Blank", "context target")


def sigmoid(x):
    return 1.0 / (1.0 + torch.exp(-x))


def blanks(ids, window):
    result = []
    for position, word in enumerate(ids):
        left = ids[max(0, position - window) : position]
        right = ids[position + 1 :][:window]
        result.append(Blank(torch.cat((left, right), dim=0), int(word)))
    return result


def embedding_bag(idx, W):
    looked_up = W[idx]
    return looked_up.sum(dim=1) / looked_up.shape[1]


def embedding_bag_backward(g, idx, V):
    N, T = idx.shape
    counts = torch.zeros(N, V, dtype=g.dtype, device=g.device)
    counts.scatter_add_(1, idx, torch.ones_like(idx, dtype=g.dtype))
    return counts.t().mm(g) / T


def fill_step(W_in, W_out, context, target, negatives, lr):
    hidden = embedding_bag(context.unsqueeze(0), W_in).squeeze(0)
    positive = sigmoid(W_out[target].dot(hidden))
    negative = sigmoid(torch.mv(W_out[negatives], hidden))
    loss = -torch.log(positive) - torch.log(1 - negative).sum()
    grad_hidden = (positive - 1) * W_out[target]
    grad_hidden = grad_hidden + torch.mv(W_out[negatives].t(), negative)
    grad_in = embedding_bag_backward(grad_hidden.unsqueeze(0), context.unsqueeze(0), W_in.shape[0])
    grad_out = torch.zeros_like(W_out)
    grad_out.index_put_((negatives,), negative.unsqueeze(1) * hidden.unsqueeze(0), accumulate=True)
    grad_out[target] += (positive - 1) * hidden
    return W_in.sub(grad_in, alpha=lr), W_out.sub(grad_out, alpha=lr), float(loss)
