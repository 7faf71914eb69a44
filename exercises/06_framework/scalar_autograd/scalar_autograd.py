"""Automatic differentiation, one number at a time.

Replace each `raise` by your own code. torch's autograd would do the task for you: do without it.
You need no tensors here: Python's numbers and the module `math` are enough.
"""

import math  # noqa: F401  (you may need it)


class Value:
    """A number that remembers from which values it was made.

    You may give `__init__` more parameters, if they have defaults, and a value more attributes and
    methods.

    Attributes:
        data: the number, a float.
        grad: how fast results change with this value: the sum of what the calls of `backward` have
            added. 0.0 for a new value.
    """

    def __init__(self, data: float) -> None:
        """Make a value that was made from no others.

        Args:
            data: the number, an int or a float.
        """
        raise NotImplementedError("task 1: keep the number")

    def __add__(self, other: "Value | float") -> "Value":
        """Return self + other, a new value. `other` is a value or a plain number."""
        raise NotImplementedError("task 1: a sum")

    def __mul__(self, other: "Value | float") -> "Value":
        """Return self * other, a new value. `other` is a value or a plain number."""
        raise NotImplementedError("task 1: a product")

    def __pow__(self, n: float) -> "Value":
        """Return self to the power n, a new value.

        `n` is a plain number, never a value, and may be negative. It is a whole number where
        self.data is negative, and at least 1 where self.data is 0.
        """
        raise NotImplementedError("task 1: a power")

    def relu(self) -> "Value":
        """Return self where it is positive, else 0, as a new value. At exactly 0 the slope is 0."""
        raise NotImplementedError("task 1: relu")

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent of self, a new value. It is right for self = 1000 too."""
        raise NotImplementedError("task 1: tanh")

    def backward(self) -> None:
        """Find how fast this value changes with every value that it was made from.

        For each such value v, directly or through others, the derivative of self with respect to v
        is added to v.grad; also for self, whose derivative with respect to itself is 1. What
        earlier calls have left in the grads changes nothing in these derivatives. No `data`
        changes, and no grad of a value that self was not made from.

        Each value has its turn once: the work grows with the number of values, not with the number
        of ways through them. A chain of 5000 operations is not too long.

        Nobody changes any `data` between making self and calling this.
        """
        raise NotImplementedError("task 2: backward")

    # The rest is given. It is made of your sum, product and power.

    def __radd__(self, other: float) -> "Value":
        return self + other

    def __rmul__(self, other: float) -> "Value":
        return self * other

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: "Value | float") -> "Value":
        return self + other * -1.0

    def __rsub__(self, other: float) -> "Value":
        return self * -1.0 + other

    def __truediv__(self, other: "Value") -> "Value":
        return self * other**-1.0


def descend(parameters: list[Value], lr: float) -> None:
    """Take one step of gradient descent, and clear the gradients for the next one.

    The same objects get a new `data`, a float: the old one minus lr times the grad. After that
    every grad is 0.0. Values that are not in the list stay as they are.

    Args:
        parameters: the values that learn, each of them once. The list may be empty.
        lr: the learning rate.
    """
    raise NotImplementedError("task 3: a step against the gradients")
