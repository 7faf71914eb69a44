"""Visible examples for modules_and_optimisers. `tutor check` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def small_net(module):
    """A module with a parameter, a constant, a module inside, and two in a list."""

    class Part(module.Module):
        def __init__(self, size):
            self.weight = torch.ones(size, requires_grad=True)

    class Net(module.Module):
        def __init__(self):
            self.scale = torch.full((2,), 3.0, requires_grad=True)
            self.table = torch.zeros(4)
            self.head = Part(3)
            self.layers = [Part(5), Part(6)]

    net = Net()
    found = [list(parameter.shape) for parameter in net.parameters()]
    net.tied = net.head.weight
    shared = len(net.parameters())
    net.train(False)
    modes = [net.training, net.head.training, net.layers[0].training]
    return found, shared, modes


def grads_and_states(module):
    class Part(module.Module):
        def __init__(self, size):
            self.weight = torch.ones(size, requires_grad=True)

    class Net(module.Module):
        def __init__(self):
            self.scale = torch.full((2,), 3.0, requires_grad=True)
            self.layers = [Part(3)]

    net = Net()
    held = net.layers[0].weight
    (net.scale.sum() + held.sum()).backward()
    state = net.state_dict()
    with torch.no_grad():
        held.mul_(7)
    saved = {name: value.clone() for name, value in state.items()}
    net.load_state_dict(state)
    same = net.layers[0].weight is held
    net.zero_grad()
    return saved, same, held.detach(), held.grad is None


@check(task=1, points=1)
def test_parameters(submission):
    """Four parameters: one of the net itself, one inside, two in a list."""
    found, shared, modes = submission.run(small_net)
    expect(str(found), "[[2], [3], [5], [6]]", "The shapes of what `parameters` finds")
    expect(shared, 4, "The number of parameters, one of which has two names,")
    expect(str(modes), "[False, False, False]", "The modes after `train(False)`")


@check(task=1, points=1)
def test_state(submission):
    """Names, saved values that stay, and the same tensors after loading them."""
    saved, same, held, empty = submission.run(grads_and_states)
    names = ", ".join(sorted(saved))
    expect(names, "layers.0.weight, scale", "The names of `state_dict`")
    expect(saved["layers.0.weight"], torch.ones(3), "What was saved, after the weight has moved,")
    require(same, "`load_state_dict` puts another tensor in the place of a parameter.")
    expect(held, torch.ones(3), "The weight after `load_state_dict`")
    require(empty, "After `zero_grad` the `grad` of a parameter is not None.")


@check(task=2, points=1)
def test_linear(submission):
    """A layer from 3 inputs to 2 outputs, with and without bias."""

    def made(module):
        layer, bare = module.Linear(3, 2), module.Linear(3, 2, bias=False)
        ready = layer.weight.requires_grad and layer.bias.requires_grad
        start = list(layer.weight.shape), list(layer.bias.shape), bare.bias is None
        layer.weight = torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]).requires_grad_()
        layer.bias = torch.tensor([10.0, 20.0]).requires_grad_()
        return start, ready, layer(torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]]))

    (weight, bias, none), ready, result = submission.run(made)
    expect(str(weight), "[3, 2]", "The shape of the weight of Linear(3, 2)")
    expect(str(bias), "[2]", "The shape of its bias")
    require(none, "The bias of Linear(3, 2, bias=False) is not None.")
    require(ready, "The weight and the bias should require a gradient.")
    expect(result, torch.tensor([[14.0, 27.0], [10.0, 22.0]]), "The result of the layer")


@check(task=2, points=1)
def test_other_layers(submission):
    """Rows of a table, and two layers in turn."""

    def made(module):
        table = module.Embedding(3, 2)
        table.weight = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).requires_grad_()
        rows = table(torch.tensor([[2, 0, 2]]))
        layer = module.Linear(2, 1)
        net = module.Sequential(table, layer)
        layer.weight = torch.tensor([[1.0], [10.0]]).requires_grad_()
        layer.bias = torch.tensor([100.0]).requires_grad_()
        return rows, net(torch.tensor([1, 2]))

    rows, result = submission.run(made)
    expect(rows, torch.tensor([[[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]]), "The rows of Embedding")
    expect(result, torch.tensor([[143.0], [165.0]]), "The result of Sequential")


@check(task=3, points=1)
def test_steps(submission):
    """The example of the statement: 1, 0.8, 0.42, -0.122; then with another learning rate."""

    def made(module):
        weight, other = (torch.tensor([1.0], requires_grad=True) for _ in range(2))
        optimizer = module.SGD([weight, other], 0.1, 0.9)
        seen = []
        for lr in (0.1, 0.1, 0.1, 0.2):
            optimizer.lr = lr
            weight.grad = torch.tensor([2.0])
            optimizer.step()
            seen.append(weight.item())
        optimizer.zero_grad()
        return seen, other.item(), weight.grad is None

    seen, other, empty = submission.run(made)
    for number, (found, right) in enumerate(zip(seen, (0.8, 0.42, -0.122, -1.4976), strict=True)):
        expect(found, right, f"The weight after step {number + 1}", within=1e-5)
    expect(other, 1.0, "The weight without a gradient")
    require(empty, "After `zero_grad` of the optimizer a `grad` is not None.")
