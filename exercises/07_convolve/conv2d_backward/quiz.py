"""Numbers for the quiz questions about convolution, backward."""

from itertools import combinations, pairwise
from random import Random


def kernel_gradient(draw: Random) -> dict[str, object]:
    while True:
        pixels = draw.sample(range(1, 10), 4)
        grads = draw.sample([-2, -1, 1, 2, 3], 3)
        place = draw.choice([0, 1])
        sums = [sum(p * g for p, g in zip(pixels[i : i + 3], grads, strict=True)) for i in (0, 1)]
        met = pixels[place : place + 3]
        values = {
            "answer": sums[place],
            "other": sums[1 - place],
            "mean": round(sums[place] / 3, 4),
            "single": met[0] * grads[0],
            "bias": sum(grads),
        }
        if min(abs(x - y) for x, y in combinations(values.values(), 2)) >= 0.5:
            break
    named = dict(zip("abcd", pixels, strict=True))
    named |= dict(zip(("m1", "m2", "m3"), met, strict=True))
    named |= dict(zip(("g1", "g2", "g3"), grads, strict=True))
    factors = [f"({g})" if g < 0 else str(g) for g in grads]
    shown = dict(zip(("f1", "f2", "f3"), factors, strict=True))
    return {**named, **shown, **values, "which": ("first", "second")[place]}


def outputs_per_pixel(draw: Random) -> dict[str, object]:
    kernel, stride = draw.choice([(4, 2), (6, 2), (6, 3), (8, 2), (8, 4), (9, 3)])
    maps = draw.choice([6, 8, 10, 16])
    along = kernel // stride
    return {
        "kernel": kernel,
        "stride": stride,
        "maps": maps,
        "along": along,
        "windows": along * along,
        "answer": along * along * maps,
        "dense": kernel * kernel * maps,
        "line": along * maps,
    }


def pool_shape(draw: Random) -> dict[str, object]:
    window, stride = draw.choice([(2, 2), (3, 2), (3, 3)])
    sizes = [s for s in range(13, 40) if (s - window) % stride]
    height, width = draw.sample(sizes, 2)
    batch, channels = draw.choice([2, 4, 8]), draw.choice([6, 10, 16, 32])
    new_height, new_width = (height - window) // stride + 1, (width - window) // stride + 1
    return {
        "window": window,
        "stride": stride,
        "batch": batch,
        "channels": channels,
        "height": height,
        "width": width,
        "new_height": new_height,
        "new_width": new_width,
        "answer": f"({batch}, {channels}, {new_height}, {new_width})",
        "rounded_up": f"({batch}, {channels}, {new_height + 1}, {new_width + 1})",
        "one_channel": f"({batch}, 1, {new_height}, {new_width})",
        "dense": f"({batch}, {channels}, {height - window + 1}, {width - window + 1})",
    }


def pool_gradient(draw: Random) -> dict[str, object]:
    while True:
        pixels = draw.sample(range(1, 10), 5)
        maxima = [max(pair) for pair in pairwise(pixels)]
        counts = [maxima.count(pixel) for pixel in pixels]
        if max(counts) == 2:
            break
    named = dict(zip("abcde", pixels, strict=True))
    return {
        **named,
        "answer": str(counts),
        "once": str([min(count, 1) for count in counts]),
        "maxima": str(maxima),
    }
