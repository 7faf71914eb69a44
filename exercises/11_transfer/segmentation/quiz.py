"""Numbers for the quiz on segmentation."""

from random import Random


def mean_of_those_that_count(draw: Random) -> dict[str, object]:
    losses = draw.sample([0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 2.0], 2)
    ignored, others = draw.choice([(2, 3), (1, 2), (3, 4), (2, 5), (6, 2)])
    ones = others - 1
    total = round(losses[0] + ones * losses[1], 4)
    return {
        "first": losses[0],
        "second": losses[1],
        "ones": ones,
        "ignored": ignored,
        "counting": others,
        "total": total,
        "answer": round(total / others, 4),
        "all": round(total / (others + ignored), 4),
    }


def dice_by_hand(draw: Random) -> dict[str, object]:
    both, pred, mask = draw.choice(
        [(30, 40, 60), (20, 50, 30), (45, 60, 90), (10, 20, 20), (60, 80, 70), (24, 30, 50)]
    )
    part = draw.choice([1, 2])
    both, pred, mask = both * part, pred * part, mask * part
    return {
        "both": both,
        "pred": pred,
        "mask": mask,
        "below": pred + mask,
        "answer": round(2 * both / (pred + mask), 4),
        "jaccard": round(both / (pred + mask - both), 4),
        "half": round(both / (pred + mask), 4),
    }


def source_row(draw: Random) -> dict[str, object]:
    old, new, i = draw.choice(
        [(6, 4, 3), (5, 3, 1), (3, 7, 5), (4, 9, 4), (10, 4, 3), (8, 5, 2), (7, 3, 2), (5, 8, 3)]
    )
    place = i * old / new
    return {
        "old": old,
        "new": new,
        "row": i,
        "place": round(place, 2),
        "answer": i * old // new,
        "up": int(place) + 1,
        "turned": i * new // old,
    }
