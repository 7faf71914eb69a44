"""Numbers for the quiz on dropout."""

from random import Random


def kept_value(draw: Random) -> dict[str, object]:
    p, keep = draw.choice([(0.2, 0.8), (0.75, 0.25), (0.8, 0.2), (0.6, 0.4)])
    x = draw.choice([4, 8, 12, 20])
    return {
        "x": x,
        "p": p,
        "keep": keep,
        "answer": round(x / keep),
        "by_p": round(x / p, 2),
        "multiplied": round(x * keep, 2),
    }


def survivors(draw: Random) -> dict[str, object]:
    n = draw.choice([100, 200, 400, 1000])
    tenths = draw.choice([1, 2, 3, 4, 6, 7, 8])
    return {
        "n": n,
        "p": tenths / 10,
        "keep": (10 - tenths) / 10,
        "answer": n * (10 - tenths) // 10,
        "dropped": n * tenths // 10,
    }


def at_evaluation(draw: Random) -> dict[str, object]:
    p = draw.choice([0.5, 0.75])
    x = [float(v) for v in draw.sample([1, 2, 3, 4, 6, 8], 3)]
    return {
        "p": p,
        "x": x,
        "answer": str(x),
        "scaled_up": str([v / (1 - p) for v in x]),
        "scaled_down": str([v * (1 - p) for v in x]),
    }


def keep_or_drop(draw: Random) -> dict[str, object]:
    hundredths = draw.choice([95, 90, 85, 80, 75, 70, 65, 60, 55, 40])
    return {
        "keep": hundredths / 100,
        "answer": (100 - hundredths) / 100,
        "inverse": round(100 / hundredths, 2),
    }


def gradient_through(draw: Random) -> dict[str, object]:
    p, factor = draw.choice([(0.5, 2), (0.75, 4), (0.8, 5)])
    x, grads = draw.sample([1, 2, 3, 5], 2), draw.sample([2, 3, 4, 6, 7], 2)
    i = draw.choice([0, 1])
    out = [0, 0]
    out[i] = x[i] * factor
    return {
        "p": p,
        "factor": factor,
        "x": f"{x[0]} and {x[1]}",
        "out": f"{out[0]} and {out[1]}",
        "grad": f"{grads[0]} and {grads[1]}",
        "place": ["first", "second"][i],
        "g": grads[i],
        "answer": grads[i] * factor,
        "shrunk": round(grads[i] / factor, 2),
    }
