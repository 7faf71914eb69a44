"""Numbers for the quiz on consequences."""

from random import Random


def small_group(draw: Random) -> dict[str, object]:
    small = draw.choice([100, 200])
    large = 1000 - small
    e_large, e_small = draw.choice([1, 2, 3]), draw.choice([20, 25, 30, 35])
    wrong_large, wrong_small = large * e_large // 100, small * e_small // 100
    wrong = wrong_large + wrong_small
    return {
        "small": small,
        "large": large,
        "e_large": e_large,
        "e_small": e_small,
        "wrong_large": wrong_large,
        "wrong_small": wrong_small,
        "wrong": wrong,
        "answer": wrong / 10,
        "fraction": wrong / 1000,
        "plain": (e_large + e_small) / 2,
        "added": e_large + e_small,
    }
