"""Kernels that your backward pass learned from handwritten digits."""

import torch
from torch.nn.functional import conv2d, one_hot

from tutor.data import digits
from tutor.grading.pictures import Images

KERNELS, SIDE, TRAIN = 6, 5, 1400
STEPS, BATCH, RATE, MOMENTUM = 120, 50, 0.1, 0.9
HEIGHT = 80  # pixels of each part of a picture


def draw(submission):
    images, labels = digits()
    pictures, targets = images[:, None].float(), one_hot(labels, 10).float()
    start = parameters = fresh(source := torch.Generator().manual_seed(0))
    speed = [torch.zeros_like(p) for p in parameters]
    for _ in range(STEPS):
        chosen = torch.randint(TRAIN, (BATCH,), generator=source)
        gradients = backward(submission, pictures[chosen], targets[chosen], *parameters)
        speed = [MOMENTUM * s + g for s, g in zip(speed, gradients, strict=True)]
        parameters = [p - RATE * s for p, s in zip(parameters, speed, strict=True)]
    answers = forward(submission, pictures[TRAIN:], *parameters)[-1]
    right = (answers.argmax(1) == labels[TRAIN:]).double().mean().item()
    maps = forward(submission, pictures[:1], *parameters)[0][0]
    return Images(
        title="Kernels that your backward pass learned",
        images=[
            ("a digit", larger(pictures[0, 0], 0, 1)),
            *(
                (f"kernel {i + 1}", side_by_side(start[0][i, 0], parameters[0][i, 0], maps[i]))
                for i in range(KERNELS)
            ),
        ],
        caption=(
            f"Each kernel as it was at the start, as your gradients left it after {STEPS} steps, "
            "and what it sees in the digit; in the kernels grey is zero and white is positive. The "
            f"network reads {right:.0%} of the digits that it had not seen."
        ),
    )


def fresh(source):
    """Kernels and their biases, weights and biases of the dense layer behind the pooling."""
    k = 0.3 * torch.randn(KERNELS, 1, SIDE, SIDE, generator=source)
    w = 0.05 * torch.randn(KERNELS * 9, 10, generator=source)
    return [k, torch.zeros(KERNELS), w, torch.zeros(10)]


def forward(submission, x, k, b, w, c):
    """Convolution, relu, max pooling, a dense layer and a softmax."""
    maps = conv2d(x, k, b, padding=SIDE // 2).relu()
    pooled = submission.maxpool2d(maps, 4, 2)
    return maps, pooled, (pooled.flatten(1) @ w + c).softmax(1)


def backward(submission, x, wanted, k, b, w, c):
    """The gradients of the mean cross-entropy."""
    maps, pooled, answers = forward(submission, x, k, b, w, c)
    error = (answers - wanted) / len(x)
    dpooled = (error @ w.T).reshape(pooled.shape)
    dmaps = submission.maxpool2d_backward(maps, dpooled, 4, 2) * (maps > 0)
    _, dk, db = submission.conv2d_backward(x, k, dmaps, 1, SIDE // 2)
    return dk, db, pooled.flatten(1).T @ error, error.sum(0)


def side_by_side(before, after, seen):
    gap = torch.ones(HEIGHT, 8)
    kernels = [larger(k, -k.abs().max(), k.abs().max()) for k in (before, after)]
    return torch.cat([kernels[0], gap, kernels[1], gap, larger(seen, 0, seen.max())], dim=1)


def larger(picture, low, high):
    """Stretch the values to 0..1 and every pixel to a square that can be seen."""
    stretched = (picture - low) / (high - low + 1e-12)
    times = HEIGHT // picture.shape[0]
    return stretched.repeat_interleave(times, 0).repeat_interleave(times, 1)
