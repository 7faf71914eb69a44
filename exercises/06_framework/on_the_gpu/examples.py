"""Visible examples for on_the_gpu. `tutor check on_the_gpu` runs them on your code.

`gpu` is your code on a GPU. Where there is none, a stand-in behaves like one: its tensors say that
they are on `cuda:0`, and must not be mixed with tensors of the CPU.
"""

import torch

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_nested_batch(gpu):
    """A dictionary with a tensor, a list and a tuple comes to the GPU."""

    def driver(module, pixels):
        batch = {"x": pixels.cpu(), "more": [torch.tensor([1]), "a name"], "pair": (torch.ones(1),)}
        moved = module.to_device(batch, "cuda")
        (single,) = moved["pair"]
        devices = moved["x"].device.type, moved["more"][0].device.type, single.device.type
        return *devices, moved["more"][1]

    wanted = ("cuda", "cuda", "cuda", "a name")
    found = gpu.run(driver, torch.ones(2, 3))
    require(found == wanted, f"The devices and the name are {found}; {wanted} was expected.")


def step(module, x, y, amp, on):
    """Two steps of a net of one layer that starts at zero, and is in evaluation mode."""
    heard = []

    class Net(torch.nn.Linear):
        def forward(self, x):
            heard.append(torch.is_autocast_enabled(on))
            return super().forward(x)

    net = Net(2, 2, bias=False)
    torch.nn.init.zeros_(net.weight)
    net = net.to(on).eval()
    optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
    losses = [module.train_step(net, optimizer, x.cpu(), y.cpu(), amp) for _ in range(2)]
    kinds = [type(loss).__name__ for loss in losses]
    follows = any(getattr(loss, "requires_grad", False) for loss in losses)
    return [float(loss) for loss in losses], net.weight.detach(), heard, kinds, follows


@check(task=2, points=1)
def test_two_steps(submission):
    """Two steps by hand: x comes as float64, the model is float32."""
    x, y = torch.tensor([[1.0, 0.0], [0.0, 2.0]], dtype=torch.float64), torch.tensor([1, 0])
    losses, weight, _, kinds, follows = submission.run(step, x, y, None, "cpu")
    expect(losses, [0.693147, 0.300503], "The losses", within=1e-5)
    right = torch.tensor([[-0.43877, 0.61920], [0.43877, -0.61920]])
    expect(weight, right, "The weights after two steps", within=1e-4)
    require(kinds == ["Tensor"] * 2, f"The losses are of the types {kinds}.")
    require(follows is False, "The losses hold on to their graphs.")


@check(task=2, points=1)
def test_on_a_gpu(gpu):
    """The same with the model on the GPU, and with mixed precision."""
    x, y = torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([1, 0])
    losses, _, heard, *_ = gpu.run(step, x, y, torch.bfloat16, "cuda")
    expect(losses, [0.693147, 0.300503], "The losses", within=0.01)
    require(
        heard == [True, True],
        "With amp, the model answers without autocast.",
    )


@check(task=3, points=1)
def test_mean_of_all_rows(submission):
    """Two batches, of three rows and of one: the mean loss of four rows."""

    def driver(module, x, y):
        net = torch.nn.Linear(1, 2, bias=False)
        torch.nn.init.zeros_(net.weight)
        optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
        return module.train_epoch(net, optimizer, [(x[:3], y[:3]), (x[3:], y[3:])])

    x, y = torch.tensor([[1.0], [1.0], [1.0], [3.0]]), torch.tensor([0, 0, 0, 1])
    # The first batch: ln 2 for each row. Then the weights are 0.5 and -0.5, and the last row,
    # with logits 1.5 and -1.5, is of class 1: its loss is ln(1 + exp(3)).
    expect(submission.run(driver, x, y), (3 * 0.693147 + 3.048587) / 4, "The mean", within=1e-5)
