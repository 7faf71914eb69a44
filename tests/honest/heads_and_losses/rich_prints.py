# prints of entropies, of ranks and of the distribution of the classes
import pprint
import sys

import torch


def bce_with_logits(z, y):
    pprint.pprint({"z": z, "share of yes": y.mean(), "range": (z.min(), z.max())})
    return (z.clamp(min=0) - z * y + torch.log(1 + torch.exp(-z.abs()))).mean()


def cross_entropy(z, y):
    print("counts", torch.bincount(y), "rank", torch.linalg.matrix_rank(z.double()), file=sys.stderr)
    P = torch.softmax(z, 1)
    print(f"entropy {-(P * P.clamp_min(1e-12).log()).sum(1).mean():.3f}")
    top = torch.amax(z, dim=1)
    return (top + (z - top[:, None]).exp().sum(1).log() - z[range(len(y)), y]).mean()


def d_bce_with_logits(z, y):
    return (torch.sigmoid(z) - y) / torch.numel(z)


def d_cross_entropy(z, y):
    target = torch.zeros(z.shape, dtype=z.dtype, device=z.device)
    target[torch.arange(z.shape[0], device=z.device), y] = 1
    grad = (torch.softmax(z, 1) - target) / z.shape[0]
    print("gradient", grad.norm(dim=1), grad.sum())
    return grad


def identity(z):
    return z


def mean_square(z, y):
    return torch.square(z - y).mean()


def softmax(z):
    return torch.softmax(z, -1)


def head_for(task):
    if task not in ("how much", "yes or no", "which one"):
        raise ValueError("task?")
    activation = identity if task == "how much" else torch.sigmoid if task[0] == "y" else softmax
    loss = {"h": mean_square, "y": bce_with_logits, "w": cross_entropy}[task[0]]
    return activation, loss
