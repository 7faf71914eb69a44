"""Numbers for the questions about the net with two layers."""

from math import log, log2
from random import Random


def count_the_parameters(draw: Random) -> dict[str, object]:
    d, h, c = (
        draw.choice([5, 8, 10, 20, 64]),
        draw.choice([5, 6, 16, 30, 100]),
        draw.choice([2, 3, 7, 9]),
    )
    weights = d * h + h * c
    return {
        "d": d,
        "h": h,
        "c": c,
        "first": d * h,
        "second": h * c,
        "answer": weights + h + c,
        "nobias": weights,
        "product": d * h * c,
        "inputbias": weights + d + h + c,
    }


def shape_of_the_gradient(draw: Random) -> dict[str, object]:
    return {
        "n": draw.choice([16, 32, 50, 64]),
        "d": draw.choice([4, 5, 8, 12]),
        "h": draw.choice([6, 7, 10, 20]),
        "c": draw.choice([2, 3]),
    }


def one_weight(draw: Random) -> dict[str, object]:
    x, w1 = draw.choice([3, 4, 5]), draw.choice([2, 3])
    w2 = draw.choice([value for value in (-3, -2, -1, 3, 4, 5) if value not in (x, w1, 2 * w1)])
    error = draw.choice([-2, -1, 1, 2, 3])
    a = w1 * x
    s = w2 * a
    return {
        "x": x,
        "w1": w1,
        "w2": w2,
        "w2b": f"({w2})" if w2 < 0 else str(w2),
        "y": s - error,
        "a": a,
        "s": s,
        "ds": 2 * error,
        "answer": 2 * error * w2 * x,
        "nosquare": error * w2 * x,
        "now2": 2 * error * x,
        "nox": 2 * error * w2,
        "dw2": 2 * error * a,
    }


def loss_before_learning(draw: Random) -> dict[str, object]:
    c = draw.choice([3, 4, 5, 6, 8, 10, 12, 16, 20, 50, 100, 1000])
    return {
        "c": c,
        "answer": round(log(c), 2),
        "chance": round(1 - 1 / c, 3),
        "two": round(log2(c), 2),
    }
