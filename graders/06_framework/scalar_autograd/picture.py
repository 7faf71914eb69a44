"""A neuron made of the learner's numbers learns to tell two handwritten digits apart."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

STEPS = 40


def train(module, X, targets, start, steps):
    """Two hidden units and one output, all of them tanh; the mean squared error on the way."""
    weights = [module.Value(number) for number in start]
    losses = []
    for _ in range(steps):
        loss = module.Value(0.0)
        for row, target in zip(X, targets, strict=True):
            hidden = []
            for unit in range(2):
                total = weights[5 * unit + 4] + 0.0
                for place in range(4):
                    total = total + weights[5 * unit + place] * row[place]
                hidden.append(total.tanh())
            answer = (hidden[0] * weights[10] + hidden[1] * weights[11] + weights[12]).tanh()
            loss = loss + (answer - target) ** 2 * (1.0 / len(X))
        loss.backward()
        losses.append(loss.data)
        module.descend(weights, 0.5)
    return losses


def draw(submission):
    images, labels = digits()
    chosen = ((labels == 0) | (labels == 1)).nonzero().flatten()[:40]
    # Four numbers for each picture: the mean ink of its quarters.
    X = images[chosen].double().reshape(-1, 2, 4, 2, 4).mean((2, 4)).flatten(1)
    X = (X - X.mean(0)) / X.std(0)
    targets = (2.0 * (labels[chosen] == 1) - 1).tolist()
    start = torch.randn(13, generator=torch.Generator().manual_seed(5)).double().tolist()
    losses = submission.run(train, X.tolist(), targets, start, STEPS)
    return Lines(
        title="Your numbers learn to read",
        x="steps of gradient descent",
        y="mean squared error",
        series={"telling 0 from 1": [(step, float(loss)) for step, loss in enumerate(losses)]},
        caption="A net of three tanh units, 13 of your values as its weights, and 40 handwritten "
        "zeros and ones. Nobody worked out a gradient by hand: each step walks back through some "
        "2,000 of your values.",
    )
