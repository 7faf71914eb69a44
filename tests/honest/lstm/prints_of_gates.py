# prints of the mean of every gate, of ranks and of the spectrum of the weights
import torch
from torch.linalg import eigvals, matrix_rank

torch.set_printoptions(linewidth=120, edgeitems=2)
SHOW = True


def report(name, gate):
    if SHOW and gate.numel():
        print(f"{name:>8}: mean {gate.mean():.3f} std {gate.std(unbiased=False):.3f} {gate.shape}")


def lstm_step(x, h, c, params):
    assert all(isinstance(p, torch.Tensor) for p in (x, h, c, *params))
    W_ih, W_hh, b_ih, b_hh = params
    if SHOW:
        print("rank of W_hh", matrix_rank(W_hh.detach()))
    i, f, g, o = (x @ W_ih.mT + h @ W_hh.mT + (b_ih + b_hh)).chunk(chunks=4, dim=1)
    i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
    for name, gate in dict(input=i, forget=f, output=o, value=g).items():
        report(name, gate)
    c = f * c + i * torch.tanh(g)
    return o * torch.tanh(c), c


def lstm_forward(x, h, c, params):
    states = []
    for row in x:
        h, c = lstm_step(row, h, c, params)
        states.append(h)
    if not states:
        return h.new_zeros(0, *h.shape), h, c
    return torch.stack(states, dim=0), h, c


def open_forget_gates(params, bias=1.0):
    W_ih, W_hh, b_ih, b_hh = params
    H = W_hh.size(1)
    try:
        print("spectrum", eigvals(W_hh[:H]).abs().max())
    except Exception as error:
        print("no spectrum:", error)
    b_ih = torch.cat([b_ih[:H], torch.full_like(b_ih[:H], bias), b_ih[2 * H :]])
    b_hh = torch.cat([b_hh[:H], torch.zeros_like(b_hh[:H]), b_hh[2 * H :]])
    return W_ih, W_hh, b_ih, b_hh
