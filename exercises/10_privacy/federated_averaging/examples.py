"""Visible examples for federated_averaging. `tutor check federated_averaging` runs them."""

import torch

from tutor.grading.checks import check, expect, require

SCALE, MODULUS = 2**16, 2**32


@check(task=1, points=1)
def test_two_clients(submission):
    """Three examples against one: 3/4 of the first client and 1/4 of the second."""
    first = {"w": torch.tensor([[2.0, 0.0, 4.0], [8.0, 1.0, 0.0]]), "b": torch.tensor([4.0, 0.0])}
    second = {"b": torch.tensor([0.0, 8.0]), "w": torch.tensor([[6.0, 4.0, 0.0], [0.0, 1.0, 2.0]])}
    state = submission.fedavg([first, second], [3, 1])
    require(isinstance(state, dict) and set(state) == {"w", "b"}, "A state has the names w and b.")
    right = torch.tensor([[3.0, 1.0, 3.0], [6.0, 1.0, 0.5]])
    expect(state["w"], right, "The average of w", dtype=torch.float32)
    expect(state["b"], torch.tensor([3.0, 2.0]), "The average of b", dtype=torch.float32)


@check(task=1, points=1)
def test_counter(submission):
    """A counter that stands at 12 on one client and at 40 on the other becomes 40."""
    states = [{"batches": torch.tensor(12)}, {"batches": torch.tensor(40)}]
    state = submission.fedavg(states, [300, 100])
    require(isinstance(state, dict) and "batches" in state, "The name `batches` is missing.")
    expect(state["batches"], torch.tensor(40), "The counter")


@check(task=2, points=1)
def test_two_steps(submission):
    """Two steps of one client from weights of zero, worked out by hand; the model stays."""

    def driver(module, x, y):
        model = torch.nn.Linear(2, 3, bias=False)
        torch.nn.init.zeros_(model.weight)
        model.weight.grad = torch.ones(3, 2)
        state = module.local_train(model, x, y, 0.3, 2)
        return state["weight"], model.weight.detach()

    x, y = torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([1, 2])
    trained, left = submission.run(driver, x, y)
    right = torch.tensor([[-0.09744, -0.17851], [0.19488, -0.17851], [-0.09744, 0.35702]])
    expect(trained, right, "The weights after two steps", within=1e-4)
    expect(left, torch.zeros(3, 2), "The weights of the model that the server sent")


@check(task=2, points=1)
def test_all_together(submission):
    """One step of each client, averaged, is one step on everybody's examples together."""

    def driver(module, x, y):
        model = torch.nn.Linear(2, 3)
        everybody = module.local_train(model, x, y, 0.5, 1)
        one = module.local_train(model, x[:1], y[:1], 0.5, 1)
        other = module.local_train(model, x[1:], y[1:], 0.5, 1)
        return {name: (one[name] + 3 * other[name]) / 4 for name in one}, everybody

    x = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [3.0, 0.0], [0.0, 1.0]])
    averaged, everybody = submission.run(driver, x, torch.tensor([0, 2, 1, 2]))
    for name in ("weight", "bias"):
        expect(averaged[name], everybody[name], f"The average of {name}", within=1e-5)


@check(task=3, points=1)
def test_masks_cancel(submission):
    """The messages of three clients add up to their updates, and none of them shows its own."""
    updates = torch.tensor([[0.5, -2.0, 3.0], [1.0, -1.0, -2.5], [0.25, 0.0, 0.75]])
    secrets = [[0, 71, 52], [71, 0, 33], [52, 33, 0]]
    messages = [submission.mask_update(updates[i], i, secrets[i]) for i in range(3)]
    for i, message in enumerate(messages):
        expect(message.shape if isinstance(message, torch.Tensor) else None, (3,), "The shape")
        bare = (updates[i] * SCALE).long() % MODULUS
        require(bool((message != bare).all()), f"Client {i} sends its bare update.")
    right = torch.tensor([114688, MODULUS - 196608, 81920])
    expect(sum(messages) % MODULUS, right, "The sum of the three messages, modulo MODULUS,")


@check(task=4, points=1)
def test_sum(submission):
    """From 4294867296, 65536 and 100000 the server reads a sum of 1."""
    numbers = (4294867296, 65536, 100000)
    messages = [torch.tensor([[number, 0, MODULUS - 32768]]) for number in numbers]
    right = torch.tensor([[1.0, 0.0, -1.5]], dtype=torch.float64)
    expect(submission.secure_sum(messages), right, "The sum", dtype=torch.float64)


@check(task=5, points=1)
def test_words(submission):
    """The rows of "pain" and "chest" have moved."""
    before = torch.tensor([[0.5, -1.0], [2.0, 0.0], [1.0, 1.0], [0.0, 3.0]])
    after = before + torch.tensor([[0.0, 0.0], [0.25, -0.25], [0.0, 0.0], [0.0, -0.125]])
    vocab = ["a", "pain", "the", "chest"]
    expect(submission.leaked_words(before, after, vocab), ["pain", "chest"], "The list of words")
