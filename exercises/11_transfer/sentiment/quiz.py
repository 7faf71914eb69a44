"""Numbers for the quiz on sentiment."""

from random import Random


def masked_average(draw: Random) -> dict[str, object]:
    first, second, width = draw.choice(
        [(2, 6, 8), (1, 5, 6), (3, 9, 5), (4, 2, 6), (8, 2, 5), (5, 9, 7), (6, 4, 10), (7, 3, 4)]
    )
    padding = draw.choice([10, 20, 30])
    total = first + second
    return {
        "first": first,
        "second": second,
        "padding": padding,
        "width": width,
        "empty": width - 2,
        "total": total,
        "answer": total / 2,
        "wide": round(total / width, 4),
        "all": round((total + padding * (width - 2)) / width, 4),
    }


def gap_of_a_bin(draw: Random) -> dict[str, object]:
    texts, right = draw.choice(
        [(20, 12), (10, 7), (40, 26), (50, 35), (25, 20), (20, 15), (10, 6), (50, 40)]
    )
    sure = draw.choice([0.9, 0.93, 0.96])
    everyone = draw.choice([100, 200])
    share = round(right / texts, 4)
    gap = round(sure - share, 4)
    return {
        "texts": texts,
        "right": right,
        "sure": sure,
        "all": everyone,
        "share": share,
        "gap": gap,
        "answer": round(gap * texts / everyone, 6),
    }


def wrong_in_spite(draw: Random) -> dict[str, object]:
    percent, texts = draw.choice(
        [(90, 200), (95, 200), (99, 300), (80, 50), (98, 400), (90, 50), (95, 1000), (85, 200)]
    )
    answer = texts * (100 - percent) // 100
    return {
        "sure": percent / 100,
        "percent": percent,
        "texts": texts,
        "answer": answer,
        "right": texts - answer,
    }
