"""Numbers for the questions about checking a gradient."""

from random import Random


def cube_from_both_sides(draw: Random) -> dict[str, object]:
    x, h = draw.choice([1, 2, 3, 4, 5]), draw.choice([0.1, 0.2, 0.5])
    left, right = round(x - h, 1), round(x + h, 1)
    up, down = round(right**3, 3), round(left**3, 3)
    return {
        "x": x,
        "h": h,
        "left": left,
        "right": right,
        "up": up,
        "down": down,
        "rise": round(up - down, 3),
        "width": round(2 * h, 1),
        "answer": round((up - down) / (2 * h), 3),
        "oneside": round((up - x**3) / h, 3),
        "undivided": round((up - down) / h, 3),
        "exact": 3 * x * x,
    }


def how_far_apart(draw: Random) -> dict[str, object]:
    pairs = [
        (0.3, 0.2),
        (0.5, 0.3),
        (0.1, 0.3),
        (0.9, 0.7),
        (1.5, 2.5),
        (0.2, 0.6),
        (3.0, 2.0),
        (1.2, 2.8),
    ]
    a, b = draw.choice(pairs)
    if draw.random() < 0.5:
        a, b = b, a
    distance, total = round(abs(a - b), 2), round(a + b, 2)
    return {
        "a": a,
        "b": b,
        "distance": distance,
        "total": total,
        "answer": round(distance / total, 4),
        "overb": round(distance / b, 4),
        "mean": round(2 * distance / total, 4),
    }


def calls_of_the_loss(draw: Random) -> dict[str, object]:
    rows, columns = draw.choice([3, 4, 5, 8, 10]), draw.choice([2, 6, 7, 9, 20])
    return {
        "rows": rows,
        "columns": columns,
        "elements": rows * columns,
        "answer": 2 * rows * columns,
        "oneside": rows * columns + 1,
    }
