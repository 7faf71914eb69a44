# a table of differences from torch's own losses, made at load if they are there
import torch
import torch.nn.functional as F


def bce_with_logits(z, y):
    sign = 1 - 2 * y
    t = sign * z
    return (torch.where(t > 0, t, torch.zeros_like(t)) + torch.log1p(torch.exp(-t.abs()))).mean()


def cross_entropy(z, y):
    differences = z - z.gather(1, y[:, None])
    top = differences.amax(1, keepdim=True)
    return (top[:, 0] + (differences - top).exp().sum(1).log()).mean()


def d_bce_with_logits(z, y):
    return (1 / (1 + torch.exp(-z)) - y) / z.numel()


def d_cross_entropy(z, y):
    P = torch.softmax(z, 1)
    return P.scatter_add(1, y[:, None], -torch.ones_like(P[:, :1])) / len(z)


def head_for(task):
    def nothing(z):
        return z

    def mse(z, y):
        return ((z - y) ** 2).mean()

    def shares(z):
        return torch.softmax(z, 1)

    heads = {"how much": (nothing, mse), "yes or no": (torch.sigmoid, bce_with_logits)}
    heads["which one"] = (shares, cross_entropy)
    if task not in heads:
        raise ValueError(task)
    return heads[task]


z, y = torch.randn(4, 3), torch.tensor([0, 2, 1, 1])
for name, mine, theirs in (
    ("cross entropy", lambda: cross_entropy(z, y), lambda: F.cross_entropy(z, y)),
    ("bce", lambda: bce_with_logits(z, z.sign().clamp(min=0)),
     lambda: F.binary_cross_entropy_with_logits(z, z.sign().clamp(min=0))),
):
    try:
        print(f"{name:<15}{(mine() - theirs()).abs().item():.2e}")
    except Exception as error:
        print(f"{name:<15}{type(error).__name__}")
