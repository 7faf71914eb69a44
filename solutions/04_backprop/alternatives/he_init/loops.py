"""Plain Python for all that is no tensor: a loop for the fan-in, a list of columns for counting."""

import torch


def he_normal(shape, rng):
    axes = len(shape)
    if axes not in (1, 2, 4):
        raise ValueError("one, two or four axes, please")
    if axes == 1:
        return torch.zeros(shape)
    fan_in = 1
    for axis, size in enumerate(shape):
        if (axis == 0) == (axes == 2):
            fan_in *= size
    return torch.normal(0.0, (2 / fan_in) ** 0.5, shape, generator=rng)


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    weights = [init((X.shape[1], H)), X.new_zeros(H), init((H, C)), X.new_zeros(C)]
    for _ in range(steps):
        W1, b1, W2, b2 = leaves = [w.detach().clone().requires_grad_() for w in weights]
        scores = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = (scores.logsumexp(1) - scores[range(len(T)), T]).mean()
        slopes = torch.autograd.grad(loss, leaves)
        weights = [w - lr * g for w, g in zip(leaves, slopes, strict=True)]
    W1 = weights[0].detach().clone()
    kinds = []
    for column in W1.T:
        if not any((column - kind).abs().max() <= 1e-6 for kind in kinds):
            kinds.append(column)
    return W1, len(kinds)
