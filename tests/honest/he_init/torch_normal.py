# torch.normal with a std, torch.zeros for biases
import math

import torch


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape)
    if len(shape) == 2:
        fan_in = shape[0]
    elif len(shape) == 4:
        fan_in = math.prod(shape[1:])
    else:
        raise ValueError(f"no layer has {len(shape)} axes")
    return torch.normal(0.0, math.sqrt(2.0 / fan_in), size=tuple(shape), generator=rng)


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    params = [init((X.shape[1], H)), X.new_zeros(H), init((H, C)), X.new_zeros(C)]
    params = [p.detach().clone().requires_grad_(True) for p in params]
    for _ in range(steps):
        W1, b1, W2, b2 = params
        scores = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = torch.nn.functional.cross_entropy(scores, T)
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad.zero_()
    W1 = params[0].detach()
    kept = []
    for column in W1.T:
        if not any(bool((column - other).abs().max() <= 1e-6) for other in kept):
            kept.append(column)
    return W1, len(kept)
