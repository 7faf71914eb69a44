"""Numbers for the questions about heads and losses."""

from math import log, log10
from random import Random


def price_of_an_answer(draw: Random) -> dict[str, object]:
    triples = [
        (0.1, 0.3, 0.6),
        (0.05, 0.25, 0.7),
        (0.1, 0.2, 0.7),
        (0.05, 0.15, 0.8),
        (0.2, 0.3, 0.5),
    ]
    shares = list(draw.choice(triples))
    draw.shuffle(shares)
    favourite = shares.index(max(shares))
    label = draw.choice([index for index in range(3) if index != favourite])
    p = shares[label]
    return {
        "probabilities": f"{shares[0]}, {shares[1]} and {shares[2]}",
        "label": label,
        "favourite": favourite,
        "p": p,
        "answer": round(-log(p), 3),
        "largest": round(-log(max(shares)), 3),
        "linear": round(1 - p, 3),
        "ten": round(-log10(p), 3),
    }


def gradient_at_a_logit(draw: Random) -> dict[str, object]:
    n = draw.choice([2, 4, 5, 10])
    p = draw.choice([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9])
    return {
        "n": n,
        "p": p,
        "row": round(p - 1, 4),
        "answer": round((p - 1) / n, 4),
        "notruth": round(p / n, 4),
        "flipped": round((1 - p) / n, 4),
    }
