"""Never call exp of a positive number: each half of the curve gets the form that suits it."""

import torch


def sigmoid(z):
    small = torch.exp(-z.abs())  # between 0 and 1, whatever the sign of z
    return torch.where(z >= 0, 1 / (1 + small), small / (1 + small))


def tanh(z):
    small = torch.exp(-2 * z.abs())
    return torch.sign(z) * (1 - small) / (1 + small)


def relu(z):
    return torch.where(z > 0, z, torch.zeros_like(z))


def softmax(z, axis):
    e = (z - z.max(dim=axis, keepdim=True).values).exp()
    return e / e.sum(dim=axis, keepdim=True)


def d_sigmoid(z):
    small = torch.exp(-z.abs())
    return small / (1 + small) ** 2  # the curve of slopes is even, so |z| is enough


def d_tanh(z):
    small = torch.exp(-2 * z.abs())
    return 4 * small / (1 + small) ** 2


def d_relu(z):
    return torch.where(z > 0, torch.ones_like(z), torch.zeros_like(z))


def d_softmax(z, g, axis):
    s = softmax(z, axis)
    weighted = s * g
    return weighted - s * weighted.sum(dim=axis, keepdim=True)
