"""A small framework: modules that know their parameters, and an optimizer that moves them.

A *parameter* is a tensor that requires a gradient. A *module* is an object of the class `Module`.

Replace each `raise` by your own code. The layers of torch.nn and the optimizers of torch.optim
would do the task for you: do without them. Autograd computes the gradients.
"""

from collections.abc import Iterable

import torch


class Module:
    """A part of a network that knows its parameters.

    A module *owns* what its attributes hold: parameters, other modules, and modules in a list or
    tuple; and what these modules own. Other attributes do not count: tensors that require no
    gradient, numbers, None. What counts is what the attributes hold at the time of a call. No
    module owns itself.

    Attributes:
        training: whether the module is in training mode; True for a new one.
    """

    training = True

    def __call__(self, *args: torch.Tensor) -> torch.Tensor:
        """Given: `layer(X)` is `layer.forward(X)`."""
        return self.forward(*args)

    def parameters(self) -> list[torch.Tensor]:
        """Return the parameters that this module owns, each of them once.

        They come in the order in which the attributes were first set; those of a module inside
        stand where that module stands. They are the tensors themselves, no copies.
        """
        raise NotImplementedError("task 1: all parameters, at any depth")

    def train(self, mode: bool = True) -> None:
        """Set `training` to `mode`, here and in every module that this one owns."""
        raise NotImplementedError("task 1: pass the mode on")

    def eval(self) -> None:
        """Given: leave training mode."""
        self.train(False)

    def zero_grad(self) -> None:
        """Set the `grad` of every parameter to None."""
        raise NotImplementedError("task 1: no gradients")

    def state_dict(self) -> dict[str, torch.Tensor]:
        """Return the values of all parameters by name.

        A name is the way to the parameter, with dots: "weight" for an attribute of this module,
        "head.weight" for one of the module in its attribute `head`, "layers.0.weight" for one of
        the first module in its list `layers`. A parameter that can be reached on two ways stands
        there under both names. The values are copies that need no gradient: training on does not
        change them. The order is up to you.
        """
        raise NotImplementedError("task 1: names and values")

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        """Write the values of a `state_dict` into the parameters.

        The parameters stay the same tensors, so that an optimizer that holds them goes on with the
        new values. They still require a gradient, and their `grad` stays. `state` is not changed,
        and later training does not change it either.

        Raises:
            ValueError: the names are not exactly those of this module's `state_dict`, or a value
                has another shape than its parameter. Then no parameter has changed.
        """
        raise NotImplementedError("task 1: values back into the parameters")


class Linear(Module):
    """A linear layer: X @ weight + bias.

    Attributes:
        weight: parameter, shape (D, C). It starts with normal numbers of mean 0 and standard
            deviation sqrt(1 / D).
        bias: parameter, shape (C,), which starts at zero; or None.
    """

    def __init__(self, D: int, C: int, bias: bool = True) -> None:
        """Make the parameters, in torch's default dtype. Without `bias` there is only the weight.

        The seed of torch's generator is left alone.
        """
        raise NotImplementedError("task 2: a linear layer")

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return X @ weight + bias, shape (N, C), for X of shape (N, D). N may be 0."""
        raise NotImplementedError("task 2: a linear layer, forward")


class Embedding(Module):
    """A table with a row of numbers for each of V words.

    Attributes:
        weight: parameter, shape (V, D). It starts with normal numbers of mean 0 and standard
            deviation 1, in torch's default dtype.
    """

    def __init__(self, V: int, D: int) -> None:
        """Make the table. The seed of torch's generator is left alone."""
        raise NotImplementedError("task 2: a table of rows")

    def forward(self, idx: torch.Tensor) -> torch.Tensor:
        """Look up rows of the table.

        Args:
            idx: the numbers of words, int64, from 0 to V - 1, of any shape.

        Returns:
            For each of them its row: the shape of idx, and D.
        """
        raise NotImplementedError("task 2: look up rows")


class Sequential(Module):
    """Modules one after another.

    Attributes:
        layers: a list of the modules, in order.
    """

    def __init__(self, *layers: Module) -> None:
        raise NotImplementedError("task 2: keep the modules")

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Pass X through all modules in turn. Without modules the result is X."""
        raise NotImplementedError("task 2: one after another")


class SGD:
    """Stochastic gradient descent with momentum, as torch.optim.SGD does it.

    Every parameter p has a velocity v, which is 0 at first. In a step

        v becomes momentum * v + p.grad,    and then    p becomes p - lr * v.

    Attributes:
        lr: the learning rate; anybody may change it between two steps.
    """

    def __init__(
        self, parameters: Iterable[torch.Tensor], lr: float, momentum: float = 0.0
    ) -> None:
        """Keep the parameters, each of them once. They may come from a list or a generator."""
        raise NotImplementedError("task 3: keep what a step needs")

    def step(self) -> None:
        """Take one step with the gradients that the parameters have now.

        The parameters are changed in place and stay the same tensors. Their gradients stay as they
        are. A parameter whose grad is None, and its velocity, stay as they are too. The step is
        not recorded by autograd.
        """
        raise NotImplementedError("task 3: a step")

    def zero_grad(self) -> None:
        """Set the `grad` of every parameter to None. The velocities stay."""
        raise NotImplementedError("task 3: no gradients")
