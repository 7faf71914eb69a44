"""Numbers for the quiz on the feedback loop."""

from random import Random

RECORDS = (
    [6, 3, 1],
    [2, 2, 4],
    [5, 0, 15],
    [1, 1, 2],
    [10, 5, 5],
    [3, 0, 1],
    [1, 6, 3],
    [4, 12, 0],
    [2, 5, 1],
    [7, 2, 1],
)  # whose shares are short decimals


def arrests_on_average(draw: Random) -> dict[str, object]:
    rate, share = draw.choice([20, 30, 40, 50, 60]), draw.choice([0.1, 0.2, 0.3, 0.7, 0.9])
    return {
        "rate": rate,
        "share": share,
        "answer": round(rate * share, 2),
        "unseen": round(rate * (1 - share), 2),
    }


def rate_from_records(draw: Random) -> dict[str, object]:
    rate_a, rate_b = draw.sample([10, 12, 20, 30, 40], 2)
    days_a, days_b = draw.sample([10, 20, 50, 60, 100], 2)
    a, b = rate_a * days_a, rate_b * days_b
    return {
        "a": a,
        "b": b,
        "days_a": days_a,
        "days_b": days_b,
        "rate_a": rate_a,
        "rate_b": rate_b,
        "answer": round(rate_a / (rate_a + rate_b), 4),
        "naive": round(a / (a + b), 4),
    }


def next_shares(draw: Random) -> dict[str, object]:
    records = draw.choice(RECORDS)
    total = sum(records)
    return {
        "records": records,
        "answer": str([n / total for n in records]),
        "greedy": str([float(n == max(records)) for n in records]),
    }
