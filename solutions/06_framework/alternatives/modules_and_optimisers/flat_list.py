"""One function walks through a module and lists everything; all methods read that list."""

import torch


def walk(module, way=()):
    """Every parameter and every module inside, with the way to it, in order."""
    yield way, module
    for name, value in module.__dict__.items():
        if isinstance(value, Module):
            yield from walk(value, (*way, name))
        elif isinstance(value, (list, tuple)):
            for place, item in enumerate(value):
                if isinstance(item, Module):
                    yield from walk(item, (*way, name, str(place)))
        elif isinstance(value, torch.Tensor) and value.requires_grad:
            yield (*way, name), value


class Module:
    training = True

    def __call__(self, *args):
        return self.forward(*args)

    def _named(self):
        return {".".join(way): item for way, item in walk(self) if isinstance(item, torch.Tensor)}

    def parameters(self):
        found = []
        for tensor in self._named().values():
            if all(tensor is not other for other in found):
                found.append(tensor)
        return found

    def train(self, mode=True):
        for _, item in walk(self):
            if isinstance(item, Module):
                item.training = mode

    def eval(self):
        self.train(False)

    def zero_grad(self):
        for tensor in self.parameters():
            tensor.grad = None

    def state_dict(self):
        with torch.no_grad():
            return {name: tensor.clone() for name, tensor in self._named().items()}

    def load_state_dict(self, state):
        named = self._named()
        shapes = {name: tensor.shape for name, tensor in named.items()}
        if shapes != {name: value.shape for name, value in state.items()}:
            raise ValueError("names and shapes must be the same")
        for name, tensor in named.items():
            with torch.no_grad():
                tensor[...] = state[name]


class Linear(Module):
    def __init__(self, D, C, bias=True):
        self.weight = torch.normal(0.0, D**-0.5, (D, C)).requires_grad_(True)
        self.bias = None
        if bias:
            self.bias = torch.zeros(C).requires_grad_(True)

    def forward(self, X):
        out = torch.einsum("nd,dc->nc", X, self.weight)
        if self.bias is not None:
            out = out + self.bias
        return out


class Embedding(Module):
    def __init__(self, V, D):
        self.weight = torch.normal(0.0, 1.0, (V, D)).requires_grad_(True)

    def forward(self, idx):
        return self.weight[idx, :]


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        for layer in layers:
            self.layers.append(layer)

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X


class SGD:
    def __init__(self, parameters, lr, momentum=0.0):
        self.lr = lr
        self.momentum = momentum
        self.pairs = [[p, 0.0] for p in parameters]

    def step(self):
        for pair in self.pairs:
            p, v = pair
            if p.grad is not None:
                pair[1] = v * self.momentum + p.grad.detach()
                p.data -= self.lr * pair[1]

    def zero_grad(self):
        for p, _ in self.pairs:
            p.grad = None
