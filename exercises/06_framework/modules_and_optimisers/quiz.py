"""Numbers for the questions about modules and optimizers."""

from random import Random


def second_velocity(draw: Random) -> dict[str, object]:
    tenths = draw.choice([5, 6, 7, 8, 9])
    first, second = draw.sample([1, 2, 3, 4, 5, 6], 2)
    momentum = tenths / 10
    return {
        "momentum": momentum,
        "first": first,
        "second": second,
        "answer": round(momentum * first + second, 2),
        "mean": round(momentum * first + (1 - momentum) * second, 2),
        "sum": first + second,
    }


def how_fast_in_the_end(draw: Random) -> dict[str, object]:
    momentum, factor = draw.choice([(0.5, 2), (0.75, 4), (0.8, 5), (0.9, 10), (0.95, 20)])
    g = draw.choice([2, 3, 4, 6])
    return {
        "momentum": momentum,
        "g": g,
        "factor": factor,
        "answer": g * factor,
        "product": round(g * momentum, 2),
    }


def tied_twice(draw: Random) -> dict[str, object]:
    n, m = draw.choice([3, 4, 5, 6]), draw.choice([2, 7, 8])
    return {"n": n, "m": m, "answer": n * m, "twice": 2 * n * m, "sum": n + m}


def zero_or_none(draw: Random) -> dict[str, object]:
    k = draw.choice([1, 2, 3, 4])
    w = draw.choice([4, 6, 8])
    return {"w": w, "k": k, "lr": 0.5, "answer": f"{w - k * 0.5}", "rolled": f"{w - k * 0.75}"}
