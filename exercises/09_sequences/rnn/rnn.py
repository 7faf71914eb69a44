"""A recurrent network: forward, backward through time, and gradient clipping.

Replace each `raise` by your own code. torch's own recurrent layers, its clipping and autograd would
do the task for you: do without them. `torch.tanh` is yours to use.

The letters: T steps, N sequences in a batch, D numbers in an input, H numbers in a state. Time is
the first axis: x[t] holds the inputs of all N sequences at step t.
"""

import torch


def rnn_forward(
    x: torch.Tensor, h0: torch.Tensor, Wx: torch.Tensor, Wh: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """Read sequences step by step: states[t] = tanh(x[t] Wx + before Wh + b).

    Here `before` is h0 at the first step, and states[t - 1] at every later one.

    Args:
        x: the inputs, float32 or float64, shape (T, N, D). T may be 1 or 0, N may be 1 or 0.
        h0: the states before the first step, shape (N, H).
        Wx: the weights of the input, shape (D, H).
        Wh: the weights of the state, shape (H, H).
        b: the biases, shape (H,).

    Returns:
        The states after each step, shape (T, N, H), with the dtype and the device of x. The
        arguments stay as they are.

    A Python loop over the steps is fine: each needs the one before. None over sequences.
    """
    raise NotImplementedError("task 1: forward through time")


def bptt(
    g: torch.Tensor,
    x: torch.Tensor,
    h0: torch.Tensor,
    states: torch.Tensor,
    Wx: torch.Tensor,
    Wh: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Send gradients back through all steps of `rnn_forward`.

    Args:
        g: the gradient of the loss with respect to the states *where they leave the network*, shape
            (T, N, H). What a state does to the later states is not in it: that is yours to add.
        x, h0, Wx, Wh: as they were given to `rnn_forward`.
        states: what it returned, shape (T, N, H).

    Returns:
        (gx, gh0, gWx, gWh, gb): the gradients of the loss with respect to x, h0, Wx, Wh and b, each
        in the shape and dtype of its tensor and on its device. The arguments stay as they are.

    A Python loop over the steps is fine here too; none over sequences.
    """
    raise NotImplementedError("task 2: backward through time")


def clip_grad_norm(
    grads: list[torch.Tensor], max_norm: float
) -> tuple[list[torch.Tensor], torch.Tensor]:
    """Shorten gradients whose joint norm is too large.

    The joint norm is the Euclidean norm of the vector of all elements of all tensors.

    Args:
        grads: one or more floating-point tensors of any shapes, of one dtype and on one device.
            They stay as they are.
        max_norm: a positive number.

    Returns:
        (clipped, norm): the gradients in their order, and their joint norm *before* clipping, a
        tensor without axes. Above max_norm, all of them are multiplied by one factor, so that the
        joint norm becomes max_norm. Otherwise they keep their values, and zeros stay zeros. (A
        difference of a millionth in the factor, as PyTorch's own has, is fine.)
    """
    raise NotImplementedError("task 3: clip the gradients")


def last_states(states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Pick the last state of each sequence of a padded batch.

    Shorter sequences are padded at their ends to T steps; what the network made of the padding
    means nothing.

    Args:
        states: the states after each step, shape (T, N, H), with T at least 1.
        lengths: how many steps of each sequence are real, shape (N,), int64, from 1 to T.

    Returns:
        The state of each sequence after its last real step, shape (N, H), with the dtype and the
        device of states.

    No Python loop over sequences.
    """
    raise NotImplementedError("task 4: the last states")
