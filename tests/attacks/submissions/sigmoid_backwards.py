# attack: slopes from the operators that serve the gradient
# stopped by: the dispatcher: without a graph none of its operators is there
# expect: test_slope_of_sigmoid blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def d_sigmoid(z):
    s = 1 / (1 + torch.exp(-z))
    return torch.ops.aten.sigmoid_backward(torch.ones_like(s), s)


def d_tanh(z):
    t = 2 / (1 + torch.exp(-2 * z)) - 1
    return torch.ops.aten.tanh_backward(torch.ones_like(t), t)


def d_relu(z):
    return torch.ops.aten.threshold_backward(torch.ones_like(z), z, 0)


def d_softmax(z, g, axis):
    e = torch.exp(z - z.amax(axis, keepdim=True))
    s = e / e.sum(axis, keepdim=True)
    return torch.ops.aten._softmax_backward_data(g, s, axis, z.dtype)
