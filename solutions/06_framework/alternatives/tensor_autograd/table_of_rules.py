"""A table of backward functions, one for each parent; a common `made` builds every result."""

import torch


def unbroadcast(g, shape):
    if tuple(g.shape) == tuple(shape):
        return g
    extra = g.dim() - len(shape)
    axes = tuple(
        axis
        for axis in range(g.dim())
        if axis < extra or (shape[axis - extra] == 1 and g.shape[axis] != 1)
    )
    return g.sum(axes, keepdim=True).view(shape)


def add_back(g, a, b):
    return g


def mul_back_0(g, a, b):
    return g * b


def mul_back_1(g, a, b):
    return g * a


def relu_back(g, x):
    return g * (x > 0).to(g.dtype)


def matmul_back_0(g, a, b):
    return g.matmul(b.transpose(0, 1))


def matmul_back_1(g, a, b):
    return a.transpose(0, 1).matmul(g)


def sum_back(g, x, dim):
    dim = dim % x.dim()
    return g.reshape(*x.shape[:dim], 1, *x.shape[dim + 1 :]).expand_as(x)


def expand_back(g, x, shape):
    return g


def transpose_back(g, x, i, j):
    return g.transpose(i, j)


def rows_back(g, x, idx):
    columns = idx.reshape(-1, *[1] * (x.dim() - 1)).expand_as(g)
    return torch.zeros_like(x).scatter_add(0, columns, g)


def entropy_back(g, z, targets):
    p = torch.softmax(z, dim=1)
    hot = torch.eye(z.shape[1], dtype=z.dtype, device=z.device)[targets]
    return g * (p - hot) / z.shape[0]


def entropy(z, targets):
    return -z.log_softmax(1)[range(len(targets)), targets].mean()


RULES = {
    torch.add: [add_back, add_back],
    torch.mul: [mul_back_0, mul_back_1],
    torch.relu: [relu_back],
    torch.matmul: [matmul_back_0, matmul_back_1],
    torch.sum: [sum_back],
    torch.Tensor.expand: [expand_back],
    torch.transpose: [transpose_back],
    torch.Tensor.__getitem__: [rows_back],
    entropy: [entropy_back],
}


def made(operation, *parents, more=()):
    data = [parent.data for parent in parents]

    def rule(g):
        shares = [back(g, *data, *more) for back in RULES[operation]]
        return tuple(unbroadcast(s, x.shape) for s, x in zip(shares, data, strict=True))

    return Tensor(operation(*data, *more), parents=parents, rule=rule)


class Tensor:
    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = data
        self.grad = None
        self.requires_grad = requires_grad or any(parent.requires_grad for parent in parents)
        self.parents = parents
        self.rule = rule

    def __add__(self, other):
        return made(torch.add, self, other)

    def __mul__(self, other):
        return made(torch.mul, self, other)

    def relu(self):
        return made(torch.relu, self)

    def __matmul__(self, other):
        return made(torch.matmul, self, other)

    def sum(self, dim):
        return made(torch.sum, self, more=(dim,))

    def expand(self, shape):
        return made(torch.Tensor.expand, self, more=(shape,))

    def transpose(self, i, j):
        return made(torch.transpose, self, more=(i, j))

    def index_select(self, idx):
        return made(torch.Tensor.__getitem__, self, more=(idx,))

    def cross_entropy(self, targets):
        return made(entropy, self, more=(targets,))

    def in_order(self):
        order = []
        seen = set()
        stack = [(self, False)]
        while stack:
            tensor, parents_done = stack.pop()
            if parents_done:
                order.append(tensor)
            elif tensor not in seen:
                seen.add(tensor)
                stack.append((tensor, True))
                stack += [(parent, False) for parent in tensor.parents]
        return order

    def backward(self, g=None):
        if g is None:
            if self.data.dim() > 0:
                raise ValueError("A result with axes needs g, a gradient of its shape.")
            g = torch.ones_like(self.data)
        found = {self: g}
        for tensor in reversed(self.in_order()):
            if tensor.rule is None or not tensor.requires_grad:
                continue
            shares = tensor.rule(found[tensor])
            if not isinstance(shares, tuple):
                raise TypeError("A rule returns a tuple, with a gradient for each parent.")
            for parent, share in zip(tensor.parents, shares, strict=True):
                found[parent] = found[parent] + share if parent in found else share
        for tensor, total in found.items():
            if tensor.requires_grad and not tensor.parents:
                tensor.grad = total.clone() if tensor.grad is None else tensor.grad + total
