# a class of comparisons with torch's own, none of which is called; nn and F are imported
import torch
import torch.nn.functional as F
from torch import nn


def sigmoid(z):
    return 1.0 / (torch.exp(-z) + 1.0)


def tanh(z):
    return torch.add(-1, 2 / (1 + torch.exp(-2 * z)))


def relu(z):
    return z * (z > 0)


def softmax(z, axis):
    m = z.max(axis, keepdim=True)[0]
    e = torch.exp(z - m)
    return e / torch.sum(e, axis, keepdim=True)


def d_sigmoid(z):
    return sigmoid(z) * (1 - sigmoid(z))


def d_tanh(z):
    return 1 - tanh(z) * tanh(z)


def d_relu(z):
    return torch.heaviside(z, torch.zeros_like(z))


def d_softmax(z, g, axis):
    s = softmax(z, axis)
    moved_s, moved_g = s.movedim(axis, -1), g.movedim(axis, -1)
    back = moved_s * (moved_g - (moved_s * moved_g).sum(-1, keepdim=True))
    return back.movedim(-1, axis)


class Comparison:
    z = torch.randn(3, 4)

    def sigmoid(self):
        return torch.allclose(torch.sigmoid(self.z), sigmoid(self.z))

    def softmax(self):
        return torch.allclose(F.softmax(self.z, 1), softmax(self.z, 1)) and nn.Softmax(1)(self.z)

    def slope(self):
        z = self.z.clone().requires_grad_()
        torch.tanh(z).sum().backward()
        return torch.allclose(z.grad, d_tanh(z))
