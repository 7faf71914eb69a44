"""Hidden suite of forward_linear. Run it on a file:

pytest graders/01_predict/forward_linear/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import Reduction, check, expect, expect_no_loop, require


def draw_inputs(rng, N=None, dtype=torch.float64):
    """X, W and b with pairwise different sizes, so that no swapped axis goes unnoticed."""
    rows, D, C = rng.sizes(3, 3, 9)
    N = rows if N is None else N
    return (
        rng.normal(N, D, dtype=dtype),
        rng.normal(D, C, dtype=dtype),
        rng.normal(C, dtype=dtype, scale=3.0),
    )


@check(
    task=1,
    points=2,
    catches="weights-transposed bias-forgotten bias-in-every-term entry-by-entry",
)
def test_values(submission, reference, rng):
    """Predictions for a batch"""
    X, W, b = draw_inputs(rng)
    expect(submission.forward_linear(X, W, b), reference.forward_linear(X, W, b))


@check(task=1, points=1, catches="bias-per-row")
def test_bias_belongs_to_the_outputs(submission, reference, rng):
    """As many rows as outputs: the bias belongs to the outputs"""
    X, W, b = rng.normal(4, 3), rng.normal(3, 4), rng.normal(4, scale=3.0)
    expect(submission.forward_linear(X, W, b), reference.forward_linear(X, W, b))


@check(task=1, points=1, catches="single-row-squeezed")
def test_batch_of_one(submission, reference, rng):
    """A batch of one row"""
    X, W, b = draw_inputs(rng, N=1)
    expect(submission.forward_linear(X, W, b), reference.forward_linear(X, W, b))


@check(task=1, points=0.5)
def test_empty_batch(submission, reference, rng):
    """A batch without rows"""
    X, W, b = draw_inputs(rng, N=0)
    expect(submission.forward_linear(X, W, b), reference.forward_linear(X, W, b))


@check(task=1, points=1, dtypes="float32", catches="always-float64")
def test_precision(submission, reference, rng, dtype):
    """The dtype is kept, and sums of a thousand terms are as exact as it allows"""
    X = rng.normal(5, 1000, dtype=dtype)
    W = rng.normal(1000, 3, dtype=dtype)
    b = rng.normal(3, dtype=dtype)
    exact = [t.double() for t in (X, W, b)]
    terms = [t.abs() for t in exact]
    expect(
        submission.forward_linear(X, W, b),
        reference.forward_linear(*exact),
        dtype=dtype,
        reduction=Reduction(1000, reference.forward_linear(*terms)),
    )


@check(task=1, points=1, catches="cut-from-the-graph")
def test_gradients(submission, reference, rng):
    """Gradients flow back to the inputs, the weights and the bias"""
    X, W, b = draw_inputs(rng)
    G = rng.normal(X.shape[0], W.shape[1])
    _, (dX, dW, db) = submission.forward_linear.gradients(G, X, W, b)
    _, (want_X, want_W, want_b) = reference.forward_linear.gradients(G, X, W, b)
    expect(dX, want_X, "The gradient with respect to X")
    expect(dW, want_W, "The gradient with respect to W")
    expect(db, want_b, "The gradient with respect to b")


@check(task=1, points=0.5)
def test_slope(submission, reference, rng):
    """A small step in W changes the predictions as their slope says"""
    X, W, b = draw_inputs(rng)
    V, h = rng.normal(*W.shape), 1e-4
    ahead = submission.forward_linear(X, W + h * V, b)
    behind = submission.forward_linear(X, W - h * V, b)
    at_zero = reference.forward_linear(X, W, b)
    expect(ahead, at_zero + h * (X @ V), "The result after the step")
    expect((ahead - behind) / (2 * h), X @ V, "The slope", within=1e-8)


@check(task=1, points=1, catches="input-overwritten")
def test_inputs_untouched(submission, reference, rng):
    """The arguments are left as they were"""
    X, W, b = draw_inputs(rng)
    result, after = submission.forward_linear.inputs_after(X, W, b)
    pairs = zip(("X", "W", "b"), (X, W, b), after, strict=True)
    changed = [name for name, before, now in pairs if not torch.equal(before, now)]
    require(not changed, f"The call changes its argument {' and '.join(changed)} in place.")
    expect(result, reference.forward_linear(X, W, b))


@check(task=1, points=1, catches="made-on-the-cpu")
def test_gpu(gpu, reference, rng):
    """Everything stays on the GPU"""
    X, W, b = draw_inputs(rng)
    expect(gpu.forward_linear(X, W, b), reference.forward_linear(X, W, b))


@check(task=1, points=1, catches="loop-over-rows loop-over-outputs")
def test_cost(submission, reference, rng):
    """The number of operations does not grow with the batch, the inputs or the outputs"""
    X, W, b = draw_inputs(rng)
    expect(submission.forward_linear(X, W, b), reference.forward_linear(X, W, b))

    def cost(N, D, C):
        return submission.forward_linear.cost(rng.normal(N, D), rng.normal(D, C), rng.normal(C))

    small = cost(5, 6, 7)
    expect_no_loop(small, cost(45, 6, 7), 40, "rows")
    expect_no_loop(small, cost(5, 46, 7), 40, "inputs")
    expect_no_loop(small, cost(5, 6, 47), 40, "outputs")
