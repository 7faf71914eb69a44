"""Hidden suite of lstm. Run it on a file:

pytest graders/09_sequences/lstm/suite.py --submission FILE

The start states are random and never zero, and sequences have six steps or more: from zero states a
single step cannot tell a missing forget gate from a right one.
"""

import math
from dataclasses import replace

import torch

from tutor.grading.checks import Contract, check, expect, of_parts, require

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


def lstm(x, h, c, params):
    """What torch's own LSTM makes of it."""
    out = torch.lstm(x, (h[None], c[None]), params, True, 1, 0.0, False, False, False)
    return out[0], out[1][0], out[2][0]


STEP = Contract(
    "lstm_step",
    draw_step,
    BOTH,
    truth=lambda x, h, c, params: torch.lstm_cell(x, (h, c), *params),
    rounding=lambda x, h, c, params: rounding(x, h, params) * (1 + c.abs().max().item()),
)
FORWARD = Contract("lstm_forward", draw_sequence, "(states, h, c)", rounding=lambda *_: 1e-4)
# torch's own refuses sequences without steps or rows.
SEQUENCE = replace(FORWARD, truth=lstm)


@check(
    task=1,
    points=0.75,
    dtypes="float64 float32",
    catches="candidate-and-output-swapped input-and-forget-swapped order-of-another-text "
    "candidate-through-sigmoid forget-gate-missing input-gate-missing "
    "output-gate-missing hidden-state-in-the-place-of-the-cell gates-coupled "
    "cell-shown-unsquashed old-cell-shown cell-state-squashed hidden-state-not-heard "
    "one-bias-forgotten gates-not-squashed pair-turned-round always-float64 "
    "gates-interleaved tanh-everywhere forget-gate-turned-round",
)
def test_step(subject, rng, dtype):
    """One step from random states gives what torch's own cell gives, in each dtype"""
    subject(STEP).keeps_dtype(dtype, rng.sizes(3))


@check(
    task=1,
    points=1.25,
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
    catches="history-cut-off hidden-state-not-heard",
)
def test_step_gradients(subject, rng):
    """Gradients flow back to the input, to both states and to every parameter"""
    subject(STEP).passes_gradients_back(*rng.sizes(3, 2, 6))


@check(
    task=1,
    points=0.5,
    catches="exponentials-in-sigmoid exponentials-in-tanh cell-shown-unsquashed",
)
def test_extremes(subject, rng):
    """Huge inputs and cell states give finite results"""
    x, h, c, params = draw_step(rng, *rng.sizes(3, 4, 9))
    for scale_x, scale_c in ((1e4, 1.0), (1.0, 1e4)):
        subject(STEP).agrees(x * scale_x, h, c * scale_c, params)


@check(task=1, points=0.25)
def test_small_shapes(subject):
    """No rows, one row, one input, one unit"""
    sizes = (0, 3, 2), (1, 4, 3), (3, 1, 2), (2, 3, 1), (1, 1, 1)
    subject(STEP).fits(*sizes, ordinary=(4, 3, 5))


@check(task=1, points=0.25, catches="written-in-place")
def test_arguments_untouched(subject, rng):
    """The old states are still there after the step"""
    subject(STEP).leaves_its_arguments(*rng.sizes(3))


@check(task=1, points=0.25, catches="new-tensors-on-the-cpu")
def test_step_on_the_gpu(subject, rng):
    """A step stays on the GPU"""
    subject(STEP).stays_on_the_gpu(*rng.sizes(3))


@check(task=1, points=0.25, catches="loop-over-rows")
def test_cost(subject):
    """All rows of a batch take the step at once"""
    subject(STEP).has_no_loop(5, 3, 4, over=["rows"])


@check(
    task=2,
    points=1,
    catches="started-from-zero every-step-from-the-start cell-states-returned one-step-late "
    "stacked-along-the-wrong-axis batch-first last-state-only read-backwards "
    "states-carried-crosswise cell-state-not-carried hidden-state-not-carried "
    "cell-state-of-the-start one-buffer-for-all-steps states-before-the-step "
    "read-from-the-end last-states-turned-round",
)
def test_sequence(subject, rng):
    """Six steps or more from random states give what torch's own LSTM gives"""
    N, D, H = rng.sizes(3, 2, 6)
    subject(SEQUENCE).agrees_on((rng.integer(6, 9), N, D, H))


@check(
    task=2,
    points=0.5,
    catches="started-from-zero one-step-late last-state-only nothing-to-stack",
)
def test_short_sequences(subject):
    """No step, one step, a single sequence"""
    for T, N in ((0, 3), (1, 2), (4, 1), (2, 0)):
        subject(FORWARD).agrees_on((T, N, 3, 5), what=f"With T = {T}, N = {N} (states, h, c)")


@check(
    task=2,
    points=0.5,
    catches="started-from-zero every-step-from-the-start states-carried-crosswise written-in-place",
)
def test_halves(subject, submission, reference, rng):
    """Two halves, one after the other, are as good as the whole, and what was given stays"""
    x, h, c, params = draw_sequence(rng, 7, 3, 2, 4)
    cut = rng.integer(2, 5)
    expected = reference.lstm_forward(x, h, c, params)[0]
    for part, states in ((x[:cut], expected[:cut]), (x[cut:], expected[cut:])):
        result = submission.lstm_forward(part, h, c, params)
        found, h, c = of_parts(result, ("states", "h", "c"), "lstm_forward")
        expect(found, states, "The tensor of states of one half")
    subject(FORWARD).leaves_its_arguments(5, 3, 2, 4, torch.float32)


@check(
    task=2,
    points=0.5,
    catches="history-cut-off history-cut-between-steps detached-at-each-step",
)
def test_sequence_gradients(subject, rng):
    """Gradients flow back through all steps to the start"""
    subject(FORWARD).passes_gradients_back(rng.integer(6, 8), 2, 3, 4)


@check(
    task=2,
    points=0.5,
    catches="states-collected-on-the-cpu new-tensors-on-the-cpu states-collected-in-float32",
)
def test_sequence_on_the_gpu(subject):
    """A whole sequence stays on the GPU and keeps its dtype"""
    for dtype in (torch.float64, torch.float32):
        subject(FORWARD).stays_on_the_gpu(6, 2, 3, 4, dtype)


def expect_params(new, old, dtype=None):
    """Four tensors in the shapes of the old ones; the weights are the old ones."""
    shaped = isinstance(new, tuple | list) and len(new) == 4
    require(shaped, "`open_forget_gates` gives params: W_ih, W_hh, b_ih and b_hh.")
    for name, n, o in zip(NAMES[3:5], new[:2], old[:2], strict=True):
        expect(n, o, f"{name} of the new params", dtype=dtype)
    for name, n, o in zip(NAMES[5:], new[2:], old[2:], strict=True):
        # The shape of each; its values in the forget gate are the learner's choice.
        expect(n, o, f"{name} of the new params", within=math.inf, dtype=dtype)


def require_set(new, old):
    rows = slice(old[1].shape[1], 2 * old[1].shape[1])
    same = torch.equal(new[2][rows], old[2][rows]) and torch.equal(new[3][rows], old[3][rows])
    require(not same, "Both biases of the forget gate are what they were: nothing was set.")


@check(
    task=3,
    points=1,
    catches="both-biases-set one-bias-left-over rows-of-the-input-gate rows-of-another-gate "
    "added-to-the-old-bias weights-cleared-too every-fourth-row",
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
def test_params_untouched(submission, gpu, rng):
    """The params that came in are left as they were, whatever their dtype and device"""
    D, H = rng.sizes(2)
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        old = draw_params(rng, D, H, dtype)
        new, (after, _) = submission.open_forget_gates.inputs_after(old, 1.0)
        pairs = zip(NAMES[3:], old, after, strict=True)
        touched = [name for name, o, a in pairs if not torch.equal(o, a)]
        told = f"The call changes {' and '.join(touched)} of its params in place."
        require(not touched, told, apart=True)
        expect_params(new, old, dtype=dtype)
        require_set(new, old)
        expect_params(gpu.open_forget_gates(old, 1.0), old)
