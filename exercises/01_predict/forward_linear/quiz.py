"""Numbers for the quiz on the forward pass of a linear layer."""

from random import Random


def one_prediction(draw: Random) -> dict[str, object]:
    x1, x2 = draw.sample([1, 2, 3, 4, 5], 2)
    w1, w2 = draw.choice([2, 3, 4, 5]), draw.choice([-3, -2, -1])
    b = draw.choice([0.5, 1.5, 2.5, -0.5, -1.5])
    answer = w1 * x1 + w2 * x2 + b
    no_bias, no_sign = w1 * x1 + w2 * x2, w1 * x1 - w2 * x2 + b
    crossed, two_biases = w1 * x2 + w2 * x1 + b, answer + b
    if len({answer, no_bias, no_sign, crossed, two_biases}) < 5:
        return one_prediction(draw)
    return {
        "x1": x1,
        "x2": x2,
        "w1": w1,
        "w2": w2,
        "b": b,
        "answer": answer,
        "no_bias": no_bias,
        "no_sign": no_sign,
        "crossed": crossed,
        "two_biases": two_biases,
    }


def shape_of_predictions(draw: Random) -> dict[str, object]:
    return {
        "n": draw.choice([16, 20, 32, 50, 64, 100]),
        "d": draw.choice([3, 4, 5, 6, 8, 12]),
        "c": draw.choice([2, 7, 9, 10]),
    }


def count_the_parameters(draw: Random) -> dict[str, object]:
    d, c = draw.choice([3, 4, 5, 6, 8, 12, 20]), draw.choice([2, 3, 5, 10])
    n = draw.choice([16, 32, 64])
    return {
        "d": d,
        "c": c,
        "n": n,
        "answer": d * c + c,
        "weights": d * c,
        "one_bias": d * c + 1,
        "bias_for_each_row": d * c + n * c,
    }


def product_of_matrices(draw: Random) -> dict[str, object]:
    a, b, c, d = draw.sample([1, 2, 3, 4, 5, 6], 4)
    p, q = draw.choice([2, 3]), draw.choice([-2, -1, 1])
    k = draw.choice([10, 20, 100])
    first, second = a * p + b * q + k, c * p + d * q + k
    return {
        "a": a,
        "b": b,
        "c": c,
        "d": d,
        "p": p,
        "q": q,
        "k": k,
        "first": first,
        "second": second,
        "answer": str([[first], [second]]),
        "entrywise": str([[a * p + k, b * p + k], [c * q + k, d * q + k]]),
        "by_columns": str([[a * p + c * q + k], [b * p + d * q + k]]),
        "without_bias": str([[first - k], [second - k]]),
        "flat": str([first, second]),
    }
