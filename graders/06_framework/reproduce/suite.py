"""Hidden suite of reproduce. Run it on a file:

pytest graders/06_framework/reproduce/suite.py --submission FILE

A run is compared with another run of the same code, so it may draw and compute in its own way. Its
steps are compared with the reference's too, without anything random in them. The order of the data
comes from the driver. Each check of task 4 leaves out what the others are about: without momentum
it cannot be lost.
"""

import torch

from tutor.grading.checks import check, expect, require

LARGEST = 2**32 - 1


def drawn(module, seeds):
    """For each seed, what each of the three generators draws after it was seeded."""
    import random

    import numpy

    found = []
    for seed in seeds:
        module.seed_everything(seed)
        found.append(
            {
                "random": torch.tensor([random.random() for _ in range(4)]),
                "numpy": torch.tensor(numpy.random.rand(4)),
                "torch": torch.rand(4),
            }
        )
    return found


def orders(module, cases):
    """The order for each (n, seed, epoch), and whether torch's own generator was left alone."""
    before = torch.get_rng_state()
    found = [module.epoch_order(*case) for case in cases]
    return found, bool(torch.equal(before, torch.get_rng_state()))


def stepped(module, sizes, seed, data, options, pieces, stale=False, evaluating=False, norm=False):
    """Train in pieces; return the losses, the weights, and whether the data and torch's generator
    are as they were. The model may come with gradients, and be put into evaluation mode by others
    before each piece; it then has a layer of batch norm, as with `norm`."""
    nn = torch.nn
    X, y = data
    source = torch.Generator().manual_seed(seed)
    middle = [nn.BatchNorm1d(sizes[1])] if evaluating or norm else []
    model = nn.Sequential(nn.Linear(*sizes[:2]), *middle, nn.Tanh(), nn.Linear(*sizes[1:]))
    model = model.to(X.dtype)
    for p in model.parameters():
        p.data = (0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)).to(X.dtype)
        p.grad = torch.ones_like(p) if stale else None
    before = [X.clone(), y.clone(), torch.get_rng_state()]

    def order(epoch):
        return torch.randperm(len(X), generator=torch.Generator().manual_seed(seed + 7 * epoch))

    run = module.Training(model, X, y, order, **options)
    losses = []
    for steps in pieces:
        model.train(not evaluating)
        losses.append(run.train(steps))
    after = [X, y, torch.get_rng_state()]
    return {
        "losses": losses,
        "weights": [p.detach().clone() for p in model.parameters()],
        "untouched": all(torch.equal(a, b) for a, b in zip(before, after, strict=True)),
    }


def side_by_side(module, sizes, seed, data, options):
    """The losses of two runs that take turns, and of each of them alone."""
    nn = torch.nn
    X, y = data

    def run(number):
        source = torch.Generator().manual_seed(seed + number)
        model = nn.Sequential(nn.Linear(*sizes[:2]), nn.Tanh(), nn.Linear(*sizes[1:])).double()
        for p in model.parameters():
            p.data = 0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)

        def order(epoch):
            return torch.arange(len(X)).roll(epoch + number)

        return module.Training(model, X, y, order, **options | {"bs": 4 + number})

    one, two = run(0), run(1)
    turns = [one.train(2), two.train(3), one.train(4), two.train(2)]
    alone = [run(0).train(6), run(1).train(5)]
    return [turns[0] + turns[2], turns[1] + turns[3]], alone


def resumed(module, sizes, seed, data, options, steps, extras="", way=""):
    """What came of the steps after a stop, in two runs that should be alike: first in one that did
    not stop. `extras` are layers that the network has, "one order" the same order in each epoch.
    `way` is what else happens to the checkpoint of the second run: see the checks."""
    import copy
    import io

    nn = torch.nn
    X, y = data

    def training(number):
        source = torch.Generator().manual_seed(seed + number)
        layers = [nn.Linear(*sizes[:2])]
        layers += [nn.BatchNorm1d(sizes[1])] * ("norm" in extras)
        layers += [nn.Dropout(0.4)] * ("dropout" in extras)
        model = nn.Sequential(*layers, nn.Tanh(), nn.Linear(*sizes[1:])).double()
        for p in model.parameters():
            p.data = 0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)

        def order(epoch):
            mixed = 0 if "one order" in extras else 7 * epoch
            return torch.randperm(len(X), generator=torch.Generator().manual_seed(seed + mixed))

        return model, module.Training(model, X, y, order, **options)

    def rest(model, run):
        start = [p.detach().clone() for p in model.parameters()]
        losses = run.train(steps[1])
        if isinstance(losses, list):  # that a loss is a tensor is paid for in task 3
            losses = [
                float(v) if isinstance(v, torch.Tensor) and not v.dim() else v for v in losses
            ]
        moved = any(not torch.equal(a, b) for a, b in zip(start, model.parameters(), strict=True))
        state = [v.detach().double().flatten() for v in model.state_dict().values()]
        return {"losses": losses, "state": torch.cat(state), "drawn": torch.rand(3), "moved": moved}

    def again(checkpoint):
        torch.rand(11)
        model, run = training(1)
        run.resume(checkpoint)
        return rest(model, run)

    def written(checkpoint):
        file = io.BytesIO()
        torch.save(checkpoint, file)
        file.seek(0)
        return torch.load(file, weights_only=True)

    torch.manual_seed(seed)
    model, run = training(0)
    run.train(steps[0])
    checkpoint = run.checkpoint()
    if way == "file":
        try:
            read = written(checkpoint)
        except Exception as error:
            return f"{type(error).__name__}: {error}".partition("\n")[0][:200]
        return again(copy.deepcopy(checkpoint)), again(read)
    if way == "twice":
        return again(checkpoint), again(checkpoint)
    if way == "kept":
        at_once = copy.deepcopy(checkpoint)
        run.train(5)
        return again(at_once), again(checkpoint)
    at_once = copy.deepcopy(checkpoint)
    whole = rest(model, run)
    if way == "back":
        run.resume(at_once)
        return whole, rest(model, run)
    return whole, again(at_once)


def draw_run(rng, n, bs, momentum=0.0, dtype=torch.float64):
    """The sizes of a network, a seed, data of n rows, and the options of a training run."""
    sizes = rng.sizes(3, 2, 6)
    data = rng.normal(n, sizes[0], dtype=dtype), rng.normal(n, sizes[2], dtype=dtype)
    options = {"lr": rng.uniform(0.05, 0.15), "momentum": momentum, "bs": bs}
    return sizes, rng.integer(1, 10**6), data, options


def expect_steps(submission, reference, run, pieces, within=None, **how):
    """Expect the losses and the weights of the reference."""
    found = submission.run(stepped, *run, pieces, **how)
    wanted = reference.run(stepped, *run, pieces, **how)
    what = f"The losses of train(n) for n = {pieces} in turn"
    expect(found["losses"], wanted["losses"], what, within=within)
    dtype = run[2][0].dtype
    expect(found["weights"], wanted["weights"], "The list of weights", dtype=dtype, within=within)


def expect_alike(submission, run, steps, what, **how):
    """Expect that a run goes on after a stop as if it had not stopped: in every bit."""
    found = submission.run(resumed, *run, steps, **how)
    require(
        not isinstance(found, str),
        f"`torch.save`, or `torch.load` with weights_only=True, refuses the checkpoint. {found}",
        apart=True,
    )
    one, other = found
    for each in (one, other):
        trained = isinstance(each["losses"], list) and len(each["losses"]) == steps[1]
        trained = trained and all(isinstance(loss, float) for loss in each["losses"])
        trained = trained and len(set(each["losses"])) > 1 and each["moved"] is True
        require(trained, "`train` does not train yet, so this check cannot tell.")
    expect(other["losses"], one["losses"], f"The losses {what}")
    expect(other["state"], one["state"], f"The weights and buffers in the end, {what},")
    same = other["losses"] == one["losses"] and torch.equal(other["state"], one["state"])
    require(same, f"The losses or the weights {what} are nearly right, but not in every bit.")
    return one, other


@check(
    task=1,
    points=1.25,
    catches="numpy-not-seeded python-not-seeded torch-not-seeded one-seed-for-all",
)
def test_seeds(submission, rng):
    """The same seed gives the same numbers again, another seed others"""
    seed, other = rng.integer(1, 10**6), rng.integer(10**7, LARGEST - 1)
    near = [seed + 1, seed + 1000, seed + 2**16, seed + 2**24]
    one, two, again, *others = submission.run(drawn, [seed, other, seed, *near])
    for name, numbers in one.items():
        require(
            torch.equal(numbers, again[name]),
            f"After the same seed, the generator of {name} draws other numbers.",
        )
        require(
            not torch.equal(numbers, two[name]),
            f"After different seeds, the generator of {name} draws the same numbers.",
        )
    for each in others:
        same = [name for name in one if torch.equal(one[name], each[name])]
        require(not same, f"After some other seed, {same[:1]} draws the same numbers.")


@check(task=1, points=0.25, catches="numpy-not-seeded python-not-seeded torch-not-seeded")
def test_largest_seeds(submission):
    """The smallest and the largest seed"""
    zero, largest, again = submission.run(drawn, [0, LARGEST, 0])
    for name, numbers in zero.items():
        require(torch.equal(numbers, again[name]), f"The seed 0 is not kept to by {name}.")
        differs = not torch.equal(numbers, largest[name])
        require(differs, f"The seeds 0 and 2**32 - 1 draw the same numbers from {name}.")


@check(
    task=2,
    points=1,
    catches="same-order-every-epoch seed-not-used rows-drawn-twice rows-as-they-come",
)
def test_orders(submission, rng):
    """Each epoch has an order of its own, and each seed others"""
    n, seed = rng.integer(20, 30), rng.integer(0, 10**6)
    cases = [(n, seed, 0), (n, seed, 1), (n, seed, 50), (n, seed + 1000, 0), (n, seed + 1000, 50)]
    cases += [(n, 0, 0), (n, 0, 1), (n, 1, 0)]
    found, _ = submission.run(orders, cases)
    rows = torch.arange(n)
    for order in found:
        expect(
            order.sort().values if isinstance(order, torch.Tensor) else order,
            rows,
            "An order, sorted,",
        )
    require(not any(torch.equal(order, rows) for order in found), "The rows are not shuffled.")
    for i, j, what in (
        (0, 1, "The first two epochs"),
        (0, 2, "The epochs 0 and 50"),
        (0, 3, "The first epochs of two seeds"),
        (2, 4, "The epochs 50 of two seeds"),
        (5, 6, "With the seed 0, the first two epochs"),
        (5, 7, "The first epochs of the seeds 0 and 1"),
    ):
        require(not torch.equal(found[i], found[j]), f"{what} have the same order.")


@check(
    task=2,
    points=0.75,
    catches="torchs-own-generator torchs-own-generator-seeded generator-of-the-module",
)
def test_order_again(submission, rng):
    """An order depends on nothing but n, seed and epoch"""
    n, seed = rng.integer(20, 30), rng.integer(0, 10**6)
    cases = [(n, seed, 3), (n, seed, 0), (n + 2, seed + 1, 1), (n, seed, 3), (n, seed, 0)]
    found, alone = submission.run(orders, cases)
    alone_too = submission.run(orders, cases[:1])[0]
    for order in (*found, *alone_too):
        require(
            isinstance(order, torch.Tensor) and len(order) >= n,
            "An order should be a tensor of row numbers.",
        )
    shuffled = not torch.equal(found[3].sort().values, found[3])
    require(shuffled, "The rows are not shuffled, so this check cannot tell yet.")
    pairs = ((found[0], found[3]), (found[1], found[4]), (found[0], alone_too[0]))
    same = all(torch.equal(one, two) for one, two in pairs)
    require(same or alone is True, "The order depends on what torch's own generator draws next.")
    require(alone is True, "The call leaves torch's own generator in another state.")
    require(same, "The same epoch of the same seed has another order when it is asked for again.")


@check(task=2, points=0.25, catches="order-rotated rows-as-they-come")
def test_every_order(submission, rng):
    """Every order is equally likely"""
    seed, epochs = rng.integer(0, 10**6), 360
    found, _ = submission.run(orders, [(3, seed, epoch) for epoch in range(epochs)])
    for order in found:
        require(
            isinstance(order, torch.Tensor) and order.shape == (3,),
            "An order of 3 rows should have the shape (3,).",
        )
    names, counts = (torch.stack(found) @ torch.tensor([9, 3, 1])).unique(return_counts=True)
    # Six orders of probability 1/6: six standard deviations of a share of 360 are 0.118.
    expect(len(names), 6, "The number of different orders of three rows in 360 epochs")
    near = bool(((counts / epochs - 1 / 6).abs() < 0.118).all())
    require(near, "Some orders of the rows come much more often than others.")


@check(task=2, points=0.25, catches="rows-as-floats")
def test_few_rows(submission):
    """No row, a single row; row numbers are int64"""
    found, _ = submission.run(orders, [(0, 5, 2), (1, 5, 2), (6, LARGEST, 3)])
    for n, order in zip((0, 1, 6), found, strict=True):
        rows = torch.arange(n)
        sorted_ = order.sort().values if isinstance(order, torch.Tensor) else order
        expect(sorted_, rows, f"The order of {n} rows, sorted,", dtype=torch.int64)


@check(
    task=3,
    points=0.75,
    dtypes="float64 float32",
    catches="gradients-pile-up momentum-left-out last-batch-left-out one-epoch-for-ever "
    "order-left-out rows-of-y-left-behind loss-summed epochs-from-one nesterov-added "
    "damped-gradient velocity-averaged",
)
def test_steps(submission, reference, rng, dtype):
    """Three epochs with momentum and a smaller batch at the end: losses and weights"""
    # With 12 rows no batch is smaller than the others.
    n = {torch.float64: 14, torch.float32: 12}[dtype]
    run = draw_run(rng, n, 4, momentum=rng.uniform(0.5, 0.9), dtype=dtype)
    # Roundings of float32 add up from step to step, in another way for each way to write it.
    expect_steps(submission, reference, run, [11], within={torch.float32: 1e-4}.get(dtype))


@check(task=3, points=0.25, catches="runs-share-their-state")
def test_two_runs(submission, rng):
    """Two runs that take turns do not disturb each other"""
    turns, alone = submission.run(side_by_side, *draw_run(rng, 14, 4, momentum=0.8))
    for found, wanted in zip(turns, alone, strict=True):
        require(len(set(wanted)) > 1, "`train` does not train yet, so this check cannot tell.")
        expect(found, wanted, "The losses of a run that takes turns with another")


@check(
    task=3,
    points=0.5,
    catches="epoch-starts-again velocity-starts-again",
)
def test_pieces(submission, rng):
    """train(3) and then train(4) is the same as train(7)"""
    run = draw_run(rng, 14, 4, momentum=0.8)
    whole = submission.run(stepped, *run, [14])
    pieces = [3, 0, 4, 2, 5]
    parts = submission.run(stepped, *run, pieces)
    lists = all(isinstance(losses, list) for losses in parts["losses"])
    trained = lists and sum(map(len, parts["losses"])) == 14
    require(trained, f"train(n) for n in {pieces} should return lists of n losses.")
    joined = [loss for losses in parts["losses"] for loss in losses]
    require(len(set(joined)) > 1, "`train` does not train yet.")
    expect(joined, whole["losses"][0], "The losses of training in pieces")
    expect(parts["weights"], whole["weights"], "The list of weights after training in pieces")


@check(task=3, points=0.25, catches="loss-after-the-step losses-as-tensors never-training")
def test_losses(submission, reference, rng):
    """The loss of each step, before the weights move, as a float"""
    run = draw_run(rng, 14, 4)
    found = submission.run(stepped, *run, [5], norm=True)
    wanted = reference.run(stepped, *run, [5], norm=True)
    expect(found["losses"], wanted["losses"], "The losses of train(n) for n = [5] in turn")
    floats = all(isinstance(loss, float) for loss in found["losses"][0])
    require(
        floats,
        "The losses should be floats: `loss.item()` makes one of a tensor without axes.",
        apart=True,
    )


@check(task=3, points=0.25, catches="mode-left-alone stale-gradients-count never-training")
def test_how_it_comes(submission, reference, rng):
    """Models that come with old gradients, or in evaluation mode"""
    run = draw_run(rng, 14, 4)
    expect_steps(submission, reference, run, [2, 3], stale=True)
    expect_steps(submission, reference, run, [2, 3], evaluating=True)
    found = submission.run(stepped, *run, [5])
    require(
        found["untouched"] is True,
        "Training changes X or y, or draws from torch's generator where no layer does.",
    )


@check(
    task=4,
    points=0.75,
    catches="momentum-not-saved momentum-left-as-it-is weights-not-saved",
)
def test_momentum(submission, rng):
    """The momentum goes on"""
    run = draw_run(rng, 14, 4, momentum=0.9)
    expect_alike(submission, run, (8, 5), "after a stop", extras="one order")


@check(
    task=4,
    points=0.75,
    catches="position-not-saved only-the-epoch-saved position-in-the-epoch-only",
)
def test_position(submission, rng):
    """The run goes on in the middle of an epoch, with the rows that are next"""
    run = draw_run(rng, 14, 4)
    for before in (6, 8):
        expect_alike(submission, run, (before, 7), f"after a stop at step {before}")


@check(task=4, points=0.5, catches="generator-not-saved generator-seeded-again")
def test_dropout(submission, rng):
    """Dropout draws what it would have drawn"""
    run = draw_run(rng, 14, 4)
    one, other = expect_alike(submission, run, (4, 5), "after a stop", extras="dropout, one order")
    expect(other["drawn"], one["drawn"], "What torch's generator draws next")


@check(task=4, points=0.25, catches="buffers-not-saved")
def test_buffers(submission, rng):
    """The running averages of batch norm are there again"""
    run = draw_run(rng, 14, 4)
    expect_alike(submission, run, (4, 5), "after a stop", extras="norm, one order")


@check(task=4, points=0.5, catches="checkpoint-alive optimizer-alive")
def test_snapshot(submission, rng):
    """Training on does not change a checkpoint"""
    run = draw_run(rng, 14, 4, momentum=0.7)
    what = "from a checkpoint that was kept while training went on"
    expect_alike(submission, run, (4, 4), what, way="kept", extras="norm, one order")


@check(task=4, points=0.25, catches="checkpoint-used-up")
def test_resumed_twice(submission, rng):
    """A checkpoint can be used again"""
    run = draw_run(rng, 14, 4, momentum=0.7)
    what = "from a checkpoint that was used before"
    expect_alike(submission, run, (4, 4), what, way="twice", extras="norm, one order")


@check(
    task=4,
    points=0.25,
    catches="momentum-not-cleared momentum-not-saved momentum-left-as-it-is",
)
def test_back(submission, rng):
    """A run goes back to its own checkpoint, one from before the first step too"""
    run = draw_run(rng, 14, 4, momentum=0.7)
    for before in (8, 0):
        what = f"after going back to step {before}"
        expect_alike(submission, run, (before, 5), what, way="back", extras="one order")


@check(task=4, points=0.25, catches="whole-objects-saved")
def test_file(submission, rng):
    """A checkpoint can be written by torch.save and read with weights_only=True"""
    run = draw_run(rng, 14, 4, momentum=0.7)
    what = "from a checkpoint that was written and read"
    expect_alike(submission, run, (4, 4), what, way="file", extras="norm, dropout, one order")
