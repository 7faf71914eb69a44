"""Visible examples for two_layer_net. `tutor check two_layer_net` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require

WEIGHTS = [
    torch.tensor([[1.0, -1.0], [0.5, 0.0]]),
    torch.tensor([0.0, 0.0]),
    torch.tensor([[1.0, 2.0], [4.0, -3.0]]),
    torch.tensor([2.0, 0.0]),
]
X = torch.tensor([[1.0, 2.0]])


def play(module, weights, X, T, lr):
    """The net by hand of the statement: its answer, its gradients, and its W1 after a step."""
    net = module.TwoLayer(2, 2, 2)
    for name, value in zip(("W1", "b1", "W2", "b2"), weights, strict=True):
        parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
        setattr(net, name, torch.nn.Parameter(value) if parameter else value)
    if T is None:
        return net.forward(X)
    grads = net.backward(X, T)
    grads = {name: grad.clone() for name, grad in grads.items()}
    if lr is None:
        return grads
    net.step(lr)
    return net.W1


@check(task=1, points=1)
def test_shapes(submission):
    """A new net has weights of the right shapes."""

    def fresh(module):
        net = module.TwoLayer(3, 4, 2)
        return [list(w.shape) for w in (net.W1, net.b1, net.W2, net.b2)]

    shapes = submission.run(fresh)
    require(
        shapes == [[3, 4], [4], [4, 2], [2]],
        f"The shapes of W1, b1, W2 and b2 of TwoLayer(3, 4, 2) are {shapes}.",
    )


@check(task=1, points=1)
def test_forward_by_hand(submission):
    """The example of the statement: both classes are equally probable."""
    P = submission.run(play, WEIGHTS, X, None, None)
    expect(P, torch.tensor([[0.5, 0.5]]))


@check(task=2, points=1)
def test_backward_by_hand(submission):
    """The example of the statement: the gradient of W1."""
    grads = submission.run(play, WEIGHTS, X, torch.tensor([0]), None)
    require(isinstance(grads, dict) and "W1" in grads, "`backward` should return a dictionary.")
    expect(grads["W1"], torch.tensor([[0.5, 0.0], [1.0, 0.0]]), "The gradient of W1")


@check(task=3, points=1)
def test_step_by_hand(submission):
    """A step with learning rate 0.1 moves W1 by a tenth of that."""
    W1 = submission.run(play, WEIGHTS, X, torch.tensor([0]), 0.1)
    expect(W1, torch.tensor([[0.95, -1.0], [0.4, 0.0]]), "W1 after the step")
