"""Gradients by autograd in every task, and one loop of steps for all of them."""

import torch
from torch import nn

DIAGNOSIS = dict(
    enumerate(
        (
            "Gradient ascent",
            "gradients not cleared",
            "softmax twice",
            "wrong mode",
            "broadcasting",
            "data leak",
            "rows mixed up",
            "divided twice",
        ),
        1,
    )
)


def descend(parameters, losses_of, lr):
    """A step for each of the losses, which are made one after the other."""
    found = []
    for loss in losses_of:
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for p, g in zip(parameters, gradients, strict=True):
                p -= lr * g
        found.append(loss.item())
    return found


def free(*weights):
    return [w.clone().requires_grad_() for w in weights]


def train_by_hand(X, y, W1, W2, lr, steps):
    W1, W2 = weights = free(W1, W2)
    halves = (((X @ W1).relu() @ W2 - y).square().sum() / 2 / len(X) for _ in range(steps))
    losses = descend(weights, halves, lr)
    return W1.detach(), W2.detach(), losses


def train_with_autograd(model, X, y, lr, steps):
    return descend([*model.parameters()], (nn.MSELoss()(model(X), y) for _ in range(steps)), lr)


def train_classifier(model, X, y, lr, steps):
    losses = (nn.CrossEntropyLoss()(model(X), y) for _ in range(steps))
    return descend([*model.parameters()], losses, lr)


@torch.no_grad()
def accuracy(model, X, y):
    modes = [(module, module.training) for module in model.modules()]
    right = (model.eval()(X).max(1).indices == y).sum().item()
    for module, mode in modes:
        module.training = mode
    return right / len(y)


def train_regression(model, X, y, lr, steps):
    losses = (nn.MSELoss()(model(X), y[:, None]) for _ in range(steps))
    return descend([*model.parameters()], losses, lr)


def validated_accuracy(X, y, valid, k):
    table = torch.cat([X[~valid], y[~valid, None].to(X.dtype)], dim=1)
    strength = torch.corrcoef(table.T)[-1, :-1].abs()
    best = strength.argsort(descending=True)[:k]
    X = X[:, best]
    centres = [X[~valid][y[~valid] == c].mean(0) for c in range(2)]
    apart = [(X[valid] - centre).norm(dim=1) for centre in centres]
    answers = (apart[1] < apart[0]).to(y.dtype)
    return (answers == y[valid]).to(X.dtype).mean().item()


def train_epoch(model, X, y, order, bs, lr):
    batches = order.split(bs)
    losses = (nn.CrossEntropyLoss()(model(X[rows]), y[rows]) for rows in batches)
    return descend([*model.parameters()], losses, lr)


def train_softmax(X, y, W, lr, steps):
    (W,) = free(W)
    losses = descend([W], (nn.CrossEntropyLoss()(X @ W, y) for _ in range(steps)), lr)
    return W.detach(), losses
