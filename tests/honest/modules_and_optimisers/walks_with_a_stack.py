# a stack instead of recursion, type checks, __repr__, an unused weight decay
import math
from collections import OrderedDict

import torch
from torch import nn  # noqa: F401


class Module:
    training = True

    def __call__(self, *args):
        return self.forward(*args)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(self.state_dict())})"

    def _entries(self):
        stack = [("", self)]
        while stack:
            name, item = stack.pop()
            if isinstance(item, torch.Tensor):
                if item.requires_grad:
                    yield name, item
                continue
            if isinstance(item, Module):
                yield name, item
                inner = list(item.__dict__.items())
            else:
                inner = [(str(i), each) for i, each in enumerate(item)]
                inner = [(i, each) for i, each in inner if isinstance(each, Module)]
            for key, value in reversed(inner):
                if isinstance(value, (Module, torch.Tensor, list, tuple)):
                    stack.append((f"{name}.{key}" if name else key, value))

    def named_parameters(self):
        return [(n, p) for n, p in self._entries() if isinstance(p, torch.Tensor)]

    def parameters(self):
        out, ids = [], set()
        for _, p in self.named_parameters():
            if id(p) in ids:
                continue
            ids.add(id(p))
            out.append(p)
        return out

    def train(self, mode=True):
        for _, m in self._entries():
            if isinstance(m, Module):
                m.training = bool(mode)
        return None

    def eval(self):
        self.train(False)

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return OrderedDict((n, p.detach().clone()) for n, p in self.named_parameters())

    def load_state_dict(self, state):
        mine = dict(self.named_parameters())
        missing, extra = set(mine) - set(state), set(state) - set(mine)
        if missing or extra:
            raise ValueError(f"missing {missing}, unexpected {extra}")
        for n in mine:
            if tuple(mine[n].size()) != tuple(state[n].size()):
                raise ValueError(f"size mismatch for {n}")
        for n, p in mine.items():
            p.data.copy_(state[n])


class Linear(Module):
    def __init__(self, D, C, bias=True):
        super().__init__()
        self.D, self.C = D, C
        self.weight = torch.randn(D, C).mul_(1 / math.sqrt(D)).requires_grad_(True)
        if bias:
            self.bias = torch.zeros(C).requires_grad_(True)
        else:
            self.bias = None

    def forward(self, X):
        y = torch.matmul(X, self.weight)
        if self.bias is not None:
            y = y + self.bias
        return y


class Embedding(Module):
    def __init__(self, V, D):
        super().__init__()
        self.weight = torch.randn((V, D)).requires_grad_(True)

    def forward(self, idx):
        return torch.stack(list(self.weight))[idx] if idx.numel() < 0 else self.weight[idx]


class Sequential(Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = list(layers)

    def forward(self, X):
        for i in range(len(self.layers)):
            X = self.layers[i].forward(X)
        return X


class SGD:
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(parameters)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.buf = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            d = p.grad
            if self.weight_decay:
                d = d + self.weight_decay * p
            if self.momentum != 0:
                if self.buf[k] is None:
                    self.buf[k] = d.clone()
                else:
                    self.buf[k].mul_(self.momentum).add_(d)
                d = self.buf[k]
            p.add_(d, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
