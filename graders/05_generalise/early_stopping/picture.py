"""A regression on few patients that overfits, watched by the learner's early stopping."""

import torch
from sklearn.datasets import load_diabetes

from tutor.grading.pictures import Lines

TRAIN, EPOCHS, PATIENCE, LR = 60, 400, 25, 0.05


def train(module, X, y, rows, epochs, lr, patience):
    """Both losses of each epoch; the epoch with which `step` stops; the loss of what comes back."""
    valid = slice(rows, None)
    w, losses, stopped, restored = torch.zeros(X.shape[1], dtype=X.dtype), [], 0, 0.0
    watch = module.EarlyStopping(patience, 0.0)
    for epoch in range(1, epochs + 1):
        w.sub_(lr * X[:rows].T @ (X[:rows] @ w - y[:rows]) / rows)
        pair = [float(((X[part] @ w - y[part]) ** 2).mean()) for part in (slice(rows), valid)]
        losses.append(pair)
        if not stopped and watch.step(pair[1], {"w": w}):
            stopped, best = epoch, w.clone()
            watch.restore({"w": best})
            restored = float(((X[valid] @ best - y[valid]) ** 2).mean())
    return losses, stopped, restored


def squares_and_products(X):
    """The columns, and all products of two of them, scaled by what the training rows say."""
    left, right = torch.triu_indices(X.shape[1], X.shape[1])
    wide = torch.cat([X, X[:, left] * X[:, right]], 1)
    return (wide - wide[:TRAIN].mean(0)) / wide[:TRAIN].std(0)


def draw(submission):
    data = load_diabetes()
    X, y = torch.tensor(data.data), torch.tensor(data.target)
    y = (y - y[:TRAIN].mean()) / y[:TRAIN].std()
    X = squares_and_products(X / X[:TRAIN].std(0))
    found = submission.run(train, X, y, TRAIN, EPOCHS, LR, PATIENCE)
    losses, stopped, restored = found
    word = submission.diagnose([t for t, _ in losses], [v for _, v in losses], 0.3, 0.05)
    epochs = range(1, len(losses) + 1)
    series = {
        "training loss": [(k, t) for k, (t, _) in zip(epochs, losses, strict=True)],
        "validation loss": [(k, v) for k, (_, v) in zip(epochs, losses, strict=True)],
        f"your stop: epoch {stopped}": [(stopped, losses[0][0]), (stopped, 0.0)],
        f"what comes back: {restored:.3f}": [(1, restored), (EPOCHS, restored)],
    }
    return Lines(
        title=f"Sixty patients, 65 columns, your early stopping (patience {PATIENCE})",
        x="epoch",
        y="loss",
        series=series,
        caption=f"With so many columns for so few patients the training loss falls for ever. All "
        f'400 epochs would have ended with "{word}" by your own diagnosis.',
    )
