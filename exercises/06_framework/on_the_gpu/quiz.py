"""Numbers for the quiz questions about training on a GPU."""

from random import Random


def mean_of_rows(draw: Random) -> dict[str, object]:
    bs, last = draw.choice([32, 64]), draw.choice([4, 8, 16])
    a, b, c = draw.choice([(0.6, 0.4, 1.6), (0.5, 0.7, 2.1), (1.2, 0.8, 0.2), (0.9, 0.3, 2.7)])
    answer = round((bs * a + bs * b + last * c) / (2 * bs + last), 4)
    return {
        "bs": bs,
        "last": last,
        "a": a,
        "b": b,
        "c": c,
        "rows": 2 * bs + last,
        "sum": round(bs * a + bs * b + last * c, 2),
        "answer": answer,
        "means": round((a + b + c) / 3, 4),
    }


def weights_in_memory(draw: Random) -> dict[str, object]:
    millions = draw.choice([10, 25, 60, 110, 350, 7, 30, 140, 500])
    return {
        "millions": millions,
        "answer": 4 * millions,
        "short": 2 * millions,
        "long": 8 * millions,
    }


def lost_step(draw: Random) -> dict[str, object]:
    return {"small": draw.choice([0.001, 0.0005, 0.002, 0.0015, 0.0003, 0.003, 0.0025, 0.0001])}
