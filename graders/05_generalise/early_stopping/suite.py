"""Hidden suite of early_stopping. Run it on a file:

pytest graders/05_generalise/early_stopping/suite.py --submission FILE

All losses are multiples of 2**-20, or such multiples times a power of two, and each `min_delta` is
one of 1/16, so every subtraction is exact and nothing depends on how a comparison is written. What
`step` says after it said stop is never asked.
"""

import torch

from tutor.grading.checks import Contract, check, driven, expect, require

CODES = "(0 for under, 1 for over, 2 for ok, -1 for anything else)"


def stopping_epochs(module, curves, patience, min_delta, own=False):
    """For each curve the number of epochs after which `step` says stop; -1 if it never does. With
    `own`, whoever stops one epoch late or early is asked with a patience that makes up for it: that
    slip is paid once."""
    found = []
    if own:
        watch, given = module.EarlyStopping(patience, 0.0), patience
        for epoch in range(given + 2):
            if watch.step(1.0 + epoch, {"w": torch.zeros(2)}):
                patience -= {given + 1: 1, given - 1: -1}.get(epoch, 0)
                break
    for curve in curves.tolist():
        watch, weights, stop = module.EarlyStopping(patience, min_delta), {"w": torch.zeros(2)}, -1
        for epoch, loss in enumerate(curve):
            if watch.step(loss, weights):
                stop = epoch + 1
                break
        found.append(stop)
    return torch.tensor(found)


def kinds_of_answers(module, losses):
    """The names of the types of what `step` answers, and whether each means stop."""
    watch, weights = module.EarlyStopping(2, 0.0), {"w": torch.zeros(2)}
    said = [watch.step(loss, weights) for loss in losses]
    return sorted({type(answer).__name__ for answer in said}), [bool(answer) for answer in said]


def side_by_side(module, curves, patience):
    """Several runs at the same time, each with an object of its own, epoch by epoch."""
    watches = [module.EarlyStopping(patience, 0.0) for _ in curves]
    found, weights = [-1] * len(curves), {"w": torch.zeros(2)}
    for epoch, losses in enumerate(curves.T.tolist()):
        for run, loss in enumerate(losses):
            if found[run] < 0 and watches[run].step(loss, weights):
                found[run] = epoch + 1
    return torch.tensor(found)


def come_back(module, losses, changes, min_delta, after):
    """Train: each epoch adds a change to the weights in place, and after the last one training goes
    on by `after`. Then the best weights come back into another model, and into the model itself:
    what the other's dictionary holds then, its tensors, and the model's own tensors."""
    watch = module.EarlyStopping(100, min_delta)
    model = {name: torch.zeros_like(tensor) for name, tensor in after.items()}
    for loss, change in zip(losses, changes, strict=True):
        for name, tensor in model.items():
            tensor.add_(change[name])
        watch.step(loss, dict(model))
    for name, tensor in model.items():
        tensor.add_(after[name])
    other = {name: torch.zeros_like(tensor) for name, tensor in model.items()}
    given = dict(other)
    watch.restore(given)
    watch.restore(dict(model))
    return [given[name] for name in model], list(other.values()), list(model.values())


def come_back_again(module, losses, changes, after):
    """Train as in `come_back`. The best weights come back, training goes on, they come back again,
    and then also in another model with its names in another order."""
    watch = module.EarlyStopping(100, 0.0)
    model = {name: torch.zeros_like(tensor) for name, tensor in after.items()}
    for loss, change in zip(losses, changes, strict=True):
        for name, tensor in model.items():
            tensor.add_(change[name])
        watch.step(loss, dict(model))
    found = []
    for _ in range(2):
        for name, tensor in model.items():
            tensor.add_(after[name])
        watch.restore(dict(model))
        found.append([tensor.clone() for tensor in model.values()])
    other = {name: torch.zeros_like(model[name]) for name in reversed(list(model))}
    watch.restore(dict(other))
    return found, [other[name] for name in model]


def left_alone(module, losses, start):
    """Whether each `step` leaves the weights, and the dictionary, as they are; and what `restore`
    then makes of the weights after they were set to 0."""
    watch, model, alone = module.EarlyStopping(100, 0.0), {"w": start.clone()}, True
    for loss in losses:
        given = dict(model)
        watch.step(loss, given)
        alone = alone and list(given) == ["w"] and given["w"] is model["w"]
        alone = alone and bool((model["w"] == start).all())
    model["w"].zero_()
    watch.restore(dict(model))
    return alone, model["w"]


def nothing_kept(module, start):
    """Weights after `restore` where there is no best epoch: before any epoch, and after a first
    one with NaN. Then the weights after epochs with 2.0 and NaN: those of the first are wanted."""
    found, nan = [], float("nan")
    for losses in ([], [nan], [2.0, nan]):
        watch, w = module.EarlyStopping(5, 0.0), start.clone()
        for loss in losses:
            watch.step(loss, {"w": w})
            w.add_(1)
        watch.restore({"w": w})
        found.append(w)
    return found


def back_there(module, losses, start):
    """What comes back into a model of zeros where `start` is the best of all weights."""
    watch, model = module.EarlyStopping(100, 0.0), {"w": start.clone()}
    for loss in losses:
        watch.step(loss, dict(model))
        model["w"].mul_(2)
    watch.restore(dict(model))
    return model["w"]


def codes(module, trains, valids, goals, margins):
    """The diagnoses of many runs as numbers."""
    words = ["under", "over", "ok"]
    runs = zip(trains, valids, goals, margins, strict=True)
    said = [module.diagnose(list(t), list(v), goal, margin) for t, v, goal, margin in runs]
    known = [word if isinstance(word, str) and word in words else "" for word in said]
    return torch.tensor([words.index(word) if word else -1 for word in known]).double()


def whole(rng, low, high, *shape):
    return torch.randint(low, high + 1, shape, generator=rng.generator).double()


def draw_curves(rng, runs, epochs):
    """Losses that fall at first and then wander upwards, in steps of 1/8."""
    falling, rising = whole(rng, -5, 2, runs, epochs // 3), whole(rng, -3, 4, runs, epochs)
    steps = torch.cat([falling, rising], 1)[:, :epochs] / 8
    return 6 + steps.cumsum(1)


def without_ties(curves):
    """The same with no two losses alike: an equal one becomes a little higher, so what counts as an
    improvement does not change."""
    return curves + torch.arange(curves.shape[1], dtype=torch.float64) * 2.0**-20


def draw_changes(rng, epochs):
    """For each epoch a change of every weight, and one more for what comes after."""
    drawn = [
        {
            "w": rng.away_from_zero(2, 3),
            "b": rng.away_from_zero(4).float(),
            "count": torch.tensor(rng.integer(1, 9)),
            "v": rng.away_from_zero(2, 3),
        }
        for _ in range(epochs + 1)
    ]
    return drawn[:-1], drawn[-1]


def draw_training(rng, min_delta=0.0):
    """Losses with one clear lowest epoch, and changes of the weights."""
    losses = [5.0, 4.0, 2.5, 1.0, 1.5, 2.0, 3.5]
    return losses, *draw_changes(rng, len(losses)), min_delta


def fell(rng, start, end, epochs):
    """A curve from start to end, wiggling by less than the ends are apart."""
    way = torch.linspace(start, end, epochs, dtype=torch.float64)
    way[1:-1] += (whole(rng, -2, 2, epochs - 2)) / 64
    return way


def draw_runs(rng, count, of):
    """Several runs of one family: `of(goal, margin, epochs)` gives both curves of one."""
    runs = []
    for _ in range(count):
        goal, margin = rng.uniform(0.4, 0.7), rng.uniform(0.05, 0.15)
        runs.append((*of(goal, margin, rng.integer(9, 14)), goal, margin))
    trains, valids, goals, margins = zip(*runs, strict=True)
    return [t.tolist() for t in trains], [v.tolist() for v in valids], list(goals), list(margins)


def turned(rng, low, high, epochs):
    """A validation curve with its lowest value in the middle: 2.0 at first, then low, then high."""
    half = epochs // 2
    return torch.cat([fell(rng, 2.0, low, half), fell(rng, low + 0.05, high, epochs - half)])


STOP = Contract(driven(stopping_epochs), lambda rng, *case: case, "The epochs with which it stops")
BACK = Contract(
    driven(come_back),
    lambda rng: (*(case := draw_training(rng))[:2], case[3], case[2]),
    parts=(
        "The dictionary of another model after `restore`",
        "The tensors of another model",
        "The model's own tensors",
    ),
)
THERE = Contract(
    driven(back_there), lambda rng, *shape: ([1.0, 2.0, 3.0], rng.away_from_zero(*shape))
)
DIAGNOSE = Contract(driven(codes), lambda rng, *runs: runs, within=0.25)


@check(
    task=1,
    points=1.25,
    catches="compared-with-the-epoch-before waiting-never-ends-by-an-improvement "
    "larger-taken-for-better first-epoch-only looks-back-by-patience stops-at-the-first-rise "
    "never-stops any-change-counts",
)
def test_when_to_stop(subject, rng):
    """Many runs stop with the right epoch"""
    for patience in (rng.integer(2, 3), rng.integer(4, 5)):
        subject(STOP).agrees(without_ties(draw_curves(rng, 24, 30)), patience, 0.0, True)


@check(
    task=1,
    points=1,
    catches="any-gain-counts best-follows-every-gain min-delta-added share-of-the-best "
    "compared-with-the-epoch-before",
)
def test_min_delta(subject, rng):
    """Only a loss that is lower by more than `min_delta` counts"""
    for sixteenths in (3, 2 * rng.integer(2, 5)):
        subject(STOP).agrees(draw_curves(rng, 24, 30), 4, sixteenths / 16, True)
    # Each epoch is a little better than the one before, and never by enough.
    steps = torch.arange(20, dtype=torch.float64) / 8
    small = torch.stack([5 - steps, 3 - 2 * steps])
    subject(STOP).agrees(small, 6, rng.integer(3, 4) / 4 + 0.25, True)


@check(
    task=1,
    points=0.75,
    catches="stops-one-late stops-one-early equal-taken-for-better never-stops",
)
def test_patience(subject, submission, rng):
    """It stops with the last epoch of its patience, and not while the loss falls"""
    patience = rng.integer(3, 6)
    flat = torch.full((12,), 2.5, dtype=torch.float64)
    falling = 9 - torch.arange(12, dtype=torch.float64) / 4
    late = torch.cat([falling[:4], flat[:8] + 6])
    for waits in (patience, 1):
        subject(STOP).agrees(torch.stack([flat, falling, late]), waits, 0.0)
    kinds, said = submission.run(kinds_of_answers, [3.0, 4.0, 4.0])
    told = "`step` should answer True or False, with no other kinds of values."
    require(said == [False, False, True] or set(kinds) <= {"bool", "bool_"}, told, apart=True)
    require(set(kinds) <= {"bool", "bool_"}, told, apart=True)


@check(task=1, points=0.5, catches="nan-waited-out nan-unnoticed nan-taken-for-better never-stops")
def test_nan(subject, rng):
    """NaN stops at once, in the first epoch too"""
    curves = 9 - torch.arange(10, dtype=torch.float64).repeat(4, 1) / 4
    for row, epoch in enumerate((0, 1, 9, rng.integer(3, 7))):
        curves[row, epoch] = float("nan")
    for patience in (2, 20):
        subject(STOP).agrees(curves, patience, 0.0)


@check(task=1, points=0.5, catches="best-begins-too-low zero-taken-for-nothing never-stops")
def test_losses_of_any_size(subject, rng):
    """Huge losses, negative ones, and a loss of exactly 0"""
    curves = without_ties(draw_curves(rng, 8, 20))
    subject(STOP).agrees(curves * 2.0**70, 4, 0.0, True)
    subject(STOP).agrees(curves - 100, 4, 0.0, True)
    lowest = curves.min(1, keepdim=True).values
    subject(STOP).agrees(curves - lowest, 4, 0.0, True)
    rising = torch.arange(9, dtype=torch.float64).repeat(3, 1)
    starts = torch.tensor([[0.0], [-4.0], [2.0**60]], dtype=torch.float64)
    subject(STOP).agrees(rising * starts.abs().clamp(min=1) + starts, 5, 0.0, True)


@check(task=1, points=0.25, catches="state-of-the-class never-stops")
def test_side_by_side(submission, reference, rng):
    """Two runs at once do not disturb each other"""
    curves = draw_curves(rng, 5, 24)
    expected = reference.run(side_by_side, curves, 3)
    what = "The epochs with which runs at the same time stop"
    alone = submission.run(stopping_epochs, curves, 3, 0.0)
    if torch.equal(alone, expected):
        expect(submission.run(side_by_side, curves, 3), expected, what)
    else:
        told = "`step` does not stop, so this check cannot tell yet."
        require(bool((alone > 0).any()), told, judged=alone)
        expect(submission.run(side_by_side, curves, 3), alone, what)


@check(task=1, points=0.25, catches="arguments-unchecked end-of-the-range-refused")
def test_arguments(subject, submission):
    """A patience below 1 and a negative `min_delta` are refused, nothing else"""
    because = "The patience is at least 1, and `min_delta` at least 0."
    subject("EarlyStopping").refuses((0, 0.0), (-3, 0.1), (2, -0.1), because=because)
    curve = torch.tensor([[3.0, 2.0, 5.0]], dtype=torch.float64)
    found = submission.run(stopping_epochs, curve, 1, 0.0)
    expect(tuple(found.shape), (1,), "The shape of the answer for the patience 1")


@check(
    task=2,
    points=1.25,
    catches="last-weights-kept only-names-copied dictionary-filled-anew first-weights-kept "
    "only-floats-kept nothing-restored restored-in-float32",
)
def test_best_weights(subject):
    """The weights of the best epoch are in the model's own tensors again"""
    subject(BACK).agrees(*BACK.draw(subject(BACK).rng))


@check(task=2, points=0.5, catches="copy-given-away restored-once by-position")
def test_restored_again(submission, reference, rng):
    """They come back again after more training, into another model too"""
    losses, changes, after, _ = draw_training(rng)
    found, other = submission.run(come_back_again, losses, changes, after)
    right, rightly_other = reference.run(come_back_again, losses, changes, after)
    at_first = all(torch.equal(a, b) for a, b in zip(found[0], right[0], strict=True))
    told = "What comes back the first time is not right, so this check cannot tell yet."
    require(at_first, told)
    expect(other, rightly_other, "What came back in another model, after more training,")
    expect(found[1], right[1], "What came back the second time")


@check(task=2, points=0.25, catches="lowest-loss-kept")
def test_only_improvements_are_kept(subject, rng):
    """A loss that is lower by less than `min_delta` keeps nothing"""
    losses, changes, after, _ = draw_training(rng)
    losses[4:] = [0.75, 0.5, 3.0]
    subject(BACK).agrees(losses, changes, 0.75, after)


@check(
    task=2,
    points=0.125,
    catches="nan-weights-kept nan-unnoticed nan-taken-for-better nothing-restored",
)
def test_nothing_to_restore(submission, rng):
    """Without a best epoch nothing changes; an epoch with NaN is none"""
    start = rng.away_from_zero(3, 2)
    found = submission.run(nothing_kept, start)
    require(isinstance(found, list) and len(found) == 3, "Three models come back.")
    expect(found[2], start, "The weights after an epoch with NaN")
    expect(found[0], start, "The weights restored before any epoch")
    expect(found[1], start + 1, "The weights restored after a first epoch with NaN")


@check(task=2, points=0.25, catches="weights-overwritten nothing-restored")
def test_weights_left_alone(submission, rng):
    """`step` leaves the weights as they are, in every dtype"""
    for dtype in (torch.float16, torch.bfloat16, torch.int64, torch.bool):
        start = (4 * rng.away_from_zero(3, 2)).to(dtype)
        alone, back = submission.run(left_alone, [3.0, 2.0, 5.0], start)
        require(alone, "`step` changes the weights or the dictionary that it is given.", apart=True)
        expect(back, start, f"The weights that came back, in {dtype}".replace("torch.", ""))


@check(task=2, points=0.125, catches="nothing-restored only-names-copied last-weights-kept")
def test_on_the_gpu(subject):
    """Weights on the GPU come back there"""
    subject(THERE).stays_on_the_gpu(4, 3)


@check(
    task=3,
    points=1.25,
    catches="gap-taken-for-overfitting last-two-epochs whole-words validation-against-the-goal "
    "first-instead-of-lowest training-not-looked-at under-and-over-swapped",
)
def test_diagnoses(subject, rng):
    """The plain cases: nothing learned, learned by heart, and neither"""
    families = [
        lambda g, m, n: (fell(rng, 2.0, g + 0.4, n), fell(rng, 2.1, g + 0.5, n)),
        lambda g, m, n: (fell(rng, 2.0, g - 0.3, n), turned(rng, 0.9, 0.9 + 4 * m + 0.2, n)),
        lambda g, m, n: (fell(rng, 2.0, g - 0.2, n), fell(rng, 2.1, g + 0.2, n)),
        lambda g, m, n: (fell(rng, 2.0, g + 0.2, n), turned(rng, g - 0.2, g - 0.2 + m / 4, n)),
    ]
    runs = [draw_runs(rng, 4, of) for of in families]
    together = [[run for family in runs for run in family[part]] for part in range(4)]
    subject(DIAGNOSE).agrees(*together, what=f"The list of diagnoses {CODES}")


@check(task=3, points=0.5, catches="gap-taken-for-overfitting validation-against-the-goal")
def test_gap(subject, rng):
    """A wide gap alone is no overfitting"""
    runs = draw_runs(
        rng, 6, lambda g, m, n: (fell(rng, 2.0, 0.05, n), fell(rng, 2.4, g + 0.5 + 5 * m, n))
    )
    subject(DIAGNOSE).agrees(*runs, what=f"The list of diagnoses where the gap is wide {CODES}")


@check(
    task=3,
    points=0.5,
    catches="last-two-epochs highest-after-the-lowest first-instead-of-lowest any-rise-counts "
    "margin-ignored lowest-training-epoch margin-taken-for-a-share",
)
def test_the_last_against_the_lowest(subject, rng):
    """What counts is how far the last validation loss is above the lowest"""

    def shaky(last):
        """Down to 0.7, up to 1.25, and then the last one."""

        def run(goal, margin, n):
            ups = torch.tensor([1.0, 1.2, 1.25, last(margin)], dtype=torch.float64)
            return fell(rng, 2.0, goal - 0.25, n), torch.cat([fell(rng, 1.5, 0.7, n - 4), ups])

        return run

    def late(goal, margin, n):
        """First up, and then down for good."""
        valid = torch.cat([fell(rng, 1.0, 1.6, 4), fell(rng, 1.5, 0.7, n - 4)])
        return fell(rng, 2.0, goal - 0.25, n), valid

    lasts = (lambda m: 0.9 + m, lambda m: 0.7 + m / 2, lambda m: 1.6 + m, lambda m: 0.7)

    def high(goal, margin, n):
        """A long way above 0, so that a share of the loss is more than a rise."""
        train, valid = shaky(lasts[0])(goal, margin, n)
        return train, valid + 40

    families = [*(shaky(last) for last in lasts), late, high]
    runs = [draw_runs(rng, 3, of) for of in families]
    together = [[run for family in runs for run in family[part]] for part in range(4)]
    subject(DIAGNOSE).agrees(*together, what=f"The list of diagnoses of shaky runs {CODES}")


@check(
    task=3,
    points=0.5,
    catches="over-asked-first lowest-training-loss training-not-looked-at",
)
def test_training_first(subject, rng):
    """The training loss at the end is looked at first"""
    families = [
        lambda g, m, n: (fell(rng, 2.0, g + 0.2, n), turned(rng, 0.9, 1.5 + m, n)),
        lambda g, m, n: (turned(rng, g - 0.2, g + 0.6, n), turned(rng, 0.8, 1.9, n)),
        lambda g, m, n: (turned(rng, g - 0.3, g - 0.1, n), fell(rng, 2.0, 0.9, n)),
    ]
    runs = [draw_runs(rng, 3, of) for of in families]
    together = [[run for family in runs for run in family[part]] for part in range(4)]
    subject(DIAGNOSE).agrees(*together, what=f"The list of diagnoses {CODES}")


@check(task=3, points=0.25, catches="ends-taken-for-too-much")
def test_ends(subject):
    """Exactly at the goal, exactly at the margin, a margin of 0, and a single epoch"""
    cases = [
        ([2.0, 0.5], [2.0, 1.0], 0.5, 0.25),
        ([2.0, 0.25], [1.0, 1.25], 0.5, 0.25),
        ([2.0, 0.25], [1.0, 1.0], 0.5, 0.0),
        ([2.0, 0.25], [1.0, 1.125], 0.5, 0.0),
        ([0.25], [3.0], 0.5, 0.25),
        ([0.75], [0.25], 0.5, 0.25),
        ([-1.0, -2.0], [-4.0, -3.0], -1.5, 0.5),
    ]
    parts = [list(part) for part in zip(*cases, strict=True)]
    subject(DIAGNOSE).agrees(*parts, what=f"The list of diagnoses at the ends {CODES}")
