# a NamedTuple for the params, with a property
import typing as t

import torch
from torch import Tensor


class Params(t.NamedTuple):
    W_ih: Tensor
    W_hh: Tensor
    b_ih: Tensor
    b_hh: Tensor

    @property
    def hidden(self) -> int:
        return self.W_hh.shape[1]


def lstm_step(x, h, c, params):
    p = Params(*params)
    sums = torch.addmm(p.b_ih, x, p.W_ih.t()) + torch.addmm(p.b_hh, h, p.W_hh.t())
    i, f, g, o = torch.split(sums, p.hidden, dim=1)
    c_new = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c_new.tanh(), c_new


def lstm_forward(x, h, c, params):
    out = []
    for step in range(x.shape[0]):
        h, c = lstm_step(x[step], h, c, params)
        out.append(h)
    states = torch.stack(out) if out else h.new_empty((0,) + h.shape)
    return states, h, c


def open_forget_gates(params, bias=1.0):
    p = Params(*(q.clone() for q in params))
    H = p.hidden
    p.b_ih[H : 2 * H].fill_(bias / 2)
    p.b_hh[H : 2 * H].fill_(bias / 2)
    return tuple(p)
