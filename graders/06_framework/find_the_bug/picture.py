"""The digits, learned in shuffled epochs and measured with the learner's repaired code."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

EPOCHS = 15


def draw(submission):
    images, labels = digits()
    seen, unseen = submission.run(learn, images.flatten(1), labels, 1200, EPOCHS)
    return Lines(
        title="Digits, by the code that you repaired",
        x="epoch",
        y="share recognised",
        series={
            "rows that were learned": list(enumerate(seen, 1)),
            "rows that were not": list(enumerate(unseen, 1)),
        },
        caption=(
            "A network with dropout learns 1200 digits with your `train_epoch`, and your "
            f"`accuracy` measures it after each epoch. In the end it recognises {seen[-1]:.1%} of "
            f"them, and {unseen[-1]:.1%} of 597 others. With the two bugs still there it would "
            "learn nothing, and each measurement would come out differently."
        ),
    )


def learn(module, X, y, known, epochs):
    """The shares of known and of unknown rows that are right, after each epoch."""
    nn = torch.nn
    torch.manual_seed(6)
    layers = [nn.Linear(64, 48), nn.ReLU(), nn.Dropout(0.3), nn.Linear(48, 10)]
    model = nn.Sequential(*layers).double()
    mixed = torch.randperm(len(X))
    X, y = X[mixed], y[mixed]
    seen, unseen = [], []
    for _ in range(epochs):
        module.train_epoch(model, X[:known], y[:known], torch.randperm(known), 32, 0.2)
        seen.append(module.accuracy(model, X[:known], y[:known]))
        unseen.append(module.accuracy(model, X[known:], y[known:]))
    return seen, unseen
