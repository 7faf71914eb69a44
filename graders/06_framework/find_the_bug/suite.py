"""Hidden suite of find_the_bug. Run it on a file:

pytest graders/06_framework/find_the_bug/suite.py --submission FILE

Each task has three checks: the values of a right run, steps included; runs on new data with several
seeds, which anything that trains well passes; and the diagnosis. The code as it was handed out
passes none of them.
"""

from itertools import pairwise

import torch

from tutor.grading.checks import check, expect, require

WORDS = (
    "gradient ascent",
    "gradients not cleared",
    "softmax twice",
    "wrong mode",
    "broadcasting",
    "data leak",
    "rows mixed up",
    "divided twice",
    "learning rate",
    "overfitting",
    "vanishing gradient",
    "symmetric start",
    "wrong metric",
)
RUNS = 3


def call(module, name, given):
    """What a function gives for these arguments, and whether it leaves them as they are."""
    before = [g.clone() if isinstance(g, torch.Tensor) else g for g in given]
    result = getattr(module, name)(*given)
    pairs = [(a, b) for a, b in zip(given, before, strict=True) if isinstance(a, torch.Tensor)]
    return result, all(torch.equal(a, b) for a, b in pairs)


def trained(module, name, sizes, seed, given):
    """The losses and the parameters after the training of a network with these sizes."""
    nn = torch.nn
    source = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(*sizes[:2]), nn.Tanh(), nn.Linear(*sizes[1:])).double()
    for p in model.parameters():
        p.data = 0.6 * torch.randn(p.shape, generator=source, dtype=torch.float64)
    before = [g.clone() if isinstance(g, torch.Tensor) else g for g in given]
    losses = getattr(module, name)(model, *given)
    pairs = [(a, b) for a, b in zip(given, before, strict=True) if isinstance(a, torch.Tensor)]
    same = all(torch.equal(a, b) for a, b in pairs)
    return losses, [p.detach().clone() for p in model.parameters()], same


def epochs(module, sizes, seed, X, y, orders, bs, lr):
    """The losses of the last of several epochs, each with an order of its own."""
    nn = torch.nn
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(*sizes[:2]), nn.Tanh(), nn.Linear(*sizes[1:])).double()
    for order in orders:
        losses = module.train_epoch(model, X, y, order, bs, lr)
    return losses


def measured(module, sizes, seed, X, y, training):
    """Three accuracies of one network with dropout and batch norm, the share of rows that it gets
    right in evaluation, and whether it is left as it came: its numbers, and its mode."""
    nn = torch.nn
    torch.manual_seed(seed)

    class Net(nn.Sequential):
        """Its mode counts too, not only that of its layers."""

        def forward(self, x):
            return super().forward(nn.functional.dropout(x, 0.5, self.training))

    layers = [nn.Linear(*sizes[:2]), nn.BatchNorm1d(sizes[1]), nn.Tanh(), nn.Dropout(0.5)]
    model = Net(*layers, nn.Linear(*sizes[1:])).double()
    model(2 * X + 1)
    model.eval()
    right = (model(X).argmax(1) == y).double().mean().item()
    model.train(training)
    before = [v.clone() for v in model.state_dict().values()]
    found = [module.accuracy(model, X, y) for _ in range(3)]
    after = list(model.state_dict().values())
    same = all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    modes = {m.training for m in model.modules()}
    return found, right, same, modes == {training}


def diagnosis(module, task):
    """The word that stands in DIAGNOSIS for a task."""
    return str(module.DIAGNOSIS.get(task, "")).strip().lower()


def expect_diagnosis(submission, task, right):
    """Expect the word of the list that names the bug."""
    word = submission.run(diagnosis, task)
    require(bool(word), f"DIAGNOSIS has no word for task {task} yet.")
    known = ", ".join(WORDS)
    require(word in WORDS, f"'{word[:40]}' is not in the list of the statement: {known}.")
    told = f"'{word}' is not what was wrong in task {task}."
    require(word == right, told, judged=torch.tensor([len(word) + 0.5, WORDS.index(word) + 0.25]))


def untouched(same):
    require(same is True, "The tensors that are given should stay as they are.")


def draw_rows(rng, n, d, k):
    """Inputs, and classes that can be told from them."""
    X = rng.normal(n, d)
    y = (X @ rng.normal(d, k)).argmax(1)
    return X, y


def draw_teacher(rng):
    """A network of two layers to start from, and data that another one has made."""
    X, A = rng.normal(60, 3), rng.normal(3, 4)
    y = (X @ A).relu().sum(1, keepdim=True)
    return X, y, rng.normal(3, 10, scale=0.3), rng.normal(10, 1, scale=0.3)


def last(losses):
    """The last of a list of losses."""
    require(
        isinstance(losses, list) and len(losses) > 0 and all(isinstance(v, float) for v in losses),
        "The losses should be a list of floats.",
    )
    return losses[-1]


def expect_low(losses, below, told):
    """Expect that the last losses of several runs are below a value. NaN is not."""
    ends = torch.tensor([float(last(one)) for one in losses], dtype=torch.float64)
    require(bool((ends < below).all()), told, judged=ends.nan_to_num(nan=-1.0))


@check(
    task=1,
    points=0.75,
    catches="first-layer-climbs both-layers-climb second-layer-first mask-left-out slope-scaled",
)
def test_by_hand(submission, reference, rng):
    """Task 1: the losses and the weights of each step"""
    n, d, h, k = rng.sizes(4, 3, 8)
    given = (rng.normal(n, d), rng.normal(n, k), rng.normal(d, h), rng.normal(h, k), 0.05)
    for steps in (1, 4):
        (W1, W2, losses), same = submission.run(call, "train_by_hand", [*given, steps])
        (V1, V2, wanted), _ = reference.run(call, "train_by_hand", [*given, steps])
        expect(W1, V1, f"W1 after {steps} steps")
        expect(W2, V2, f"W2 after {steps} steps")
        expect(losses, wanted, "The list of losses")
        untouched(same)


@check(task=1, points=0.25, catches="first-layer-climbs")
def test_runs_by_hand(submission, rng):
    """Task 1: runs on new data end well"""
    runs = []
    for _ in range(RUNS):
        given = [*draw_teacher(rng), 0.05, 300]
        (_, _, losses), _ = submission.run(call, "train_by_hand", given)
        runs.append([loss / losses[0] for loss in losses] if isinstance(losses, list) else losses)
    expect_low(runs, 0.15, "After 300 steps a run has not brought the loss down to 15 %.")


@check(task=1, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_1(submission):
    """Task 1: the diagnosis"""
    expect_diagnosis(submission, 1, "gradient ascent")


@check(
    task=2,
    points=0.75,
    catches="gradients-pile-up only-the-first-cleared averaged-over-the-steps "
    "cleared-before-the-step",
)
def test_with_autograd(submission, reference, rng):
    """Task 2: the losses and the weights of each step"""
    n, *sizes = rng.sizes(4, 3, 8)
    given = [rng.normal(n, sizes[0]), rng.normal(n, sizes[2]), 0.1]
    for steps in (1, 5):
        case = ("train_with_autograd", sizes, 3, [*given, steps])
        losses, weights, same = submission.run(trained, *case)
        wanted, right, _ = reference.run(trained, *case)
        expect(losses, wanted, "The list of losses")
        expect(weights, right, "The list of weights")
        untouched(same)


@check(task=2, points=0.25, catches="gradients-pile-up")
def test_runs_with_autograd(submission, rng):
    """Task 2: runs on new data settle"""
    ups = []
    for seed in range(RUNS):
        X = rng.normal(40, 3)
        y = (X @ rng.normal(3, 1)).tanh()
        losses, *_ = submission.run(
            trained, "train_with_autograd", (3, 6, 1), seed, [X, y, 0.1, 80]
        )
        last(losses)
        ups.append(sum(max(b - a, 0.0) for a, b in pairwise(losses)))
    worst = torch.tensor(ups, dtype=torch.float64)
    low = bool((worst < 0.05).all())
    require(low, "The loss of a run swings up again.", judged=worst.nan_to_num(nan=-1.0))


@check(task=2, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_2(submission):
    """Task 2: the diagnosis"""
    expect_diagnosis(submission, 2, "gradients not cleared")


@check(
    task=3,
    points=0.75,
    catches="softmax-before-the-loss sigmoid-instead rate-raised probabilities-as-log",
)
def test_classifier(submission, reference, rng):
    """Task 3: the losses and the weights of each step"""
    d, h, k, n = rng.sizes(4, 3, 8)
    X, y = draw_rows(rng, n + 6, d, k)
    for steps in (1, 5):
        case = ("train_classifier", (d, h, k), 3, [X, y, 0.3, steps])
        losses, weights, same = submission.run(trained, *case)
        wanted, right, _ = reference.run(trained, *case)
        expect(losses, wanted, "The list of losses")
        expect(weights, right, "The list of weights")
        untouched(same)


@check(task=3, points=0.25, catches="softmax-before-the-loss")
def test_runs_of_classifier(submission, rng):
    """Task 3: runs on new data come below 0.5"""
    runs = []
    for seed in range(RUNS):
        X, y = draw_rows(rng, 60, 3, 3)
        case = ("train_classifier", (3, 8, 3), seed, [3 * X, y, 0.5, 150])
        runs.append(submission.run(trained, *case)[0])
    expect_low(runs, 0.5, "After 150 steps the loss of a run is still above 0.5.")


@check(task=3, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_3(submission):
    """Task 3: the diagnosis"""
    expect_diagnosis(submission, 3, "softmax twice")


@check(
    task=4,
    points=0.75,
    catches="measured-while-training left-in-evaluation trained-afterwards dropout-off-only",
)
def test_accuracy(submission, rng):
    """Task 4: the accuracy of a model in either mode, which is left as it came"""
    for training in (True, False):
        sizes = (*rng.sizes(2, 3, 8), 3)
        X, y = draw_rows(rng, 300, sizes[0], 3)
        given = (sizes, rng.integer(1, 10**6), X, y, training)
        found, right, same, mode = submission.run(measured, *given)
        expect(found, [right] * 3, "The list of three accuracies")
        require(same is True, "Measuring changes the buffers or the parameters of the model.")
        require(mode is True, "Measuring leaves the model in another mode.")


@check(task=4, points=0.25, catches="measured-while-training")
def test_accuracy_again(submission, rng):
    """Task 4: each call gives the same accuracy"""
    for seed in range(RUNS):
        sizes = (*rng.sizes(2, 3, 8), 3)
        X, y = draw_rows(rng, 400, sizes[0], 3)
        found, *_ = submission.run(measured, sizes, seed, X, y, True)
        floats = all(isinstance(value, float) and 0 < value <= 1 for value in found)
        require(floats, "The accuracy should be a float from 0 to 1.")
        require(len(set(found)) == 1, "Three calls give different accuracies.")


@check(task=4, points=0.25, catches="overfitting-blamed learning-rate-blamed")
def test_diagnosis_4(submission):
    """Task 4: the diagnosis"""
    expect_diagnosis(submission, 4, "wrong mode")


@check(
    task=5,
    points=0.75,
    catches="column-against-row errors-added-up",
)
def test_regression(submission, reference, rng):
    """Task 5: the losses and the weights of each step"""
    n, d, h = rng.sizes(3, 4, 9)
    given = [rng.normal(n, d), rng.normal(n), 0.1]
    for steps in (1, 5):
        case = ("train_regression", (d, h, 1), 3, [*given, steps])
        losses, weights, same = submission.run(trained, *case)
        wanted, right, _ = reference.run(trained, *case)
        expect(losses, wanted, "The list of losses")
        expect(weights, right, "The list of weights")
        untouched(same)


@check(task=5, points=0.25, catches="column-against-row")
def test_runs_of_regression(submission, rng):
    """Task 5: runs on new data explain most of what differs between rows"""
    runs = []
    for seed in range(RUNS):
        X = rng.normal(60, 2)
        y = (X @ rng.away_from_zero(2, 1)).squeeze(1)
        case = ("train_regression", (2, 8, 1), seed, [X, y, 0.1, 200])
        losses = submission.run(trained, *case)[0]
        variance = y.var(correction=0).item()
        runs.append([v / variance for v in losses] if isinstance(losses, list) else losses)
    expect_low(runs, 0.4, "After 200 steps the loss of a run is above 40 % of the variance of y.")


@check(task=5, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_5(submission):
    """Task 5: the diagnosis"""
    expect_diagnosis(submission, 5, "broadcasting")


@check(
    task=6,
    points=0.75,
    catches="columns-chosen-on-all-rows centres-of-all-rows columns-not-chosen "
    "columns-chosen-on-validation sign-of-the-correlation means-of-all-rows",
)
def test_validated(submission, reference, rng):
    """Task 6: the accuracy on data of several kinds"""
    found, right = [], []
    for strength in (0.0, 1.0, 0.0, 1.0, 0.5, 0.5):
        n, d = 90, 300
        X, y = rng.normal(n, d), torch.arange(n) % 2
        y = y[torch.randperm(n, generator=rng.generator)]
        if strength == 0.5:  # among the training rows both classes are equally frequent
            y = torch.arange(n) // 5 % 2
        signs = torch.tensor([1.0, -1.0, 1.0, -1.0])
        X[:, [0, 1, -2, -1]] += strength * (2 * y[:, None] - 1) * signs
        given = [X, y, torch.arange(n) % 5 < 2, 6]
        value, same = submission.run(call, "validated_accuracy", given)
        wanted, _ = reference.run(call, "validated_accuracy", given)
        found.append(value)
        right.append(wanted)
        untouched(same)
    floats = all(isinstance(value, float) for value in found)
    require(floats, "The accuracy should be a float from 0 to 1.")
    # All at once: a single share of so few rows is often the same for two different faults.
    shares = [torch.tensor(values, dtype=torch.float64) for values in (found, right)]
    expect(*shares, "The tensor of accuracies on validation rows")


@check(task=6, points=0.25, catches="columns-chosen-on-all-rows")
def test_runs_with_coins(submission, rng):
    """Task 6: labels drawn by tossing a coin cannot be predicted"""
    found = []
    for _ in range(8):
        X, y = rng.normal(60, 1500), torch.randint(2, (60,), generator=rng.generator)
        y[:4] = torch.tensor([0, 1, 0, 1])
        valid = torch.arange(60) % 2 == 1
        valid[:4] = False
        found.append(submission.run(call, "validated_accuracy", [X, y, valid, 20])[0])
    floats = all(isinstance(value, float) for value in found)
    require(floats, "The accuracy should be a float from 0 to 1.")
    # 8 times 28 validation rows: six standard deviations of a share of one half are 0.2.
    mean = sum(found) / len(found)
    told = f"Labels drawn by tossing a coin are predicted with an accuracy of {mean:.2f}."
    require(0.3 < mean < 0.7, told, judged=torch.tensor(found))


@check(task=6, points=0.25, catches="overfitting-blamed learning-rate-blamed")
def test_diagnosis_6(submission):
    """Task 6: the diagnosis"""
    expect_diagnosis(submission, 6, "data leak")


@check(
    task=7,
    points=0.75,
    catches="targets-not-ordered order-left-out targets-ordered-alone last-batch-dropped",
)
def test_epoch(submission, reference, rng):
    """Task 7: the losses and the weights after an epoch"""
    d, h, k = rng.sizes(3, 3, 8)
    X, y = draw_rows(rng, 14, d, k)
    order = torch.randperm(14, generator=rng.generator)
    for bs in (4, 5):
        case = ("train_epoch", (d, h, k), 3, [X, y, order, bs, 0.3])
        losses, weights, same = submission.run(trained, *case)
        wanted, right, _ = reference.run(trained, *case)
        expect(losses, wanted, "The list of losses")
        expect(weights, right, "The list of weights")
        untouched(same)


@check(task=7, points=0.25, catches="targets-not-ordered")
def test_runs_of_epochs(submission, rng):
    """Task 7: runs on new data learn, with another order in each epoch"""
    ends = []
    for seed in range(RUNS):
        X = rng.normal(90, 2)
        y = (X[:, 0] > 0).long() + (X[:, 1] > 0).long()
        orders = [torch.randperm(90, generator=rng.generator) for _ in range(25)]
        losses = submission.run(epochs, (2, 12, 3), seed, X, y, orders, 10, 0.5)
        last(losses)
        ends.append([sum(losses) / len(losses)])
    expect_low(ends, 0.6, "After 25 epochs the mean loss of a run is still above 0.6.")


@check(task=7, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_7(submission):
    """Task 7: the diagnosis"""
    expect_diagnosis(submission, 7, "rows mixed up")


@check(
    task=8,
    points=0.75,
    catches="mean-of-the-mean never-divided divided-by-the-classes",
)
def test_softmax(submission, reference, rng):
    """Task 8: the losses and the weights of each step"""
    d, k, n = rng.sizes(3, 3, 9)
    X, y = draw_rows(rng, n + 5, d, k)
    given = [X, y, rng.normal(d, k, scale=0.5), 0.7]
    for steps in (1, 4):
        (W, losses), same = submission.run(call, "train_softmax", [*given, steps])
        (V, wanted), _ = reference.run(call, "train_softmax", [*given, steps])
        expect(W, V, f"W after {steps} steps")
        expect(losses, wanted, "The list of losses")
        untouched(same)


@check(task=8, points=0.25, catches="mean-of-the-mean")
def test_runs_of_softmax(submission, rng):
    """Task 8: runs on new data learn, however many rows there are"""
    runs = []
    for n in (100, 300, 600):
        X, y = draw_rows(rng, n, 3, 3)
        given = [X, y, torch.zeros(3, 3, dtype=torch.float64), 1.0, 60]
        runs.append(submission.run(call, "train_softmax", given)[0][1])
    expect_low(runs, 0.7, "After 60 steps the loss of a run is still above 0.7.")


@check(task=8, points=0.25, catches="learning-rate-blamed")
def test_diagnosis_8(submission):
    """Task 8: the diagnosis"""
    expect_diagnosis(submission, 8, "divided twice")
