"""Numbers for the quiz on collaborative filtering."""

from random import Random


def sum_by_hand(draw: Random) -> dict[str, object]:
    p, q = draw.sample([-2, -1, 1, 2, 3], 2), draw.sample([-2, -1, 1, 2, 3], 2)
    b, c = draw.choice([0.5, -0.5, 0.25]), draw.choice([0.75, 1.5, -1.25])
    dot = p[0] * q[0] + p[1] * q[1]
    return {
        "p": f"({p[0]}, {p[1]})",
        "q": f"({q[0]}, {q[1]})",
        "b": b,
        "c": c,
        "dot": dot,
        "answer": dot + b + c,
        "one": dot + b,
        "added": sum(p) + sum(q) + b + c,
    }


def count_numbers(draw: Random) -> dict[str, object]:
    users, items = draw.choice([200, 300, 600, 1000]), draw.choice([50, 120, 400])
    k = draw.choice([5, 10, 20, 50])
    return {
        "users": users,
        "items": items,
        "k": k,
        "answer": (users + items) * (k + 1),
        "without": (users + items) * k,
        "cells": users * items,
    }


def indices(draw: Random) -> dict[str, object]:
    train = draw.sample([12, 41, 55, 90, 300, 700], 3)
    unknown = draw.choice([7, 60, 999])
    known = sorted(train)
    looked_up = [known[2], unknown, known[0]]
    neighbour = min(sum(one < unknown for one in known), 2) + 1
    return {
        "train": [*train, train[0]],
        "looked_up": looked_up,
        "answer": "[3, 0, 1]",
        "trusting": f"[3, {neighbour}, 1]",
        "from_zero": "[2, 0, 0]",
    }
