"""Every value brings along the function that passes a gradient on to its parents."""

import math


class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = set(parents)
        self._pass_on = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._pass_on = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._pass_on = pass_on
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def pass_on():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._pass_on = pass_on
        return out

    def relu(self):
        out = Value(max(self.data, 0.0), (self,))

        def pass_on():
            self.grad += (out.data > 0) * out.grad

        out._pass_on = pass_on
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def pass_on():
            self.grad += (1 - out.data**2) * out.grad

        out._pass_on = pass_on
        return out

    def backward(self):
        order, seen = [], {self}
        stack = [(self, iter(self._parents))]
        while stack:
            value, parents = stack[-1]
            for parent in parents:
                if parent not in seen:
                    seen.add(parent)
                    stack.append((parent, iter(parent._parents)))
                    break
            else:
                order.append(value)
                stack.pop()
        before = [value.grad for value in order]
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        for value in reversed(order):
            value._pass_on()
        for value, old in zip(order, before, strict=True):
            value.grad += old

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
    for parameter in parameters:
        parameter.data = parameter.data - lr * parameter.grad
    for parameter in parameters:
        parameter.grad = 0.0
