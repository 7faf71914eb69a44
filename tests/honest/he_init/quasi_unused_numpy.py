# numpy for a product, pandas and seaborn imported for a plot that nobody draws
import numpy as np
import pandas as pd
import torch

try:
    import seaborn as sns
except ImportError:
    sns = None


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(tuple(shape))
    if len(shape) == 2:
        n = shape[0]
    elif len(shape) == 4:
        n = int(shape[1]) * int(shape[2]) * int(shape[3])
    else:
        raise ValueError(f"shape {shape}")
    z = torch.randn(*shape, generator=rng)
    return z.div(torch.sqrt(torch.as_tensor(n / 2.0)))


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    W1, W2 = init((X.shape[1], H)).clone(), init((H, C)).clone()
    b1, b2 = X.new_zeros((H,)), X.new_zeros((C,))
    for _ in range(steps):
        a = torch.relu(X @ W1 + b1)
        d = torch.softmax(a @ W2 + b2, 1) - torch.nn.functional.one_hot(T, C).to(X)
        d = d / X.shape[0]
        back = (d @ W2.T) * (a > 0).to(X)
        W2 -= lr * a.T @ d
        b2 -= lr * d.sum(0)
        W1 -= lr * X.T @ back
        b1 -= lr * back.sum(0)
    seen = []
    for j in range(H):
        close = [k for k in seen if torch.max(torch.abs(W1[:, j] - W1[:, k])) <= 1e-6]
        if not close:
            seen.append(j)
    return W1, len(seen)


def plot(W):
    frame = pd.DataFrame({"weight": np.asarray(W).ravel()})
    return sns.histplot(frame, x="weight") if sns else frame.describe()
