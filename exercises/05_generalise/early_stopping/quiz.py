"""Numbers for the quiz on early stopping."""

from random import Random


def _run(losses: list[float], patience: int, min_delta: float) -> tuple[int, int]:
    """The epoch with which training stops, and the best epoch, both from 1."""
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best - min_delta:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            return epoch, best_epoch
    raise AssertionError("it never stops")


def _losses(draw: Random) -> list[float]:
    """Down to a first low, up, down to a lower one, and up again, in two decimals."""
    high = draw.choice([88, 92, 96])
    first = high - draw.choice([20, 24, 28])
    second = first - draw.choice([8, 10, 12])
    rest = [second + gain for gain in (4, 9, 7, 12, 15)]
    run = [high, high - 9, first, first + 5, first + 2, second, *rest]
    return [value / 100 for value in run]


def which_epoch_stops(draw: Random) -> dict[str, object]:
    losses, patience = _losses(draw), draw.choice([3, 4])
    stop, best = _run(losses, patience, 0.0)
    return {
        "losses": losses,
        "patience": patience,
        "answer": stop,
        "best": best,
        "late": stop + 1,
        "early": 4 + patience - 1 if patience == 3 else 5 + patience - 2,
    }


def which_epoch_comes_back(draw: Random) -> dict[str, object]:
    losses = _losses(draw)
    stop, best = _run(losses, 3, 0.0)
    return {"losses": losses, "answer": best, "stop": stop, "lowest": losses[best - 1], "first": 3}


def counts_with_delta(draw: Random) -> dict[str, object]:
    """Gains of which some are above 0.05 and some below, but add up."""
    gains = draw.choice([[12, 3, 3, 9, 2, 7], [9, 2, 4, 4, 8, 3], [3, 8, 2, 2, 2, 11]])
    start = draw.choice([80, 85, 90])
    losses = [start]
    for gain in gains:
        losses.append(losses[-1] - gain)
    best, count = losses[0], 1
    for loss in losses[1:]:
        if loss < best - 5:
            best, count = loss, count + 1
    steps = 1 + sum(gain > 5 for gain in gains)
    return {
        "losses": [loss / 100 for loss in losses],
        "answer": count,
        "steps": steps,
        "all": len(losses),
        "without": count - 1,
    }
