"""Numbers for the quiz on broadcasting."""

from random import Random


def stretched_shape(draw: Random) -> dict[str, object]:
    b = draw.choice([3, 8, 9])
    return {
        "a": draw.choice([2, 6, 7]),
        "b": b,
        "c": draw.choice([4, 5, 10]),
        "joined": b + 1,
    }


def one_hot_by_comparing(draw: Random) -> dict[str, object]:
    classes = draw.choice([4, 5])
    first, second = draw.sample(range(1, classes), 2)

    def row(label: int) -> list[int]:
        return [int(c == label) for c in range(classes)]

    table = [row(first), row(second)]
    return {
        "classes": classes,
        "last": classes - 1,
        "first": first,
        "second": second,
        "answer": str(table),
        "from_one": str([row(first - 1), row(second - 1)]),
        "turned": str([list(column) for column in zip(*table, strict=True)]),
    }


def column_minus_row(draw: Random) -> dict[str, object]:
    return {"n": draw.choice([4, 5, 6, 8, 10, 16, 20, 32, 50, 64, 100])}


def standardised_value(draw: Random) -> dict[str, object]:
    mean, sd = draw.choice([20, 30, 50, 70]), draw.choice([2, 4, 8, 10])
    score = draw.choice([-2.5, -2.0, -1.5, -0.5, 0.5, 1.5, 2.0, 3.0])
    x = mean + round(score * sd)
    turned, unscaled = -score, x - mean
    by_variance, unshifted = round(score / sd, 4), round(x / sd, 4)
    if len({score, turned, unscaled, by_variance, unshifted}) < 5:
        return standardised_value(draw)
    return {
        "mean": mean,
        "sd": sd,
        "x": x,
        "answer": score,
        "turned": turned,
        "unscaled": unscaled,
        "by_variance": by_variance,
        "unshifted": unshifted,
    }


def size_of_distance_table(draw: Random) -> dict[str, object]:
    n, m = draw.choice([5, 8, 10, 20]), draw.choice([3, 4, 6, 30])
    d = draw.choice([2, 7, 12])
    return {"n": n, "m": m, "d": d, "answer": n * m, "steps": n * m * d, "sum": n + m}
