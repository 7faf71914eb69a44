"""Numbers for the quiz on splits."""

from random import Random


def valid_rows(draw: Random) -> dict[str, object]:
    n = draw.choice([38, 44, 73, 89, 104, 128, 163, 249, 333, 504, 748, 999])
    valid = int(0.2 * n)
    product = round(0.2 * n, 1)
    return {
        "n": n,
        "product": product,
        "answer": valid,
        "rounded": valid + 1,
        "rest": n - valid,
    }


def scaled_value(draw: Random) -> dict[str, object]:
    deviation = draw.choice([2, 4, 5, 10])
    mean = draw.choice([20, 30, 50])
    times = draw.choice([-2, 2, 3, 4])
    train = draw.choice([[-1, 1, 1, -1], [1, -1, 1, -1], [-1, -1, 1, 1]])
    return {
        "train": ", ".join(str(mean + deviation * sign) for sign in train),
        "value": mean + times * deviation,
        "mean": mean,
        "deviation": deviation,
        "answer": times,
        "shifted": times * deviation,
        "by_variance": round(times / deviation, 2),
        "sample": round(times * 0.75**0.5, 2),
    }


def torn_day(draw: Random) -> dict[str, object]:
    wanted = draw.choice([3, 4, 5])
    inside = draw.randint(1, wanted - 1)  # rows of the torn day behind the cut
    outside = draw.randint(1, 3)  # and before it
    torn = 10 - wanted - outside + draw.choice([1, 2, 3])
    start = torn - (10 - wanted - outside)
    days = list(range(start, torn)) + [torn] * (inside + outside)
    days += list(range(torn + 1, torn + 1 + wanted - inside))
    return {
        "days": ", ".join(str(day) for day in days),
        "share": f"{10 * wanted} %",
        "wanted": wanted,
        "torn": torn,
        "answer": wanted - inside,
        "pulled": wanted + outside,
    }
