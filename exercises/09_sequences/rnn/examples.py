"""Visible examples for rnn. `tutor check rnn` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


def steps(*numbers):
    """One sequence of single numbers: (T, 1, 1)."""
    return torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1, 1)


START = torch.zeros(1, 1, dtype=torch.float64)
ONE, HALF = START + 1, START + 0.5


@check(task=1, points=1)
def test_two_steps(submission):
    """tanh(1) = 0.7616, and then tanh(0.5 * 0.7616) = 0.3634."""
    states = submission.rnn_forward(steps(1, 0), START, ONE, HALF, torch.zeros(1).double())
    expect(states, steps(0.7616, 0.3634), "The result", within=1e-4)


@check(task=2, points=1)
def test_two_steps_back(submission):
    """A loss that looks at the second state alone still reaches the first input."""
    states = steps(0.7615942, 0.3633995)
    grads = submission.bptt(steps(0, 1), steps(1, 0), START, states, ONE, HALF)
    expected = (steps(0.1823, 0.8679), ONE * 0.0911, ONE * 0.1823, ONE * 0.6610)
    for name, grad, right in zip(("x", "h0", "Wx", "Wh"), grads, expected, strict=False):
        expect(grad, right, f"The gradient with respect to {name}", within=1e-4)


@check(task=3, points=1)
def test_three_four_five(submission):
    """Gradients 3 and 4 have the joint norm 5; with at most 1 they become 0.6 and 0.8."""
    grads = [torch.tensor([3.0]), torch.tensor([[4.0]])]
    expected = ([torch.tensor([0.6]), torch.tensor([[0.8]])], 5.0)
    expect(submission.clip_grad_norm(grads, 1.0), expected, "(clipped, norm)", within=1e-5)


@check(task=4, points=1)
def test_two_lengths(submission):
    """The first sequence ends after its first step, the second after its third."""
    states = torch.tensor([[[1.0], [10.0]], [[2.0], [20.0]], [[3.0], [30.0]]])
    expected = torch.tensor([[1.0], [30.0]])
    expect(submission.last_states(states, torch.tensor([1, 3])), expected, "The result")
