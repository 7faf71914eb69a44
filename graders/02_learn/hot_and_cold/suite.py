"""Hidden suite of hot_and_cold. Run it on a file:

pytest graders/02_learn/hot_and_cold/suite.py --submission FILE

A search decides by comparing two errors. Where the weight stands all but exactly on the goal, the
last bit of a rounding would decide, so the problems drawn here begin between a fifth and four
fifths of a step off the grid that leads to their goal, or, for the ties, exactly on it.

Two paths are the same, or they are a whole step apart somewhere. So a millionth is near enough:
`step * mask` is right, although torch computes it in float32.
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, of_parts, require, roundoff

NEAR = 1e-6


def draw_problem(rng, *shape, dtype=torch.float64, step=None):
    """Weights up to six steps from what they should be, on either side, with inputs of both signs:
    `(w, x, goal, step)`."""
    step = rng.uniform(0.1, 0.4) if step is None else step
    x = rng.away_from_zero(*shape).abs() + 0.2
    x = x * (1 - 2 * (torch.arange(x.numel()).reshape(x.shape) % 2))
    best = rng.normal(*shape, scale=2.0)
    whole_steps = (2 * rng.normal(*shape).abs()).floor().clamp(max=5)
    rest = 0.2 + 0.6 * (rng.away_from_zero(*shape).abs() - 0.5)
    side = rng.away_from_zero(*shape).sign()
    w = best + side * (whole_steps + rest) * step
    return w.to(dtype), x.to(dtype), (x * best).to(dtype), step


def draw_ties(rng):
    """Searches of which each comes to a tie: `(w, x, goal)`. They are made of quarters and small
    whole numbers, so every probe is exact."""
    best = torch.tensor([rng.integer(-9, 9) / 4 for _ in range(6)], dtype=torch.float64)
    steps = torch.tensor([0, 0, 1, -2, 3, 0], dtype=torch.float64)
    x = torch.tensor([rng.integer(1, 6) for _ in range(6)], dtype=torch.float64)
    x[::2] *= -1
    goal = x * best
    x[-1] = 0.0  # an input of zero: no weight is better than another
    return best + 0.25 * steps, x, goal


ENTRY = "hot_and_cold"
PARTS = ("The last weight", "The history")


def draw_search(rng, rounds, *shape):
    return *draw_problem(rng, *shape), rounds


def draw_large(rng, rounds, *shape, dtype=torch.float64):
    w, x, goal, step = draw_problem(rng, *shape)
    return *(t.to(dtype) for t in (w, 1e4 * x, 1e4 * goal)), step, rounds


SEARCH = Contract("hot_and_cold", draw_search, within=NEAR, parts=PARTS)
LARGE = Contract("hot_and_cold", draw_large, parts=PARTS)


def history_of(answer, shape):
    """The rows of the history, however many they are and if only as a list: how many there should
    be is judged by `test_history`."""
    history = of_parts(answer, PARTS, ENTRY)[1]
    rows = list(history) if isinstance(history, list | tuple) else [history]
    if rows and all(isinstance(row, torch.Tensor) and row.shape == shape for row in rows):
        history = torch.stack(rows)
    rows = len(history) if isinstance(history, torch.Tensor) and history.dim() else 0
    expect_like(history, torch.empty(max(rows, 3), *shape), "The history")
    return history.double()


@check(
    task=1,
    points=2,
    catches="colder-chosen smaller-prediction-chosen larger-prediction-chosen "
    "input-taken-as-positive one-decision-for-all moved-between-the-probes "
    "stays-where-it-is-better error-returned weight-only one-yes-or-no input-left-out "
    "step-grows-smaller step-times-input solved-not-searched never-moves-down",
)
def test_last_weight(submission, reference, rng):
    """Many searches at once end where they should"""
    problem = draw_search(rng, 12, *rng.sizes(2, 3, 7))
    w, _ = of_parts(submission.hot_and_cold(*problem), PARTS, "hot_and_cold")
    expect(w, reference.hot_and_cold(*problem)[0], "The last weight", within=NEAR)


@check(
    task=1,
    points=1.5,
    catches="history-of-errors history-as-a-list start-left-out one-round-short "
    "stopped-early one-moment-only one-buffer-for-all-rounds",
)
def test_history(submission, reference, rng):
    """The history shows every round, also where nothing moves any more"""
    problem = draw_search(rng, 7, *rng.sizes(2, 2, 5))
    history = of_parts(submission.hot_and_cold(*problem), PARTS, ENTRY)[1]
    expect(history, reference.hot_and_cold(*problem)[1], "The history", within=NEAR)
    w, x, goal = draw_ties(rng)
    rows = of_parts(submission.hot_and_cold(w, x, goal, 0.25, 6), PARTS, ENTRY)[1]
    expect_like(rows, w.new_empty(7, *w.shape), "The history of searches that come to rest")


@check(task=1, points=1.5, catches="tie-goes-down tie-goes-up almost-equal-is-a-tie")
def test_ties(submission, reference, rng):
    """Where both probes are equally good the weight stays, and only there"""
    w, x, goal = draw_ties(rng)
    what = "The last rounds, where ties end the search,"
    # A billion times as small, all errors are almost 0, and the path is the same.
    billionth = 2.0**-30
    for scale, told in ((1.0, what), (billionth, f"{what} with tiny numbers made large,")):
        problem = (scale * w, x, scale * goal, scale * 0.25, 5)
        found = history_of(submission.hot_and_cold(*problem), w.shape) / scale
        expected = reference.hot_and_cold(*problem)[0] / scale
        for row in (found[-1], found[-2]):
            expect(row, expected, told, within=NEAR)
    # A hair's breadth off, one of the probes is better by a millionth.
    side = rng.away_from_zero(5).sign()
    x = rng.away_from_zero(5)
    w = rng.normal(5)
    found = history_of(submission.hot_and_cold(w, x, x * (w + side * 1e-7), 0.25, 4), w.shape)
    moves = (found.diff(dim=0)).abs().amax(0)
    what = "The largest move of searches that are almost a tie"
    expect(moves, torch.full_like(w, 0.25), what, within=NEAR)
    # With tiny steps the errors of both probes are almost equal all the way.
    tiny = 1e-9
    answer = submission.hot_and_cold(w, x, x * (w + side), tiny, 9)
    rows, (last, history) = history_of(answer, w.shape), of_parts(answer, PARTS, ENTRY)
    expect_like(last, w, "The last weight of nine tiny steps")
    grain = 4 * roundoff(last, *history) * w.abs().max().item() / tiny
    way, what = rows.diff(dim=0) / tiny, "Each way of nine tiny steps, in steps,"
    expect(way, side.expand_as(way), what, within=1e-3 + grain)


@check(task=1, points=1, catches="colder-chosen input-taken-as-positive one-decision-for-all")
def test_comes_closer(submission, rng):
    """It comes closer in every round, until it is less than a step away"""
    w, x, goal, step = draw_problem(rng, 9)
    history = history_of(submission.hot_and_cold(w, x, goal, step, 10), w.shape)
    distance = (history - goal / x).abs()
    before, after = distance[:-1], distance[1:]
    closer = (after < before) | (before < step)
    require(bool(closer.all()), "Some round leads away from a goal that is more than a step away.")
    require(
        bool((distance[-1] < step).all()),
        "After enough rounds to get there, some weight is still more than one step from its goal.",
    )


@check(task=1, points=1, catches="stays-where-it-is-better moved-between-the-probes")
def test_swing(submission, rng):
    """With a large step it swings between two weights for ever"""
    w, x, goal, step = draw_problem(rng, 5, step=rng.uniform(1.0, 2.0))
    history = history_of(submission.hot_and_cold(w, x, goal, step, 20), w.shape)
    swing = (history[-1] - history[-2]).abs()
    what = "The way from the last weight but one to the last"
    expect(swing, torch.full_like(w, step), what, within=NEAR)
    what = "The last weight but two, which should be the last again,"
    expect(history[-3], history[-1], what, within=NEAR)
    between = (history[-1] < goal / x) != (history[-2] < goal / x)
    require(bool(between.all()), "The two weights should lie on either side of goal / x.")


@check(task=1, points=0.5, catches="start-left-out")
def test_no_rounds(subject):
    """One round is one step; no round at all, and the start is also the end"""
    subject(SEARCH).agrees_on((1, 3), (0, 3))


@check(task=1, points=0.5)
def test_few(submission, rng):
    """A tensor without axes, one with a single weight, one with none"""
    for shape in ((), (1,), (0,)):
        problem = draw_search(rng, 4, *shape)
        answer = submission.hot_and_cold(*problem)
        what = f"The last weight for the shape {shape}"
        expect_like(of_parts(answer, PARTS, ENTRY)[0], problem[0], what)
        moves = history_of(answer, problem[0].shape).diff(dim=0).abs()
        expect(moves, torch.full_like(moves, problem[3]), f"The steps for {shape}", within=NEAR)


@check(task=1, points=0.5, dtypes="float32", catches="always-float64 history-in-float32")
def test_precision(subject, dtype):
    """The dtype is kept, with inputs and goals of ten thousand too"""
    subject(LARGE).keeps_dtype(dtype, (9, 7))


@check(task=1, points=0.5, catches="input-overwritten")
def test_arguments(subject):
    """The start is still there after the search"""
    subject(SEARCH).leaves_its_arguments(6, 5)


@check(task=1, points=0.5, catches="made-on-the-cpu")
def test_gpu(subject):
    """The search stays on the GPU"""
    subject(SEARCH).stays_on_the_gpu(5, 4, 3)


@check(task=1, points=0.5, catches="loop-over-weights")
def test_cost(subject):
    """More searches cost no more operations"""
    subject(SEARCH).has_no_loop(3, 5, over=[None, "searches"])
