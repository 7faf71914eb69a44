"""Short rules as lambdas; axes are added up one by one; labels as one-hot rows."""

import torch


def unbroadcast(g, shape):
    while g.dim() > len(shape):
        g = g.sum(0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis, keepdim=True)
    return g


class Tensor:
    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = data
        self.grad = None
        self.requires_grad = requires_grad or any(parent.requires_grad for parent in parents)
        self.parents = parents
        self.rule = rule

    def __add__(self, other):
        return Tensor(
            self.data + other.data,
            parents=(self, other),
            rule=lambda g: (unbroadcast(g, self.data.shape), unbroadcast(g, other.data.shape)),
        )

    def __mul__(self, other):
        return Tensor(
            self.data * other.data,
            parents=(self, other),
            rule=lambda g: (
                unbroadcast(g * other.data, self.data.shape),
                unbroadcast(g * self.data, other.data.shape),
            ),
        )

    def relu(self):
        out = self.data.clamp(min=0)
        return Tensor(out, parents=(self,), rule=lambda g: (torch.where(out > 0, g, 0),))

    def __matmul__(self, other):
        return Tensor(
            torch.einsum("nd,dc->nc", self.data, other.data),
            parents=(self, other),
            rule=lambda g: (
                torch.einsum("nc,dc->nd", g, other.data),
                torch.einsum("nd,nc->dc", self.data, g),
            ),
        )

    def sum(self, dim):
        return Tensor(
            self.data.sum(dim=dim),
            parents=(self,),
            rule=lambda g: (torch.ones_like(self.data) * g.unsqueeze(dim),),
        )

    def expand(self, shape):
        return Tensor(
            torch.broadcast_to(self.data, shape),
            parents=(self,),
            rule=lambda g: (unbroadcast(g, self.data.shape),),
        )

    def transpose(self, i, j):
        return Tensor(self.data.swapaxes(i, j), parents=(self,), rule=lambda g: (g.swapaxes(j, i),))

    def index_select(self, idx):
        def rule(g):
            table = torch.zeros_like(self.data)
            table.index_put_((idx,), g, accumulate=True)
            return (table,)

        return Tensor(self.data.index_select(0, idx), parents=(self,), rule=rule)

    def cross_entropy(self, targets):
        N, C = self.data.shape
        hot = (torch.arange(C, device=targets.device) == targets[:, None]).to(self.data.dtype)
        p = self.data.softmax(1)
        loss = (self.data.logsumexp(1) - (self.data * hot).sum(1)).sum() / N
        return Tensor(loss, parents=(self,), rule=lambda g: ((p - hot) * (g / N),))

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
