# recursion with a raised limit, ids in a set, __repr__, __slots__, a guard against wrong types
import math
import sys

sys.setrecursionlimit(100_000)


class Value:
    __slots__ = ("data", "grad", "_op", "_prev", "_local")

    def __init__(self, data, _prev=(), _local=(), _op=""):
        self.data = float(data)
        self.grad = 0.0
        self._prev, self._local, self._op = _prev, _local, _op

    def __repr__(self):
        return f"Value(data={self.data:.4g}, grad={self.grad:.4g})"

    @staticmethod
    def lift(x):
        if not isinstance(x, (Value, int, float)):
            raise TypeError(f"cannot make a value of {x!r}")
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.lift(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other):
        other = Value.lift(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    def __pow__(self, n):
        assert isinstance(n, (int, float)), "only plain powers"
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),), f"**{n}")

    def relu(self):
        return Value(0.0 if self.data < 0 else self.data, (self,), (1.0 * (self.data > 0),), "relu")

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1.0 - t**2,), "tanh")

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if id(v) not in visited:
                visited.add(id(v))
                for p in v._prev:
                    build(p)
                topo.append(v)

        build(self)
        adjoint = {id(v): 0.0 for v in topo}
        adjoint[id(self)] = 1.0
        for v in topo[::-1]:
            for p, s in zip(v._prev, v._local):
                adjoint[id(p)] += s * adjoint[id(v)]
        for v in topo:
            v.grad += adjoint[id(v)]

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
    print("before:", parameters[:3])
    for p in parameters:
        p.data -= lr * p.grad
        p.grad = 0.0
