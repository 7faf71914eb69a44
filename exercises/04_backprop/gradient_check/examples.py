"""Visible examples for gradient_check. `tutor check gradient_check` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_cube(submission):
    """x^3 at 1 with h = 0.1: (1.331 - 0.729) / 0.2 = 3.01."""

    def measure(module, x):
        return module.numeric_grad(lambda t: (t**3).sum(), x, 0.1)

    x = torch.tensor([1.0], dtype=torch.float64)
    expect(submission.run(measure, x), torch.tensor([3.01], dtype=torch.float64))


@check(task=1, points=1)
def test_two_numbers(submission):
    """x * y at (3, 5): nudging x feels y, and nudging y feels x."""

    def measure(module, x):
        return module.numeric_grad(lambda t: float(t[0] * t[1]), x)

    x = torch.tensor([3.0, 5.0], dtype=torch.float64)
    expected = torch.tensor([5.0, 3.0], dtype=torch.float64)
    expect(submission.run(measure, x), expected, within=1e-6)


@check(task=2, points=1)
def test_one_of_two_is_off(submission):
    """2 and 3 are 1 apart, their sizes add up to 5: 0.2."""
    expect(submission.rel_error(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 3.0])), 0.2)


@check(task=1, points=1)
def test_a_table(submission):
    """Two rows and three columns in float32: the gradient is float64, and x stays as it was."""

    def measure(module, x, weights):
        before = x.clone()
        grad = module.numeric_grad(lambda t: (t * weights.to(t.dtype)).sum(), x)
        return grad, bool((x == before).all())

    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    weights = torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, 7.0]])
    grad, same = submission.run(measure, x, weights)
    expect(grad, weights.double(), "The gradient", dtype=torch.float64, within=1e-4)
    require(same is True, "x was changed. Restore it after each step.")


@check(task=2, points=1)
def test_nothing_is_off(submission):
    """Two zeros agree, and a worst element of three is what counts."""
    zeros = torch.zeros(2)
    expect(submission.rel_error(zeros, zeros), 0.0, "The error of equal zeros")
    a, b = torch.tensor([1.0, 2.0, 100.0]), torch.tensor([1.0, 3.0, 101.0])
    expect(submission.rel_error(a, b), 0.2, "The error of three numbers", within=1e-6)
