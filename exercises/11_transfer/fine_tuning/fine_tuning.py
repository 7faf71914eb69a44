"""Fine-tuning in plain PyTorch: a pretrained body, a new head, two phases.

Replace each `raise` by your own code. All of torch is yours to use, `torch.nn` and `torch.optim`
included; autograd computes the gradients.

Everywhere below, `model` is a `torch.nn.Sequential`. Its children are the *groups* of the network,
from the input to the output, and each has parameters. The last child is the head, and the others
are the body. Groups may contain batch norm and dropout.
"""

from collections.abc import Iterable

import torch


def freeze_to(model: torch.nn.Sequential, n: int) -> None:
    """Freeze the groups before group n, and make all others ready to be trained.

    A frozen group has parameters without `requires_grad`, and is in evaluation mode, so that
    dropout is off and the running averages of batch norm stay as they are. All other groups have
    parameters with `requires_grad`, and are in training mode, whatever they were before.

    Args:
        model: the network; it is changed in place, but for the values of its weights.
        n: how many groups to freeze, from 0 (none) to all. A negative n counts from the end, as an
            index of a list does: -1 freezes everything but the head.
    """
    raise NotImplementedError("task 1: freeze and unfreeze")


def discriminative_groups(
    model: torch.nn.Sequential, lr_max: float, mult: float = 100
) -> list[dict]:
    """Give every group a learning rate of its own, small at the input and large at the head.

    Args:
        model: the network; it stays as it is.
        lr_max: the learning rate of the last group.
        mult: how many times smaller the rate of the first group is. From each group to the next the
            rate grows by the same factor. A single group gets lr_max.

    Returns:
        One dictionary for each group, in order, as optimizers of torch take them:
        {"params": the parameters of the group, frozen or not, "lr": its learning rate}.
    """
    raise NotImplementedError("task 2: a learning rate for each depth")


def fine_tune(
    model: torch.nn.Sequential,
    head: torch.nn.Module,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    epochs: int,
    base_lr: float = 2e-3,
    freeze_epochs: int = 1,
    lr_mult: float = 100,
) -> list[float]:
    """Teach a pretrained model a new task.

    The last group of the model is replaced by `head`. Then come two phases:

    1. for `freeze_epochs` epochs only the head learns, at the rate base_lr; everything else is
       frozen in the sense of `freeze_to`;
    2. for `epochs` epochs everything learns, at rates that grow from base_lr / 2 / lr_mult at the
       first group to base_lr / 2 at the head.

    Each epoch goes once through `batches`, in their order. Each batch is one step of gradient
    descent on the mean cross-entropy of its logits: the weights move by the rate times the
    gradient, and nothing is added (`torch.optim.SGD` as it is, without momentum or weight decay).

    Args:
        model: the pretrained network; it is changed in place. Its parameters may hold gradients of
            its earlier training, which must not count.
        head: a new module for the new task, with fresh weights, in training mode and with
            `requires_grad`, as torch makes modules.
        batches: pairs (x, y) of inputs and classes. It may be gone through again and again, like a
            list or a DataLoader, and may give other batches each time.
        epochs: the epochs of the second phase; may be 0.
        base_lr: the learning rate of the first phase.
        freeze_epochs: the epochs of the first phase; may be 0.
        lr_mult: how far apart the rates of the second phase are.

    Returns:
        The loss of every step, in order, as floats. When the function returns, no group is frozen
        and the whole model is in evaluation mode, ready to predict.
    """
    raise NotImplementedError("task 3: fine-tune in two phases")
