"""Numbers for the quiz on federated averaging."""

from random import Random


def two_clients(draw: Random) -> dict[str, object]:
    n1, n2 = draw.choice([(300, 100), (100, 300), (400, 100), (150, 50), (90, 10), (10, 90)])
    w1, w2 = draw.sample([1, 2, 3, 5, 6, 8], 2)
    return {
        "n1": n1,
        "n2": n2,
        "w1": w1,
        "w2": w2,
        "total": n1 + n2,
        "answer": round((n1 * w1 + n2 * w2) / (n1 + n2), 4),
        "plain": (w1 + w2) / 2,
        "swapped": round((n2 * w1 + n1 * w2) / (n1 + n2), 4),
    }


def on_the_clock(draw: Random) -> dict[str, object]:
    a, b, total = draw.randint(51, 99), draw.randint(51, 99), -draw.randint(3, 40)
    c = (total - a - b) % 100
    return {
        "a": a,
        "b": b,
        "c": c,
        "plain": a + b + c,
        "rest": total % 100,
        "answer": total,
    }


def moved_rows(draw: Random) -> dict[str, object]:
    vocab = ["a", "doctor", "pain", "the", "night", "tea"]
    rows = sorted(draw.sample(range(6), 2))
    changes = [[0.0, 0.0] for _ in vocab]
    changes[rows[0]], changes[rows[1]] = [0.5, -0.5], [0.0, -0.25]
    return {
        "vocab": vocab,
        "changes": changes,
        "answer": str([vocab[i] for i in rows]),
        "sums": str([vocab[rows[1]]]),
    }
