"""Hidden suite of forward_linear. Run it on a file:

pytest graders/01_predict/forward_linear/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import (
    Contract,
    Reduction,
    check,
    expect,
    expect_like,
    require,
    roundoff,
)


def draw_inputs(rng, N, D, C, dtype=torch.float64):
    """X, W and b for N rows, D inputs and C outputs."""
    X, W = rng.normal(N, D, dtype=dtype), rng.normal(D, C, dtype=dtype)
    return X, W, rng.normal(C, dtype=dtype, scale=3.0)


def rounding(X, W, b):
    return Reduction(X.shape[1], X.double().abs() @ W.double().abs() + b.double().abs())


LINEAR = Contract("forward_linear", draw_inputs, rounding=rounding)


def twice(module, args, others):
    """An answer as it comes, and as it is after another call."""
    answer = module.forward_linear(*args)
    at_first = answer.clone()
    module.forward_linear(*others)
    return at_first, answer


@check(
    task=1,
    points=2,
    catches="weights-transposed bias-forgotten bias-in-every-term entry-by-entry "
    "bias-subtracted bias-added-to-the-weights mean-over-the-inputs cut-off-at-zero "
    "whole-batch-in-one-sum",
)
def test_values(subject, rng):
    """Predictions for a batch"""
    subject(LINEAR).agrees_on(rng.sizes(3, 3, 9), (5, 4, 4))


@check(task=1, points=1, catches="bias-per-row")
def test_bias_belongs_to_the_outputs(subject):
    """As many rows as outputs: the bias belongs to the outputs"""
    subject(LINEAR).agrees_on((4, 3, 4))


@check(task=1, points=1, catches="single-row-squeezed")
def test_batch_of_one(subject, rng):
    """A batch of one row; a single input, a single output"""
    D, C = rng.sizes(2, 3, 9)
    subject(LINEAR).fits((1, D, C), (4, 3, 1), (4, 1, 3), (1, 1, 1), ordinary=(11, D, C))


@check(task=1, points=0.5)
def test_empty_batch(subject, rng):
    """A batch without rows"""
    subject(LINEAR).agrees_on((0, *rng.sizes(2, 3, 9)))


@check(task=1, points=1, dtypes="float32", catches="always-float64")
def test_precision(subject, dtype):
    """The dtype is kept, and sums of a thousand terms are as exact as it allows"""
    subject(LINEAR).keeps_dtype(dtype, (5, 1000, 3))


@check(task=1, points=1, catches="cut-from-the-graph")
def test_gradients(subject, rng):
    """Gradients flow back to the inputs, the weights and the bias"""
    subject(LINEAR).passes_gradients_back(*rng.sizes(3, 3, 9))


@check(task=1, points=0.5)
def test_slope(submission, reference, rng):
    """A step in W changes the predictions as their slope says, and so does a small one"""
    X, W, b = draw_inputs(rng, *rng.sizes(3, 3, 9))
    V, size = rng.normal(*W.shape), rounding(X, W, b).magnitude.max().item()
    for h in (0.5, 1e-4):  # they are linear in W, so no step is too large
        sides = [submission.forward_linear(X, W + s * V, b) for s in (h, -h)]
        for side in sides:
            expect_like(side, reference.forward_linear(X, W, b), "The result after the step")
        slope = (sides[0] - sides[1]) / (2 * h)
        expect(slope, X @ V, "The slope", within=1e-5 + 4 * roundoff(*sides) * size / h)


@check(task=1, points=1, catches="input-overwritten")
def test_inputs_untouched(subject, submission, rng):
    """The arguments are left as they were, and so are earlier answers"""
    subject(LINEAR).leaves_its_arguments(5, 4, 3)
    calls = [draw_inputs(rng, 5, 4, 3) for _ in range(2)]
    at_first, later = submission.run(twice, *calls)
    require(
        torch.equal(at_first, later),
        "A second call changes the answer of the first. Make a new tensor in each call.",
        apart=True,
    )


@check(task=1, points=1, catches="made-on-the-cpu")
def test_gpu(subject):
    """Everything stays on the GPU"""
    subject(LINEAR).stays_on_the_gpu(5, 4, 3)


@check(task=1, points=1, catches="loop-over-rows loop-over-outputs")
def test_cost(subject):
    """The number of operations does not grow with the batch, the inputs or the outputs"""
    subject(LINEAR).has_no_loop(5, 6, 7, over=["rows", "inputs", "outputs"])
