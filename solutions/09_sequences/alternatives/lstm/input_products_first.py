"""The inputs' share of all sums for all steps in one product: only what depends on the past waits
for it. Optimised implementations do the same."""

import torch
import torch.nn.functional as F


def advance(sums, c):
    """From the four sums and the old cell state to the new states."""
    H = c.shape[1]
    i, f, o = torch.sigmoid(torch.cat([sums[:, : 2 * H], sums[:, 3 * H :]], dim=1)).split(H, dim=1)
    c = torch.addcmul(f * c, i, torch.tanh(sums[:, 2 * H : 3 * H]))
    return o * c.tanh(), c


def lstm_step(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    return advance(F.linear(x, W_ih, b_ih) + F.linear(h, W_hh, b_hh), c)


def lstm_forward(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    from_inputs = F.linear(x, W_ih, b_ih + b_hh)  # (T, N, 4H)
    states = []
    for sums in from_inputs:
        h, c = advance(sums + h @ W_hh.mT, c)
        states.append(h)
    return torch.stack(states) if states else h.new_empty(0, *h.shape), h, c


def open_forget_gates(params, bias=1.0):
    H = params[1].shape[1]
    forget = (torch.arange(4 * H, device=params[1].device) // H) == 1
    halves = [torch.where(forget, bias / 2, b).to(b.dtype) for b in params[2:]]
    return (*params[:2], *halves)
