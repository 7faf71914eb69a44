"""Numbers for the quiz on metrics."""

from random import Random


def epoch_accuracy(draw: Random) -> dict[str, object]:
    size, batches = draw.choice([32, 64]), draw.choice([2, 3])
    last = draw.choice([4, 8])
    full_hits = draw.choice([24, 28, 30])
    last_hits = draw.choice([1, 2])
    if size == 64:
        full_hits *= 2
    rows, hits = size * batches + last, full_hits * batches + last_hits
    means = [round(full_hits / size, 4)] * batches + [last_hits / last]
    return {
        "size": size,
        "batches": ["", "", "two", "three"][batches],
        "last": last,
        "full": means[0],
        "short": means[-1],
        "hits": hits,
        "rows": rows,
        "answer": round(hits / rows, 4),
        "plain": round(sum(means) / len(means), 4),
    }


def _table(draw: Random) -> tuple[int, int, int, int]:
    """Hits, false alarms, misses and silent days, with different sums."""
    hits = draw.choice([6, 9, 12, 15])
    false, missed = draw.choice([(2, 4), (3, 6), (4, 3), (6, 2), (10, 5)])
    return hits, false, missed, draw.choice([200, 300, 400])


def precision_of_alarm(draw: Random) -> dict[str, object]:
    hits, false, missed, silent = _table(draw)
    return {
        "hits": hits,
        "false": false,
        "missed": missed,
        "silent": silent,
        "alarms": hits + false,
        "answer": round(hits / (hits + false), 4),
        "recall": round(hits / (hits + missed), 4),
        "accuracy": round((hits + silent) / (hits + false + missed + silent), 4),
    }


def recall_of_alarm(draw: Random) -> dict[str, object]:
    hits, false, missed, silent = _table(draw)
    return {
        "hits": hits,
        "false": false,
        "missed": missed,
        "silent": silent,
        "real": hits + missed,
        "answer": round(hits / (hits + missed), 4),
        "precision": round(hits / (hits + false), 4),
        "accuracy": round((hits + silent) / (hits + false + missed + silent), 4),
    }
