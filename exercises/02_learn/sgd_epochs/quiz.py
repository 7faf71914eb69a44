"""Draw the numbers of the quiz questions on stochastic gradient descent."""

from random import Random

SIZES = [16, 32, 50, 64, 100]


def steps_per_epoch(draw: Random) -> dict[str, object]:
    while True:
        size, rows = draw.choice(SIZES), draw.randrange(200, 2001, 10)
        full, left = divmod(rows, size)
        if left and size not in (full, full + 1):
            break
    return {
        "rows": rows,
        "size": size,
        "full": full,
        "held": full * size,
        "left": left,
        "answer": full + 1,
    }


def last_batch_dropped(draw: Random) -> dict[str, object]:
    while True:
        size, rows = draw.choice(SIZES), draw.randrange(200, 2001, 10)
        epochs = draw.choice([3, 4, 5, 8, 10])
        full, left = divmod(rows, size)
        answer, kept, carried = full * epochs, (full + 1) * epochs, rows * epochs // size
        if left and len({answer, kept, carried, full}) == 4:
            break
    return {
        "rows": rows,
        "size": size,
        "epochs": epochs,
        "full": full,
        "left": left,
        "answer": answer,
        "kept": kept,
        "carried": carried,
    }


def updates_in_all(draw: Random) -> dict[str, object]:
    while True:
        size, rows = draw.choice(SIZES), draw.randrange(200, 2001, 10)
        epochs = draw.choice([3, 4, 5, 8, 10])
        steps, rounded_once = -(-rows // size), -(-rows * epochs // size)
        if rounded_once not in (steps * epochs, epochs):
            break
    return {
        "rows": rows,
        "size": size,
        "epochs": epochs,
        "steps": steps,
        "answer": steps * epochs,
        "rounded_once": rounded_once,
        "each_row": rows * epochs,
    }
