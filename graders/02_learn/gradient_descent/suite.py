"""Hidden suite of gradient_descent. Run it on a file:

pytest graders/02_learn/gradient_descent/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require, roundoff


def draw_problem(rng, *shape, dtype=torch.float64):
    """Weights, inputs and goals away from zero, and a learning rate that suits them."""
    x = rng.normal(*shape).sign() * (0.6 + rng.normal(*shape).abs().clamp(max=1.0))
    w, goal = rng.normal(*shape, scale=2.0), rng.normal(*shape, scale=2.0)
    return w.to(dtype), x.to(dtype), goal.to(dtype), rng.uniform(0.05, 0.4)


def rounding(w, x, goal, alpha):
    """Every term of the step is rounded, and they may cancel."""
    size = (w.abs() + alpha * x.abs() * ((x * w).abs() + goal.abs())).max().item()
    return 32 * 2.0**-24 * size


def draw_training(rng, steps, *shape, dtype=torch.float64):
    return *draw_problem(rng, *shape, dtype=dtype), steps


def draw_inputs(rng, *shape, dtype=torch.float64):
    return (draw_problem(rng, *shape, dtype=dtype)[1],)


def overwritten_through_the_answer(module, w, x, goal, alpha):
    """w, after zeros were written into the new weights."""
    module.gd_step(w, x, goal, alpha).zero_()
    return w


def rounding_of_all(w, x, goal, alpha, steps):
    """What is rounded in one step grows as the weights do."""
    growth = (1 - alpha * x**2).abs().max().item() if x.numel() else 1.0
    return 1e-4 * max(1.0, growth) ** steps


STEP = Contract("gd_step", draw_problem, "The new weight", rounding=rounding)
TRAIN = Contract("train", draw_training, "The history", rounding=rounding_of_all)
BOUND = Contract("stable_alpha", draw_inputs, "The bound")


@check(
    task=1,
    points=1.5,
    catches="uphill learning-rate-forgotten input-forgotten factor-two sign-only "
    "error-instead-of-slope half-kept divided-by-the-elements weight-in-the-place-of-the-input "
    "one-slope-for-all",
)
def test_step(subject, rng):
    """One step for many weights at once"""
    subject(STEP).agrees_on(rng.sizes(2, 3, 7))


@check(task=1, points=0.5)
def test_step_of_a_single_weight(subject):
    """Tensors without axes, and tensors without elements"""
    subject(STEP).fits((), (0,), (1,), ordinary=(5,))


@check(task=1, points=1, catches="uphill input-forgotten factor-two sign-only")
def test_step_follows_the_slope(submission, rng):
    """The step is minus alpha times the slope of the error, measured from both sides"""
    w, x, goal, alpha = draw_problem(rng, 11)
    h = 1e-5
    ahead, behind = ((x * (w + s) - goal) ** 2 / 2 for s in (h, -h))
    step = submission.gd_step(w, x, goal, alpha)
    expect(step, w - alpha * (ahead - behind) / (2 * h), "The new weight", within=1e-7)


@check(task=1, points=0.5, dtypes="float32", catches="always-float64")
def test_step_keeps_the_dtype(subject, dtype):
    """The dtype is kept, in float16 and bfloat16 too"""
    subject(STEP).keeps_dtype(dtype, (7,))
    subject(STEP).keeps_short_dtypes(7)


@check(task=1, points=0.5, catches="updated-in-place")
def test_step_leaves_its_arguments(subject, submission, rng):
    """The old weights are still there after the step, even after one that moves nothing"""
    subject(STEP).leaves_its_arguments(5)
    w, x, goal, alpha = draw_problem(rng, 5)
    for still in ((w, x, goal, 0.0), (w, x, x * w, alpha)):
        after = submission.run(overwritten_through_the_answer, *still)
        require(
            torch.equal(after, w),
            "After a step that moves nothing, the new weights are the old tensor. Make a new one, "
            "or who changes one of them changes the other.",
            apart=True,
        )


@check(task=1, points=0.5, catches="rebuilt-on-the-cpu")
def test_step_on_the_gpu(subject):
    """Everything stays on the GPU"""
    subject(STEP).stays_on_the_gpu(4, 3)


@check(task=1, points=0.5, catches="loop-over-weights")
def test_step_cost(subject):
    """All weights step at once"""
    subject(STEP).has_no_loop(5, over=["weights"])


@check(
    task=2,
    points=1,
    catches="start-left-out one-moment-only last-weight-only one-step-short "
    "gradient-of-the-start every-step-from-the-start one-buffer-for-all-steps",
)
def test_history(subject, submission, reference, rng):
    """The history of seven steps, also where they lead away from the goal or nowhere"""
    subject(TRAIN).agrees_on((7, *rng.sizes(2, 2, 5)))
    w, x, goal, _ = draw_problem(rng, 4)
    x[0], x[1] = 1.5, 1.0
    subject(TRAIN).agrees(w, x, goal, 2.5, 7, what="The history with a learning rate of 2.5")
    subject(TRAIN).agrees(w, x, goal, 0.1, 3)
    what = "The history of weights that are at their goals"
    subject(TRAIN).agrees(w, x, x * w, 0.1, 3, what=what)
    # The solution is a million millions away, so a formula that needs it has few digits left.
    small, far = 9e-7 * x.sign(), 1e6 * rng.away_from_zero(4)
    expected = reference.train(w, small, far, 0.1, 3)
    found = submission.train(w, small, far, 0.1, 3)
    expect(found, expected, "The history where inputs are almost 0 and goals large", within=1e-2)


@check(task=2, points=0.5, catches="start-left-out")
def test_no_steps(subject):
    """No steps at all: the history is the start, of a weight without axes and of no weights too"""
    subject(TRAIN).agrees_on((0, 3), (0,), (0, 0))


@check(task=2, points=0.5, catches="stops-when-it-is-slow")
def test_every_step_lowers_the_error(submission, rng):
    """With a careful learning rate the error falls in every step, with a tiny one by a little"""
    w, x, goal, _ = draw_problem(rng, 6)
    goal = x * w + rng.away_from_zero(6)  # no weight is at its goal to begin with
    history = submission.train(w, x, goal, 0.9 / (x**2).max().item(), 12)
    expect_like(history, w.new_empty(13, *w.shape), "The history")
    expect(history[0], w, "The first row of the history")
    errors = (x * history - goal) ** 2
    require(
        bool((errors[1:] <= errors[:-1] + 1e-15).all()),
        "The error rises in some step although the learning rate is small.",
    )
    for alpha in (1e-6, 1e-9):
        way = (submission.train(w, x, goal, alpha, 30) - w) / alpha
        expect_like(way, history.new_empty(31, *w.shape), "The history")
        steps = torch.arange(31, dtype=torch.float64)[:, None]
        # So slow a walk goes straight ahead.
        expected = -steps * x * (x * w - goal)
        what = f"With alpha = {alpha:g}, the way from the start divided by alpha"
        grain = 4 * roundoff(history) * w.abs().max().item() / alpha
        expect(way, expected, what, within=1e-2 + grain)


@check(task=2, points=0.5, catches="updated-in-place one-moment-only")
def test_training_leaves_its_arguments(subject):
    """The start is still there after training"""
    subject(TRAIN).leaves_its_arguments(4, 5)


@check(task=2, points=0.5, catches="rebuilt-on-the-cpu history-in-float64")
def test_training_on_the_gpu(subject):
    """Training stays on the GPU, keeps the dtype, and moves all weights at once"""
    subject(TRAIN).stays_on_the_gpu(3, 3)
    subject(TRAIN).keeps_dtype(torch.float32, (3, 4))
    subject(TRAIN).keeps_short_dtypes(3, 4)
    subject(TRAIN).has_no_loop(3, 5, over=[None, "weights"])


@check(
    task=3,
    points=1,
    catches="best-instead-of-largest not-squared sign-kept one-bound-for-all "
    "zero-avoided-by-a-little",
)
def test_bound(submission, reference, rng):
    """The bound for many inputs, negative ones among them"""
    _, x, _, _ = draw_problem(rng, 9)
    x[rng.integer(0, 8)] = 1.0
    expect(submission.stable_alpha(x), reference.stable_alpha(x), "The bound")
    small = x * torch.logspace(-9, 2, 9, dtype=torch.float64)
    what = "The bound of small and large inputs"
    bound = submission.stable_alpha(small)
    expect_like(bound, small, what)
    ratio = (bound / reference.stable_alpha(small)).to(bound.dtype)
    expect(ratio, torch.ones_like(x), f"{what}, divided by what it should be,")


@check(task=3, points=0.5)
def test_bound_separates(subject, submission, reference, rng):
    """Just below the bound training comes closer, just above it moves away; for every tensor"""
    w, x, goal, _ = draw_problem(rng, 1)
    bound = submission.stable_alpha(x)
    expect(bound, reference.stable_alpha(x), "The bound")
    for share, comes_closer in ((0.98, True), (1.02, False)):
        history = reference.train(w, x, goal, share * bound.item(), 40)
        closer = bool((x * history[-1] - goal).abs() < (x * w - goal).abs())
        require(
            closer == comes_closer,
            f"At {share} times your bound training "
            f"{'comes closer' if closer else 'moves away'}; it should not.",
        )
    subject(BOUND).fits((), (0,), (2, 3), ordinary=(4,))
    subject(BOUND).keeps_dtype(torch.float32, (4,))
    subject(BOUND).keeps_short_dtypes(4)
    subject(BOUND).leaves_its_arguments(4)
    subject(BOUND).stays_on_the_gpu(4)


@check(task=3, points=0.5, catches="zero-not-thought-of")
def test_bound_of_zero(submission):
    """An input of zero can never explode, in whatever dtype"""
    for dtype in (torch.float64, torch.float32):
        x = torch.tensor([0.0, 2.0], dtype=dtype)
        expected = torch.tensor([torch.inf, 0.5], dtype=dtype)
        expect(submission.stable_alpha(x), expected, "The bound")
        of_zero, of_two = submission.stable_alpha(-x)
        # Who keeps the sign of x has paid for it elsewhere.
        require(bool((of_zero == torch.inf) | (of_two < 0)), "The bound of -0 is not infinite.")
