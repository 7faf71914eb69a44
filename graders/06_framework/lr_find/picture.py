"""The learner's search on a net that reads digits, and the two rates read off its curve."""

import math

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines


def search(module, X, T):
    """The curve for a net with one hidden layer, and what is read off it."""
    generator = torch.Generator().manual_seed(3)
    shapes = ((64, 32), (32,), (32, 10), (10,))
    weights = [torch.randn(s, generator=generator) * 0.15 for s in shapes]
    for weight in weights:
        weight.requires_grad_()
    place = 0

    def step(lr):
        nonlocal place
        rows = slice(place % 1500, place % 1500 + 50)
        place += 50
        W1, b1, W2, b2 = weights
        scores = torch.relu(X[rows] @ W1 + b1) @ W2 + b2
        loss = torch.nn.functional.cross_entropy(scores, T[rows])
        grads = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for weight, grad in zip(weights, grads, strict=True):
                weight.sub_(lr * grad)
        return loss.item()

    lrs, losses = module.lr_find(weights, step, 1e-4, 100.0, 120)
    return lrs, losses, module.steepest(lrs, losses), module.tenth_of_the_lowest(lrs, losses)


def draw(submission):
    images, labels = digits()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(11))[:1550]
    X, T = images.flatten(1)[order].float(), labels[order]
    lrs, losses, steep, tenth = submission.run(search, X, T)
    points = [(math.log10(lr), loss) for lr, loss in zip(lrs, losses, strict=True)]
    shown = [loss for loss in losses if math.isfinite(loss)]
    low, high = min(shown), max(shown)
    return Lines(
        title="Your search on handwritten digits",
        x="logarithm (base 10) of the learning rate",
        y="smooth loss",
        series={
            "the curve": points,
            "steepest": [(math.log10(steep), low), (math.log10(steep), high)],
            "a tenth of the lowest": [(math.log10(tenth), low), (math.log10(tenth), high)],
        },
        caption=f"{len(lrs)} steps of 50 digits each, then your code put the weights back. It "
        f"reads off {steep:.2g} where the loss falls fastest, and {tenth:.2g} as a tenth of the "
        "rate of the lowest loss.",
    )
