"""Numbers for the questions about counting weights."""

from random import Random


def conv_weights(draw: Random) -> dict[str, object]:
    c_in, c_out = draw.choice([2, 3, 8]), draw.choice([4, 10, 16, 32])
    k, size = draw.choice([3, 5]), draw.choice([28, 32, 64])
    return {
        "c_in": c_in,
        "c_out": c_out,
        "k": k,
        "size": size,
        "answer": c_out * (c_in * k * k + 1),
        "no_bias": c_out * c_in * k * k,
        "flat": c_out * (k * k + 1),
    }


def field_of_layers(draw: Random) -> dict[str, object]:
    k, s = draw.choice([3, 5, 7]), draw.choice([2, 3, 4])
    return {
        "k": k,
        "s": s,
        "less": k - 1,
        "answer": k + 2 * (k - 1) * s,
        "no_stride": k + 2 * (k - 1),
        "too_far": 1 + 3 * (k - 1) * s,
    }


def even_grey(draw: Random) -> dict[str, object]:
    left, middle, right = draw.sample(range(1, 10), 3)
    row = [float(left), float(middle), float(right)]
    step = float(right - left)
    return {
        "kernel": str([[-1.0, 0.0, 1.0]] * 3),
        "picture": str([row] * 3),
        "left": float(left),
        "right": float(right),
        "step": step,
        "answer": 3 * step,
        "one_row": step,
        "turned": -3 * step,
    }
