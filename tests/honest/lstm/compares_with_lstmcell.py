# comparisons with nn.LSTMCell at load in try, and with nn.LSTM in a test that is not called
import torch
from torch import nn


def lstm_step(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    gates = torch.einsum("nd,kd->nk", x, W_ih) + torch.einsum("nh,kh->nk", h, W_hh) + b_ih + b_hh
    i, f, g, o = gates.unflatten(1, (4, -1)).unbind(1) if h.shape[1] else gates.chunk(4, 1)
    c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
    return torch.tanh(c).mul(torch.sigmoid(o)), c


def lstm_forward(x, h, c, params):
    states = [h.unsqueeze(0)]
    for now in x.unbind(0):
        h, c = lstm_step(now, h, c, params)
        states.append(h.unsqueeze(0))
    return torch.cat(states, 0)[1:], h, c


def open_forget_gates(params, bias=1.0):
    W_ih, W_hh, b_ih, b_hh = params
    forget = torch.arange(len(b_ih)) // W_hh.shape[1] == 1
    forget = forget.to(b_ih.device)
    b_ih = torch.where(forget, torch.full_like(b_ih, bias), b_ih)
    return W_ih, W_hh, b_ih, b_hh.masked_fill(forget, 0.0)


try:
    cell = nn.LSTMCell(3, 4)
    x, h, c = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
    params = (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
    for mine, theirs in zip(lstm_step(x, h, c, params), cell(x, (h, c))):
        torch.testing.assert_close(mine, theirs)
    print("like torch's")
except Exception as error:
    print("not compared:", error)


def test_sequence():
    net = nn.LSTM(3, 4)
    x, start = torch.randn(5, 2, 3), (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
    states, _ = net(x, start)
    mine = lstm_forward(x, start[0][0], start[1][0], list(net.parameters()))
    assert torch.allclose(states, mine[0], atol=1e-6)
