# nn.Linear layers for the net of task 2, plain steps written by hand
import torch
import torch.nn.functional as F
from torch import nn


def he_normal(shape, rng):
    axes = len(shape)
    if axes not in {1, 2, 4}:
        raise ValueError(f"{axes} axes")
    if axes == 1:
        return torch.zeros(shape)
    fan_in = shape[0] if axes == 2 else torch.Size(shape[1:]).numel()
    std = torch.tensor(2.0 / fan_in).sqrt()
    print(f"He: fan-in {fan_in}, standard deviation {std:.4f}")
    return std * torch.randn(shape, generator=rng)


class Net(nn.Module):
    def __init__(self, W1, W2):
        super().__init__()
        self.hidden = nn.Linear(*W1.shape).to(W1.dtype)
        self.out = nn.Linear(*W2.shape).to(W2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(W1.T)
            self.out.weight.copy_(W2.T)
            self.hidden.bias.zero_()
            self.out.bias.fill_(0)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x)))


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    net = Net(init((X.shape[1], H)), init((H, C)))
    criterion = nn.CrossEntropyLoss()
    for _ in range(steps):
        net.zero_grad()
        criterion(net(X), T).backward()
        with torch.no_grad():
            for p in net.parameters():
                p.add_(p.grad, alpha=-lr)
    W1 = net.hidden.weight.detach().T.contiguous()
    return W1, _count(W1)


def _count(W):
    reps = []
    for j in range(W.shape[1]):
        if all((W[:, j] - W[:, k]).abs().max() > 1e-6 for k in reps):
            reps.append(j)
    return len(reps)
