"""Hidden suite of rnn. Run it on a file:

pytest graders/09_sequences/rnn/suite.py --submission FILE

`bptt` is given the reference's states, so a wrong forward pass costs its own task alone. Weights
shrink their inputs a little: twenty steps then amplify no rounding error.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, of_parts, require

NAMES = ("x", "h0", "Wx", "Wh", "b")
PAIR = ("the clipped gradients", "their norm")
LENGTHS = (20, 2, 3, 4), (1, 3, 2, 5), (4, 1, 3, 2), (0, 3, 2, 4), (3, 0, 2, 4), (3, 2, 1, 1)


def draw_problem(rng, T, N, D, H, dtype=torch.float64):
    """Inputs, a start that is not zero, weights and a bias: x, h0, Wx, Wh, b."""
    tensors = (
        rng.normal(T, N, D),
        rng.away_from_zero(N, H) / 1.6,
        rng.normal(D, H, scale=0.6),
        rng.normal(H, H, scale=0.9 / math.sqrt(H)),
        rng.normal(H, scale=0.5),
    )
    return tuple(tensor.to(dtype) for tensor in tensors)


def backward_problem(reference, rng, T, N, D, H, dtype=torch.float64):
    """The arguments of `bptt`: g, x, h0, states, Wx, Wh, and the gradients by torch's autograd."""
    x, h0, Wx, Wh, b = (tensor.double() for tensor in draw_problem(rng, T, N, D, H, dtype))
    g = rng.normal(T, N, H, dtype=dtype).double()
    inputs = (x, h0, Wx, Wh, b)
    states, grads = reference.rnn_forward.gradients(g, *inputs)
    exact = [torch.zeros_like(i) if d is None else d for i, d in zip(inputs, grads, strict=True)]
    arguments = (g, x, h0, states, Wx, Wh)
    return tuple(tensor.to(dtype) for tensor in arguments), exact


def five(found):
    return of_parts(found, NAMES, "bptt")


def expect_gradients(found, exact):
    for name, f, e in zip(NAMES, five(found), exact, strict=True):
        expect(f, e, f"The gradient with respect to {name}")


def draw_backward(rng, T, N, D, H, dtype=torch.float64):
    """The arguments of `bptt`, with the states of torch's own network."""
    x, h0, Wx, Wh, b = (t.double() for t in draw_problem(rng, T, N, D, H, dtype))
    states = rnn(x, h0, Wx, Wh, b)
    g = rng.normal(T, N, H)
    return tuple(t.to(dtype) for t in (g, x, h0, states, Wx, Wh))


def rnn(x, h0, Wx, Wh, b):
    """What torch's own network makes of it."""
    params = (Wx.T.contiguous(), Wh.T.contiguous(), b, torch.zeros_like(b))
    return torch.rnn_tanh(x, h0[None], params, True, 1, 0.0, False, False, False)[0]


# Each step rounds a sum of D + H + 1 terms and passes on what the step before it was off by.
FORWARD = Contract("rnn_forward", draw_problem, truth=rnn, rounding=lambda *_: 2e-5)
SHORT = Contract("rnn_forward", draw_problem)
BPTT = Contract(
    "bptt",
    draw_backward,
    rounding=lambda *_: 1e-4,
    parts=[f"The gradient with respect to {name}" for name in NAMES],
)
LAST = Contract(
    "last_states",
    lambda rng, N, dtype=torch.float64: (
        rng.normal(4, N, 3, dtype=dtype),
        torch.tensor([rng.integer(1, 4) for _ in range(N)]),
    ),
)


def orthogonal(rng, H):
    """A matrix that turns and keeps all lengths."""
    return torch.linalg.qr(rng.normal(H, H)).Q


@check(
    task=1,
    points=0.5,
    dtypes="float64 float32",
    catches="every-step-from-the-start started-from-zero bias-forgotten tanh-forgotten "
    "state-weights-transposed stacked-along-the-wrong-axis batch-first "
    "last-state-only one-step-late start-kept-in-front read-backwards always-float64 "
    "one-buffer-for-all-steps read-from-the-end sigmoid-for-tanh each-part-bent "
    "sums-handed-on",
)
def test_states(subject, rng, dtype):
    """Five steps give what torch's own network gives, in each dtype"""
    subject(FORWARD).keeps_dtype(dtype, (5, *rng.sizes(3, 2, 8)))


@check(
    task=1,
    points=0.5,
    catches="every-step-from-the-start started-from-zero bias-forgotten nothing-to-stack",
)
def test_long_sequence(subject):
    """Twenty steps, a single step, no step; a single sequence, and none; states of one number"""
    for T, N, D, H in LENGTHS:
        subject(SHORT).agrees_on((T, N, D, H), what=f"With T = {T}, N = {N} the result")


@check(
    task=1,
    points=0.5,
    catches="every-step-from-the-start started-from-zero last-state-only read-backwards",
)
def test_bag_of_words(submission, rng):
    """With Wh = 1 and tiny inputs the states are running sums, a bag of words"""
    T, N, H = 6, *rng.sizes(2, 2, 5)
    x, h0 = rng.away_from_zero(T, N, H) * 1e-6, rng.away_from_zero(N, H) * 1e-6
    one = torch.eye(H, dtype=torch.float64)
    states = submission.rnn_forward(x, h0, one, one, torch.zeros(H, dtype=torch.float64))
    expect(states, h0 + x.cumsum(0), "With an identity for each weight, the running sum")


@check(task=1, points=0.25, catches="exponentials-in-tanh tanh-forgotten")
def test_extremes(subject, rng):
    """Huge inputs give finite states"""
    x, h0, Wx, Wh, b = draw_problem(rng, 4, 3, 2, 5)
    for scale in (1e4, -1e4):
        subject(FORWARD).agrees(x * scale, h0, Wx, Wh, b)


@check(task=1, points=0.25, catches="start-overwritten")
def test_forward_untouched(subject):
    """The start and the inputs are left as they were"""
    subject(FORWARD).leaves_its_arguments(4, 3, 2, 5)


@check(task=1, points=0.25, catches="collected-on-the-cpu")
def test_forward_on_the_gpu(subject):
    """The states stay on the GPU"""
    subject(FORWARD).stays_on_the_gpu(4, 3, 2, 5)


@check(task=1, points=0.25, catches="loop-over-sequences")
def test_forward_cost(subject):
    """All sequences of a batch take a step at once"""
    subject(FORWARD).has_no_loop(3, 5, 2, 4, over=[None, "sequences"])


@check(
    task=2,
    points=1,
    catches="states-of-the-same-step stored-one-step-late gradient-of-the-start-missing "
    "last-step-only gradients-overwritten averaged-over-time averaged-over-the-batch "
    "tanh-skipped-on-the-way-back slope-of-the-result no-way-back-through-the-states "
    "back-through-wh-untransposed carried-past-the-tanh start-left-out-of-wh "
    "first-step-wraps-round first-step-skipped walked-forward "
    "slope-of-the-state-before state-not-squared later-steps-pass-the-tanh-by "
    "direct-gradient-passes-the-tanh-by carried-gradient-piles-up only-one-step-back "
    "state-weights-from-the-first-step biases-averaged one-gradient-for-all-biases "
    "start-before-wh weights-in-another-order",
)
def test_gradients(submission, reference, rng):
    """Five steps: all five gradients agree with torch's autograd"""
    arguments, exact = backward_problem(reference, rng, 5, *rng.sizes(3, 2, 8))
    expect_gradients(submission.bptt(*arguments), exact)


@check(
    task=2,
    points=0.5,
    catches="gradient-of-the-start-missing no-way-back-through-the-states "
    "tanh-skipped-on-the-way-back gradients-overwritten",
)
def test_gradients_of_other_lengths(submission, reference, rng):
    """Back through twenty steps, one and none; for a single sequence, and for none"""
    dtypes = []
    for T, N, D, H in LENGTHS:
        arguments, exact = backward_problem(reference, rng, T, N, D, H)
        found = submission.bptt(*arguments)
        expect_gradients(found, exact)
        dtypes.append([f.dtype for f in five(found)])
    require(
        all(found == dtypes[0] for found in dtypes),
        "Without a step, or without a sequence, the gradients have another dtype.",
    )


@check(
    task=2,
    points=0.75,
    catches="gradient-of-the-start-missing no-way-back-through-the-states "
    "back-through-wh-untransposed",
)
def test_vanishing_and_exploding(submission, rng):
    """Thirty steps back through a shrinking or a growing Wh: the gradient fades, or explodes"""
    T, N, D, H = 30, 2, 3, 4
    x, h0 = torch.zeros(T, N, D, dtype=torch.float64), torch.zeros(N, H, dtype=torch.float64)
    states, Wx, g = torch.zeros(T, N, H, dtype=torch.float64), rng.normal(D, H), rng.normal(N, H)
    later = torch.zeros(T, N, H, dtype=torch.float64)
    later[-1] = g
    for size, what in ((0.6, "Through a Wh that shrinks"), (1.6, "Through a Wh that stretches")):
        Wh = size * orthogonal(rng, H)
        found = five(submission.bptt(later, x, h0, states, Wx, Wh))
        expected = g @ torch.linalg.matrix_power(Wh.T, T)
        expect(found[1], expected, f"{what}, the gradient with respect to h0")


@check(task=2, points=0.5, catches="read-too-far-back walked-forward stored-one-step-late")
def test_no_gradient_from_the_future(submission, reference, rng):
    """A loss at one step says nothing about the inputs that come after it"""
    T, N, D, H = 7, 2, 3, 4
    (g, *rest), _ = backward_problem(reference, rng, T, N, D, H)
    t = rng.integer(2, 4)
    at_one_step = torch.zeros_like(g)
    at_one_step[t] = g[t]
    expected = reference.bptt(at_one_step, *rest)
    found = five(submission.bptt(at_one_step, *rest))
    expect(found[0], expected[0], "For a loss at one step, the gradient with respect to x")


@check(task=2, points=0.5, catches="gradient-of-the-start-missing no-way-back-through-the-states")
def test_two_portions(submission, reference, rng):
    """A text in two portions: the second hands its gradient to the first through h0"""
    (g, x, h0, states, Wx, Wh), exact = backward_problem(reference, rng, 7, 2, 3, 4)
    cut = rng.integer(2, 5)
    second = five(submission.bptt(g[cut:], x[cut:], states[cut - 1], states[cut:], Wx, Wh))
    expect(second[0], exact[0][cut:], "The gradient with respect to x of the second portion")
    expected = reference.bptt(g[cut:], x[cut:], states[cut - 1], states[cut:], Wx, Wh)
    expect(second[1], expected[1], "The gradient with respect to h0 of the second portion")
    handed_on = g[:cut].clone()
    handed_on[-1] += second[1]
    first = five(submission.bptt(handed_on, x[:cut], h0, states[:cut], Wx, Wh))
    both = [first[0], first[1], *(a + b for a, b in zip(first[2:], second[2:], strict=True))]
    expect_gradients(both, [exact[0][:cut], *exact[1:]])


@check(task=2, points=0.25, catches="gradient-written-into-g")
def test_backward_untouched(subject):
    """The incoming gradient and the states are left as they were"""
    subject(BPTT).leaves_its_arguments(4, 2, 3, 5)


@check(task=2, points=0.25, catches="sums-on-the-cpu sums-in-the-default-dtype")
def test_backward_on_the_gpu(subject):
    """The backward pass stays on the GPU and keeps the dtype"""
    for dtype in (torch.float64, torch.float32):
        subject(BPTT).stays_on_the_gpu(4, 2, 3, 5, dtype)


@check(task=2, points=0.25, catches="loop-over-sequences")
def test_backward_cost(subject):
    """All sequences of a batch take a step back at once"""
    subject(BPTT).has_no_loop(3, 5, 2, 4, over=[None, "sequences"])


def draw_grads(rng, norm, dtype=torch.float64):
    """Gradients of odd shapes and very different sizes whose joint norm is the given one."""
    grads = [rng.normal(3, 5), 4 * rng.normal(7), rng.normal(2, 1, 3) / 4, rng.normal()]
    total = math.sqrt(sum(grad.square().sum().item() for grad in grads))
    return [(grad * (norm / total)).to(dtype) for grad in grads]


# How near the elements of gradients of length 1 have to be: they have few digits.
SHORT_FLOATS = (torch.float16, 0.01), (torch.bfloat16, 0.05)


def clipped_by_torch(grads, max_norm):
    """What torch's own clipping makes of the gradients, and the norm that it reports."""
    holders = [torch.zeros_like(grad).requires_grad_() for grad in grads]
    for holder, grad in zip(holders, grads, strict=True):
        holder.grad = grad.clone()
    norm = torch.nn.utils.clip_grad_norm_(holders, max_norm)
    return [holder.grad for holder in holders], norm


@check(
    task=3,
    points=1,
    catches="each-tensor-on-its-own elements-clipped never-clipped norm-not-rooted "
    "norms-added-up largest-element-as-norm norm-after-clipping sizes-added-up "
    "mean-of-the-squares shortened-to-one",
)
def test_clipping(submission, rng):
    """Too long: one factor for all, as torch's own clipping has it"""
    for norm, max_norm in ((rng.uniform(5, 9), rng.uniform(0.5, 2)), (0.3, 0.1)):
        grads = draw_grads(rng, norm)
        exact, reported = clipped_by_torch(grads, max_norm)
        answer = of_parts(submission.clip_grad_norm(grads, max_norm), PAIR, "clip_grad_norm")
        # torch adds a millionth to the norm before it divides.
        expect(answer[0], exact, "clipped", within=max(1e-6, 1.5e-6 / norm) * max_norm)
        expect(answer[1], reported.item(), "norm")


@check(
    task=3,
    points=0.5,
    catches="short-ones-stretched zero-divided-by-zero always-stretched-or-shortened",
)
def test_short_gradients(submission, rng):
    """Short gradients keep their values, and zeros stay zeros"""
    grads = draw_grads(rng, 0.9)
    for what, given in (("short", grads), ("zero", [0 * grad for grad in grads])):
        for max_norm in (1.0, 20):
            expected = (given, 0.9 if what == "short" else 0.0)
            answer = submission.clip_grad_norm(given, max_norm)
            expect(answer, expected, f"For {what} gradients (clipped, norm)")
    # Each tensor alone is shorter than what all of them together may be.
    grads = draw_grads(rng, 3.0)
    expect(submission.clip_grad_norm(grads, 3.5), (grads, 3.0), "(clipped, norm)")
    for alone in (rng.away_from_zero(), torch.zeros(0, 3, dtype=torch.float64)):
        expected = ([alone], alone.norm().item())
        expect(submission.clip_grad_norm([alone], 2.0), expected, "For one tensor (clipped, norm)")


@check(task=3, points=0.25, catches="gradients-shortened-in-place")
def test_clipping_untouched(submission, rng):
    """The gradients that came in are left as they were"""
    grads = draw_grads(rng, 5.0)
    answer, (after, _) = submission.clip_grad_norm.inputs_after(grads, 1.0)
    touched = [
        i for i, (g, a) in enumerate(zip(grads, after, strict=True)) if not torch.equal(g, a)
    ]
    require(not touched, "The call shortens the gradients that it was given in place.")
    clipped, _ = of_parts(answer, PAIR, "clip_grad_norm")
    of_parts(clipped, [f"clipped[{i}]" for i in range(len(grads))], "clip_grad_norm")
    for i, (found, grad) in enumerate(zip(clipped, grads, strict=True)):
        expect_like(found, grad, f"clipped[{i}]")
    moved = any(bool((f != g).any()) and bool(f.any()) for f, g in zip(clipped, grads, strict=True))
    require(moved, "These gradients are too long, and nothing is shortened.")


@check(task=3, points=0.25, catches="norm-on-the-cpu sums-in-the-default-dtype")
def test_clipping_on_the_gpu(gpu, submission, rng):
    """Clipping stays on the GPU and keeps the dtype"""
    for dtype, near in ((torch.float64, 1e-4), (torch.float32, 1e-4), *SHORT_FLOATS):
        grads = draw_grads(rng, 5.0, dtype)
        there, here = (
            of_parts(module.clip_grad_norm(grads, 1.0), PAIR, "clip_grad_norm")
            for module in (gpu, submission)
        )
        of_parts(here[0], [f"clipped[{i}]" for i in range(len(grads))], "clip_grad_norm")
        for i, (own, grad) in enumerate(zip(here[0], grads, strict=True)):
            expect_like(own, grad, f"clipped[{i}]", dtype=dtype)
        expect(there[0], list(here[0]), "clipped", dtype=dtype, within=near)
        require(
            isinstance(there[1], torch.Tensor) and not there[1].dim(),
            "The norm should be a tensor without axes.",
        )


@check(
    task=4,
    points=0.75,
    catches="last-step-of-the-padding one-step-too-far averaged-over-the-steps "
    "every-sequence-at-every-time one-step-too-early one-sequence-for-all "
    "first-padded-state axes-reshaped running-sum-of-the-states",
)
def test_last_states(submission, rng):
    """The last real state of each sequence, from one step to all of them"""
    for T, N, H in ((6, 5, 3), (1, 3, 2), (4, 1, 2)):
        states = rng.normal(T, N, H)
        lengths = torch.tensor([rng.integer(1, T) for _ in range(N)], dtype=torch.int64)
        if N > 1:
            lengths[0], lengths[1], lengths[-1] = T, 1, T  # in no order
        rows = [states[length - 1, n] for n, length in enumerate(lengths.tolist())]
        expect(submission.last_states(states, lengths), torch.stack(rows), "The result")


@check(task=4, points=0.25, catches="visited-one-by-one")
def test_last_states_cost(subject):
    """All sequences at once, and nothing leaves torch, the GPU or the dtype"""
    subject(LAST).has_no_loop(5, over=["sequences"])
    for dtype in (torch.float64, torch.float32):
        subject(LAST).stays_on_the_gpu(5, dtype=dtype)
