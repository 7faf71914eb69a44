"""Numbers for the questions about numbers that remember."""

from random import Random


def two_ways(draw: Random) -> dict[str, object]:
    a, b = draw.randint(2, 6), draw.choice([3, 4, 5, 7])
    return {
        "a": a,
        "b": b,
        "bplus": b + 1,
        "answer": b + 1,
        "direct": 1,
        "through": b,
        "value": a * b + a,
    }


def same_place(draw: Random) -> dict[str, object]:
    a = draw.randint(3, 12)
    return {"a": a, "answer": f"{2 * a}.0", "once": f"{a}.0", "square": f"{a * a}.0"}


def calls_in_turn(draw: Random) -> dict[str, object]:
    slope, calls = draw.choice([3, 4, 5, 6, 8]), draw.choice([2, 3, 4])
    return {
        "slope": slope,
        "calls": calls,
        "answer": slope * calls,
        "power": slope**calls,
    }


def ways_and_values(draw: Random) -> dict[str, object]:
    k = draw.choice([3, 4, 5, 6, 7, 8, 9, 10])
    return {"k": k, "answer": 2**k, "values": k + 1, "double": 2 * k}
