"""Values are numbered as they are made: the newest that waits in the heap always goes first."""

import heapq
import itertools
import math

NUMBERS = itertools.count()


class Value:
    def __init__(self, data, sources=()):
        self.data = float(data)
        self.grad = 0.0
        self.sources = sources  # pairs (value, slope)
        self.number = next(NUMBERS)

    def __add__(self, other):
        if not isinstance(other, Value):
            return Value(self.data + other, [(self, 1.0)])
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        if not isinstance(other, Value):
            return Value(self.data * other, [(self, other)])
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])

    def relu(self):
        return self * (1.0 if self.data > 0 else 0.0)

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, (1 - t) * (1 + t))])

    def backward(self):
        waiting = [(-self.number, self)]
        blame = {self.number: 1.0}
        while waiting:
            _, value = heapq.heappop(waiting)
            share = blame[value.number]
            value.grad += share
            for source, slope in value.sources:
                if source.number not in blame:
                    blame[source.number] = 0.0
                    heapq.heappush(waiting, (-source.number, source))
                blame[source.number] += slope * share

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


def descend(parameters, lr):
    for p in parameters:
        p.data, p.grad = p.data - lr * p.grad, 0.0
