"""Numbers for the questions about analogies."""

from random import Random


def target(draw: Random) -> dict[str, object]:
    while True:
        a, b, c = ([float(draw.randint(1, 9)) for _ in range(2)] for _ in range(3))
        step = [y - x for x, y in zip(a, b, strict=True)]
        found = [z + s for z, s in zip(c, step, strict=True)]
        backwards = [z - s for z, s in zip(c, step, strict=True)]
        added = [sum(three) for three in zip(a, b, c, strict=True)]
        told = [found, backwards, step, added]
        if all(step) and all(one != other for i, one in enumerate(told) for other in told[:i]):
            break
    return {
        "a": str(a),
        "b": str(b),
        "c": str(c),
        "answer": str(found),
        "step": str(step),
        "backwards": str(backwards),
        "added": str(added),
    }


def two_measures(draw: Random) -> dict[str, object]:
    words = ["tea", "lake", "moon"]
    x, y = draw.choice([(1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)])
    times = draw.choice([3, 4, 5])
    rows = [(times * x, times * y), (x + draw.choice([1, -1]), y), (-x, draw.choice([4, 5]))]
    order = draw.sample(range(3), 3)
    table = [[float(number) for number in rows[k]] for k in order]
    same, close = words[order.index(0)], words[order.index(1)]
    return {
        "table": str(table),
        "query": str([float(x), float(y)]),
        "answer": f"{same} {close}",
        "same": same,
        "close": close,
        "far": (times - 1) ** 2 * (x * x + y * y),
        "near": 1,
        "swapped": f"{close} {same}",
        "only_cosine": f"{same} {same}",
        "only_distance": f"{close} {close}",
    }
