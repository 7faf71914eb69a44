"""Numbers for the quiz on generalising."""

from random import Random

CURVES = {
    "under": "It underfits: little has been learned.",
    "fits": "It fits: what is learned holds for new rows.",
    "over": "It overfits: it memorises training rows.",
    "diverges": "It diverges: the steps are far too large.",
}

WHY_NOT = {
    "under": {
        "fits": (
            "The two losses do lie close together. But they lie close to 1.10, the loss of "
            "guessing, so there is hardly anything learned that could hold."
        ),
        "over": (
            "The validation loss is high, as it is when a model overfits. But then the "
            "training loss would be far below it, and here both are high."
        ),
        "diverges": (
            "Hardly any progress does suggest that the steps are wrong. Steps that are too "
            "large make the loss jump or grow; here both losses sink, slowly."
        ),
    },
    "fits": {
        "under": (
            "The losses are not near zero, and one may want more. But both are far below the "
            "1.10 of guessing, so much has been learned."
        ),
        "over": (
            "The validation loss is a little above the training loss, which is normal. It "
            "overfits when the validation loss turns and rises, and here it still sinks."
        ),
        "diverges": "When steps are too large the losses grow. Here both sink in every epoch.",
    },
    "over": {
        "under": (
            "The last validation losses are poor, as if too little was learned. The training "
            "loss near zero says the contrary."
        ),
        "fits": (
            "A training loss near zero looks like success. The validation loss has long "
            "turned and risen, so what is still being learned does not hold for new rows."
        ),
        "diverges": (
            "The validation loss grows, as in divergence. But the training loss sinks in "
            "every epoch, so the steps do lead downhill."
        ),
    },
    "diverges": {
        "under": (
            "Nothing is learned, which is true of underfitting as well. There both losses "
            "would stay near 1.10; here they are far above it and growing."
        ),
        "fits": (
            "The two losses move together, as in a good fit. But they move upwards, and far "
            "above the 1.10 of guessing."
        ),
        "over": (
            "The validation loss rises, as in overfitting. Then the training loss would go "
            "on sinking, and here it grows as well."
        ),
    },
}


def training_rows(draw: Random) -> dict[str, object]:
    n = draw.choice([43, 64, 98, 113, 149, 203, 554, 1003, 2004, 7393])
    valid = int(0.2 * n)
    return {"n": n, "valid": valid, "answer": n - valid, "rounded": int(0.8 * n)}


def metric_stays(draw: Random) -> dict[str, object]:
    labels = draw.choice([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 0]])
    hits = draw.choice([1, 2, 3])
    right = set(draw.sample(range(4), hits))
    before, after = [], []
    for i, label in enumerate(labels):
        if i in right:  # the probability of the label itself, from just right to surely right
            old, new = draw.choice([0.55, 0.6, 0.65]), draw.choice([0.8, 0.85, 0.9])
        else:  # from surely wrong to just wrong
            old, new = draw.choice([0.1, 0.15, 0.2]), draw.choice([0.35, 0.4, 0.45])
        before.append(old if label else round(1 - old, 2))
        after.append(new if label else round(1 - new, 2))
    share = hits / 4
    return {
        "labels": labels,
        "before": before,
        "after": after,
        "hits": hits,
        "share": share,
        "answer": f"{share} {share}",
        "higher": f"{share} {(hits + 1) / 4}",
    }


def which_curve(draw: Random) -> dict[str, object]:
    kind = draw.choice(list(CURVES))
    shift = draw.choice([0.0, 0.01, 0.02, 0.03])
    if kind == "under":
        train = [1.10, 1.09, 1.07, 1.06, 1.05, 1.04]
        valid = [1.11, 1.10, 1.09, 1.08, 1.06, 1.05]
        train, valid = ([v - shift for v in part] for part in (train, valid))
        teach = (
            "After six epochs both losses are still near 1.10, the loss of guessing: {a} in "
            "training and {b} in validation. There is no gap to speak of, so nothing is being "
            "memorised. A larger model, longer training or a better learning rate is what to try."
        )
    elif kind == "fits":
        train = [0.84, 0.63, 0.49, 0.40, 0.34, 0.31]
        valid = [0.86, 0.66, 0.53, 0.45, 0.39, 0.36]
        train, valid = ([v + shift for v in part] for part in (train, valid))
        teach = (
            "Both losses sink together, far below the 1.10 of guessing, to {a} in training and {b} "
            "in validation. The gap of 0.05 is small and the validation loss has not turned. What "
            "the model learns holds for rows that it has not seen."
        )
    elif kind == "over":
        train = [0.80, 0.52, 0.31, 0.17, 0.08, 0.03]
        valid = [0.83, 0.60, 0.51, 0.56, 0.68, 0.85]
        train, valid = ([v + shift for v in part] for part in (train, valid))
        teach = (
            "The training loss sinks to {a}, while the validation loss is lowest after epoch 3, at "
            "{c}, and climbs back to {b}. From there on the model learns what holds for its "
            "training rows only."
        )
    else:
        train = [1.31, 1.92, 3.45, 6.80, 14.20, 31.00]
        valid = [1.40, 2.35, 4.10, 8.90, 17.50, 40.20]
        train, valid = ([v * (1 + 10 * shift) for v in part] for part in (train, valid))
        teach = (
            "Both losses grow from epoch to epoch, to {a} in training and {b} in validation, far "
            "above the 1.10 of guessing. Every step overshoots by more than the last. A smaller "
            "learning rate is what to try first."
        )
    train, valid = [round(v, 2) for v in train], [round(v, 2) for v in valid]
    values: dict[str, object] = {
        "train": train,
        "valid": valid,
        "right": CURVES[kind],
        "teach": teach.format(a=train[-1], b=valid[-1], c=min(valid)),
    }
    for i, other in enumerate((o for o in CURVES if o != kind), start=1):
        values[f"wrong_{i}"] = CURVES[other]
        values[f"why_{i}"] = WHY_NOT[kind][other]
    return values


def best_epoch(draw: Random) -> dict[str, object]:
    epochs, best = 7, draw.choice([2, 3, 4, 5])
    gap = draw.choice([0.04, 0.06, 0.08, 0.1])
    train = [0.83, 0.58, 0.40, 0.27, 0.18, 0.11, 0.07]
    climb = [0.0, 0.03, 0.08, 0.15, 0.24, 0.36]
    turn = train[best - 1] + gap
    valid = [round(loss + gap, 2) for loss in train[:best]]
    valid += [round(turn + climb[i], 2) for i in range(1, epochs - best + 1)]
    return {
        "train": train,
        "valid": valid,
        "lowest": min(valid),
        "answer": valid.index(min(valid)) + 1,
        "last": epochs,
        "from_zero": valid.index(min(valid)),
    }


def wrong_pictures(draw: Random) -> dict[str, object]:
    valid = draw.choice([200, 400, 800, 1000])
    thousandths = draw.choice([5, 10, 15, 20, 25, 40])
    n, answer = 5 * valid, thousandths * valid // 1000
    return {
        "n": n,
        "valid": valid,
        "rate": thousandths / 1000,
        "answer": answer,
        "of_all": 5 * answer,
        "of_training": 4 * answer,
        "correct": valid - answer,
    }


def tidy(number: float) -> float:
    return round(number) if abs(number - round(number)) < 1e-6 else round(number, 1)


def accuracy_in_percent(draw: Random) -> dict[str, object]:
    rate = draw.choice([0.005, 0.008, 0.012, 0.02, 0.035, 0.04, 0.06, 0.075, 0.09, 0.15])
    return {
        "rate": rate,
        "fraction": round(1 - rate, 3),
        "answer": tidy(100 * (1 - rate)),
        "error": tidy(100 * rate),
        "as_percent": round(100 - rate, 3),
    }


def one_step_of_weight_decay(draw: Random) -> dict[str, object]:
    w, lr, decay = draw.choice([2.0, 3.0, 4.0, 5.0]), draw.choice([0.1, 0.2, 0.5]), 0.1
    pull = round(decay * w, 4)
    return {
        "w": w,
        "lr": lr,
        "decay": decay,
        "pull": pull,
        "answer": round(w - lr * pull, 4),
        "without_rate": round(w - pull, 4),
        "away": round(w + lr * pull, 4),
    }
