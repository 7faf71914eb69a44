"""Only `expand` knows of copies: sums and products stretch their parents first, as operations."""

import torch


def unbroadcast(g, shape):
    shape = tuple(shape)
    full = (1,) * (g.dim() - len(shape)) + shape
    for axis in range(g.dim()):
        if full[axis] == 1 and g.shape[axis] != 1:
            g = g.sum(axis, keepdim=True)
    return g.reshape(shape)


class Tensor:
    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = data
        self.grad = None
        self.requires_grad = requires_grad or any(parent.requires_grad for parent in parents)
        self.parents = parents
        self.rule = rule

    def stretched(self, other):
        shape = torch.broadcast_tensors(self.data, other.data)[0].shape
        return [x if x.data.shape == shape else x.expand(shape) for x in (self, other)]

    def __add__(self, other):
        a, b = self.stretched(other)
        return Tensor(a.data + b.data, parents=(a, b), rule=lambda g: (g, g))

    def __mul__(self, other):
        a, b = self.stretched(other)
        return Tensor(a.data * b.data, parents=(a, b), rule=lambda g: (g * b.data, g * a.data))

    def relu(self):
        off = self.data <= 0
        rule = lambda g: (g.masked_fill(off, 0.0),)  # noqa: E731
        return Tensor(self.data.masked_fill(off, 0.0), parents=(self,), rule=rule)

    def __matmul__(self, other):
        def rule(g):
            mine = torch.mm(g, other.data.t())
            others = torch.mm(g.t(), self.data).t()
            return mine, others

        return Tensor(torch.mm(self.data, other.data), parents=(self, other), rule=rule)

    def sum(self, dim):
        size = self.data.shape[dim]

        def rule(g):
            return (torch.stack([g] * size, dim),)

        return Tensor(torch.sum(self.data, dim), parents=(self,), rule=rule)

    def expand(self, shape):
        def rule(g):
            return (unbroadcast(g, self.data.shape),)

        return Tensor(self.data.expand(*shape), parents=(self,), rule=rule)

    def transpose(self, i, j):
        def rule(g):
            return (torch.transpose(g, i, j),)

        return Tensor(torch.transpose(self.data, i, j), parents=(self,), rule=rule)

    def index_select(self, idx):
        rows = self.data.shape[0]

        def rule(g):
            chosen = torch.arange(rows, device=idx.device)[:, None] == idx
            return (torch.tensordot(chosen.to(g.dtype), g, dims=1),)

        return Tensor(self.data[idx], parents=(self,), rule=rule)

    def cross_entropy(self, targets):
        N = len(targets)
        shifted = self.data - self.data.max(1, keepdim=True).values
        total = shifted.exp().sum(1, keepdim=True)
        log_p = shifted - total.log()
        right = log_p.gather(1, targets[:, None])

        def rule(g):
            slope = shifted.exp() / total
            minus = torch.full_like(right, -1)
            return (g / N * slope.scatter_add(1, targets[:, None], minus),)

        return Tensor(-right.sum() / N, parents=(self,), rule=rule)

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
