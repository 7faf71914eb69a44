# a diagnosis in capitals with spaces around it, and the losses as numpy would give them
import copy
from enum import StrEnum

import torch
import torch.nn.functional as F


class Bug(StrEnum):
    ASCENT = "gradient ascent"
    GRADS = "gradients not cleared"
    SOFTMAX = "softmax twice"
    MODE = "wrong mode"
    SHAPES = "broadcasting"
    LEAK = "data leak"
    ROWS = "rows mixed up"
    TWICE = "divided twice"


DIAGNOSIS = {}
for number, bug in enumerate(Bug, start=1):
    DIAGNOSIS[number] = "  " + bug.value.upper() + " "


def fit(model, batches, loss_fn, lr):
    history = []
    for xb, yb in batches:
        model.zero_grad(set_to_none=False)
        loss = loss_fn(model(xb), yb)
        loss.backward()
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-lr)
        history += [loss.detach().numpy().item()]
    return history


def train_by_hand(X, y, W1, W2, lr, steps):
    n = X.shape[0]
    A, B = W1.clone(), W2.clone()
    losses = []
    for _ in range(steps):
        z = torch.einsum("nd,dh->nh", X, A)
        h = torch.clamp(z, min=0)
        e = torch.einsum("nh,hk->nk", h, B) - y
        losses.append(float(0.5 * torch.sum(e * e) / n))
        gB = torch.einsum("nh,nk->hk", h, e) / n
        gA = torch.einsum("nd,nh->dh", X, torch.where(z > 0, e @ B.T, torch.zeros_like(z))) / n
        A -= lr * gA
        B -= lr * gB
    return A, B, losses


def train_with_autograd(model, X, y, lr, steps):
    return fit(model, [(X, y)] * steps, F.mse_loss, lr)


def train_classifier(model, X, y, lr, steps):
    return fit(model, [(X, y)] * steps, F.cross_entropy, lr)


def accuracy(model, X, y):
    twin = copy.deepcopy(model).eval()
    with torch.no_grad():
        return float((twin(X).argmax(-1) == y).double().mean())


def train_regression(model, X, y, lr, steps):
    return fit(model, [(X, y.view(-1, 1))] * steps, F.mse_loss, lr)


def validated_accuracy(X, y, valid, k):
    Xt, yt, Xv, yv = X[~valid], y[~valid], X[valid], y[valid]
    score = []
    for j in range(X.shape[1]):
        score.append(float(torch.corrcoef(torch.stack([Xt[:, j], yt.double()]))[0, 1].abs()))
    keep = sorted(range(len(score)), key=lambda j: -score[j])[:k]
    c0 = Xt[yt == 0][:, keep].mean(dim=0)
    c1 = Xt[yt == 1][:, keep].mean(dim=0)
    hits = 0
    for row, label in zip(Xv[:, keep], yv, strict=False):
        guess = int((row - c1).norm() < (row - c0).norm())
        hits += guess == int(label)
    return hits / len(yv)


def train_epoch(model, X, y, order, bs, lr):
    batches = [(X[i], y[i]) for i in torch.split(order, bs)]
    return fit(model, batches, F.cross_entropy, lr)


def train_softmax(X, y, W, lr, steps):
    layer = torch.nn.Linear(*W.shape, bias=False, dtype=W.dtype)
    layer.weight.data = W.T.clone()
    losses = fit(layer, [(X, y)] * steps, F.cross_entropy, lr)
    return layer.weight.detach().T, losses
