"""Visible examples for rnn. `tutor check rnn` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged, require


def steps(*numbers):
    """One sequence of single numbers: (T, 1, 1)."""
    return torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1, 1)


START = torch.zeros(1, 1, dtype=torch.float64)
ONE, HALF = START + 1, START + 0.5

# Two steps, two sequences, two inputs, two units. No weight is what its transpose is.
X = torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 0.0], [1.0, 1.0]]]).double()
H0 = torch.tensor([[0.5, 0.0], [0.0, -0.5]]).double()
WX = torch.tensor([[1.0, 0.0], [0.5, -1.0]]).double()
WH = torch.tensor([[0.0, 1.0], [0.5, 0.0]]).double()
B = torch.tensor([0.1, -0.2]).double()
STATES = torch.tensor(
    [[[0.80050, 0.29131], [0.33638, -0.83365]], [[0.24083, 0.53740], [0.82845, -0.69812]]]
).double()


@check(task=1, points=1)
def test_two_steps(submission):
    """tanh(1) = 0.7616, and then tanh(0.5 * 0.7616) = 0.3634."""
    states = submission.rnn_forward(steps(1, 0), START, ONE, HALF, torch.zeros(1).double())
    expect(states, steps(0.7616, 0.3634), "The result", within=1e-4)


@check(task=1, points=1)
def test_two_sequences(submission):
    """Two sequences with a start and a bias of their own."""
    args, cost = (X, H0, WX, WH, B), submission.rnn_forward.cost
    states, after = submission.rnn_forward.inputs_after(*args)
    expect(states, STATES, "The result", within=1e-4)
    expect_unchanged(after, x=X, h0=H0, Wx=WX, Wh=WH, b=B)
    many = cost(X.repeat(1, 20, 1), H0.repeat(20, 1), WX, WH, B)
    expect_no_loop(cost(*args), many, 38, "sequences")
    states = submission.rnn_forward(*(t.float() for t in args))
    expect(states, STATES.float(), "The result for float32", dtype=torch.float32, within=1e-4)


@check(task=2, points=1)
def test_two_sequences_back(submission):
    """All five gradients of two sequences. The loss looks at three of the eight states."""
    g = torch.tensor([[[0.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]]).double()
    grads, after = submission.bptt.inputs_after(g, X, H0, STATES, WX, WH)
    expect_unchanged(after, g=g, x=X, h0=H0, states=STATES, Wx=WX, Wh=WH)
    require(isinstance(grads, tuple) and len(grads) == 5, "Return five gradients.")
    expected = (
        [[[0.0, -0.43103], [1.34148, 0.67074]], [[0.94200, 0.47100], [0.0, -0.51263]]],
        [[0.43103, 0.0], [0.0, 0.67074]],
        [[0.0, 0.94366], [1.34148, 0.51263]],
        [[0.75407, 0.38795], [-0.39632, -0.42735]],
        [2.28348, 0.94366],
    )
    for name, grad, right in zip(("x", "h0", "Wx", "Wh", "b"), grads, expected, strict=True):
        right = torch.tensor(right).double()
        expect(grad, right, f"The gradient with respect to {name}", within=1e-4)


@check(task=2, points=1)
def test_two_steps_back(submission):
    """A loss that looks at the second state alone still reaches the first input."""
    states = steps(0.7615942, 0.3633995)
    grads = submission.bptt(steps(0, 1), steps(1, 0), START, states, ONE, HALF)
    expected = (steps(0.1823, 0.8679), ONE * 0.0911, ONE * 0.1823, ONE * 0.6610)
    for name, grad, right in zip(("x", "h0", "Wx", "Wh"), grads, expected, strict=False):
        expect(grad, right, f"The gradient with respect to {name}", within=1e-4)


@check(task=2, points=1)
def test_three_steps_back(submission):
    """A loss that looks at the third state alone reaches the first of three inputs."""
    states = steps(0.7615942, 0.3633995, 0.1797262)
    grads = submission.bptt(steps(0, 0, 1), steps(1, 0, 0), START, states, ONE, HALF)
    expected = steps(0.08818, 0.41995, 0.96770)
    expect(grads[0], expected, "The gradient with respect to x", within=1e-4)


@check(task=3, points=1)
def test_three_four_five(submission):
    """Gradients 3 and 4 have the joint norm 5; with at most 1 they become 0.6 and 0.8."""
    grads = [torch.tensor([3.0]), torch.tensor([[4.0]])]
    half = ([torch.tensor([1.5]), torch.tensor([[2.0]])], 5.0)
    result, after = submission.clip_grad_norm.inputs_after(grads, 2.5)
    expect(result, half, "(clipped, norm) for 2.5", within=1e-5)
    expect_unchanged(after, grads=grads)
    expected = ([torch.tensor([0.6]), torch.tensor([[0.8]])], 5.0)
    expect(submission.clip_grad_norm(grads, 1.0), expected, "(clipped, norm)", within=1e-5)


@check(task=3, points=1)
def test_short_enough(submission):
    """Gradients with the joint norm 0.5 are below 1, and stay as they are."""
    grads = [torch.tensor([0.3, 0.0]), torch.tensor([[0.4]])]
    expect(submission.clip_grad_norm(grads, 1.0), (grads, 0.5), "(clipped, norm)", within=1e-5)


@check(task=4, points=1)
def test_two_lengths(submission):
    """The first sequence ends after its first step, the second after its third."""
    states = torch.tensor([[[1.0], [10.0]], [[2.0], [20.0]], [[3.0], [30.0]]])
    expected = torch.tensor([[1.0], [30.0]])
    expect(submission.last_states(states, torch.tensor([1, 3])), expected, "The result")


@check(task=4, points=1)
def test_three_lengths(submission):
    """Three sequences of two numbers each; all have the length that stands at their place."""
    states = torch.arange(18.0).reshape(3, 3, 2)
    expected, lengths = (
        torch.tensor([[6.0, 7.0], [2.0, 3.0], [16.0, 17.0]]),
        torch.tensor([2, 1, 3]),
    )
    expect(submission.last_states(states, lengths), expected, "The result")
    cost, many = submission.last_states.cost, (states.repeat(1, 20, 1), lengths.repeat(20))
    expect_no_loop(cost(states, lengths), cost(*many), 57, "sequences")
