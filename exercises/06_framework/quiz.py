"""Numbers for the questions about the framework."""

from random import Random


def backward_again(draw: Random) -> dict[str, object]:
    w, times = draw.choice([3, 5, 7, 9, 11]), draw.choice([2, 3, 4])
    total = 2 * w * times
    return {
        "w": w,
        "times": times,
        "once": 2 * w,
        "square": w * w,
        "sum": total,
        "answer": f"{total}.0",
    }


def used_twice(draw: Random) -> dict[str, object]:
    x, a = draw.randint(2, 6), draw.randint(2, 5)
    y = x + a
    return {"x": x, "a": a, "y": y, "z": x * y, "sum": x + y, "answer": f"{x + y}.0"}


def detached_factor(draw: Random) -> dict[str, object]:
    x = draw.randint(3, 12)
    return {"x": x, "double": 2 * x, "square": x * x, "answer": f"{x}.0"}


def same_place_twice(draw: Random) -> dict[str, object]:
    twice, other = draw.sample(range(4), 2)
    places = [twice] * draw.choice([2, 3]) + [other]
    draw.shuffle(places)
    step = draw.randint(1, 3)
    return {
        "places": str(places),
        "step": step,
        "twice": twice,
        "answer": str([-step if place in places else 0 for place in range(4)]),
        "summed": str([-step * places.count(place) for place in range(4)]),
    }


def row_or_copy(draw: Random) -> dict[str, object]:
    first, second = draw.sample([10, 20, 30, 40, 100, 200], 2)
    return {
        "first": first,
        "second": second,
        "answer": 15 + 3 * first,
        "both": 15 + 3 * (first + second),
        "reversed": 15 + 3 * second,
    }


def whole_division(draw: Random) -> dict[str, object]:
    d = draw.choice([2, 4, 5])
    n = d * draw.randint(1, 5) + draw.randint(1, d - 1)
    down, q = n // d, round(n / d, 2)
    return {
        "n": n,
        "d": d,
        "q": q,
        "down": down,
        "down_negative": -down - 1,
        "answer": str([down, -down - 1]),
        "towards_zero": str([down, -down]),
        "exact": str([q, -q]),
    }


def first_true(draw: Random) -> dict[str, object]:
    while True:
        values = draw.sample([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6], 5)
        u = draw.choice([0.12, 0.18, 0.25, 0.35])
        ones = [int(value > u) for value in values]
        first, largest, count = [*ones, 1].index(1), values.index(max(values)), sum(ones)
        if count and len({first, largest, count}) == 3:
            return {
                "values": str(values),
                "u": u,
                "ones": str(ones),
                "answer": first,
                "largest": largest,
                "count": count,
            }


def second_step_with_momentum(draw: Random) -> dict[str, object]:
    lr, momentum = draw.choice([0.1, 0.05]), draw.choice([0.9, 0.5, 0.8])
    g = draw.choice([1.0, 2.0, -1.0, -2.0])
    v = momentum * g + g
    first = (1 - momentum) * g
    return {
        "lr": lr,
        "momentum": momentum,
        "g": g,
        "v": round(v, 4),
        "first": round(1 - lr * g, 4),
        "answer": round(1 - lr * g - lr * v, 4),
        "plain": round(1 - 2 * lr * g, 4),
        "damped": round(1 - lr * first - lr * (momentum * first + first), 4),
    }
