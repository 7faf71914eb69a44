# a deque filled from the left, functools.reduce for the joint norm
import collections
import functools
import math

import torch


def rnn_forward(x, h0, Wx, Wh, b):
    def step(states, now):
        return [*states, torch.tanh(now @ Wx + states[-1] @ Wh + b)]

    return torch.stack(functools.reduce(step, x, [h0]))[1:]


def bptt(g, x, h0, states, Wx, Wh):
    gz, back = collections.deque(), h0.new_zeros(h0.shape)
    for t in reversed(range(len(x))):
        gz.appendleft((g[t] + back) * (1 - states[t].pow(2)))
        back = gz[0].matmul(Wh.transpose(0, 1))
    gz = torch.stack(tuple(gz)) if gz else g.new_zeros(g.shape)
    before = torch.roll(states, 1, dims=0)
    if len(before):
        before[0] = h0
    gWx = torch.tensordot(x, gz, dims=([0, 1], [0, 1]))
    gWh = torch.tensordot(before, gz, dims=([0, 1], [0, 1]))
    return torch.einsum("tnh,dh->tnd", gz, Wx), back, gWx, gWh, gz.sum((0, 1))


def clip_grad_norm(grads, max_norm):
    squares = functools.reduce(torch.add, (grad.square().sum() for grad in grads))
    norm = squares.sqrt()
    scale = 1.0 if norm <= max_norm else max_norm / norm.item()
    print("norm", f"{norm:.4f}", "scale", scale, math.isfinite(norm))
    return [scale * grad for grad in grads], norm


def last_states(states, lengths):
    last = torch.arange(states.shape[0], device=states.device)[:, None] == lengths - 1
    return (states * last[..., None].to(states.dtype)).sum(0)
