"""Training steps that run unchanged on a CPU and on a GPU, and do not make the GPU wait.

Replace each `raise` by your own code. All of torch is yours to use, `torch.autocast` included;
autograd computes the gradients.

Everywhere below, the *device of the model* is the one that all its parameters and buffers are on: a
CPU or a GPU. A model has at least one parameter, and all of them have one floating-point dtype, the
*dtype of the model*. The model stays where it is, in the dtype that it has.

To *wait for the device* means to ask in Python for what a tensor of the model's device holds, or to
copy such a tensor to the CPU: `item()`, `tolist()`, `float(t)`, `cpu()`, a print, or an `if` that
depends on it.
"""

from collections.abc import Iterable
from typing import Any

import torch


def to_device(batch: Any, device: torch.device | str) -> Any:
    """Bring all tensors of a batch to a device.

    Args:
        batch: a tensor, or a list, a tuple or a dictionary of batches, nested as you like; anything
            else in it (a string, a number, None) stays as it is. Nothing in it is changed in place.
        device: where the tensors should be.

    Returns:
        The same structure, a list for a list, a tuple for a tuple and a dictionary for a
        dictionary, with all tensors on the device. They keep their dtypes.
    """
    raise NotImplementedError("task 1: move a batch")


def train_step(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    amp: torch.dtype | None = None,
) -> torch.Tensor:
    """Take one step of training on one batch, without waiting for the device.

    The model is put into training mode and answers to x with logits. The loss is their mean
    cross-entropy. Then each parameter gets the gradient of this loss, and of nothing older, and the
    optimizer takes one step.

    Args:
        model: the network; it may be in evaluation mode, and hold gradients of an earlier step.
        optimizer: holds the parameters of the model.
        x: the inputs, on any device, in any floating-point or integer dtype. The model gets them on
            its own device and in its own dtype. x stays as it is.
        y: the classes, shape (N,), int64, on any device. y stays as it is.
        amp: the dtype of mixed precision. If it is a dtype, the model answers under
            `torch.autocast` with this dtype, for the kind of device that the model is on. The
            backward pass and the step are outside of autocast. None: there is no autocast.

    Returns:
        The loss before the step: a tensor without axes, on the model's device, in the dtype of the
        model, also with amp. It does not hold on to the graph of autograd.
    """
    raise NotImplementedError("task 2: one step on any device")


def train_epoch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    amp: torch.dtype | None = None,
) -> float:
    """Take one step for each batch, and wait for the device only once, at the end.

    Args:
        model: as in `train_step`.
        optimizer: as in `train_step`.
        batches: pairs (x, y) for `train_step`, at least one. They may differ in their number of
            rows, and may come from something that can be gone through only once.
        amp: as in `train_step`.

    Returns:
        The mean loss of all rows of the epoch, as a float: the loss of a batch counts as many times
        as the batch has rows.
    """
    raise NotImplementedError("task 3: an epoch that waits once")
