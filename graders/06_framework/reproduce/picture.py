"""What is lost with each thing that a checkpoint leaves out, on the digits."""

import torch

from tutor.data import digits
from tutor.grading.pictures import Lines

STOP, STEPS = 60, 120


def draw(submission):
    images, labels = digits()
    X = images[:360].double().flatten(1) / images.max()
    y = torch.nn.functional.one_hot(labels[:360]).double()
    whole, resumed, weights_only = submission.run(stopped, X, y, STOP, STEPS)
    after = range(STOP, STEPS)
    apart = max(abs(a - b) for a, b in zip(whole[STOP:], resumed, strict=True))
    return Lines(
        title="A run that was stopped, and went on",
        x="step",
        y="loss, mean of 6 steps",
        series={
            "without a stop": _smooth(enumerate(whole)),
            "resumed from your checkpoint": _smooth(zip(after, resumed, strict=True)),
            "resumed from the weights alone": _smooth(zip(after, weights_only, strict=True)),
        },
        caption=(
            f"A network learns to read digits, with dropout and momentum 0.9. It is stopped after "
            f"{STOP} steps. The losses of the run that your `resume` takes up differ by {apart:g} "
            "from those of a run that did not stop. With the weights alone, the same rows come "
            "again, other units are dropped, and the velocities start from zero."
        ),
    )


def _smooth(points):
    points = list(points)
    parts = [points[i : i + 6] for i in range(0, len(points), 6)]
    return [(part[0][0], sum(loss for _, loss in part) / len(part)) for part in parts]


def stopped(module, X, y, stop, steps):
    """The losses of a whole run, of one that is resumed, and of one that has the weights alone."""
    nn = torch.nn

    def start():
        module.seed_everything(3)
        width = X.shape[1]
        model = nn.Sequential(nn.Linear(width, 40), nn.ReLU(), nn.Dropout(0.3), nn.Linear(40, 10))

        def order(epoch):
            return module.epoch_order(len(X), 3, epoch)

        model = model.double()
        return model, module.Training(model, X, y, order, 0.1, 0.9, 32)

    model, run = start()
    whole = run.train(stop)
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    checkpoint = run.checkpoint()
    whole = whole + run.train(steps - stop)
    _, resumed = start()
    resumed.resume(checkpoint)
    other, weights_only = start()
    other.load_state_dict(weights)
    return whole, resumed.train(steps - stop), weights_only.train(steps - stop)
