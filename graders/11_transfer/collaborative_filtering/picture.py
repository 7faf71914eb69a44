"""Digits with holes, filled in: each picture is a user, each pixel an item, its ink a rating."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Images

PICTURES, SHOWN, HIDDEN, FACTORS, STEPS = 500, 6, 0.4, 16, 250


def draw(submission):
    images, _ = digits()
    ink = images[:PICTURES].double().flatten(1)
    torch_seed = torch.Generator().manual_seed(5)
    known = torch.rand(ink.shape, generator=torch_seed) > HIDDEN
    filled = submission.run(fill_in, ink.float(), known, FACTORS, STEPS).double()
    off = (filled - ink)[~known].abs().mean().item()
    mean = (ink * known).sum(0) / known.sum(0)
    guess = (mean - ink)[~known].abs().mean().item()
    shown = []
    for i in range(SHOWN):
        holes = torch.where(known[i], ink[i], 0.5)
        complete = torch.where(known[i], ink[i], filled[i])
        rows = [part.reshape(8, 8) for part in (holes, complete, ink[i])]
        frame = torch.ones(1, 8, dtype=torch.float64) * 0.5
        shown.append((f"{i + 1}", torch.cat([rows[0], frame, rows[1], frame, rows[2]])))
    return Images(
        title="Digits with holes, filled in by your model",
        images=shown,
        caption=(
            "Nobody rates films here: each picture is a user, each pixel an item, and its ink a "
            f"rating from 0 to 1. Of {PICTURES} pictures {HIDDEN:.0%} of the pixels were hidden "
            "(top, grey); your `DotProductBias` learned from the rest and filled them in (middle; "
            f"below, the truth). The hidden pixels are off by {off:.2f} on average; the mean of "
            f"each pixel over all pictures would be off by {guess:.2f}."
        ),
    )


def fill_in(module, ink, known, factors, steps):
    """All pixels, predicted by a model that learned from those that are known."""
    torch.manual_seed(1)
    pictures, pixels = ink.shape
    pairs = torch.cartesian_prod(torch.arange(1, pictures + 1), torch.arange(1, pixels + 1))
    model = module.DotProductBias(pictures, pixels, factors, (-0.1, 1.1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=1e-6)
    inside = known.flatten()
    for _ in range(steps):
        optimizer.zero_grad()
        ((model(pairs[inside]) - ink.flatten()[inside]) ** 2).mean().backward()
        optimizer.step()
    with torch.no_grad():
        return model(pairs).reshape(ink.shape).clamp(0, 1)
