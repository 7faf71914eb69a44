"""Numbers for the questions about tables."""

from math import sqrt
from random import Random

TRADES = ("baker", "clerk", "farmer", "nurse", "smith", "tailor")


def codes_by_hand(draw: Random) -> dict[str, object]:
    while True:
        known = draw.sample(TRADES[:-1], 3)
        train = [*known, draw.choice(known)]
        strangers = [trade for trade in TRADES if trade not in known]
        new = [*draw.sample(known, 2), draw.choice(strangers)]
        draw.shuffle(new)
        codes = {value: code for code, value in enumerate(sorted(known), 1)}
        seen = {value: code for code, value in enumerate(known, 1)}
        answer = [codes.get(value, 0) for value in new]
        appearance = [seen.get(value, 0) for value in new]
        fromzero = [codes[value] - 1 if value in codes else 0 for value in new]
        if len({str(answer), str(appearance), str(fromzero)}) == 3:
            break
    return {
        "train": str(train),
        "new": str(new),
        "answer": str(answer),
        "appearance": str(appearance),
        "fromzero": str(fromzero),
    }


def scaled_by_hand(draw: Random) -> dict[str, object]:
    middle, gap = draw.choice([30, 35, 40, 45]), draw.choice([6, 8, 10, 12])
    deviation = round(gap / sqrt(2), 2)
    age = middle + draw.choice([-14, -9, -5, 5, 9, 14])
    return {
        "low": middle - gap,
        "middle": middle,
        "high": middle + gap,
        "deviation": deviation,
        "age": age,
        "answer": round((age - middle) / deviation, 2),
        "undivided": age - middle,
        "turned": round((middle - age) / deviation, 2),
    }


def columns_of_a_net(draw: Random) -> dict[str, object]:
    cats, size = draw.randint(2, 5), draw.choice([4, 5, 6, 8])
    flags, flagsize, conts = draw.randint(1, 3), draw.choice([2, 3]), draw.randint(2, 7)
    vectors = cats * size + flags * flagsize
    return {
        "cats": cats,
        "size": size,
        "flags": flags,
        "flagsize": flagsize,
        "conts": conts,
        "answer": vectors + conts,
        "columns": cats + flags + conts,
        "noconts": vectors,
    }
