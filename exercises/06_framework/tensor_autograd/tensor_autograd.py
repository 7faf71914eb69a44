"""Automatic differentiation with tensors: one rule for each operation.

Replace each `raise` by your own code. torch's autograd, its losses and `sum_to_size` would do the
task for you: do without them. `torch.broadcast_shapes` is not there either. `softmax`,
`log_softmax` and the rest of torch are yours to use on `data`, which is a torch tensor.
"""

from collections.abc import Callable

import torch

Rule = Callable[[torch.Tensor], tuple[torch.Tensor, ...]]


def unbroadcast(g: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    """Add up what broadcasting has copied.

    Broadcasting has stretched a tensor of this `shape` to the shape of g: where an axis was missing
    on the left, and where a size was 1, all numbers were copied along that axis.

    Args:
        g: the gradient with respect to the stretched tensor, floating-point. It stays as it is.
        shape: the shape before, which can be stretched to that of g. Both may be equal, `shape` may
            be (), and sizes may be 0.

    Returns:
        The gradient with respect to the tensor before, in exactly this `shape`: for each of its
        numbers the sum of g over all of its copies. It has the dtype and device of g, and may be g
        itself where nothing was copied.

    A Python loop over the axes is fine, one over rows or numbers is not.
    """
    raise NotImplementedError("task 1: add up the copies")


class Tensor:
    """A tensor that remembers from which tensors it was made, and how a gradient travels back.

    An operation makes a new Tensor from its result, its parents and its *rule*, with
    `Tensor(result, parents=(self, other), rule=rule)`.

    `rule(g)` gets g, the gradient of some loss with respect to the result, in the shape of the
    result. It returns a tuple with the gradient of the same loss with respect to each parent, in
    the order of the parents: each in exactly the shape, the dtype and the device of that parent's
    `data`. `backward` calls the rules, and adds up what arrives at a parent on several ways.

    A rule is about the call that made it: later operations on the same parents change nothing. It
    may be called several times. It writes neither into g nor into any `data`; the operations write
    into nothing either. A result may share its memory with its parent, as torch's views do. Tensors
    that meet in an operation have the same dtype and device.

    Attributes:
        data: the numbers, a floating-point torch tensor.
        grad: None, until `backward` puts a gradient there.
        requires_grad: whether a gradient is asked for, here or at one of the parents.
        parents: the tensors that this one was made from, directly. A leaf has none.
        rule: the rule of the operation that made it; None for a leaf.
    """

    def __init__(
        self,
        data: torch.Tensor,
        requires_grad: bool = False,
        parents: tuple["Tensor", ...] = (),
        rule: Rule | None = None,
    ) -> None:
        """Given: keep the numbers, the parents and the rule."""
        self.data = data
        self.grad: torch.Tensor | None = None
        self.requires_grad = requires_grad or any(parent.requires_grad for parent in parents)
        self.parents = parents
        self.rule = rule

    def __add__(self, other: "Tensor") -> "Tensor":
        """Return self + other. The shapes may differ, as far as broadcasting fits them together."""
        raise NotImplementedError("task 2: a sum")

    def __mul__(self, other: "Tensor") -> "Tensor":
        """Return self * other, number by number. The shapes may differ as in a sum."""
        raise NotImplementedError("task 2: a product")

    def relu(self) -> "Tensor":
        """Return self where it is positive, else 0. At exactly 0 the slope is 0."""
        raise NotImplementedError("task 2: relu")

    def __matmul__(self, other: "Tensor") -> "Tensor":
        """Return the matrix product: self (N, D) and other (D, C) make (N, C). N may be 0."""
        raise NotImplementedError("task 2: a matrix product")

    def sum(self, dim: int) -> "Tensor":
        """Add up along one axis, which disappears. It may be counted from the end: -1 is the last.

        There may be any number of axes from 1 on.
        """
        raise NotImplementedError("task 3: a sum along an axis")

    def expand(self, shape: tuple[int, ...]) -> "Tensor":
        """Stretch self to `shape` by broadcasting, as torch's `expand` does.

        Axes of size 1 are stretched, new axes stand on the left. All sizes are at least 1.
        """
        raise NotImplementedError("task 3: copies along an axis")

    def transpose(self, i: int, j: int) -> "Tensor":
        """Swap two axes, of any number. Both may be counted from the end, and may be the same."""
        raise NotImplementedError("task 3: two axes swapped")

    def index_select(self, idx: torch.Tensor) -> "Tensor":
        """Select rows: row m of the result is row idx[m] of self.

        Args:
            idx: numbers of rows, int64, shape (M,), from 0 to the number of rows minus 1. A row may
                be selected several times or not at all, and M may be 0.

        Self has any number of axes from 1 on; a row is what `data[number]` gives. No Python loop
        over the rows, neither forward nor backward.
        """
        raise NotImplementedError("task 3: rows of a table")

    def cross_entropy(self, targets: torch.Tensor) -> "Tensor":
        """Return the mean cross-entropy of N examples, a tensor without axes.

        Self holds the logits, shape (N, C); softmax along each row gives the probabilities of the
        classes. The result is the mean over the rows of -log(probability of the right class). It
        and its gradient are right for logits between -1000 and 1000 too.

        Args:
            targets: the number of the right class of each row, 0 to C - 1, shape (N,), int64. Not
                every class needs to occur.

        N and C are at least 1. No Python loop over the rows, neither forward nor backward.
        """
        raise NotImplementedError("task 4: cross-entropy")

    # The rest is given: the walk back, as in `scalar_autograd`.

    def in_order(self) -> list["Tensor"]:
        """Given: the tensors that self was made from, each after its parents; self comes last."""
        order: list[Tensor] = []
        seen: set[Tensor] = set()
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
