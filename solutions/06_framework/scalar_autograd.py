"""Reference: each value keeps its parents and the slope towards each; one sweep in reverse order.

The derivatives of one call are collected in a dictionary of their own, so that what earlier calls
have left in the grads takes no part. The order comes from a depth-first search with a stack of its
own, because Python's is a thousand calls deep.
"""

import math


class Value:
    def __init__(self, data: float, parents: tuple = (), slopes: tuple = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def as_value(self, other: "Value | float") -> "Value":
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other: "Value | float") -> "Value":
        other = self.as_value(other)
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: "Value | float") -> "Value":
        other = self.as_value(other)
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: float) -> "Value":
        slope = n * self.data ** (n - 1)
        return type(self)(self.data**n, (self,), (slope,))

    def relu(self) -> "Value":
        on = self.data > 0
        return type(self)(self.data if on else 0.0, (self,), (float(on),))

    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return type(self)(t, (self,), (1 - t * t,))

    def in_order(self) -> list:
        """The values that self was made from, each after its parents; self comes last."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, parents_done = stack.pop()
            if parents_done:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))
                stack += [(parent, False) for parent in value.parents]
        return order

    def backward(self) -> None:
        found = {self: 1.0}
        for value in reversed(self.in_order()):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                found[parent] = found.get(parent, 0.0) + slope * found[value]
        for value, derivative in found.items():
            value.grad += derivative

    def __radd__(self, other: float) -> "Value":
        return self + other

    def __rmul__(self, other: float) -> "Value":
        return self * other

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: "Value | float") -> "Value":
        return self + other * -1.0

    def __rsub__(self, other: float) -> "Value":
        return self * -1.0 + other

    def __truediv__(self, other: "Value") -> "Value":
        return self * other**-1.0


def descend(parameters: list[Value], lr: float) -> None:
    for value in parameters:
        value.data -= lr * value.grad
        value.grad = 0.0
