"""Draw the numbers of the quiz questions on the mean squared error."""

from random import Random


def squared_error(draw: Random) -> dict[str, object]:
    tenths = [value / 100 for value in range(10, 100, 5)]
    pred, goal = draw.choice(
        [
            (p, g)
            for p in tenths
            for g in tenths
            if 0.15 <= round(p - g, 2) <= 0.7 and round(p + g, 2) != 1
        ]
    )
    difference = round(pred - goal, 2)
    return {
        "pred": pred,
        "goal": goal,
        "difference": difference,
        "answer": round(difference**2, 4),
        "distance": difference,
        "squares": round(pred**2 - goal**2, 4),
    }


def mean_of_three(draw: Random) -> dict[str, object]:
    while True:
        # No difference is a multiple of 3, so the sum of the three squares is one.
        misses = [draw.choice([-5, -4, -2, -1, 1, 2, 4, 5]) for _ in range(3)]
        total = sum(miss**2 for miss in misses)
        absolute = round(sum(map(abs, misses)) / 3, 2)
        cancelled = round((sum(misses) / 3) ** 2, 2)
        values = [total // 3, total, absolute, cancelled]
        if all(abs(a - b) > 0.1 for i, a in enumerate(values) for b in values[:i]):
            break
    goals = [draw.randint(6, 15) for _ in range(3)]
    shown: dict[str, object] = {}
    for i, (goal, miss) in enumerate(zip(goals, misses, strict=True), start=1):
        shown |= {f"p{i}": goal + miss, f"g{i}": goal, f"d{i}": miss}
    return shown | {
        "total": total,
        "answer": total // 3,
        "absolute": absolute,
        "cancelled": cancelled,
    }


def column_minus_row(draw: Random) -> dict[str, object]:
    return {"n": draw.randint(3, 40)}


def perfect_but_stretched(draw: Random) -> dict[str, object]:
    a = draw.randint(1, 9)
    b = draw.choice([b for b in range(1, 10) if b != a and (a - b) % 2 == 0])
    square = (a - b) ** 2
    mean = square // 2
    return {"a": a, "b": b, "square": square, "answer": mean, "printed": f"{mean}.0"}
