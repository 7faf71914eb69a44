"""The digits, learned with the learner's epoch in float32 and in mixed precision."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

EPOCHS = 12


def draw(submission):
    images, labels = digits()
    full, mixed = submission.run(learn, images[:1200], labels[:1200], EPOCHS)
    return Lines(
        title="Digits, in 32 bits and in 16",
        x="epoch",
        y="mean loss",
        series={
            "float32": list(enumerate(full, 1)),
            "bfloat16, where autocast says so": list(enumerate(mixed, 1)),
        },
        caption=(
            f"Your `train_epoch` teaches two networks with the same first weights. After {EPOCHS} "
            f"epochs the mean loss is {full[-1]:.3f} in float32 and {mixed[-1]:.3f} with "
            "`amp=torch.bfloat16`: the products have two to three digits, and it hardly matters, "
            "because the weights and the loss stay float32. The pictures came as float64; "
            "your step has converted them."
        ),
    )


def learn(module, images, labels, epochs):
    """The mean losses of each epoch, without and with mixed precision."""
    nn = torch.nn
    found = []
    for amp in (None, torch.bfloat16):
        torch.manual_seed(4)
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
        losses = []
        for _ in range(epochs):
            order = torch.randperm(len(images)).split(50)
            batches = [(images[rows], labels[rows]) for rows in order]
            losses.append(module.train_epoch(model, optimizer, batches, amp))
        found.append(losses)
    return found
