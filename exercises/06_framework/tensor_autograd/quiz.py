"""Numbers for the questions about tensors that remember."""

from random import Random


def gradient_of_a_bias(draw: Random) -> dict[str, object]:
    N, C = draw.sample([4, 5, 8, 10, 20, 32], 2)
    g = draw.choice([2, 3, 5])
    return {"N": N, "C": C, "g": g, "answer": N * g, "columns": C * g, "all": N * C * g}


def shape_of_a_gradient(draw: Random) -> dict[str, object]:
    n, m, k = draw.sample([2, 3, 4, 5, 6, 7, 8], 3)
    return {"n": n, "m": m, "k": k, "copies": n * k}


def two_copies_of_a_row(draw: Random) -> dict[str, object]:
    row, other = draw.sample(range(3), 2)
    first, between = draw.sample([1, 2, 3, 4, 5, 6, 7, 8], 2)
    return {
        "idx": str([row, other, row]),
        "g": str([float(first), float(between), float(first)]),
        "row": row,
        "first": first,
        "sum": 2 * first,
        "answer": first,
    }
