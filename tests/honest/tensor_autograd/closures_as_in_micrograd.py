# everything rewritten: closures that add to grads, tensors numbered as they are made, prints
import itertools

import torch

COUNT = itertools.count()


def unbroadcast(g, shape):
    padded = [1] * (g.dim() - len(shape)) + list(shape)
    axes = [i for i, (have, want) in enumerate(zip(g.shape, padded)) if have != want]
    print("summing over", axes)
    return (g.sum(dim=axes, keepdim=True) if axes else g.clone()).view(tuple(shape))


class Tensor:
    def __init__(self, data, requires_grad=False, _prev=()):
        self.data = data
        self.requires_grad = bool(requires_grad) or any(p.requires_grad for p in _prev)
        self.grad = None
        self._g = None
        self._prev = tuple(_prev)
        self._backward = lambda: None
        self._number = next(COUNT)

    def __repr__(self):
        return f"Tensor({tuple(self.data.shape)}, {self.data.dtype})"

    @property
    def shape(self):
        return self.data.shape

    def _take(self, g):
        if self.requires_grad:
            g = unbroadcast(g, self.data.shape).to(self.data.dtype)
            self._g = g if self._g is None else self._g + g

    def __add__(self, other):
        out = Tensor(torch.add(self.data, other.data), _prev=(self, other))

        def _backward():
            self._take(out._g)
            other._take(out._g)

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Tensor(torch.mul(self.data, other.data), _prev=(self, other))

        def _backward():
            self._take(out._g * other.data)
            other._take(out._g * self.data)

        out._backward = _backward
        return out

    def relu(self):
        out = Tensor(torch.relu(self.data), _prev=(self,))

        def _backward():
            self._take(out._g * torch.sign(out.data))

        out._backward = _backward
        return out

    def __matmul__(self, other):
        a, b = self.data, other.data
        out = Tensor(a @ b, _prev=(self, other))

        def _backward():
            self._take((b @ out._g.T).T)
            other._take((out._g.T @ a).T)

        out._backward = _backward
        return out

    def sum(self, dim):
        out = Tensor(self.data.sum(dim), _prev=(self,))

        def _backward():
            g = out._g.unsqueeze(dim)
            self._take(torch.cat([g] * self.data.shape[dim], dim))

        out._backward = _backward
        return out

    def expand(self, shape):
        out = Tensor(self.data.expand(*shape).clone(), _prev=(self,))

        def _backward():
            self._take(out._g)

        out._backward = _backward
        return out

    def transpose(self, i, j):
        out = Tensor(self.data.transpose(i, j), _prev=(self,))

        def _backward():
            self._take(out._g.transpose(i, j))

        out._backward = _backward
        return out

    def index_select(self, idx):
        out = Tensor(self.data[idx], _prev=(self,))

        def _backward():
            n = self.data.shape[0]
            places = torch.zeros(len(idx), n, dtype=out._g.dtype, device=out._g.device)
            if len(idx):
                places.scatter_(1, idx[:, None], 1)
            flat = out._g.reshape(len(idx), self.data[0].numel())
            self._take((places.T @ flat).reshape(self.data.shape))

        out._backward = _backward
        return out

    def cross_entropy(self, targets):
        z = self.data - self.data.max(dim=1, keepdim=True)[0]
        logp = z - z.exp().sum(1, keepdim=True).log()
        n = z.shape[0]
        out = Tensor(-logp[torch.arange(n), targets].sum() / n, _prev=(self,))

        def _backward():
            d = torch.exp(logp)
            d[torch.arange(n), targets] -= 1.0
            d /= n
            self._take(d * out._g)

        out._backward = _backward
        return out

    def backward(self, g=None):
        if g is None:
            if self.data.ndim != 0:
                raise ValueError("which gradient?")
            g = torch.ones_like(self.data)
        met, stack = {self}, [self]
        while stack:
            for parent in stack.pop()._prev:
                if parent not in met:
                    met.add(parent)
                    stack.append(parent)
        self._g = g
        for t in sorted(met, key=lambda t: -t._number):
            if t._g is None:
                continue
            t._backward()
            if not t._prev and t.requires_grad:
                t.grad = t._g if t.grad is None else t.grad + t._g
            t._g = None
