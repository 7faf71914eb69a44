"""A network made of the learner's tensors learns to read digits."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

STEPS, BATCH = 150, 50


def train(module, X, T, start, lr, steps, batch):
    """The loss of each step of a net with one hidden layer."""
    weights = [module.Tensor(w, requires_grad=True) for w in start]
    W1, b1, W2, b2 = weights
    losses = []
    for step in range(steps):
        rows = slice(step * batch % len(X), step * batch % len(X) + batch)
        hidden = (module.Tensor(X[rows]) @ W1 + b1).relu()
        loss = (hidden @ W2 + b2).cross_entropy(T[rows])
        loss.backward()
        losses.append(float(loss.data))
        for weight in weights:
            weight.data = weight.data - lr * weight.grad
            weight.grad = None
    return losses


def draw(submission):
    images, labels = digits()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(11))[:1500]
    X, T = images.flatten(1)[order].float(), labels[order]
    X = (X - X.mean()) / X.std()
    drawn = torch.Generator().manual_seed(3)
    shapes = ((64, 32), (32,), (32, 10), (10,))
    start = [torch.randn(*s, generator=drawn) / s[0] ** 0.5 * (len(s) - 1) for s in shapes]
    series = {}
    for lr in (0.05, 0.3):
        losses = submission.run(train, X, T, start, lr, STEPS, BATCH)
        smooth = [sum(losses[max(0, i - 9) : i + 1]) / min(i + 1, 10) for i in range(STEPS)]
        series[f"learning rate {lr}"] = list(enumerate(smooth))
    return Lines(
        title="Your tensors learn to read",
        x="steps, each with 50 handwritten digits",
        y="cross-entropy, mean of 10 steps",
        series=series,
        caption="64 pixels to 32 hidden units to 10 classes: 2,410 weights in four of your "
        "tensors. The graph of a step has six results, so the walk back asks six of your rules; "
        "with single numbers it would be some hundred thousand values.",
    )
