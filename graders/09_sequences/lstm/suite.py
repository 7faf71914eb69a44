"""Hidden suite of lstm. Run it on a file:

pytest graders/09_sequences/lstm/suite.py --submission FILE

The start states are random and never zero, and sequences have six steps or more: from zero states a
single step cannot tell a missing forget gate from a right one.
"""

import math

import torch

from tutor.grading.checks import check, expect, expect_no_loop, require

BOTH = "(h, c)"
NAMES = ("x", "h", "c", "W_ih", "W_hh", "b_ih", "b_hh")


def draw_params(rng, D, H, dtype=torch.float64):
    W_ih, W_hh = rng.normal(4 * H, D, scale=0.6), rng.normal(4 * H, H, scale=0.6)
    return tuple(p.to(dtype) for p in (W_ih, W_hh, rng.normal(4 * H), rng.normal(4 * H)))


def draw_step(rng, N, D, H, dtype=torch.float64):
    """Inputs and states, none of them zero, and params."""
    x, h = rng.away_from_zero(N, D, dtype=dtype), rng.away_from_zero(N, H) / 1.6
    return x, h.to(dtype), rng.away_from_zero(N, H, dtype=dtype), draw_params(rng, D, H, dtype)


def draw_sequence(rng, T, N, D, H, dtype=torch.float64):
    _, h, c, params = draw_step(rng, N, D, H, dtype)
    return rng.away_from_zero(T, N, D, dtype=dtype), h, c, params


def rounding(x, h, params):
    """How far float32 may be off: every gate squashes a sum of D + H + 2 terms, and no step of the
    squashing makes an error larger; each cell state is at most 1.5."""
    W_ih, W_hh, b_ih, b_hh = (p.abs().double() for p in params)
    total = x.abs().double() @ W_ih.T + h.abs().double() @ W_hh.T + b_ih + b_hh
    return (8 + math.sqrt(W_ih.shape[1] + W_hh.shape[1])) * 2.0**-24 * (total.max().item() + 2)


def gradients(submission, entry, x, h, c, params, cotangents):
    """The gradients of sum(output * cotangent) with respect to x, h, c and the params, by autograd
    through the learner's code; zeros where it finds no way."""

    def through(module, entry, x, h, c, params, cotangents):
        leaves = [tensor.detach().requires_grad_() for tensor in (x, h, c, *params)]
        outputs = getattr(module, entry)(*leaves[:3], tuple(leaves[3:]))
        total = sum((out * g).sum() for out, g in zip(outputs, cotangents, strict=True))
        if not total.requires_grad:
            return [torch.zeros_like(leaf) for leaf in leaves]
        found = torch.autograd.grad(total, leaves, allow_unused=True)
        pairs = zip(found, leaves, strict=True)
        return [torch.zeros_like(leaf) if g is None else g for g, leaf in pairs]

    return submission.run(through, entry, x, h, c, params, cotangents)


def expect_gradients(submission, reference, entry, arguments, cotangents):
    theirs = gradients(submission, entry, *arguments, cotangents)
    ours = gradients(reference, entry, *arguments, cotangents)
    for name, their, our in zip(NAMES, theirs, ours, strict=True):
        expect(their, our, f"The gradient with respect to {name}")


def changed(before, after):
    """The names of the arguments that a call left different."""
    pairs = zip(NAMES, (*before[:3], *before[3]), (*after[:3], *after[3]), strict=True)
    return [name for name, b, a in pairs if not torch.equal(b, a)]


@check(
    task=1,
    points=0.75,
    dtypes="float64 float32",
    catches="candidate-and-output-swapped input-and-forget-swapped order-of-another-text "
    "candidate-through-sigmoid forget-gate-missing input-gate-missing output-gate-missing "
    "hidden-state-in-the-place-of-the-cell gates-coupled cell-shown-unsquashed "
    "old-cell-shown cell-state-squashed hidden-state-not-heard one-bias-forgotten "
    "gates-not-squashed pair-turned-round always-float64",
)
def test_step(submission, rng, dtype):
    """One step from random states gives what torch's own cell gives, in each dtype"""
    x, h, c, params = draw_step(rng, *rng.sizes(3), dtype)
    exact = [p.double() for p in params]
    expected = torch.lstm_cell(x.double(), (h.double(), c.double()), *exact)
    within = None if dtype == torch.float64 else rounding(x, h, params)
    expect(submission.lstm_step(x, h, c, params), expected, BOTH, dtype=dtype, within=within)


@check(
    task=1,
    points=0.5,
    catches="forget-gate-missing gates-coupled cell-state-squashed input-gate-missing",
)
def test_gates_at_their_ends(submission, rng):
    """An open gate lets everything through, a closed one nothing"""
    x, h, c, (W_ih, W_hh, b_ih, b_hh) = draw_step(rng, *rng.sizes(3))
    H = h.shape[1]
    candidate = torch.tanh((x @ W_ih.T + h @ W_hh.T + b_ih + b_hh)[:, 2 * H : 3 * H])
    for forget, write, what in (
        (1, 0, "Forget gate open, input gate closed: the new cell state"),
        (0, 1, "Forget gate closed, input gate open: the new cell state"),
        (1, 1, "Both gates open: the new cell state"),
    ):
        bias = b_ih.clone()
        bias[:H], bias[H : 2 * H] = 200 * write - 100, 200 * forget - 100
        result = submission.lstm_step(x, h, c, (W_ih, W_hh, bias, b_hh))
        require(isinstance(result, tuple | list) and len(result) == 2, "A step gives a pair: h, c.")
        expect(result[1], forget * c + write * candidate, what)


@check(
    task=1,
    points=0.75,
    catches="history-cut-off forget-gate-missing gates-coupled hidden-state-not-heard",
)
def test_step_gradients(submission, reference, rng):
    """Gradients flow back to the input, to both states and to every parameter"""
    N, D, H = rng.sizes(3, 2, 6)
    cotangents = [rng.normal(N, H), rng.normal(N, H)]
    expect_gradients(submission, reference, "lstm_step", draw_step(rng, N, D, H), cotangents)


@check(
    task=1,
    points=0.5,
    catches="exponentials-in-sigmoid exponentials-in-tanh cell-shown-unsquashed",
)
def test_extremes(submission, reference, rng):
    """Huge inputs and cell states give finite results"""
    x, h, c, params = draw_step(rng, *rng.sizes(3, 4, 9))
    for scale_x, scale_c in ((1e4, 1.0), (1.0, 1e4)):
        problem = (x * scale_x, h, c * scale_c, params)
        expect(submission.lstm_step(*problem), reference.lstm_step(*problem), BOTH)


@check(task=1, points=0.5, catches="pair-turned-round")
def test_small_shapes(submission, reference, rng):
    """No rows, one row, one input, one unit"""
    for N, D, H in ((0, 3, 2), (1, 4, 3), (3, 1, 2), (2, 3, 1), (1, 1, 1)):
        problem = draw_step(rng, N, D, H)
        expect(submission.lstm_step(*problem), reference.lstm_step(*problem), BOTH)


@check(task=1, points=0.5, catches="written-in-place")
def test_arguments_untouched(submission, reference, rng):
    """The old states are still there after the step"""
    problem = draw_step(rng, *rng.sizes(3))
    result, after = submission.lstm_step.inputs_after(*problem)
    touched = changed(problem, after)
    require(not touched, f"The call changes its argument {' and '.join(touched)} in place.")
    expect(result, reference.lstm_step(*problem), BOTH)


@check(task=1, points=0.5, catches="new-tensors-on-the-cpu")
def test_step_on_the_gpu(gpu, reference, rng):
    """A step stays on the GPU"""
    problem = draw_step(rng, *rng.sizes(3))
    expect(gpu.lstm_step(*problem), reference.lstm_step(*problem), BOTH)


@check(task=1, points=0.25, catches="loop-over-rows")
def test_cost(submission, reference, rng):
    """All rows of a batch take the step at once"""
    problem = draw_step(rng, 5, 3, 4)
    expect(submission.lstm_step(*problem), reference.lstm_step(*problem), BOTH)
    few, many = (submission.lstm_step.cost(*draw_step(rng, rows, 3, 4)) for rows in (5, 45))
    expect_no_loop(few, many, 40, "rows")


@check(
    task=2,
    points=1,
    catches="started-from-zero every-step-from-the-start cell-states-returned one-step-late "
    "stacked-along-the-wrong-axis batch-first last-state-only read-backwards "
    "states-carried-crosswise",
)
def test_sequence(submission, rng):
    """Six steps or more from random states give what torch's own LSTM gives"""
    N, D, H = rng.sizes(3, 2, 6)
    x, h, c, params = draw_sequence(rng, rng.integer(6, 9), N, D, H)
    states, last_h, last_c = torch.lstm(
        x, (h[None], c[None]), params, True, 1, 0.0, False, False, False
    )
    expected = (states, last_h[0], last_c[0])
    expect(submission.lstm_forward(x, h, c, params), expected, "(states, h, c)")


@check(
    task=2,
    points=0.5,
    catches="started-from-zero one-step-late last-state-only nothing-to-stack",
)
def test_short_sequences(submission, reference, rng):
    """No step, one step, a single sequence"""
    for T, N in ((0, 3), (1, 2), (4, 1), (2, 0)):
        problem = draw_sequence(rng, T, N, 3, 5)
        expected = reference.lstm_forward(*problem)
        expect(submission.lstm_forward(*problem), expected, f"With T = {T}, N = {N} (states, h, c)")


@check(
    task=2,
    points=0.5,
    catches="started-from-zero every-step-from-the-start states-carried-crosswise",
)
def test_halves(submission, rng):
    """Two halves, one after the other, are as good as the whole"""
    x, h, c, params = draw_sequence(rng, 7, 3, 2, 4)
    cut = rng.integer(2, 5)
    expected = torch.lstm(x, (h[None], c[None]), params, True, 1, 0.0, False, False, False)[0]
    for part, states in ((x[:cut], expected[:cut]), (x[cut:], expected[cut:])):
        result = submission.lstm_forward(part, h, c, params)
        shaped = isinstance(result, tuple | list) and len(result) == 3
        require(shaped, "`lstm_forward` gives three tensors: states, h and c.")
        expect(result[0], states, "The tensor of states of one half")
        h, c = result[1:]


@check(task=2, points=0.5, catches="history-cut-off history-cut-between-steps")
def test_sequence_gradients(submission, reference, rng):
    """Gradients flow back through all steps to the start"""
    T, N, D, H = rng.integer(6, 8), 2, 3, 4
    arguments = draw_sequence(rng, T, N, D, H)
    cotangents = [rng.normal(T, N, H), rng.normal(N, H), rng.normal(N, H)]
    expect_gradients(submission, reference, "lstm_forward", arguments, cotangents)


@check(
    task=2,
    points=0.5,
    catches="states-collected-on-the-cpu new-tensors-on-the-cpu states-collected-in-float32",
)
def test_sequence_on_the_gpu(gpu, reference, rng):
    """A whole sequence stays on the GPU and keeps its dtype"""
    for dtype in (torch.float64, torch.float32):
        x, h, c, params = draw_sequence(rng, 6, 2, 3, 4, dtype)
        exact = [p.double() for p in params]
        expected = reference.lstm_forward(x.double(), h.double(), c.double(), exact)
        within = None if dtype == torch.float64 else 1e-4
        result = gpu.lstm_forward(x, h, c, params)
        expect(result, tuple(expected), "(states, h, c)", dtype=dtype, within=within)


def expect_params(new, old):
    """Four tensors in the shapes and dtypes of the old ones; the weights are the old ones."""
    shaped = isinstance(new, tuple | list) and len(new) == 4
    require(shaped, "`open_forget_gates` gives params: W_ih, W_hh, b_ih and b_hh.")
    for name, n, o in zip(NAMES[3:5], new[:2], old[:2], strict=True):
        expect(n, o, f"{name} of the new params")
    for name, n, o in zip(NAMES[5:], new[2:], old[2:], strict=True):
        # The shape and dtype of each; its values in the forget gate are the learner's choice.
        expect(n, o, f"{name} of the new params", within=math.inf)


def require_set(new, old):
    rows = slice(old[1].shape[1], 2 * old[1].shape[1])
    same = torch.equal(new[2][rows], old[2][rows]) and torch.equal(new[3][rows], old[3][rows])
    require(not same, "Both biases of the forget gate are what they were: nothing was set.")


@check(
    task=3,
    points=1,
    catches="both-biases-set one-bias-left-over rows-of-the-input-gate rows-of-another-gate "
    "added-to-the-old-bias",
)
def test_forget_bias(submission, rng):
    """Both biases of the forget gate together make the value"""
    D, H = rng.sizes(2)
    old, bias = draw_params(rng, D, H), rng.uniform(1.5, 3.0)
    new = submission.open_forget_gates(old, bias)
    expect_params(new, old)
    total = (new[2] + new[3])[H : 2 * H]
    expect(total, torch.full_like(total, bias), "b_ih + b_hh in the rows of the forget gate")
    for value, default in ((1.0, ()), (0.0, (0.0,)), (-2.0, (-2.0,))):
        new = submission.open_forget_gates(old, *default)
        expect_params(new, old)
        total = (new[2] + new[3])[H : 2 * H]
        what = "the default value" if not default else "another value"
        expect(total, torch.full_like(total, value), f"The sum of both biases with {what}")


@check(task=3, points=0.5, catches="every-gate-opened rows-of-the-input-gate rows-of-another-gate")
def test_other_gates(submission, rng):
    """The other gates keep their biases"""
    D, H = rng.sizes(2)
    old, bias = draw_params(rng, D, H), rng.uniform(1.5, 3.0)
    new = submission.open_forget_gates(old, bias)
    expect_params(new, old)
    other = torch.arange(4 * H) // H != 1
    for name, n, o in zip(NAMES[5:], new[2:], old[2:], strict=True):
        expect(n[other], o[other], f"{name} outside of the forget gate")
    require_set(new, old)


@check(task=3, points=0.5, catches="biases-overwritten")
def test_params_untouched(submission, rng):
    """The params that came in are left as they were, whatever their dtype"""
    D, H = rng.sizes(2)
    for dtype in (torch.float64, torch.float32):
        old = draw_params(rng, D, H, dtype)
        new, (after, _) = submission.open_forget_gates.inputs_after(old, 1.0)
        pairs = zip(NAMES[3:], old, after, strict=True)
        touched = [name for name, o, a in pairs if not torch.equal(o, a)]
        require(not touched, f"The call changes {' and '.join(touched)} of its params in place.")
        expect_params(new, old)
        require_set(new, old)
