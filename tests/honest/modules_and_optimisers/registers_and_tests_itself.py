# registers with __setattr__, hooks that nobody uses, a small test at the bottom

import torch


class Module:
    training = True

    def __setattr__(self, name, value):
        self.__dict__.setdefault("_order", {})[name] = None
        object.__setattr__(self, name, value)

    def __call__(self, *args):
        return self.forward(*args)

    def _members(self):
        """Names and members, modules in lists opened."""
        for name in self.__dict__.get("_order", {}):
            member = getattr(self, name)
            if type(member) in (list, tuple):
                yield from ((f"{name}.{i}", m) for i, m in enumerate(member) if is_module(m))
            else:
                yield name, member

    def modules(self):
        found = [self]
        for _, member in self._members():
            if is_module(member):
                found += member.modules()
        return found

    def _walk(self, prefix=""):
        found = []
        for name, member in self._members():
            if is_module(member):
                found += member._walk(f"{prefix}{name}.")
            elif torch.is_tensor(member) and member.requires_grad:
                found.append((prefix + name, member))
        return found

    def parameters(self):
        seen, unique = set(), []
        for _, p in self._walk():
            if id(p) not in seen:
                seen.add(id(p))
                unique.append(p)
        return unique

    def train(self, mode=True):
        for module in self.modules():
            module.training = mode

    def eval(self):
        self.train(False)

    def zero_grad(self):
        for _, p in self._walk():
            p.grad = None

    def state_dict(self):
        return {name: torch.clone(p.data) for name, p in self._walk()}

    def load_state_dict(self, state):
        own = self._walk()
        if {name for name, _ in own} != set(state):
            raise ValueError("the names do not match")
        if any(p.shape != state[name].shape for name, p in own):
            raise ValueError("the shapes do not match")
        for name, p in own:
            p.data.copy_(state[name])


def is_module(value):
    return isinstance(value, Module)


class Linear(Module):
    def __init__(self, D, C, bias=True):
        self.weight = torch.nn.Parameter(torch.empty(D, C).normal_(0, D**-0.5))
        self.bias = torch.nn.Parameter(torch.zeros(C)) if bias else None

    def forward(self, X):
        if self.bias is None:
            return torch.mm(X, self.weight)
        return torch.addmm(self.bias, X, self.weight)


class Embedding(Module):
    def __init__(self, V, D):
        self.weight = torch.nn.Parameter(torch.randn(V, D))

    def forward(self, idx):
        rows = self.weight.index_select(0, idx.flatten())
        return rows.reshape(*idx.shape, self.weight.shape[1])


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = [*layers]

    def forward(self, X):
        out = X
        for layer in self.layers:
            out = layer.forward(out)
        return out


class SGD:
    def __init__(self, parameters, lr, momentum=0.0):
        self.parameters = [*parameters]
        self.lr, self.momentum = lr, momentum
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.parameters):
            if p.grad is None:
                continue
            old = self.velocity.get(i)
            new = p.grad.clone() if old is None else self.momentum * old + p.grad
            self.velocity[i] = new
            p.add_(new, alpha=-self.lr)

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None


def _self_test():
    net = Sequential(Linear(3, 4), Linear(4, 2))
    optimizer = SGD(net.parameters(), lr=0.1, momentum=0.9)
    loss = net(torch.ones(5, 3)).pow(2).mean()
    loss.backward()
    optimizer.step()
    assert len(net.parameters()) == 4
    theirs = torch.nn.MSELoss()(net(torch.ones(5, 3)), torch.zeros(5, 2))
    print("loss", loss.item(), "->", theirs.item())


if __name__ == "__main__":
    _self_test()
