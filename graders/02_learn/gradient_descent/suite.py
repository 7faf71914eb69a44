"""Hidden suite of gradient_descent. Run it on a file:

pytest graders/02_learn/gradient_descent/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import check, expect, expect_like, expect_no_loop, require


def draw_problem(rng, *shape, dtype=torch.float64):
    """Weights, inputs and goals away from zero, and a learning rate that suits them."""
    x = rng.normal(*shape).sign() * (0.6 + rng.normal(*shape).abs().clamp(max=1.0))
    w, goal = rng.normal(*shape, scale=2.0), rng.normal(*shape, scale=2.0)
    return w.to(dtype), x.to(dtype), goal.to(dtype), rng.uniform(0.05, 0.4)


def changed(names, before, after):
    pairs = zip(names, before, after, strict=False)
    return [name for name, b, a in pairs if not torch.equal(b, a)]


@check(
    task=1,
    points=1.5,
    catches="uphill learning-rate-forgotten input-forgotten factor-two sign-only "
    "error-instead-of-slope",
)
def test_step(submission, reference, rng):
    """One step for many weights at once"""
    problem = draw_problem(rng, *rng.sizes(2, 3, 7))
    expect(submission.gd_step(*problem), reference.gd_step(*problem), "The new weight")


@check(task=1, points=0.5)
def test_step_of_a_single_weight(submission, reference, rng):
    """Tensors without axes, and tensors without elements"""
    for shape in ((), (0,), (1,)):
        problem = draw_problem(rng, *shape)
        expect(submission.gd_step(*problem), reference.gd_step(*problem), "The new weight")


@check(task=1, points=1, catches="uphill input-forgotten factor-two sign-only")
def test_step_follows_the_slope(submission, rng):
    """The step is minus alpha times the slope of the error, measured from both sides"""
    w, x, goal, alpha = draw_problem(rng, 11)
    h = 1e-5
    ahead, behind = ((x * (w + s) - goal) ** 2 / 2 for s in (h, -h))
    step = submission.gd_step(w, x, goal, alpha)
    expect(step, w - alpha * (ahead - behind) / (2 * h), "The new weight", within=1e-7)


@check(task=1, points=0.5, dtypes="float32", catches="always-float64")
def test_step_keeps_the_dtype(submission, reference, rng, dtype):
    """The dtype is kept"""
    w, x, goal, alpha = draw_problem(rng, 7, dtype=dtype)
    exact = reference.gd_step(w.double(), x.double(), goal.double(), alpha)
    step = submission.gd_step(w, x, goal, alpha)
    # Every term of the step is rounded, and they may cancel.
    size = (w.abs() + alpha * x.abs() * ((x * w).abs() + goal.abs())).max().item()
    expect(step, exact, "The new weight", dtype=dtype, within=32 * 2.0**-24 * size)


@check(task=1, points=0.5, catches="updated-in-place")
def test_step_leaves_its_arguments(submission, reference, rng):
    """The old weights are still there after the step"""
    problem = draw_problem(rng, 5)
    result, after = submission.gd_step.inputs_after(*problem)
    touched = changed(("w", "x", "goal"), problem, after)
    require(not touched, f"The call changes its argument {' and '.join(touched)} in place.")
    expect(result, reference.gd_step(*problem), "The new weight")


@check(task=1, points=0.5, catches="rebuilt-on-the-cpu")
def test_step_on_the_gpu(gpu, reference, rng):
    """Everything stays on the GPU"""
    problem = draw_problem(rng, 4, 3)
    expect(gpu.gd_step(*problem), reference.gd_step(*problem), "The new weight")


@check(task=1, points=0.5, catches="loop-over-weights")
def test_step_cost(submission, reference, rng):
    """All weights step at once"""
    problem = draw_problem(rng, 5)
    expect(submission.gd_step(*problem), reference.gd_step(*problem), "The new weight")
    few, many = (submission.gd_step.cost(*draw_problem(rng, n)) for n in (5, 45))
    expect_no_loop(few, many, 40, "weights")


@check(task=2, points=1, catches="start-left-out one-moment-only last-weight-only one-step-short")
def test_history(submission, reference, rng):
    """The history of seven steps"""
    problem = draw_problem(rng, *rng.sizes(2, 2, 5))
    expect(submission.train(*problem, 7), reference.train(*problem, 7), "The history")


@check(task=2, points=0.5, catches="start-left-out")
def test_no_steps(submission, reference, rng):
    """No steps at all: the history is the start"""
    problem = draw_problem(rng, 3)
    expect(submission.train(*problem, 0), reference.train(*problem, 0), "The history")


@check(task=2, points=0.5)
def test_every_step_lowers_the_error(submission, rng):
    """With a careful learning rate the error falls in every step"""
    w, x, goal, _ = draw_problem(rng, 6)
    history = submission.train(w, x, goal, 0.9 / (x**2).max().item(), 12)
    expect_like(history, w.new_empty(13, *w.shape), "The history")
    expect(history[0], w, "The first row of the history")
    errors = (x * history - goal) ** 2
    require(
        bool((errors[1:] <= errors[:-1] + 1e-15).all()),
        "The error rises in some step although the learning rate is small.",
    )


@check(task=2, points=0.5, catches="updated-in-place one-moment-only")
def test_training_leaves_its_arguments(submission, reference, rng):
    """The start is still there after training"""
    problem = draw_problem(rng, 5)
    result, after = submission.train.inputs_after(*problem, 4)
    touched = changed(("w", "x", "goal"), problem[:3], after)
    require(not touched, f"The call changes its argument {' and '.join(touched)} in place.")
    expect(result, reference.train(*problem, 4), "The history")


@check(task=2, points=0.5, catches="rebuilt-on-the-cpu")
def test_training_on_the_gpu(gpu, reference, rng):
    """Training stays on the GPU"""
    problem = draw_problem(rng, 3)
    expect(gpu.train(*problem, 3), reference.train(*problem, 3), "The history")


@check(task=3, points=1, catches="best-instead-of-largest not-squared sign-kept")
def test_bound(submission, reference, rng):
    """The bound for many inputs, negative ones among them"""
    _, x, _, _ = draw_problem(rng, 9)
    expect(submission.stable_alpha(x), reference.stable_alpha(x), "The bound")


@check(task=3, points=0.5)
def test_bound_separates(submission, reference, rng):
    """Just below the bound training comes closer, just above it moves away"""
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


@check(task=3, points=0.5, catches="zero-not-thought-of")
def test_bound_of_zero(submission):
    """An input of zero can never explode"""
    x = torch.tensor([0.0, 2.0], dtype=torch.float64)
    expected = torch.tensor([torch.inf, 0.5], dtype=torch.float64)
    expect(submission.stable_alpha(x), expected, "The bound")
