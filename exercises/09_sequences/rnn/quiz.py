"""Numbers for the questions about recurrent networks."""

from random import Random


def states_shape(draw: Random) -> dict[str, object]:
    t, n = draw.choice([10, 20, 30, 35]), draw.choice([4, 8, 16])
    d, h = draw.choice([3, 5, 12]), draw.choice([32, 64, 100])
    return {
        "t": t,
        "n": n,
        "d": d,
        "h": h,
        "answer": f"({t}, {n}, {h})",
        "batch_first": f"({n}, {t}, {h})",
        "last": f"({n}, {h})",
        "input": f"({t}, {n}, {d})",
    }


def weights_and_steps(draw: Random) -> dict[str, object]:
    d, h, t = draw.choice([2, 3, 5, 8]), draw.choice([4, 10, 20]), draw.choice([6, 12, 50])
    total = d * h + h * h + h
    return {
        "d": d,
        "h": h,
        "t": t,
        "answer": total,
        "times_steps": total * t,
        "without_h": total - h * h,
        "without_bias": total - h,
    }


def power_of_a_weight(draw: Random) -> dict[str, object]:
    w, t = draw.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.5]), draw.choice([4, 6, 10])
    return {
        "w": w,
        "t": t,
        "answer": float(f"{w**t:.4g}"),
        "product": round(w * t, 2),
        "one_less": float(f"{w ** (t - 1):.4g}"),
    }


def clip_together(draw: Random) -> dict[str, object]:
    a, b, norm = draw.choice(
        [(3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (12, 16, 20), (9, 12, 15)]
    )
    limits = (3, 6) if norm == 15 else (2, 3, 4, 5, 6)
    limit = draw.choice([limit for limit in limits if limit < a])
    return {
        "a": a,
        "b": b,
        "norm": norm,
        "limit": limit,
        "factor": round(limit / norm, 2),
        "answer": round(a * limit / norm, 2),
        "alone": min(a, limit),
        "unit": round(a / norm, 2),
    }
