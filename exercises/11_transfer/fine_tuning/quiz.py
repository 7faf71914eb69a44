"""Numbers for the quiz questions about fine-tuning."""

from random import Random


def plain(value: float) -> str:
    """Write a small number without an exponent."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def first_group_rate(draw: Random) -> dict[str, object]:
    base = draw.choice([0.002, 0.004, 0.006, 0.008, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1])
    return {
        "base": plain(base),
        "base_number": base,
        "top": plain(base / 2),
        "top_number": round(base / 2, 8),
        "hundredth": round(base / 100, 8),
        "shown": plain(base / 200),
        "answer": round(base / 200, 8),
    }


def second_group_rate(draw: Random) -> dict[str, object]:
    groups, factor = draw.choice([(3, 10), (4, 10), (3, 4), (4, 3), (3, 5), (5, 2), (3, 6)])
    mult = factor ** (groups - 1)
    bottom = draw.choice([0.0001, 0.0002, 0.0003])
    top = round(bottom * mult, 8)
    answer = round(bottom * factor, 8)
    return {
        "groups": groups,
        "steps": groups - 1,
        "factor": factor,
        "mult": mult,
        "power": " · ".join([str(factor)] * (groups - 1)),
        "top": plain(top),
        "bottom": plain(bottom),
        "bottom_number": bottom,
        "shown": plain(answer),
        "answer": answer,
        "even": round(bottom + (top - bottom) / (groups - 1), 8),
    }


def trainable_parameters(draw: Random) -> dict[str, object]:
    a, b, c = draw.choice([10, 20, 40]), draw.choice([30, 50, 60]), draw.choice([8, 12, 20])
    d = draw.choice([2, 3, 5])
    head, body = c * d + d, a * b + b + b * c + c
    return {
        "a": a,
        "b": b,
        "c": c,
        "d": d,
        "weights": c * d,
        "answer": head,
        "frozen": body,
        "total": head + body,
    }
