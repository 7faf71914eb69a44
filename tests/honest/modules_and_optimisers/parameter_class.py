# a Parameter class of one's own, functools, velocities in a dictionary by tensor
from functools import reduce
from itertools import chain

import torch


def Parameter(tensor):
    assert not tensor.requires_grad
    return tensor.requires_grad_()


def is_parameter(x):
    return torch.is_tensor(x) and x.requires_grad


class Module:
    training = True

    def __call__(self, *args):
        return self.forward(*args)

    def _own(self):
        for key in list(self.__dict__):
            value = self.__dict__[key]
            if is_parameter(value) or isinstance(value, Module):
                yield key, value
            if isinstance(value, list) or isinstance(value, tuple):
                for place in range(len(value)):
                    if isinstance(value[place], Module):
                        yield key + "." + str(place), value[place]

    def _all(self):
        lists = []
        for key, value in self._own():
            if isinstance(value, Module):
                lists.append([(key + "." + rest, p) for rest, p in value._all()])
            else:
                lists.append([(key, value)])
        return list(chain.from_iterable(lists))

    def parameters(self):
        def add(found, p):
            return found if any(p is q for q in found) else found + [p]

        return reduce(add, (p for _, p in self._all()), [])

    def train(self, mode=True):
        self.training = mode
        for _, value in self._own():
            if isinstance(value, Module):
                value.train(mode)

    def eval(self):
        self.train(False)

    def zero_grad(self):
        for _, p in self._all():
            p.grad = None

    def state_dict(self):
        return {name: p.clone().detach() for name, p in self._all()}

    def load_state_dict(self, state):
        own = dict(self._all())
        if sorted(own) != sorted(state):
            raise ValueError("names")
        if not all(own[name].shape == state[name].shape for name in own):
            raise ValueError("shapes")
        with torch.no_grad():
            for name in own:
                own[name].zero_()
                own[name].add_(state[name])


class Linear(Module):
    def __init__(self, D, C, bias=True):
        self.weight = Parameter(torch.randn(D, C) * (1.0 / D) ** 0.5)
        self.bias = Parameter(torch.zeros(C)) if bias else None

    def forward(self, X):
        print("Linear:", tuple(X.shape))
        if self.bias is None:
            return X.mm(self.weight)
        return X.mm(self.weight) + self.bias.unsqueeze(0)


class Embedding(Module):
    def __init__(self, V, D):
        self.weight = Parameter(torch.randn(V, D))

    def forward(self, idx):
        return torch.index_select(self.weight, 0, idx.reshape(-1)).view(idx.shape + (-1,)) if (
            idx.numel()
        ) else self.weight[idx]


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, X):
        return reduce(lambda out, layer: layer(out), self.layers, X)


class SGD:
    def __init__(self, parameters, lr, momentum=0.0):
        self.parameters = list(parameters)
        self.lr, self.momentum = lr, momentum
        self.velocity = {p: torch.zeros_like(p) for p in self.parameters}

    def step(self):
        for p in self.parameters:
            if p.grad is not None:
                with torch.no_grad():
                    self.velocity[p] = self.velocity[p] * self.momentum + p.grad
                    p -= self.velocity[p] * self.lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None
