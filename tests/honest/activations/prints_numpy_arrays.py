# prints of numpy arrays and of svd values; numpy itself is imported and not needed
import numpy as np
import torch

np.set_printoptions(precision=3)


def show(name, z):
    array = z.detach().cpu()
    print(name, array.shape, array.dtype, "norm", torch.linalg.norm(array.flatten()))
    if z.dim() == 2 and z.numel():
        print("singular values", torch.linalg.svdvals(array.double()))
        print("rank", torch.linalg.matrix_rank(array.double()))


def sigmoid(z):
    show("z", z)
    return torch.reciprocal(1 + torch.exp(torch.neg(z)))


def tanh(z):
    return sigmoid(z * 2) * 2 - 1


def relu(z):
    return torch.maximum(z, z.new_zeros(()))


def softmax(z, axis):
    show("scores", z)
    e = (z - z.amax(dim=axis, keepdim=True)).exp()
    return e.div(e.sum(axis, True))


def d_sigmoid(z):
    return sigmoid(z) * sigmoid(-z)


def d_tanh(z):
    t = tanh(z)
    return (1 - t) * (1 + t)


def d_relu(z):
    return z.gt(0).type_as(z)


def d_softmax(z, g, axis):
    s = softmax(z, axis)
    return s * (g - (g * s).sum(axis, keepdim=True))


print("for example", sigmoid(torch.linspace(-3, 3, 7)).numpy())
