"""Visible examples for tensor_autograd. `tutor check tensor_autograd` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_unchanged


def tensor(*rows):
    return torch.tensor(rows, dtype=torch.float64)


def done(module, name, arrays, more, g):
    """Do one operation on leaves. Return its data, and the gradient that each leaf gets."""
    leaves = [module.Tensor(array, requires_grad=True) for array in arrays]
    result = getattr(leaves[0], name)(*leaves[1:], *more)
    result.backward(g)
    return result.data, *[leaf.grad for leaf in leaves]


@check(task=1, points=1)
def test_missing_axis(submission):
    """Three numbers were copied to two rows: what comes back to the copies is added."""
    g = tensor([6.0, 8.0, 10.0], [8.0, 11.0, 14.0])
    result, (after, _) = submission.unbroadcast.inputs_after(g, (3,))
    expect(result, tensor(14.0, 19.0, 24.0), "The result for the shape (3,)")
    expect_unchanged([after], g=g)


@check(task=1, points=1)
def test_stretched_axes(submission):
    """The axes that were of size 1 are added up, and have the size 1 again."""
    g = tensor([6.0, 8.0, 10.0], [8.0, 11.0, 14.0])
    expect(submission.unbroadcast(g, (2, 1)), tensor([24.0], [33.0]), "The result for (2, 1)")
    expect(submission.unbroadcast(g, (1, 3)), tensor([14.0, 19.0, 24.0]), "The result for (1, 3)")
    both = torch.stack([g, 10 * g])
    right = tensor([24.0 * 11], [33.0 * 11])
    expect(submission.unbroadcast(both, (2, 1)), right, "The result for (2, 1), of three axes,")


@check(task=2, points=1)
def test_statement(submission):
    """The product of the statement: a column times a row."""
    a, b = tensor([2.0], [3.0]), tensor(1.0, 10.0, 100.0)
    g = tensor([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    data, a_grad, b_grad = submission.run(done, "__mul__", [a, b], (), g)
    expect(data, tensor([2.0, 20.0, 200.0], [3.0, 30.0, 300.0]), "The data of `a * b`")
    expect(a_grad, tensor([321.0], [654.0]), "The grad of a")
    expect(b_grad, tensor(14.0, 19.0, 24.0), "The grad of b")


@check(task=2, points=1)
def test_sum_and_relu(submission):
    """A sum passes g on; a relu passes it on where it is on."""
    a, b = tensor([-2.0, 0.0], [0.5, 4.0], [1.0, -3.0]), tensor(1.0, 1.0)
    g = tensor([1.0, 2.0], [-3.0, 4.0], [5.0, 6.0])
    _, a_grad, b_grad = submission.run(done, "__add__", [a, b], (), g)
    expect(a_grad, g, "The grad of a for `a + b`")
    expect(b_grad, tensor(3.0, 12.0), "The grad of b for `a + b`")
    data, grad = submission.run(done, "relu", [a], (), g)
    expect(data, tensor([0.0, 0.0], [0.5, 4.0], [1.0, 0.0]), "The data of relu")
    expect(grad, tensor([0.0, 0.0], [-3.0, 4.0], [5.0, 0.0]), "The grad of a for `a.relu()`")


@check(task=2, points=1)
def test_matrix_product(submission):
    """A row of two times a matrix of 2 x 3."""
    x, w = tensor([1.0, 2.0]), tensor([1.0, 0.0, 3.0], [0.0, 1.0, -1.0])
    data, x_grad, w_grad = submission.run(
        done, "__matmul__", [x, w], (), tensor([10.0, 20.0, 30.0])
    )
    expect(data, tensor([1.0, 2.0, 1.0]), "The data of `x @ w`")
    expect(x_grad, tensor([100.0, -10.0]), "The grad of x")
    expect(w_grad, tensor([10.0, 20.0, 30.0], [20.0, 40.0, 60.0]), "The grad of w")


@check(task=3, points=1)
def test_sum(submission):
    """The sum of each row: all numbers of a row get what comes back to its sum."""
    x = tensor([1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0])
    data, grad = submission.run(done, "sum", [x], (1,), tensor(10.0, 20.0, 30.0))
    expect(data, tensor(6.0, 15.0, 24.0), "The data of `x.sum(1)`")
    expect(grad, tensor([10.0] * 3, [20.0] * 3, [30.0] * 3), "The grad of x")


@check(task=3, points=1)
def test_expand_and_transpose(submission):
    """Copies are added up, and swapped axes are swapped back."""
    g = tensor([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    _, grad = submission.run(done, "expand", [tensor([7.0], [8.0])], ((2, 3),), g)
    expect(grad, tensor([6.0], [15.0]), "The grad of x for `x.expand((2, 3))`")
    x, g = torch.arange(24.0).reshape(2, 3, 4), torch.arange(24.0).reshape(3, 2, 4)
    data, grad = submission.run(done, "transpose", [x], (0, 1), g)
    expect(data, x.permute(1, 0, 2), "The data of `x.transpose(0, 1)`")
    expect(grad, g.permute(1, 0, 2), "The grad of x for `x.transpose(0, 1)`")


@check(task=3, points=1)
def test_rows(submission):
    """Row 2 is selected twice, row 1 not at all."""
    table = tensor([0.0, 1.0], [2.0, 3.0], [4.0, 5.0])
    idx, g = torch.tensor([2, 0, 2]), tensor([1.0, 1.0], [2.0, 2.0], [10.0, 30.0])
    data, grad = submission.run(done, "index_select", [table], (idx,), g)
    expect(data, tensor([4.0, 5.0], [0.0, 1.0], [4.0, 5.0]), "The data of the rows 2, 0, 2")
    expect(grad, tensor([2.0, 2.0], [0.0, 0.0], [11.0, 31.0]), "The grad of the table")


@check(task=4, points=1)
def test_cross_entropy(submission):
    """Two rows, in which the right class has the probability 1/4 and 3/4."""
    z, targets = tensor([0.0, 1.0986122887], [0.0, 1.0986122887]), torch.tensor([0, 1])
    for g in (1.0, 10.0):
        found = submission.run(done, "cross_entropy", [z], (targets,), tensor(g)[0])
        expect(found[0], 0.8369882168, "The data of the loss")
        right = g * tensor([-0.375, 0.375], [0.125, -0.125])
        expect(found[1], right, f"The grad of z for a g of {g:g}")
