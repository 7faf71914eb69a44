"""Numbers for the questions about the perceptron."""

from random import Random


def three_rows(draw: Random) -> dict[str, object]:
    rows = [(0, 1), (1, 0), (1, 1), (2, 1), (1, 2), (2, 0), (0, 2), (3, 1)]
    while True:
        w = [draw.choice([-3, -2, -1, 1, 2, 3]) for _ in range(2)]
        b = draw.choice([-4, -3, -2, -1, 1, 2, 3, 4])
        shown = draw.sample(rows, 3)
        plain = [w[0] * x[0] + w[1] * x[1] for x in shown]
        sums = [s + b for s in plain]
        key = [int(s > 0) for s in sums]
        geq = [int(s >= 0) for s in sums]
        nobias = [int(s > 0) for s in plain]
        if sums.count(0) == 1 and sum(key) == 1 and nobias not in (key, geq):
            return {
                "w": str(w),
                "b": b,
                "rows": str(shown),
                "sums": str(sums),
                "answer": str(key),
                "geq": str(geq),
                "nobias": str(nobias),
            }


def after_one_mistake(draw: Random) -> dict[str, object]:
    while True:
        w = [draw.choice([-2, -1, 0, 1, 2]) for _ in range(2)]
        x = [draw.choice([-2, -1, 1, 2, 3]) for _ in range(2)]
        b = draw.choice([-2, -1, 1, 2])
        old = w[0] * x[0] + w[1] * x[1] + b
        if old != 0 and abs(old) <= 6:
            break
    yhat = int(old > 0)
    sign = 1 - 2 * yhat
    square = x[0] ** 2 + x[1] ** 2
    new = [w[0] + sign * x[0], w[1] + sign * x[1]]
    return {
        "w": f"({w[0]}, {w[1]})",
        "b": b,
        "x": f"({x[0]}, {x[1]})",
        "y": 1 - yhat,
        "yhat": yhat,
        "old": old,
        "neww": f"({new[0]}, {new[1]})",
        "newb": b + sign,
        "move": square + 1,
        "answer": old + sign * (square + 1),
        "nobias": old + sign * square,
        "wrongway": old - sign * (square + 1),
    }
