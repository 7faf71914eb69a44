# an embedding as a product with one-hot rows, inspect and warnings, parameters by torch.nn.Parameter
import inspect  # noqa: F401
import warnings

import torch
from torch.nn import Parameter


class Module:
    training = True

    def __call__(self, *args):
        return self.forward(*args)

    def children(self):
        found = []
        for name, value in vars(self).items():
            if isinstance(value, Module):
                found.append((name, value))
            elif type(value) in (list, tuple):
                found.extend((f"{name}.{i}", v) for i, v in enumerate(value))
        return [(name, child) for name, child in found if isinstance(child, Module)]

    def collect(self, prefix, into):
        inside = self.children()
        for name, value in vars(self).items():
            if isinstance(value, torch.Tensor):
                if value.requires_grad:
                    into[prefix + name] = value
            else:
                for child_name, child in inside:
                    if child_name == name or child_name.startswith(name + "."):
                        child.collect(prefix + child_name + ".", into)
        return into

    def parameters(self):
        return list(dict.fromkeys(self.collect("", {}).values()))

    def train(self, mode=True):
        self.training = mode
        for _, child in self.children():
            child.train(mode)

    def eval(self):
        self.train(False)

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return {n: torch.empty_like(p).copy_(p).detach() for n, p in self.collect("", {}).items()}

    @torch.no_grad()
    def load_state_dict(self, state):
        own = self.collect("", {})
        problems = [n for n in own.keys() | state.keys() if n not in own or n not in state]
        problems += [n for n in own.keys() & state.keys() if own[n].shape != state[n].shape]
        if problems:
            warnings.warn(f"cannot load {problems}", stacklevel=2)
            raise ValueError(problems)
        for n, p in own.items():
            p[:] = state[n]


class Linear(Module):
    def __init__(self, D, C, bias=True):
        self.weight = Parameter(torch.randn(D, C) / torch.tensor(float(D)).sqrt())
        self.bias = None
        if bias is True:
            self.bias = Parameter(torch.zeros(C))

    def forward(self, X):
        if self.bias is None:
            return X @ self.weight
        return X @ self.weight + self.bias


class Embedding(Module):
    def __init__(self, V, D):
        self.weight = Parameter(torch.randn(V, D))

    def forward(self, idx):
        V = len(self.weight)
        hot = (idx[..., None] == torch.arange(V, device=idx.device)).to(self.weight.dtype)
        return hot @ self.weight


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X


class SGD:
    def __init__(self, parameters, lr, momentum=0.0):
        self.lr = lr
        self.momentum = momentum
        self.parameters = [p for p in parameters]
        for p in self.parameters:
            assert p.is_leaf
        self.v = None

    def step(self):
        if self.v is None:
            self.v = [torch.zeros_like(p.data) for p in self.parameters]
        for i, p in enumerate(self.parameters):
            if p.grad is None:
                continue
            self.v[i] = self.momentum * self.v[i] + p.grad.data
            p.data = p.data - self.lr * self.v[i]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None
