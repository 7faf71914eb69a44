"""Numbers for the questions about embeddings."""

from random import Random


def context_of_a_place(draw: Random) -> dict[str, object]:
    text = draw.sample(
        ["we", "read", "old", "books", "about", "the", "cold", "sea", "at", "night"], 8
    )
    window, t = draw.choice([2, 3]), draw.choice([1, 2, 3, 4])
    before, after = text[max(0, t - window) : t], text[t + 1 : t + window + 1]
    return {
        "text": str(text),
        "t": t,
        "window": window,
        "answer": str(before + after),
        "short": str(before + after[:-1]),
        "whole": str([*before, text[t], *after]),
    }


def share_of_a_word(draw: Random) -> dict[str, object]:
    T, times = draw.choice([4, 5, 8, 10]), draw.choice([2, 3])
    share = draw.choice([0.5, 1.5, 2.0, 3.0])
    g = share * T
    return {
        "T": T,
        "times": times,
        "g": g,
        "share": share,
        "answer": times * share,
        "whole": times * g,
    }


def rows_that_change(draw: Random) -> dict[str, object]:
    V = draw.choice([1000, 5000, 20000])
    words = draw.sample(range(10, 100), 6)
    different = draw.choice([3, 4])
    context = [*words[:different], words[0]]
    draw.shuffle(context)
    negatives = words[different : different + 2]
    return {
        "V": V,
        "context": str(context),
        "negatives": str(negatives),
        "answer": different,
        "places": different + 1,
        "everything": different + 3,
    }
