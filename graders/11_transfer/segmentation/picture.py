"""Zeros and ones on a page, coloured pixel by pixel by a network that your loss has trained."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Images

SIDE, SHOWN, STEPS, BATCH = 24, 4, 80, 24


def draw(submission):
    images, labels = digits()
    kept = labels < 2
    pages, answers, scores = submission.run(
        colouring, images[kept].float(), labels[kept], SIDE, STEPS, BATCH, SHOWN
    )
    frame = torch.full((1, SIDE), 0.5)
    shown = []
    for i in range(SHOWN):
        page, answer = pages[i].clamp(0, 1), answers[i].float() / 2
        shown.append((f"{i + 1}", torch.cat([page, frame, answer])))
    return Images(
        title="Zeros and ones, coloured pixel by pixel",
        images=shown,
        caption=(
            f"Above a page with noise and handwritten digits that the network has not seen, below "
            f"its answer: paper is black, a zero grey, a one white. A small convolutional network "
            f"made {STEPS} steps on your `seg_loss`; edges of the ink did not count. Your `dice` "
            f"says: paper {scores[0]:.2f}, zeros {scores[1]:.2f}, ones {scores[2]:.2f}."
        ),
    )


def colouring(module, images, labels, side, steps, batch, shown):
    """New pages, the classes that a trained network gives their pixels, and the Dice scores."""
    nn = torch.nn
    torch.manual_seed(2)
    old = torch.rand(len(images)) < 0.7

    def pages(chosen, count):
        page = torch.rand(count, side, side) * 0.25
        mask = torch.zeros(count, side, side, dtype=torch.int64)
        for n in range(count):
            for corner in (0, side // 2):
                k = chosen[torch.randint(len(chosen), ())]
                row = corner + int(torch.randint(side // 2 - 7, ()))
                column = int(torch.randint(side - 7, ()))
                ink, place = images[k], (n, slice(row, row + 8), slice(column, column + 8))
                page[place] = torch.maximum(page[place], ink)
                inked = torch.where(ink > 0.5, labels[k] + 1, torch.where(ink > 0.2, 255, 0))
                mask[place] = torch.where(inked > 0, inked, mask[place])
        return page, mask

    layers = []
    for inputs, outputs, dilation in ((1, 24, 1), (24, 24, 2), (24, 24, 3)):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Conv2d(24, 3, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        page, mask = pages(old.nonzero().flatten(), batch)
        optimizer.zero_grad()
        module.seg_loss(model(page[:, None]), mask).backward()
        optimizer.step()
    with torch.no_grad():
        page, mask = pages((~old).nonzero().flatten(), 100)
        answer = model(page[:, None]).argmax(1)
    return page[:shown], answer[:shown], module.dice(answer, mask, 3).tolist()
