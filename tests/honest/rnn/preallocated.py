# a tensor for the results made first and filled step by step, norms by torch.linalg
import torch


def rnn_forward(x, h0, Wx, Wh, b):
    T, N, _ = x.shape
    states = torch.empty(T, N, h0.shape[1], dtype=x.dtype, device=x.device)
    h = h0
    for t in range(T):
        h = torch.tanh(torch.addmm(b, x[t], Wx).addmm(h, Wh))
        states[t] = h
    return states


def bptt(g, x, h0, states, Wx, Wh):
    T = x.shape[0]
    gx, gWx, gWh = torch.zeros_like(x), torch.zeros_like(Wx), torch.zeros_like(Wh)
    gb = Wx.new_zeros(Wx.shape[1])
    later = torch.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        previous = states[t - 1] if t else h0
        dz = (g[t] + later) * (1 - states[t].square())
        gx[t] = dz @ Wx.t()
        gWx += x[t].t() @ dz
        gWh += previous.t() @ dz
        gb += dz.sum(0)
        later = dz @ Wh.t()
    return gx, later, gWx, gWh, gb


def clip_grad_norm(grads, max_norm):
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(p) for p in grads]))
    if norm > max_norm:
        return [p * (max_norm / norm) for p in grads], norm
    return [p.clone() for p in grads], norm


def last_states(states, lengths):
    index = (lengths - 1).view(1, -1, 1).expand(1, -1, states.size(2))
    return states.gather(0, index)[0]
