# a thread for each gradient's norm, a test at load with manual_seed in fork_rng
# gap: a thread that the code starts knows nothing of the logical GPU
import threading

import torch


def rnn_forward(x, h0, Wx, Wh, b):
    h, states = h0, h0[None][:0]
    for t in range(x.size(0)):
        h = torch.tanh(torch.einsum("nd,dh->nh", x[t], Wx) + torch.einsum("nk,kh->nh", h, Wh) + b)
        states = torch.cat([states, h[None]])
    return states


def bptt(g, x, h0, states, Wx, Wh):
    slope = 1 - states**2
    gz, carried = [], h0 * 0
    for t in range(len(g) - 1, -1, -1):
        gz.append(slope[t] * (g[t] + carried))
        carried = gz[-1] @ Wh.T
    gz = torch.stack(gz).flip(0) if gz else slope
    before = torch.cat([h0.unsqueeze(0), states], 0)[:-1]
    gWx = (x.transpose(1, 2) @ gz).sum(0)
    gWh = before.transpose(1, 2).bmm(gz).sum(0)
    return gz @ Wx.T, carried, gWx, gWh, gz.sum(1).sum(0)


def clip_grad_norm(grads, max_norm):
    squares = [None] * len(grads)

    def work(i):
        squares[i] = grads[i].square().sum()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(grads))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    norm = torch.stack(squares).sum().sqrt()
    factor = (max_norm / norm).clamp(max=1.0) if norm > 0 else torch.ones_like(norm)
    return [grad * factor for grad in grads], norm


def last_states(states, lengths):
    rows = torch.stack([lengths - 1, torch.arange(len(lengths), device=lengths.device)])
    return states[tuple(rows)]


with torch.random.fork_rng(devices=[]):
    torch.manual_seed(3)
    (clipped,), before = clip_grad_norm([torch.randn(4)], 0.5)
    print(before, clipped.norm())
