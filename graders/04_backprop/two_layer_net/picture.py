"""The learner's net learns to read digits."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

EPOCHS, EVERY = 200, 5


def train(module, X, T, Xv, Tv, epochs, every):
    """Losses (epoch, training, validation) on the way, and the answers for Xv at the end."""
    net = module.TwoLayer(X.shape[1], 32, 10)
    X, Xv = X.to(net.W1.dtype), Xv.to(net.W1.dtype)

    def loss(inputs, truth):
        P = net.forward(inputs).detach()
        return -P[torch.arange(len(truth)), truth].clamp(min=1e-30).log().mean().item()

    history = []
    for epoch in range(epochs + 1):
        if epoch % every == 0:
            history.append((epoch, loss(X, T), loss(Xv, Tv)))
        net.backward(X, T)
        net.step(0.5)
    return history, net.forward(Xv).detach().argmax(1)


def draw(submission):
    images, labels = digits()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(11))
    X, T = images.flatten(1)[order], labels[order]
    seen, unseen = slice(0, 1200), slice(1200, None)
    history, answers = submission.run(train, X[seen], T[seen], X[unseen], T[unseen], EPOCHS, EVERY)
    right = (answers == T[unseen]).double().mean().item()
    return Lines(
        title="Your net learns to read",
        x="passes over 1,200 handwritten digits",
        y="mean cross-entropy",
        series={
            "digits it learns from": [(epoch, seen) for epoch, seen, _ in history],
            "digits it has never seen": [(epoch, unseen) for epoch, _, unseen in history],
        },
        caption=f"Your forward, backward and step, 64 pixels to 32 hidden units to 10 classes. At "
        f"the end it reads {right:.0%} of the digits that it has never seen. Guessing starts at "
        "ln 10 = 2.3.",
    )
