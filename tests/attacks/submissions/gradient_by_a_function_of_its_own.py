# attack: a Function whose backward asks autograd again, as checkpoints do
# stopped by: without a graph there is nothing to run through
# expect: test_step blocked, outcomes blocked died, score 0
# exercise: gradient_descent
import torch


class Error(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, x, goal):
        ctx.save_for_backward(w, x, goal)
        return ((x * w - goal) ** 2 / 2).sum()

    @staticmethod
    def backward(ctx, g):
        w, x, goal = ctx.saved_tensors
        with torch.enable_grad():
            leaf = w.detach().requires_grad_()
            ((x * leaf - goal) ** 2 / 2).sum().backward()
        return g * leaf.grad, None, None


def gd_step(w, x, goal, alpha):
    leaf = w.detach().clone().requires_grad_()
    Error.apply(leaf, x, goal).backward()
    return w - alpha * leaf.grad
