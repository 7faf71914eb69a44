# a comparison with kaiming_normal_ in a function that is not called, a histogram printed
import math

import torch
from torch import nn


def he_normal(shape, rng):
    match len(shape):
        case 1:
            return torch.zeros(*shape)
        case 2:
            n = shape[0]
        case 4:
            n = shape[1] * shape[2] * shape[3]
        case _:
            raise ValueError("shape")
    W = torch.empty(*shape)
    return W.normal_(mean=0.0, std=(2 / n) ** 0.5, generator=rng)


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    W1, W2 = init((X.size(1), H)).clone(), init((H, C)).clone()
    b1, b2 = torch.zeros(H, dtype=X.dtype), torch.zeros(C, dtype=X.dtype)
    for _ in range(steps):
        leaves = [t.requires_grad_() for t in (W1, b1, W2, b2)]
        logp = torch.log_softmax(torch.clamp(X @ W1 + b1, min=0) @ W2 + b2, dim=1)
        loss = -logp[torch.arange(len(T)), T].mean()
        grads = torch.autograd.grad(loss, leaves)
        W1, b1, W2, b2 = (t.detach() - lr * g for t, g in zip(leaves, grads))
    W1 = W1.detach()
    far = torch.cdist(W1.T, W1.T, p=math.inf) > 1e-6
    first = [not bool((~far[j, :j]).any()) for j in range(H)]
    return W1, sum(first)


def compare():
    mine = he_normal((200, 300), torch.Generator().manual_seed(0))
    theirs = nn.init.kaiming_normal_(torch.empty(300, 200), nonlinearity="relu")
    print(mine.std(), theirs.std(), torch.histc(mine, 10), math.sqrt(2 / 200))
