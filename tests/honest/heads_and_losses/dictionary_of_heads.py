# a dictionary of heads with lambdas, log of the sum by hand
import torch


def bce_with_logits(z, y):
    loss = torch.relu(z) - z * y + torch.log1p(torch.exp(-torch.abs(z)))
    return torch.mean(loss)


def log_sum(z):
    top = z.max(dim=1).values
    return top + torch.log(torch.exp(z - top[:, None]).sum(dim=1))


def cross_entropy(z, y):
    rows = torch.arange(z.shape[0], device=z.device)
    return torch.mean(log_sum(z) - z[rows, y])


def d_bce_with_logits(z, y):
    return torch.sub(z.sigmoid(), y).div(z.numel())


def d_cross_entropy(z, y):
    P = z.softmax(dim=1)
    P[torch.arange(len(y), device=z.device), y] -= 1.0
    return P / y.shape[0]


HEADS = {
    "how much": (lambda z: z, lambda z, y: (z - y).square().mean()),
    "yes or no": (torch.sigmoid, bce_with_logits),
    "which one": (lambda z: torch.softmax(z, dim=-1), cross_entropy),
}


def head_for(task):
    try:
        return HEADS[task]
    except KeyError:
        raise ValueError(f"{task!r} is none of {sorted(HEADS)}") from None
