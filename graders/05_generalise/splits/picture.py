"""What the learner's splits make one believe: five photos of each digit, split in two ways."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

PHOTOS = 5  # of each digit, each a little different
SIZES = [40, 80, 160, 320, 640]


def recordings(count):
    """`count` digits, PHOTOS noisy photos of each: rows, their classes, and which digit each is."""
    images, labels = digits()
    rng = torch.Generator().manual_seed(0)
    rows = images[:count].flatten(1).repeat_interleave(PHOTOS, 0)
    rows = rows + 0.1 * torch.randn(rows.shape, generator=rng, dtype=rows.dtype)
    return rows, labels[:count].repeat_interleave(PHOTOS), torch.arange(count * PHOTOS) // PHOTOS


def error_of_nearest(rows, labels, train, valid):
    """The share of validation rows whose nearest training row has another class, in percent."""
    nearest = torch.cdist(rows[valid], rows[train]).argmin(1)
    return 100 * float((labels[train][nearest] != labels[valid]).double().mean())


def draw(submission):
    series = {"split by photo": [], "split by digit": []}
    for count in SIZES:
        rows, labels, groups = recordings(count)
        by_photo = submission.random_split(len(rows), 0.2, 1)
        by_digit = submission.group_split(groups, 0.2, 1)
        for name, (train, valid) in zip(series, (by_photo, by_digit), strict=True):
            series[name].append((count, error_of_nearest(rows, labels, train, valid)))
    return Lines(
        title="The same photos, the same model, held out by your two splits",
        x="digits, five photos of each",
        y="wrong in validation, in percent",
        series=series,
        caption="The model answers with the class of the nearest photo in training. Split by "
        "photo, that is another photo of the same digit, so it seems to know everything. Split by "
        "digit, you see what it makes of a digit that is new.",
    )
