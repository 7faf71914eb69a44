"""Numbers for the quiz questions about reproducing a run."""

from random import Random


def next_velocity(draw: Random) -> dict[str, object]:
    mu = draw.choice([0.5, 0.8, 0.9])
    v, g = draw.choice([2, 4, -2, 10, 6]), draw.choice([1, 3, 0.5, 5])
    answer = round(mu * v + g, 4)
    return {
        "mu": mu,
        "v": v,
        "g": g,
        "kept": round(mu * v, 4),
        "answer": answer,
        "without": g,
        "damped": round(mu * v + (1 - mu) * g, 4),
    }


def next_batch(draw: Random) -> dict[str, object]:
    bs = draw.choice([8, 16, 32])
    whole, rest = draw.choice([3, 5, 7]), draw.choice([1, 3, 4])
    batches = whole + 1
    epochs, place = draw.choice([2, 3, 6]), draw.choice([1, 2, 3])
    return {
        "n": whole * bs + rest,
        "bs": bs,
        "batches": batches,
        "steps": epochs * batches + place,
        "answer": epochs,
        "from_one": epochs + 1,
        "whole": epochs * batches,
        "place": place,
    }


def live_snapshot(draw: Random) -> dict[str, object]:
    return {"start": draw.choice([1, 2, 3, 5]), "step": draw.choice([4, 6, 8])}
