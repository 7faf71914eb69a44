"""The learner's train_cats on photographs, beside a net that has seen a million others."""

import torch

from tutor.data import digits
from tutor.data.lite0 import lite0
from tutor.data.photographs import cats_and_dogs
from tutor.errors import Refused
from tutor.grading.pictures import Matrix

TRAIN, TEST = 200, 200


def answers(module, images, labels, train):
    """Train with the learner's function on the first pictures and say what the others are."""
    from fastai.vision.all import (
        CategoryBlock,
        DataBlock,
        ImageBlock,
        IndexSplitter,
        PILImage,
        Resize,
        nn,
    )

    def arch(pretrained=False, weights=None):
        layers = []
        for before, after in ((3, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(before, after, 3, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 2))

    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock(vocab=[0, 1])),
        get_x=lambda number: PILImage.create(images[number].permute(1, 2, 0).numpy()),
        get_y=lambda number: int(labels[number]),
        splitter=IndexSplitter(range(train, len(images))),
        item_tfms=Resize(images.shape[-1]),
    )
    torch.manual_seed(0)
    dls = block.dataloaders(list(range(len(images))), bs=16, num_workers=0)
    learn = module.train_cats(dls, arch, 25)
    with learn.no_bar(), learn.no_logging():
        return learn.get_preds()[0].argmax(1)


def draw(submission):
    try:
        images, labels = cats_and_dogs(TRAIN, TEST)
        told = submission.run(answers, images, labels, TRAIN)
        theirs = _by_lite0(images, labels)
    except Refused:
        return _without_photographs(submission)
    share = (told == labels[TRAIN:]).double().mean()
    return Matrix(
        title=f"Your train_cats has looked at {TRAIN} photographs and names {TEST} others",
        labels=["dog", "cat"],
        rows=_table(labels[TRAIN:], told),
        caption=f"A small net from scratch: {share:.0%} are right. The same {TRAIN} photographs, "
        f"shown to a new head on EfficientNet-Lite0, which has seen a million others: "
        f"{theirs:.0%}. That difference is what transfer learning is about.",
    )


def _by_lite0(images, labels):
    """Features of the frozen body, averaged, and a ridge regression as the head."""
    scaled = torch.nn.functional.interpolate(images / 127.5 - 1, size=96, mode="bilinear")
    body = lite0().eval()
    with torch.no_grad():
        parts = [body(part).mean((2, 3)) for part in scaled.split(50)]
    X = torch.cat(parts).double()
    X = (X - X[:TRAIN].mean(0)) / (X[:TRAIN].std(0) + 1e-6)
    target = labels.double() * 2 - 1
    kernel = X[:TRAIN] @ X[:TRAIN].T + 1000 * torch.eye(TRAIN, dtype=torch.float64)
    answers = X[TRAIN:] @ X[:TRAIN].T @ torch.linalg.solve(kernel, target[:TRAIN])
    return ((answers > 0) == (labels[TRAIN:] == 1)).double().mean()


def _without_photographs(submission):
    images, labels = digits()
    chosen = ((labels == 3) | (labels == 5)).nonzero().flatten()[: TRAIN + TEST - 50]
    images = (images[chosen] * 255).to(torch.uint8)[:, None].expand(-1, 3, -1, -1)
    images = images.repeat_interleave(4, 2).repeat_interleave(4, 3)
    labels = (labels[chosen] == 5).to(torch.int64)
    told = submission.run(answers, images, labels, TRAIN)
    return Matrix(
        title="Your train_cats tells threes from fives",
        labels=["3", "5"],
        rows=_table(labels[TRAIN:], told),
        caption="There are no photographs on this machine. `tutor data get cifar10` and "
        "`tutor data get lite0` bring cats, dogs, and a net that has seen a million pictures.",
    )


def _table(truth, told):
    return [[int(((truth == i) & (told == j)).sum()) for j in (0, 1)] for i in (0, 1)]
