"""Numbers for the questions about looking for a learning rate."""

from random import Random


def which_rate(draw: Random) -> dict[str, object]:
    lowest = draw.choice([0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0])
    return {
        "lowest": lowest,
        "steep": round(lowest / 10, 4),
        "flat": round(lowest / 10000, 8),
        "high": round(lowest * 3, 3),
    }


def factor_of_the_rates(draw: Random) -> dict[str, object]:
    sizes, num = draw.choice([(8, 100), (8, 80), (6, 100), (6, 60), (4, 50), (5, 100), (3, 30)])
    low = draw.choice([5, 6, 7])
    return {
        "low": low,
        "high": sizes - low,
        "num": num,
        "sizes": sizes,
        "answer": round(10 ** (sizes / num), 4),
        "whole": 10**sizes,
    }


def without_its_bias(draw: Random) -> dict[str, object]:
    beta = draw.choice([0.5, 0.8, 0.9])
    a, b = draw.sample([1, 2, 3, 4, 5, 6], 2)
    mean = beta * (1 - beta) * a + (1 - beta) * b
    return {
        "beta": beta,
        "a": a,
        "b": b,
        "mean": round(mean, 4),
        "weights": round(1 - beta**2, 4),
        "answer": round(mean / (1 - beta**2), 3),
        "biased": round(mean, 3),
        "first": round(beta * a + (1 - beta) * b, 3),
    }
