"""Numbers for the quiz questions about finding bugs."""

import math
from random import Random


def floor_of_the_loss(draw: Random) -> dict[str, object]:
    c = draw.choice([2, 3, 4, 5, 6, 8, 10, 20])
    answer = round(math.log(1 + (c - 1) / math.e), 4)
    return {"c": c, "others": c - 1, "answer": answer, "guess": round(math.log(c), 4)}


def first_loss(draw: Random) -> dict[str, object]:
    c = draw.choice([2, 3, 4, 5, 8, 10, 20, 50, 100])
    return {"c": c, "answer": round(math.log(c), 3), "share": round(1 / c, 4)}


def size_of_the_errors(draw: Random) -> dict[str, object]:
    n = draw.choice([6, 8, 10, 12, 20, 32, 50, 64])
    return {"n": n, "answer": n * n}


def twice_divided(draw: Random) -> dict[str, object]:
    n, lr = draw.choice([10, 20, 50, 100]), draw.choice([0.5, 1.0, 2.0])
    return {"n": n, "lr": lr, "answer": round(lr / n, 5), "squared": round(lr / n / n, 7)}
