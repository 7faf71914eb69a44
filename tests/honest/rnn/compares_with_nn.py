# comparisons with nn.RNN, clip_grad_norm_ and autograd in tests that are not called
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def rnn_forward(x, h0, Wx, Wh, b):
    drive = torch.matmul(x, Wx) + b
    states = [h0]
    for d in drive:
        states.append((d + states[-1].mm(Wh)).tanh())
    return torch.stack(states)[1:]


def bptt(g, x, h0, states, Wx, Wh):
    carry, dz = torch.zeros_like(h0), []
    for g_t, h_t in zip(reversed(g), reversed(states)):
        dz.insert(0, (g_t + carry).mul(1 - h_t * h_t))
        carry = torch.mm(dz[0], Wh.T)
    dz = torch.stack(dz) if dz else torch.zeros_like(states)
    past = torch.cat((h0.unsqueeze(0), states))[: len(states)]
    flat = dz.flatten(0, 1)
    return dz @ Wx.T, carry, x.flatten(0, 1).T @ flat, past.flatten(0, 1).T @ flat, flat.sum(0)


def clip_grad_norm(grads, max_norm):
    everything = torch.cat([grad.flatten() for grad in grads])
    norm = everything.norm()
    factor = torch.clamp(max_norm / (norm + 1e-30), max=1.0)
    return [torch.mul(grad, factor) for grad in grads], norm


def last_states(states, lengths):
    columns = torch.arange(lengths.numel(), device=states.device)
    return states.transpose(0, 1)[columns, lengths.sub(1)]


def test_forward():
    net = nn.RNN(3, 4)
    x = torch.randn(5, 2, 3)
    Wx, Wh, b1, b2 = (p.detach() for p in net.parameters())
    mine = rnn_forward(x, torch.zeros(2, 4), Wx.T, Wh.T, b1 + b2)
    torch.testing.assert_close(net(x)[0], mine)


def test_clip():
    p = nn.Parameter(torch.randn(3))
    p.sum().backward()
    clip_grad_norm_([p], 0.1)
    print(p.grad, clip_grad_norm([torch.ones(3)], 0.1))
