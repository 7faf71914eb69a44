"""Draw the numbers of the quiz questions on gradient descent."""

from random import Random


def plain(value: float) -> float:
    return int(value) if value == int(value) else value


def one_step(draw: Random) -> dict[str, object]:
    w = draw.choice([0.5, 1, 1.5, 2, 3])
    x = draw.choice([2, 3, 4, 5])
    pred = plain(round(w * x, 2))
    goal = draw.choice([goal for goal in range(1, 16) if 1 <= abs(pred - goal) <= 6])
    alpha = draw.choice([0.01, 0.05, 0.1])
    difference = plain(round(pred - goal, 2))
    slope = plain(round(x * difference, 2))
    return {
        "w": w,
        "x": x,
        "goal": goal,
        "alpha": alpha,
        "pred": pred,
        "difference": difference,
        "slope": slope,
        "answer": plain(round(w - alpha * slope, 4)),
        "uphill": round(w + alpha * slope, 4),
        "without_x": round(w - alpha * difference, 4),
        "doubled": round(w - 2 * alpha * slope, 4),
    }


def largest_rate(draw: Random) -> dict[str, object]:
    x = draw.choice([0.1, 0.2, 0.25, 0.4, 2, 2.5, 4, 5, 8, 10, 20])
    return {
        "x": x,
        "answer": plain(round(2 / x**2, 5)),
        "best": round(1 / x**2, 6),
        "linear": round(2 / x, 5),
    }


def two_bold_steps(draw: Random) -> dict[str, object]:
    best = draw.randint(1, 9)
    distance = draw.choice([-2, -1, 1, 2])
    return {
        "w": best + distance,
        "goal": 2 * best,
        "best": best,
        "distance": distance,
        "distance_one": -3 * distance,
        "distance_two": 9 * distance,
        "one": best - 3 * distance,
        "answer": best + 9 * distance,
        "uphill": best + 25 * distance,
    }


def gradients_add_up(draw: Random) -> dict[str, object]:
    w = draw.choice([2, 3])
    while True:
        x1, x2 = draw.sample([1, 2, 3, 4], 2)
        g1, g2 = draw.randint(1, 9), draw.randint(1, 9)
        first, second = x1 * (x1 * w - g1), x2 * (x2 * w - g2)
        if first and second and first + second and first != second:
            break
    return {
        "w": w,
        "x1": x1,
        "x2": x2,
        "g1": g1,
        "g2": g2,
        "first": first,
        "second": second,
        "answer": first + second,
        "printed": f"{first + second}.0",
        "mean": (first + second) / 2,
    }
