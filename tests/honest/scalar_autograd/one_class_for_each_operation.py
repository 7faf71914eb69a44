# a subclass for each operation, a dataclass without comparison, deque and defaultdict
import math
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0

    def __post_init__(self):
        self.data = float(self.data)

    def sources(self):
        return []

    def __add__(self, other):
        return Sum(self, as_value(other))

    def __mul__(self, other):
        return Product(self, as_value(other))

    def __pow__(self, n):
        return Power(self, n)

    def relu(self):
        return Relu(self)

    def tanh(self):
        return Tanh(self)

    def backward(self):
        uses = defaultdict(int)
        queue, met = deque([self]), {id(self)}
        while queue:
            for source, _ in queue.popleft().sources():
                uses[source] += 1
                if id(source) not in met:
                    met.add(id(source))
                    queue.append(source)
        shares = defaultdict(float)
        shares[self] = 1
        queue.append(self)
        while queue:
            value = queue.pop()
            share = shares[value]
            value.grad += share
            for source, slope in value.sources():
                shares[source] += slope * share
                uses[source] -= 1
                if uses[source] == 0:
                    queue.append(source)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + other * -1.0

    def __rsub__(self, other):
        return self * -1.0 + other

    def __truediv__(self, other):
        return self * other**-1.0


class Sum(Value):
    def __init__(self, left, right):
        super().__init__(left.data + right.data)
        self.left, self.right = left, right

    def sources(self):
        return [(self.left, 1.0), (self.right, 1.0)]


class Product(Value):
    def __init__(self, left, right):
        super().__init__(left.data * right.data)
        self.left, self.right = left, right

    def sources(self):
        return [(self.left, self.right.data), (self.right, self.left.data)]


class Power(Value):
    def __init__(self, base, n):
        super().__init__(math.pow(base.data, n))
        self.base, self.n = base, n

    def sources(self):
        return [(self.base, self.n * math.pow(self.base.data, self.n - 1))]


class Relu(Value):
    def __init__(self, x):
        super().__init__(max(0, x.data))
        self.x = x

    def sources(self):
        return [(self.x, 1 if self.data > 0 else 0)]


class Tanh(Value):
    def __init__(self, x):
        super().__init__(math.tanh(x.data))
        self.x = x

    def sources(self):
        return [(self.x, 1 / math.cosh(self.x.data) ** 2 if abs(self.x.data) < 300 else 0.0)]


def as_value(x):
    return x if isinstance(x, Value) else Value(x)


def descend(parameters, lr):
    steps = [lr * p.grad for p in parameters]
    for p, step in zip(parameters, steps):
        p.data = p.data - step
        p.grad = 0.0
