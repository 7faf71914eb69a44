"""Input, state and a 1 side by side, and one matrix [Wx; Wh; b]: forward and backward each need a
single product a step, and the gradients of all weights come out of one."""

import torch


def joined(x, before):
    """Rows (x, h, 1) of all steps: (T, N, D + H + 1)."""
    return torch.cat([x, before, torch.ones_like(before[..., :1])], dim=-1)


def rnn_forward(x, h0, Wx, Wh, b):
    W = torch.vstack([Wx, Wh, b])
    states = [h0]
    for now in x:
        states.append(torch.tanh(joined(now, states[-1]) @ W))
    return torch.stack(states[1:]) if len(states) > 1 else h0.new_empty(0, *h0.shape)


def bptt(g, x, h0, states, Wx, Wh):
    D, H = Wx.shape
    back = torch.cat([Wx, Wh]).T  # (H, D + H)
    gh, gx, gzs = torch.zeros_like(h0), [], []
    for g_now, h in zip(reversed(g.unbind()), reversed(states.unbind()), strict=True):
        gz = torch.addcmul(g_now + gh, g_now + gh, h * h, value=-1)
        to_input, gh = (gz @ back).split([D, H], dim=-1)
        gx.insert(0, to_input)
        gzs.insert(0, gz)
    gz = torch.stack(gzs) if gzs else torch.empty_like(states)
    gx = torch.stack(gx) if gx else torch.empty_like(x)
    rows = joined(x, torch.cat([h0[None], states[:-1]])[: len(x)])
    gW = rows.flatten(0, 1).T @ gz.flatten(0, 1)
    return gx, gh, gW[:D], gW[D : D + H], gW[-1]


def clip_grad_norm(grads, max_norm):
    norm = torch.stack([grad.norm() for grad in grads]).norm()
    factor = torch.where(norm > max_norm, max_norm / norm, torch.ones_like(norm))
    return [grad.mul(factor) for grad in grads], norm


def last_states(states, lengths):
    by_sequence = states.transpose(0, 1)
    return torch.take_along_dim(by_sequence, lengths[:, None, None] - 1, dim=1)[:, 0]
