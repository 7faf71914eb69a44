"""Five new digits from three examples each, by a network that knew the others and by a new one."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

FEW, REPEATS, ALONE = 3, 5, 3  # examples of each new digit, networks, epochs of the head alone
EPOCHS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 20)


def draw(submission):
    images, labels = digits()
    pixels = images.float().unsqueeze(1)
    tuned, scratch = submission.run(transfer, pixels, labels, FEW, REPEATS, ALONE, EPOCHS)
    early, late = EPOCHS.index(6), -1
    return Lines(
        title="Five new digits from three examples each",
        x="epochs",
        y="share of unseen digits recognised",
        series={
            "fine-tuned with your code": list(zip(EPOCHS, tuned, strict=True)),
            "from scratch": list(zip(EPOCHS, scratch, strict=True)),
        },
        caption=(
            f"A network that knew the digits 0 to 4 learns 5 to 9 from {5 * FEW} pictures: the "
            f"head alone for {ALONE} epochs, then everything. After 6 epochs it recognises "
            f"{tuned[early]:.0%} of those it never saw, and a network that starts from nothing "
            f"{scratch[early]:.0%}. After {EPOCHS[late]} they are at {tuned[late]:.0%} and "
            f"{scratch[late]:.0%}: digits are easy, so patience makes up for the past. Means "
            f"of {REPEATS} networks."
        ),
    )


def transfer(module, pixels, labels, few, repeats, alone, epochs):
    """The shares of unseen digits recognised, fine-tuned and from scratch, by number of epochs."""
    nn = torch.nn
    torch.manual_seed(5)

    def network():
        return nn.Sequential(
            nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
            nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU()),
            nn.Sequential(nn.Flatten(), nn.Linear(512, 32), nn.BatchNorm1d(32), nn.ReLU()),
            nn.Linear(32, 5),
        )

    class Shuffled:
        def __init__(self, x, y, size):
            self.x, self.y, self.size = x, y, size

        def __iter__(self):
            for part in torch.randperm(len(self.x)).split(self.size):
                if len(part) > 1:  # batch norm has no use for a single example
                    yield self.x[part], self.y[part]

    def learn(model, batches, rounds, rate):
        model.train()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(rounds):
            for x, y in batches:
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x), y).backward()
                optimizer.step()
        return model.eval()

    old = labels < 5
    tuned, scratch = torch.zeros(2, repeats, len(epochs), dtype=torch.float64)
    for repeat in range(repeats):
        pretrained = learn(network(), Shuffled(pixels[old], labels[old], 32), 12, 0.1)
        new = (~old).nonzero().flatten()
        new = new[torch.randperm(len(new))]
        chosen = torch.cat([new[labels[new] == digit][:few] for digit in range(5, 10)])
        unseen = new[~torch.isin(new, chosen)]
        batches = Shuffled(pixels[chosen], labels[chosen] - 5, 10)
        for i, total in enumerate(epochs):
            model = network()
            model.load_state_dict(pretrained.state_dict())
            both = {"epochs": max(total - alone, 0), "freeze_epochs": min(total, alone)}
            module.fine_tune(model, nn.Linear(32, 5), batches, base_lr=0.3, lr_mult=10, **both)
            fresh = learn(network(), batches, total, 0.1)
            with torch.no_grad():
                for shares, one in ((tuned, model), (scratch, fresh)):
                    answers = one(pixels[unseen]).argmax(1) + 5
                    shares[repeat, i] = (answers == labels[unseen]).double().mean()
    return tuned.mean(0).tolist(), scratch.mean(0).tolist()
