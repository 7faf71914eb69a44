"""The size of a signal in ten layers of relu: the learner's first weights against two others."""

import math

import torch

from tutor.grading.pictures import Lines

WIDTH, LAYERS = 256, 10


def layers(module, width, count, seed):
    generator = torch.Generator().manual_seed(seed)
    return [module.he_normal((width, width), generator).detach() for _ in range(count)]


def sizes(weights, X):
    """Points (layer, power of ten of the root mean square)."""
    points = []
    for layer, W in enumerate([None, *weights]):
        X = X if W is None else (X @ W.double()).clamp(min=0)
        points.append((layer, math.log10(X.pow(2).mean().sqrt().item())))
    return points


def draw(submission):
    yours = submission.run(layers, WIDTH, LAYERS, 13)
    generator = torch.Generator().manual_seed(13)
    X = torch.randn(100, WIDTH, generator=generator, dtype=torch.float64)
    plain = [torch.randn(WIDTH, WIDTH, generator=generator) for _ in range(LAYERS)]
    all_parameters = [W * math.sqrt(2 / (LAYERS * WIDTH**2)) for W in plain]
    series = {
        "yours": sizes(yours, X),
        "standard deviation 1": sizes(plain, X),
        "n = all parameters of the net": sizes(all_parameters, X),
    }
    kept, grown, gone = (points[-1][1] for points in series.values())
    return Lines(
        title="Your weights keep the volume",
        x="layer",
        y="size of the signal (power of ten)",
        series=series,
        caption=f"100 random inputs through {LAYERS} layers of {WIDTH} units with relu. Your "
        f"weights change their size by a factor of {10**kept:.2g}. With standard deviation 1 it "
        f"grows by {grown:.0f} powers of ten, and with the count of all parameters as n it shrinks "
        f"by {-gone:.0f}.",
    )
