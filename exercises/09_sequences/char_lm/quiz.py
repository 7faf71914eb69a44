"""Numbers for the questions about character models."""

from itertools import accumulate
from math import exp, log, log2, log10
from random import Random


def know_nothing_loss(draw: Random) -> dict[str, object]:
    v = draw.choice([26, 27, 30, 40, 50, 64, 65, 80, 96, 100])
    return {
        "v": v,
        "answer": round(log(v), 3),
        "bits": round(log2(v), 3),
        "tens": round(log10(v), 3),
    }


def from_loss(draw: Random) -> dict[str, object]:
    loss = draw.choice([1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.2])
    return {
        "loss": loss,
        "answer": round(exp(loss), 2),
        "base_two": round(2**loss, 2),
        "inverse": round(exp(-loss), 3),
    }


def two_logits(draw: Random) -> dict[str, object]:
    a, t = draw.choice(
        [(2, 0.5), (1, 0.5), (1, 0.25), (1, 0.4), (2, 0.8), (3, 1.5), (1, 2), (2, 2), (3, 2)]
    )
    z = round(a / t, 2)
    return {
        "a": a,
        "t": t,
        "z": z,
        "answer": round(1 / (1 + exp(-z)), 3),
        "plain": round(1 / (1 + exp(-a)), 3),
        "multiplied": round(1 / (1 + exp(-a * t)), 3),
    }


def count_batches(draw: Random) -> dict[str, object]:
    bs, bptt = draw.choice([4, 8, 16]), draw.choice([10, 20, 25, 35])
    full, rest = draw.randint(3, 8), draw.randint(2, bptt - 2)
    length = full * bptt + rest
    n = length * bs + draw.randint(1, bs)
    return {
        "n": n,
        "bs": bs,
        "bptt": bptt,
        "inputs": n - 1,
        "length": length,
        "full": full,
        "rest": rest,
        "answer": full + 1,
        "one_column": -(-(n - 1) // bptt),
    }


def throw_a_dart(draw: Random) -> dict[str, object]:
    while True:
        twentieths = [draw.randint(1, 9) for _ in range(4)]
        if sum(twentieths) != 20:
            continue
        sums = list(accumulate(twentieths))
        u = draw.choice([0.12, 0.23, 0.32, 0.38, 0.42, 0.48, 0.53, 0.62, 0.68])
        place = [s / 20 > u for s in sums].index(True)
        raw = next((n for n, t in enumerate(twentieths) if t / 20 > u), 0)
        if raw not in (place, place + 1):
            return {
                "p": str([t / 20 for t in twentieths]),
                "u": u,
                "sums": str([s / 20 for s in sums]),
                "answer": place,
                "raw": raw,
                "after": place + 1,
            }
