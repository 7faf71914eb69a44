"""Numbers for the questions about privacy."""

from random import Random


def weighted_average(draw: Random) -> dict[str, object]:
    while True:
        shares = list(draw.choice([(1, 2, 7), (1, 3, 6), (2, 3, 5), (1, 1, 8), (2, 2, 6)]))
        draw.shuffle(shares)
        tenths = draw.sample(range(1, 21), 3)
        hundredths = sum(share * w for share, w in zip(shares, tenths, strict=True))
        biggest = tenths[shares.index(max(shares))]
        means = (hundredths / 10, sum(tenths) / 3, biggest)
        if min(abs(x - y) for n, x in enumerate(means) for y in means[:n]) > 0.5:
            break
    shown: dict[str, object] = {}
    for place, (share, w) in enumerate(zip(shares, tenths, strict=True), start=1):
        shown |= {f"w{place}": w / 10, f"n{place}": 100 * share, f"s{place}": share / 10}
    return shown | {
        "answer": round(hundredths / 100, 2),
        "plain": round(sum(tenths) / 30, 4),
        "biggest": biggest / 10,
    }


def what_b_sends(draw: Random) -> dict[str, object]:
    b = draw.randint(2, 9)
    ab, bc, ac = draw.sample(range(11, 60, 4), 3)
    return {
        "b": b,
        "ab": ab,
        "bc": bc,
        "ac": ac,
        "answer": b - ab + bc,
        "plus": b + ab + bc,
        "swapped": b + ab - bc,
    }
