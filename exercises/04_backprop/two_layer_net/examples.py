"""Visible examples for two_layer_net. `tutor check two_layer_net` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_unchanged, require

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


@check(task=1, points=1)
def test_random_start(submission):
    """New weights are random and the units differ; two new nets differ too. Biases are 0."""

    def fresh(module):
        nets = [module.TwoLayer(3, 4, 2) for _ in range(2)]
        return [[net.W1, net.b1, net.W2, net.b2] for net in nets]

    (W1, b1, W2, b2), (other, *_) = submission.run(fresh)
    require(bool((W1[:, 0] != W1[:, 1]).all()), "Two hidden units start with equal weights.")
    require(bool((W2[:, 0] != W2[:, 1]).all()), "Two classes start with equal weights.")
    require(bool((W1 < 0).any() or (other < 0).any()), "No first weight is negative.")
    require(bool((other != W1).any()), "Two new nets have the same weights.")
    require(bool((b1 == 0).all() and (b2 == 0).all()), "The biases should start at 0.")


def play_batch(module, weights, X, T, lr, times):
    """Three inputs, two hidden units, two classes, and a batch of two examples."""
    net = module.TwoLayer(3, 2, 2)
    for name, value in zip(("W1", "b1", "W2", "b2"), weights, strict=True):
        parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
        setattr(net, name, torch.nn.Parameter(value) if parameter else value)
    P = net.forward(X)
    for _ in range(times):
        grads = net.backward(X, T)
    grads = {name: grad.clone() for name, grad in grads.items()}
    net.step(lr)
    return P, grads, {name: getattr(net, name) for name in ("W1", "b1", "W2", "b2")}


BATCH_WEIGHTS = [
    torch.tensor([[1.0, -1.0], [0.0, 1.0], [1.0, 1.0]]),
    torch.tensor([0.0, -1.0]),
    torch.tensor([[1.0, 0.0], [0.0, 1.0]]),
    torch.tensor([0.0, 0.0]),
]
BATCH = torch.tensor([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]])
GRADS = {
    "W1": torch.tensor([[-0.0596, 0.0], [0.2689, -0.2689], [0.0749, -0.1345]]),
    "b1": torch.tensor([0.0749, -0.1345]),
    "W2": torch.tensor([[0.0153, -0.0153], [0.2689, -0.2689]]),
    "b2": torch.tensor([0.0749, -0.0749]),
}


@check(task=1, points=1)
def test_forward_of_a_batch(submission):
    """Two examples, three inputs: scores (2, 0) and (1, 2). Large scores are fine too."""
    P, _, _ = submission.run(play_batch, BATCH_WEIGHTS, BATCH, torch.tensor([0, 1]), 0.1, 1)
    right = torch.tensor([[0.8808, 0.1192], [0.2689, 0.7311]])
    expect(P, right, "The answer", dtype=torch.float32, within=1e-4)
    W1, b1, W2, b2 = BATCH_WEIGHTS
    P, _, _ = submission.run(play_batch, [W1, b1, -W2, b2], BATCH, torch.tensor([0, 1]), 0.1, 1)
    turned = torch.tensor([[0.1192, 0.8808], [0.7311, 0.2689]])
    expect(P, turned, "The answer with scores below 0", within=1e-4)
    P, _, _ = submission.run(play_batch, BATCH_WEIGHTS, 500 * BATCH, torch.tensor([0, 1]), 0.1, 1)
    expect(P, torch.tensor([[1.0, 0.0], [0.0, 1.0]]), "The answer to large inputs", within=1e-4)


@check(task=2, points=1)
def test_backward_of_a_batch(submission):
    """All four gradients for two examples; the second call of `backward` gives the same."""
    for times in (1, 2):
        T = torch.tensor([0, 1])
        _, grads, _ = submission.run(play_batch, BATCH_WEIGHTS, BATCH, T, 0.1, times)
        for name, right in GRADS.items():
            require(name in grads, f"`backward` gives no gradient of {name}.")
            what = f"The gradient of {name}"
            expect(grads[name], right, what, dtype=torch.float32, within=1e-4)
    net, T = submission.TwoLayer.new(3, 2, 2), torch.tensor([0, 1])
    _, after = net.backward.inputs_after(BATCH, T)
    expect_unchanged(after, X=BATCH, T=T)


@check(task=3, points=1)
def test_step_of_a_batch(submission):
    """A step with learning rate 10 moves all four, the biases too."""
    T = torch.tensor([0, 1])
    _, _, after = submission.run(play_batch, BATCH_WEIGHTS, BATCH, T, 10.0, 1)
    for (name, grad), weight in zip(GRADS.items(), BATCH_WEIGHTS, strict=True):
        expect(after[name], weight - 10 * grad, f"{name} after the step", within=2e-3)
