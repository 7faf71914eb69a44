"""Ten phones with two kinds of digits each: alone, together, and with all data in one place."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

CLIENTS, ROUNDS, STEPS, RATE = 10, 15, 10, 0.5


def draw(submission):
    images, labels = digits()
    pixels = images.float().flatten(1)
    alone, together, central = submission.run(rounds, pixels, labels, CLIENTS, ROUNDS, STEPS, RATE)
    axis = range(1, ROUNDS + 1)
    return Lines(
        title="Ten phones, each with two kinds of digits",
        x="rounds",
        y="share of unseen digits recognised",
        series={
            "federated averaging, your code": list(zip(axis, together, strict=True)),
            "one phone alone": list(zip(axis, alone, strict=True)),
            "all digits in one place": list(zip(axis, central, strict=True)),
        },
        caption=(
            f"Each of {CLIENTS} phones has only two of the ten digits and makes {STEPS} steps "
            f"of your `local_train` in a round. After {ROUNDS} rounds the average made by your "
            f"`fedavg` recognises {together[-1]:.0%} of the digits that no phone has seen, one "
            f"that learns alone {alone[-1]:.0%}, and a model that was trained on all digits in one "
            f"place, as long, {central[-1]:.0%}. No picture has left a phone."
        ),
    )


def rounds(module, pixels, labels, clients, count, steps, rate):
    """The shares recognised after each round: by one phone alone, together, and in one place."""
    torch.manual_seed(3)
    order = torch.randperm(len(pixels))
    test, train = order[: len(order) // 4], order[len(order) // 4 :]
    # Phone k holds digits k and k + 1, half of each.
    held = [[] for _ in range(clients)]
    for digit in range(10):
        rows = train[labels[train] == digit]
        held[digit % clients].append(rows[: len(rows) // 2])
        held[(digit - 1) % clients].append(rows[len(rows) // 2 :])
    held = [torch.cat(parts) for parts in held]

    def network():
        torch.manual_seed(4)
        layers = torch.nn.Linear(pixels.shape[1], 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
        return torch.nn.Sequential(*layers)

    def share(model):
        with torch.no_grad():
            return (model(pixels[test]).argmax(1) == labels[test]).double().mean().item()

    together, alone, central = network(), network(), network()
    found = [], [], []
    for _ in range(count):
        states = [module.local_train(together, pixels[k], labels[k], rate, steps) for k in held]
        together.load_state_dict(module.fedavg(states, [len(k) for k in held]))
        first = pixels[held[0]], labels[held[0]]
        alone.load_state_dict(module.local_train(alone, *first, rate, steps))
        everything = pixels[train], labels[train]
        central.load_state_dict(module.local_train(central, *everything, rate, steps))
        for series, model in zip(found, (alone, together, central), strict=True):
            series.append(share(model))
    return found
