"""Reference: a module looks through its attributes whenever it is asked; nothing is registered."""

from collections.abc import Iterable, Iterator

import torch


class Module:
    training = True

    def __call__(self, *args: torch.Tensor) -> torch.Tensor:
        return self.forward(*args)

    def children(self) -> "Iterator[tuple[str, Module]]":
        """The modules directly inside, each with its name."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value
            elif isinstance(value, list | tuple):
                for i, item in enumerate(value):
                    if isinstance(item, Module):
                        yield f"{name}.{i}", item

    def named(self) -> Iterator[tuple[str, torch.Tensor]]:
        """All parameters with their names, in order; one may come under several names."""
        children = dict(self.children())
        for name, value in vars(self).items():
            if isinstance(value, torch.Tensor) and value.requires_grad:
                yield name, value
            for inside, child in children.items():
                if inside.partition(".")[0] == name:
                    for rest, parameter in child.named():
                        yield f"{inside}.{rest}", parameter

    def parameters(self) -> list[torch.Tensor]:
        return list({id(parameter): parameter for _, parameter in self.named()}.values())

    def train(self, mode: bool = True) -> None:
        self.training = mode
        for _, child in self.children():
            child.train(mode)

    def eval(self) -> None:
        self.train(False)

    def zero_grad(self) -> None:
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self) -> dict[str, torch.Tensor]:
        return {name: parameter.detach().clone() for name, parameter in self.named()}

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        own = dict(self.named())
        if own.keys() != state.keys():
            raise ValueError(f"other names: {sorted(own.keys() ^ state.keys())}")
        for name, parameter in own.items():
            if parameter.shape != state[name].shape:
                raise ValueError(f"{name} has shape {tuple(parameter.shape)}")
        with torch.no_grad():
            for name, parameter in own.items():
                parameter.copy_(state[name])


class Linear(Module):
    def __init__(self, D: int, C: int, bias: bool = True) -> None:
        self.weight = (torch.randn(D, C) / D**0.5).requires_grad_()
        self.bias = torch.zeros(C, requires_grad=True) if bias else None

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        out = X @ self.weight
        return out if self.bias is None else out + self.bias


class Embedding(Module):
    def __init__(self, V: int, D: int) -> None:
        self.weight = torch.randn(V, D, requires_grad=True)

    def forward(self, idx: torch.Tensor) -> torch.Tensor:
        return self.weight[idx]


class Sequential(Module):
    def __init__(self, *layers: Module) -> None:
        self.layers = list(layers)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            X = layer(X)
        return X


class SGD:
    def __init__(
        self, parameters: Iterable[torch.Tensor], lr: float, momentum: float = 0.0
    ) -> None:
        self.parameters = list(parameters)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p, requires_grad=False) for p in self.parameters]

    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.parameters, self.velocities, strict=True):
                if p.grad is not None:
                    v.mul_(self.momentum).add_(p.grad)
                    p.sub_(self.lr * v)

    def zero_grad(self) -> None:
        for p in self.parameters:
            p.grad = None
