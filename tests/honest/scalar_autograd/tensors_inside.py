# the arithmetic in torch's float64 without its autograd, numpy for the tanh, a tape on the side
import numpy as np
import torch


class Value:
    def __init__(self, data):
        self.data = torch.as_tensor(data, dtype=torch.float64).item()
        self.grad = 0.0
        self.label = []

    @classmethod
    def made(cls, data, *label):
        out = cls(float(data))
        out.label = list(label)
        return out

    def __add__(self, other):
        if isinstance(other, Value):
            return Value.made(self.data + other.data, (self, 1.0), (other, 1.0))
        return Value.made(self.data + float(other), (self, 1.0))

    def __mul__(self, other):
        if isinstance(other, Value):
            return Value.made(self.data * other.data, (self, other.data), (other, self.data))
        return Value.made(self.data * float(other), (self, float(other)))

    def __pow__(self, n):
        x = torch.tensor(self.data, dtype=torch.float64)
        return Value.made((x**n).item(), (self, (n * x ** (n - 1)).item()))

    def relu(self):
        return Value.made(np.maximum(self.data, 0.0), (self, float(np.heaviside(self.data, 0.0))))

    def tanh(self):
        t = float(np.tanh(self.data))
        return Value.made(t, (self, 1 - t * t))

    def backward(self):
        tape, done = [], set()
        todo = [self]
        while todo:
            value = todo[-1]
            missing = [p for p, _ in value.label if id(p) not in done]
            if missing:
                todo.append(missing[0])
                continue
            todo.pop()
            if id(value) not in done:
                done.add(id(value))
                tape.append(value)
        fresh = dict.fromkeys(map(id, tape), 0.0)
        fresh[id(self)] = 1.0
        while tape:
            value = tape.pop()
            for parent, slope in value.label:
                fresh[id(parent)] += fresh[id(value)] * slope
            value.grad = value.grad + fresh[id(value)]

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
    for i in range(len(parameters)):
        parameters[i].data -= lr * parameters[i].grad
        parameters[i].grad *= 0
