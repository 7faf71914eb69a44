"""Reference: all four sums in two matrix products, then gates, cell state, hidden state.

Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with the forget gate of Gers,
Schmidhuber and Cummins, "Learning to Forget" (2000), in the layout of torch.nn.LSTMCell.
"""

import torch

Params = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def lstm_step(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, params: Params
) -> tuple[torch.Tensor, torch.Tensor]:
    """c' = f * c + i * g and h' = o * tanh(c')."""
    W_ih, W_hh, b_ih, b_hh = params
    i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def lstm_forward(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, params: Params
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The start heads the list, so that there is something to stack when T = 0."""
    states = [h]
    for now in x:
        h, c = lstm_step(now, h, c, params)
        states.append(h)
    return torch.stack(states)[1:], h, c


def open_forget_gates(params: Params, bias: float = 1.0) -> Params:
    """One bias gets the value and the other one 0. Jozefowicz, Zaremba and Sutskever, "An Empirical
    Exploration of Recurrent Network Architectures" (2015), on why."""
    W_ih, W_hh, b_ih, b_hh = params
    forget = slice(W_hh.shape[1], 2 * W_hh.shape[1])
    b_ih, b_hh = b_ih.clone(), b_hh.clone()
    b_ih[forget], b_hh[forget] = bias, 0.0
    return W_ih, W_hh, b_ih, b_hh
