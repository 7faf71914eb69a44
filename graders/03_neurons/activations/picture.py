"""What is left of a gradient on its way down through layers, with your activations and slopes."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

LAYERS, WIDTH = 12, 64
# The variance of the weights, times the width: relu passes on half of what comes in, hence 2.
GAINS = {"sigmoid": 1.0, "tanh": 1.0, "relu": 2.0}


def draw(submission):
    """Push digits up through random layers, and a random gradient down again."""
    pixels = digits()[0].flatten(1)[:300]
    pixels = (pixels - pixels.mean()) / pixels.std()
    return Lines(
        title="What is left of a gradient",
        x="layers passed on the way down",
        y="size of the gradient, as a power of ten",
        series={name: left_over(submission, name, pixels) for name in GAINS},
        caption=f"{len(pixels)} digits went up through {LAYERS} layers of random weights, bent by "
        "your activations, and a gradient came down by your slopes. The slope of sigmoid is at "
        "most 1/4, so little arrives; through relu nearly all of it does.",
    )


def left_over(submission, name, pixels):
    """The logarithm of the gradient's size after each layer, beginning with 0 at the top."""
    random = torch.Generator().manual_seed(0)

    def normal(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    weights = [normal(WIDTH, WIDTH) * (GAINS[name] / WIDTH) ** 0.5 for _ in range(LAYERS)]
    x, sums = pixels, []
    for layer in weights:
        sums.append(x @ layer)
        x = getattr(submission, name)(sums[-1])
    gradient = normal(*x.shape)
    sizes = [gradient.norm()]
    for layer, z in zip(reversed(weights), reversed(sums), strict=True):
        gradient = (gradient * getattr(submission, f"d_{name}")(z)) @ layer.T
        sizes.append(gradient.norm())
    return [(k, float(torch.log10(size / sizes[0]))) for k, size in enumerate(sizes)]
