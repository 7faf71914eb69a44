"""The learner's framework learns to read digits, without momentum and with it."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

STEPS, BATCH = 120, 50


def train(module, X, T, momentum, steps, batch):
    """The loss of each step of a net with one hidden layer."""

    class Relu(module.Module):
        def forward(self, X):
            return X.clamp(min=0)

    torch.manual_seed(3)
    net = module.Sequential(module.Linear(64, 32), Relu(), module.Linear(32, 10))
    optimizer = module.SGD(net.parameters(), 0.05, momentum)
    losses = []
    for step in range(steps):
        rows = slice(step * batch % len(X), step * batch % len(X) + batch)
        loss = torch.nn.functional.cross_entropy(net(X[rows]), T[rows])
        net.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def draw(submission):
    images, labels = digits()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(11))[:1500]
    X, T = images.flatten(1)[order].float(), labels[order]
    series = {}
    for momentum in (0.0, 0.9):
        losses = submission.run(train, X, T, momentum, STEPS, BATCH)
        smooth = [sum(losses[max(0, i - 9) : i + 1]) / min(i + 1, 10) for i in range(STEPS)]
        series[f"momentum {momentum}"] = list(enumerate(smooth))
    return Lines(
        title="Your framework learns to read",
        x="steps, each with 50 handwritten digits",
        y="cross-entropy, mean of 10 steps",
        series=series,
        caption="Your modules and your optimizer, 64 pixels to 32 hidden units to 10 classes, at "
        "the learning rate 0.05. Where gradients agree, momentum makes the steps up to ten times "
        "as long.",
    )
