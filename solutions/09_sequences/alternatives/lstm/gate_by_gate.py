"""Every gate by its own line: the equations of the textbook, one after another."""

import torch


def sums(x, h, params, block):
    """What one of the four blocks adds up to."""
    W_ih, W_hh, b_ih, b_hh = params
    H = h.shape[1]
    rows = slice(block * H, (block + 1) * H)
    return x @ W_ih[rows].t() + h @ W_hh[rows].t() + b_ih[rows] + b_hh[rows]


def lstm_step(x, h, c, params):
    write = torch.sigmoid(sums(x, h, params, 0))
    keep = torch.sigmoid(sums(x, h, params, 1))
    candidate = torch.tanh(sums(x, h, params, 2))
    read = torch.sigmoid(sums(x, h, params, 3))
    new_c = keep * c + write * candidate
    new_h = read * torch.tanh(new_c)
    return new_h, new_c


def lstm_forward(x, h, c, params):
    T, N, _ = x.shape
    states = x.new_zeros(T, N, h.shape[1])
    for t in range(T):
        h, c = lstm_step(x[t], h, c, params)
        states[t] = h
    return states, h, c


def open_forget_gates(params, bias=1.0):
    W_ih, W_hh, b_ih, b_hh = (p.clone() for p in params)
    H = len(b_ih) // 4
    b_ih[H : 2 * H] = bias - b_hh[H : 2 * H]
    return W_ih, W_hh, b_ih, b_hh
