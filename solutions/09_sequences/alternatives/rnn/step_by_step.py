"""Every step on its own, forward and backward: five sums that grow while the loop walks back."""

import torch


def rnn_forward(x, h0, Wx, Wh, b):
    T, N, _ = x.shape
    states = x.new_zeros(T, N, h0.shape[1])
    h = h0
    for t in range(T):
        h = torch.tanh(x[t].matmul(Wx) + h.matmul(Wh) + b)
        states[t] = h
    return states


def bptt(g, x, h0, states, Wx, Wh):
    gx, gWx, gWh = torch.zeros_like(x), torch.zeros_like(Wx), torch.zeros_like(Wh)
    gb, gh = Wh.new_zeros(Wh.shape[0]), torch.zeros_like(h0)
    for t in range(len(x) - 1, -1, -1):
        gz = (g[t] + gh) * (1 - states[t] * states[t])
        before = states[t - 1] if t > 0 else h0
        gx[t] = gz @ Wx.t()
        gWx += x[t].t() @ gz
        gWh += before.t() @ gz
        gb += gz.sum(0)
        gh = gz @ Wh.t()
    return gx, gh, gWx, gWh, gb


def clip_grad_norm(grads, max_norm):
    norm = sum((grad * grad).sum() for grad in grads) ** 0.5
    if norm <= max_norm:
        return [grad.clone() for grad in grads], norm
    return [grad * max_norm / norm for grad in grads], norm


def last_states(states, lengths):
    _, N, H = states.shape
    index = (lengths - 1).reshape(1, N, 1).expand(1, N, H)
    return states.gather(0, index).squeeze(0)
