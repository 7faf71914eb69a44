"""A value passes its share on when all of its uses have reported: count them first."""

import math
from collections import Counter, deque


class Value:
    def __init__(self, data, made_from=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.made_from, self.slopes = made_from, slopes

    def __add__(self, other):
        other = wrapped(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other):
        other = wrapped(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1,))
        return Value(0, (self,), (0,))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), (1 - y**2,))

    def backward(self):
        uses, visited = Counter(), {self}
        todo = deque([self])
        while todo:
            for source in todo.popleft().made_from:
                uses[source] += 1
                if source not in visited:
                    visited.add(source)
                    todo.append(source)
        total = dict.fromkeys(visited, 0.0)
        total[self] = 1.0
        ready = deque([self])
        while ready:
            value = ready.popleft()
            value.grad += total[value]
            for source, slope in zip(value.made_from, value.slopes, strict=True):
                total[source] += total[value] * slope
                uses[source] -= 1
                if not uses[source]:
                    ready.append(source)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + other * -1.0

    def __rsub__(self, other):
        return self * -1.0 + other

    def __truediv__(self, other):
        return self * other**-1.0


def wrapped(x):
    return x if isinstance(x, Value) else Value(x)


def descend(parameters, lr):
    for p in parameters:
        p.data += -lr * p.grad
        p.grad = 0.0
