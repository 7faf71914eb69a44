# a registry of functions, an Enum of their names, a decorator that counts calls
import collections
import enum
import functools

import torch

CALLS = collections.defaultdict(int)


class Curve(enum.Enum):
    SIGMOID = "sigmoid"
    TANH = "tanh"
    RELU = "relu"


def counted(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        CALLS[function.__name__] += 1
        return function(*args, **kwargs)

    return inner


@counted
def sigmoid(z):
    return 1 / (1 + (-z).exp())


@counted
def tanh(z):
    return 2 / (1 + torch.exp(-2 * z)) - 1  # exp(30) would not fit float16


@counted
def relu(z):
    return (z + z.abs()) / 2


@counted
def softmax(z, axis):
    e = torch.exp(z - torch.amax(z, dim=axis, keepdim=True))
    return e / e.sum(dim=axis, keepdim=True)


CURVES = {Curve.SIGMOID: sigmoid, Curve.TANH: tanh, Curve.RELU: relu}


def d_sigmoid(z):
    s = CURVES[Curve("sigmoid")](z)
    return torch.addcmul(s, s, s, value=-1)


def d_tanh(z):
    return CURVES[Curve.TANH](z).square().neg().add(1)


def d_relu(z):
    return torch.gt(z, 0).to(device=z.device, dtype=z.dtype)


def d_softmax(z, g, axis):
    s = softmax(z, axis)
    return torch.mul(s, g.sub(g.mul(s).sum(dim=axis, keepdim=True)))
