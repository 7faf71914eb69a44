"""An LSTM, step by step.

Replace each `raise` by your own code. torch's own LSTM and GRU, layers, cells and functions, would
do the task for you: do without them. `torch.sigmoid` and `torch.tanh` are yours to use.

Everywhere below, `params` is a tuple of four tensors, shaped and ordered as torch.nn.LSTMCell holds
them, for inputs of size D and states of size H:

    W_ih  (4H, D)   weights of the input
    W_hh  (4H, H)   weights of the hidden state
    b_ih  (4H,)     a bias
    b_hh  (4H,)     and another one, which is added to the first

Their 4H rows are four blocks of H rows each, in the order i, f, g, o: input gate, forget gate,
candidate, output gate.
"""

import torch

Params = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def lstm_step(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, params: Params
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take one step.

    Args:
        x: the inputs of this step, float32 or float64, shape (N, D). N may be 1 or 0.
        h: the hidden states after the step before, shape (N, H).
        c: the cell states after the step before, shape (N, H).
        params: as above.

    Returns:
        (h, c): the new hidden states and the new cell states, both of shape (N, H), with the dtype
        and the device of x. The arguments stay as they are, and autograd can follow.

    No Python loop over rows.
    """
    raise NotImplementedError("task 1: one step")


def lstm_forward(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, params: Params
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Read whole sequences, one step after another.

    Args:
        x: the inputs, float32 or float64, shape (T, N, D): x[t] is the input of step t. T may be
            1 or 0.
        h: the hidden states to start from, shape (N, H).
        c: the cell states to start from, shape (N, H).
        params: as above.

    Returns:
        (states, h, c): the hidden states after each step, shape (T, N, H), and both states after
        the last step, shape (N, H), all with the dtype and the device of x. With T = 0 both are the
        ones to start from. The arguments stay as they are, and autograd can follow.

    A Python loop over the steps is fine: each needs the one before.
    """
    raise NotImplementedError("task 2: a whole sequence")


def open_forget_gates(params: Params, bias: float = 1.0) -> Params:
    """Set the bias of every forget gate, so that a fresh LSTM begins by remembering.

    Args:
        params: as above.
        bias: what b_ih and b_hh are to add up to, in each of the H rows of the forget gate.

    Returns:
        New params in the same order, with the shapes, dtypes and device of the old. Nothing but the
        biases of the forget gate differs, and the arguments stay as they are.
    """
    raise NotImplementedError("task 3: the forget gate's bias")
