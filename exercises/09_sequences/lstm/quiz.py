"""Numbers for the questions about the LSTM."""

from math import exp
from random import Random


def count_parameters(draw: Random) -> dict[str, object]:
    d, h = draw.choice([3, 5, 8, 10]), draw.choice([4, 6, 10, 20])
    one = d * h + h * h + 2 * h
    return {
        "d": d,
        "h": h,
        "one": one,
        "answer": 4 * one,
        "one_bias": 4 * (one - h),
        "three": 3 * one,
        "no_bias": 4 * (one - 2 * h),
    }


def cell_step(draw: Random) -> dict[str, object]:
    while True:
        c, g = draw.choice([2, 3, 4, -2, -3]), draw.choice([0.5, 0.8, -0.5, -0.4, 0.6])
        f, i = draw.choice([0.9, 0.8, 0.7, 0.6]), draw.choice([0.1, 0.2, 0.3, 0.4, 0.5])
        answer = round(f * c + i * g, 2)
        wrong = {
            "swapped": round(i * c + f * g, 2),
            "inverted": round((1 - f) * c + i * g, 2),
            "kept": round(f * c, 2),
            "ungated": round(f * c + g, 2),
        }
        numbers = [answer, *wrong.values()]
        if min(abs(x - y) for n, x in enumerate(numbers) for y in numbers[:n]) > 0.03:
            break
    shown = {"c": c, "g": g, "f": f, "i": i, "o": draw.choice([0.3, 0.5, 0.7])}
    return shown | wrong | {"written": round(i * g, 2), "answer": answer}


def open_forget_gate(draw: Random) -> dict[str, object]:
    b = draw.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5])
    return {
        "b": b,
        "double": 2 * b,
        "answer": round(1 / (1 + exp(-2 * b)), 3),
        "single": round(1 / (1 + exp(-b)), 3),
    }
