"""Numbers for the questions about universal approximation."""

from random import Random


def signed(number: int) -> str:
    return f"+ {number}" if number > 0 else f"- {-number}"


def net_by_hand(draw: Random) -> dict[str, object]:
    k1 = draw.randint(1, 3)
    k2 = k1 + draw.randint(1, 3)
    x = k2 + draw.randint(1, 4)
    c, v1 = draw.randint(1, 5), draw.randint(2, 4)
    v2 = draw.choice([-6, -5, -3, -2, 2, 3])
    sent1, sent2 = x - k1, x - k2
    return {
        "k1": k1,
        "k2": k2,
        "x": x,
        "c": c,
        "v1": v1,
        "v2signed": signed(v2),
        "sent1": sent1,
        "sent2": sent2,
        "answer": c + v1 * sent1 + v2 * sent2,
        "firstoff": c + v2 * sent2,
        "nobias": v1 * sent1 + v2 * sent2,
    }


def weight_of_a_kink(draw: Random) -> dict[str, object]:
    gap1, gap2 = draw.choice([(2, 3), (3, 2), (2, 4), (4, 2), (5, 2)])
    slope1, slope2 = draw.choice([(2, -1), (1, -2), (3, 1), (-1, 2), (-2, -1), (2, 3), (1, 4)])
    x0, y0 = draw.randint(0, 3), draw.randint(-2, 4)
    rise = slope2 * gap2 - slope1 * gap1
    if rise in (slope2, slope2 - slope1):
        return weight_of_a_kink(draw)
    return {
        "x0": x0,
        "x1": x0 + gap1,
        "x2": x0 + gap1 + gap2,
        "y0": y0,
        "y1": y0 + slope1 * gap1,
        "y2": y0 + slope1 * gap1 + slope2 * gap2,
        "slope1": slope1,
        "slope2": slope2,
        "answer": slope2 - slope1,
        "rise": rise,
    }


def written_for_x(draw: Random) -> dict[str, object]:
    deviation = draw.choice([2, 4, 5])
    w = deviation * draw.choice([1, 2, 3])
    mean, b = draw.choice([10, 20, 30]), draw.randint(1, 6)
    return {
        "deviation": deviation,
        "w": w,
        "mean": mean,
        "b": b,
        "neww": w // deviation,
        "answer": b - w * mean // deviation,
        "undivided": b - w * mean,
    }


def twice_as_many(draw: Random) -> dict[str, object]:
    few, factor = draw.choice([5, 8, 10, 20]), draw.choice([2, 3, 4, 5])
    error = draw.choice([0.9, 0.72, 0.6, 0.48, 0.36])
    answer = error / factor**2
    return {
        "few": few,
        "many": few * factor,
        "factor": factor,
        "square": factor**2,
        "error": error,
        "answer": round(answer, 5),
        "shown": f"{answer:.2g}",
        "once": round(error / factor, 4),
    }
