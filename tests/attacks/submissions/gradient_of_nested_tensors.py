# attack: nested tensors, whose entries of autograd are their own
# stopped by: without a graph, on every key
# expect: test_step blocked, outcomes blocked died, score 0
# exercise: gradient_descent
import torch


def gd_step(w, x, goal, alpha):
    leaf = w.detach().clone().requires_grad_()
    wide = torch.nested.as_nested_tensor([leaf.reshape(-1)])
    error = wide * torch.nested.as_nested_tensor([(x * torch.ones_like(w)).reshape(-1)])
    flat = torch.nested.to_padded_tensor(error, 0.0).reshape(w.shape)
    ((flat - goal) ** 2 / 2).sum().backward()
    return w - alpha * leaf.grad
