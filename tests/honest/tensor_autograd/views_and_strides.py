# unusual ways to each rule: permuted axes, tensordot, masked writes, and rules that check themselves
import torch


def unbroadcast(g, shape):
    lead = g.dim() - len(shape)
    order = [i for i in range(g.dim()) if i < lead or shape[i - lead] != g.shape[i]]
    kept = [i for i in range(g.dim()) if i not in order]
    flat = g.permute(order + kept).reshape(_size(g, order), *[g.shape[i] for i in kept])
    return flat.sum(0).reshape(shape)


def _size(g, axes):
    n = 1
    for a in axes:
        n *= g.shape[a]
    return n


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

    def _new(self, data, rule, *more):
        def checked(g):
            shares = rule(g)
            shares = shares if type(shares) is tuple else (shares,)
            for share, parent in zip(shares, (self, *more)):
                assert share.shape == parent.data.shape, (share.shape, parent.data.shape)
                assert share.dtype == parent.data.dtype
            return shares

        return Tensor(data, False, (self, *more), checked)

    def __add__(self, other):
        one, two = self.data.shape, other.data.shape
        return self._new(
            self.data + other.data, lambda g: (unbroadcast(g, one), unbroadcast(g, two)), other
        )

    def __mul__(self, other):
        def rule(g):
            a, b = torch.broadcast_tensors(self.data, other.data)
            return unbroadcast(b * g, self.data.size()), unbroadcast(a * g, other.data.size())

        return self._new(self.data * other.data, rule, other)

    def relu(self):
        x = self.data

        def rule(g):
            out = g.clone()
            out[x <= 0] = 0
            return out

        return self._new(torch.where(x > 0, x, torch.zeros_like(x)), rule)

    def __matmul__(self, other):
        def rule(g):
            return (
                torch.tensordot(g, other.data, dims=([1], [1])),
                torch.tensordot(self.data, g, dims=([0], [0])),
            )

        return self._new(torch.tensordot(self.data, other.data, dims=1), rule, other)

    def sum(self, dim):
        def rule(g):
            moved = torch.empty_like(self.data).movedim(dim, 0)
            moved[:] = g
            return moved.movedim(0, dim)

        return self._new(self.data.movedim(dim, -1).sum(-1), rule)

    def expand(self, shape):
        return self._new(
            self.data.broadcast_to(shape), lambda g: unbroadcast(g, self.data.shape)
        )

    def transpose(self, i, j):
        return self._new(self.data.transpose(j, i), lambda g: g.transpose(j, i))

    def index_select(self, idx):
        def rule(g):
            out = torch.zeros_like(self.data)
            out.index_add_(0, idx, g)
            return out

        return self._new(torch.index_select(self.data, 0, idx), rule)

    def cross_entropy(self, targets):
        z = self.data
        N, C = z.shape
        weights = torch.zeros_like(z)
        weights[torch.arange(N, device=z.device), targets] = 1 / N
        loss = (weights * (z.logsumexp(1, keepdim=True) - z)).sum()
        return self._new(loss, lambda g: (z.softmax(1) / N - weights) * g)

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
