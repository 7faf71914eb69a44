# the given lines kept; a class with forward and backward for each operation, as in torch's own
import torch


def unbroadcast(g, shape):
    if len(shape) < g.ndim:
        return unbroadcast(g.sum(dim=0), shape)
    for axis in reversed(range(g.ndim)):
        if shape[axis] == 1 and g.size(axis) != 1:
            g = g.sum(dim=axis).unsqueeze(axis)
    return g


class Operation:
    def __init__(self, *options):
        self.options = options

    def __call__(self, *parents):
        self.shapes = [p.data.shape for p in parents]
        out = self.forward(*[p.data for p in parents])

        def rule(g):
            shares = self.backward(g)
            shares = shares if isinstance(shares, tuple) else (shares,)
            return tuple(map(unbroadcast, shares, self.shapes))

        return Tensor(out, parents=parents, rule=rule)


class Add(Operation):
    def forward(self, a, b):
        return a + b

    def backward(self, g):
        return g, g


class Mul(Operation):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a.mul(b)

    def backward(self, g):
        return g.mul(self.b), g.mul(self.a)


class Relu(Operation):
    def forward(self, x):
        self.mask = (x > 0).type_as(x)
        return torch.maximum(x, torch.zeros_like(x))

    def backward(self, g):
        return self.mask * g


class MatMul(Operation):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a.matmul(b)

    def backward(self, g):
        # (D, N) @ (N, C) and (N, C) @ (C, D)
        return g @ self.b.mT, self.a.mT @ g


class Sum(Operation):
    def forward(self, x):
        self.dim = self.options[0] if self.options[0] >= 0 else x.ndim + self.options[0]
        self.n = x.shape[self.dim]
        return x.sum(self.dim)

    def backward(self, g):
        index = [slice(None)] * self.dim + [None]
        return g[tuple(index)].repeat_interleave(self.n, dim=self.dim)


class Expand(Operation):
    def forward(self, x):
        return x + torch.zeros(self.options[0], dtype=x.dtype, device=x.device)

    def backward(self, g):
        return g


class Transpose(Operation):
    def forward(self, x):
        self.order = list(range(x.ndim))
        i, j = self.options
        self.order[i], self.order[j] = self.order[j], self.order[i]
        return x.permute(self.order).contiguous()

    def backward(self, g):
        return g.permute(self.order).contiguous()


class Rows(Operation):
    def forward(self, x):
        self.x = x
        return x[self.options[0], ...]

    def backward(self, g):
        return torch.index_put(
            torch.zeros_like(self.x), (self.options[0],), g, accumulate=True
        )


class Entropy(Operation):
    def forward(self, z):
        (y,) = self.options
        p = torch.nn.functional.softmax(z, dim=-1)
        self.slope = p - torch.nn.functional.one_hot(y, z.shape[1]).to(z.dtype)
        self.slope = self.slope / len(y)
        return -torch.nn.functional.log_softmax(z, -1).gather(1, y.view(-1, 1)).mean()

    def backward(self, g):
        return g * self.slope


class Tensor:
    def __init__(
        self,
        data: torch.Tensor,
        requires_grad: bool = False,
        parents: tuple["Tensor", ...] = (),
        rule=None,
    ) -> None:
        """Given: keep the numbers, the parents and the rule."""
        self.data = data
        self.grad: torch.Tensor | None = None
        self.requires_grad = requires_grad or any(parent.requires_grad for parent in parents)
        self.parents = parents
        self.rule = rule

    def __add__(self, other):
        return Add()(self, other)

    def __mul__(self, other):
        return Mul()(self, other)

    def relu(self):
        return Relu()(self)

    def __matmul__(self, other):
        return MatMul()(self, other)

    def sum(self, dim):
        return Sum(dim)(self)

    def expand(self, shape):
        return Expand(shape)(self)

    def transpose(self, i, j):
        return Transpose(i, j)(self)

    def index_select(self, idx):
        return Rows(idx)(self)

    def cross_entropy(self, targets):
        return Entropy(targets)(self)

    # The rest is given: the walk back, as in `scalar_autograd`.

    def in_order(self) -> list:
        """Given: the tensors that self was made from, each after its parents; self comes last."""
        order: list = []
        seen: set = set()
        stack = [(self, False)]
        while stack:
            tensor, parents_done = stack.pop()
            if parents_done:
                order.append(tensor)
            elif tensor not in seen:
                seen.add(tensor)
                stack.append((tensor, True))
                stack += [(parent, False) for parent in tensor.parents]
        return order

    def backward(self, g: torch.Tensor | None = None) -> None:
        """Given: add the gradient of sum(self * g) to the grad of each leaf that requires one.

        Without g, self has no axes, and g is 1.
        """
        if g is None:
            if self.data.dim() > 0:
                raise ValueError("A result with axes needs g, a gradient of its shape.")
            g = torch.ones_like(self.data)
        found = {self: g}
        for tensor in reversed(self.in_order()):
            if tensor.rule is None or not tensor.requires_grad:
                continue
            shares = tensor.rule(found[tensor])
            if not isinstance(shares, tuple):
                raise TypeError("A rule returns a tuple, with a gradient for each parent.")
            for parent, share in zip(tensor.parents, shares, strict=True):
                found[parent] = found[parent] + share if parent in found else share
        for tensor, total in found.items():
            if tensor.requires_grad and not tensor.parents:
                tensor.grad = total.clone() if tensor.grad is None else tensor.grad + total
