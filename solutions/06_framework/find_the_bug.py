"""Reference solution of find_the_bug."""

import torch
from torch.nn.functional import cross_entropy, mse_loss, one_hot

DIAGNOSIS = {
    1: "gradient ascent",
    2: "gradients not cleared",
    3: "softmax twice",
    4: "wrong mode",
    5: "broadcasting",
    6: "data leak",
    7: "rows mixed up",
    8: "divided twice",
}


def train_by_hand(X, y, W1, W2, lr, steps):
    losses = []
    for _ in range(steps):
        hidden = (X @ W1).relu()
        answers = hidden @ W2
        losses.append(((y - answers) ** 2).sum().item() / (2 * len(X)))
        delta_2 = (y - answers) / len(X)
        delta_1 = (delta_2 @ W2.T) * (hidden > 0)
        W2 = W2 + lr * hidden.T @ delta_2
        W1 = W1 + lr * X.T @ delta_1
    return W1, W2, losses


def train_with_autograd(model, X, y, lr, steps):
    losses = []
    for _ in range(steps):
        loss = mse_loss(model(X), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
    return losses


def train_classifier(model, X, y, lr, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = cross_entropy(model(X), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def accuracy(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        answers = model(X).argmax(dim=1)
    model.train(training)
    return (answers == y).double().mean().item()


def train_regression(model, X, y, lr, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = ((model(X).squeeze(1) - y) ** 2).mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def validated_accuracy(X, y, valid, k):
    known, labels = X[~valid], y[~valid]
    centred = known - known.mean(0)
    target = labels - labels.double().mean()
    covariance = (centred * target[:, None]).sum(0)
    correlation = covariance / (centred.pow(2).sum(0).sqrt() * target.pow(2).sum().sqrt())
    columns = correlation.abs().topk(k).indices
    chosen = X[:, columns]
    centres = torch.stack([chosen[~valid & (y == c)].mean(0) for c in (0, 1)])
    answers = torch.cdist(chosen[valid], centres).argmin(dim=1)
    return (answers == y[valid]).double().mean().item()


def train_epoch(model, X, y, order, bs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    X, y = X[order], y[order]
    for start in range(0, len(X), bs):
        rows, targets = X[start : start + bs], y[start : start + bs]
        loss = cross_entropy(model(rows), targets)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def train_softmax(X, y, W, lr, steps):
    losses = []
    targets = one_hot(y, W.shape[1])
    for _ in range(steps):
        probabilities = (X @ W).softmax(dim=1)
        losses.append(-probabilities[torch.arange(len(y)), y].log().mean().item())
        delta = (probabilities - targets) / len(X)
        W = W - lr * X.T @ delta
    return W, losses
