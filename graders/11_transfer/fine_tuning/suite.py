"""Hidden suite of fine_tuning. Run it on a file:

pytest graders/11_transfer/fine_tuning/suite.py --submission FILE

Modules do not cross the boundary, so each check sends a driver that builds a small pretrained
network beside the learner's code and says what became of it.
"""

from itertools import pairwise

import torch

from tutor.grading.checks import check, expect, require

TRAINABLE = "the row of parameters that can be trained (1) or are frozen (0)"
MODES = "the row of batch norm and dropout layers that train (1) or evaluate (0)"


def switches(module, layers, calls):
    """The switches of a network after several calls of freeze_to, and whether a weight changed."""
    nn = torch.nn
    body = [
        nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b), nn.Tanh(), nn.Dropout(0.5))
        for a, b in layers[:-1]
    ]
    model = nn.Sequential(*body, nn.Sequential(nn.Dropout(0.1), nn.Linear(*layers[-1])))
    model(torch.randn(6, layers[0][0]))  # the running averages have seen something
    before = [value.clone() for value in model.state_dict().values()]
    trainable, modes = [], []
    for n in calls:
        module.freeze_to(model, n)
        trainable.append(torch.tensor([int(p.requires_grad) for p in model.parameters()]))
        watched = [m for m in model.modules() if isinstance(m, nn.BatchNorm1d | nn.Dropout)]
        modes.append(torch.tensor([int(m.training) for m in watched]))
    after = list(model.state_dict().values())
    same = all(bool((a == b).all()) for a, b in zip(before, after, strict=True))
    return trainable, modes, same and len(before) == len(after)


def rates(module, layers, lr_max, mult, frozen):
    """Each group's learning rate, which parameters of the model it holds, by their number, and
    whether the switches and weights of the model are what they were."""
    nn = torch.nn
    model = nn.Sequential(*(nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b)) for a, b in layers))
    for group in model[:frozen]:
        group.eval().requires_grad_(False)

    def state():
        switches = [*(p.requires_grad for p in model.parameters())]
        switches += [m.training for m in model.modules()]
        return switches, torch.cat([p.detach().clone().flatten() for p in model.parameters()])

    before = state()
    number = {id(p): i for i, p in enumerate(model.parameters())}
    given = (model, lr_max) if mult is None else (model, lr_max, mult)
    found = []
    for group in module.discriminative_groups(*given):
        held = group["params"]
        held = [held] if isinstance(held, torch.Tensor) else list(held)
        found.append((float(group["lr"]), torch.tensor([number.get(id(p), -1) for p in held])))
    after = state()
    same = before[0] == after[0] and torch.equal(before[1], after[1])
    return [lr for lr, _ in found], [held for _, held in found], same


def tuned(module, layers, seed, batches, options, second=None, stale=False):
    """Fine-tune a pretrained network and say everything about it: its groups' weights and running
    averages before and after, the losses, and how it was left. A stale model comes as its training
    left it: with gradients, in training mode."""
    nn = torch.nn

    class Head(nn.Linear):
        """Only in training mode its answers depend on the batch."""

        def __init__(self, inputs, outputs):
            super().__init__(inputs, outputs)
            self.norm = nn.BatchNorm1d(inputs)

        def forward(self, x):
            return super().forward(self.norm(x))

    source = torch.Generator().manual_seed(seed)

    def filled(part):
        for p in part.parameters():
            p.data = 0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)
        return part.double()

    body = [nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b), nn.Tanh()) for a, b in layers[:-1]]
    model = filled(nn.Sequential(*body, nn.Linear(layers[-1][0], 5)))
    head = filled(Head(*layers[-1]))
    for _ in range(3):
        model(torch.randn(9, layers[0][0], generator=source, dtype=torch.float64))
    if stale:
        for p in model.parameters():
            p.grad = torch.ones_like(p)
    else:
        model.eval()
    old_head = model[-1]

    def flat(part):
        return torch.cat([v.detach().double().flatten() for v in part.state_dict().values()])

    class Rounds:
        """Batches that may differ from round to round, and count how often they were asked for."""

        count = 0

        def __len__(self):
            return len(batches)

        def __iter__(self):
            self.count += 1
            return iter(batches if second is None or self.count % 2 else second)

    rounds = Rounds()
    before, fresh = [flat(group) for group in model[:-1]], flat(head)
    losses = module.fine_tune(model, head, rounds, **options)
    return {
        "body before": before,
        "body": [flat(group) for group in model[:-1]],
        "head before": fresh,
        "head": flat(model[-1]),
        "losses": losses,
        "rounds": rounds.count,
        "new head": model[-1] is head and all(m is not old_head for m in model.modules()),
        "training": any(m.training for m in model.modules()),
        "frozen": not all(p.requires_grad for p in model.parameters()),
    }


def draw_layers(rng, groups):
    """Inputs and outputs of each layer of a network with this many groups."""
    return list(pairwise(rng.sizes(groups + 1, 2, 9)))


def expect_body(found, wanted, when):
    """Expect of each group of the body its weights and running averages."""
    expect(len(found), len(wanted), "The number of groups in the body")
    for i, (mine, theirs) in enumerate(zip(found, wanted, strict=True)):
        expect(mine, theirs, f"What group {i} of the body holds {when}")


def draw_task(rng, groups=3):
    """Layers of a network of this many groups, a seed for its weights, batches and rates."""
    d, *hidden = rng.sizes(groups, 3, 7)
    classes = rng.integer(2, 4)
    batches = []
    for n in rng.sizes(3, 4, 8):
        y = torch.randint(classes, (n,), generator=rng.generator)
        batches.append((rng.normal(n, d), y))
    return list(pairwise([d, *hidden, classes])), rng.integer(0, 10**6), batches


def draw_rate(rng):
    return rng.uniform(0.05, 0.15)


@check(
    task=1,
    points=1,
    catches="frozen-the-wrong-end flag-on-the-module parameters-counted head-always-trains "
    "one-group-more-frozen",
)
def test_freeze(submission, reference, rng):
    """Freeze none, some and all of the groups"""
    layers = draw_layers(rng, 4)
    for n in (0, 1, 2, 3, 4):
        trainable, _, _ = submission.run(switches, layers, [n])
        expected, _, _ = reference.run(switches, layers, [n])
        expect(trainable[0], expected[0], f"freeze_to(model, {n}) with 4 groups: {TRAINABLE}")


@check(task=1, points=0.5, catches="negative-not-counted-from-the-end deeper-modules-counted")
def test_negative(submission, reference, rng):
    """A negative n counts from the end"""
    layers = draw_layers(rng, 4)
    for n in (-1, -2, -4):
        trainable, _, _ = submission.run(switches, layers, [n])
        expected, _, _ = reference.run(switches, layers, [n])
        expect(trainable[0], expected[0], f"freeze_to(model, {n}) with 4 groups: {TRAINABLE}")


@check(task=1, points=0.5, catches="modes-forgotten frozen-the-wrong-end")
def test_modes(submission, reference, rng):
    """Frozen groups evaluate, the others train"""
    layers = draw_layers(rng, 4)
    for n in (2, 3, -1):
        _, modes, _ = submission.run(switches, layers, [n])
        _, expected, _ = reference.run(switches, layers, [n])
        expect(modes[0], expected[0], f"freeze_to(model, {n}) with 4 groups: {MODES}")


@check(task=1, points=0.5, catches="never-unfrozen left-in-evaluation modes-forgotten")
def test_thaw(submission, reference, rng):
    """What was frozen can be unfrozen, and frozen again"""
    layers, calls = draw_layers(rng, 4), [-1, 0, 4, 1]
    trainable, modes, same = submission.run(switches, layers, calls)
    expected, expected_modes, _ = reference.run(switches, layers, calls)
    expect(trainable, expected, f"After freezing 3, 0, 4 and 1 of 4 groups: {TRAINABLE}")
    expect(modes, expected_modes, f"After freezing 3, 0, 4 and 1 of 4 groups: {MODES}")
    require(same is True, "Freezing changes weights or layers. It should only set switches.")


@check(task=1, points=0.5, catches="frozen-by-name parameters-counted")
def test_many_groups(submission, reference):
    """A network of twelve groups, whose names contain each other"""
    layers = list(pairwise([2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 2, 4, 3]))
    calls = [1, 10, -2]
    trainable, _, _ = submission.run(switches, layers, calls)
    expected, _, _ = reference.run(switches, layers, calls)
    expect(trainable, expected, f"After freezing 1, 10 and 10 of 12 groups: {TRAINABLE}")


@check(
    task=2,
    points=1,
    catches="one-rate-for-all evenly-spaced largest-at-the-input mult-at-every-step "
    "one-step-too-many a-group-for-each-tensor two-rates-only head-below-its-rate",
)
def test_rates(submission, reference, rng):
    """The rates of four groups grow by equal factors"""
    layers, lr_max = draw_layers(rng, 4), rng.uniform(0.001, 0.1)
    for mult in (None, rng.uniform(5, 50)):
        found, *_ = submission.run(rates, layers, lr_max, mult, 0)
        expected, *_ = reference.run(rates, layers, lr_max, mult, 0)
        expect(found, expected, "The list of learning rates")


@check(task=2, points=0.5, catches="single-group-fails single-group-at-the-lowest-rate")
def test_single_group(submission, rng):
    """One group gets the largest rate, two get both ends"""
    lr_max = rng.uniform(0.001, 0.1)
    found, *_ = submission.run(rates, [(3, 4)], lr_max, 20.0, 0)
    expect(found, [lr_max], "The rate of a single group")
    found, *_ = submission.run(rates, [(3, 4), (4, 2)], lr_max, 20.0, 0)
    expect(found, [lr_max / 20, lr_max], "The rates of two groups")
    found, *_ = submission.run(rates, [(3, 4), (4, 2), (2, 5)], lr_max, 1.0, 0)
    expect(found, [lr_max] * 3, "The rates with mult = 1")


@check(task=2, points=1, catches="frozen-left-out a-group-for-each-tensor weights-only")
def test_parameters(submission, reference, rng):
    """Every parameter is in the group where it belongs, frozen or not, and the model stays"""
    layers = draw_layers(rng, 3)
    for frozen in (0, 2):
        _, held, same = submission.run(rates, layers, 0.01, 30.0, frozen)
        _, expected, _ = reference.run(rates, layers, 0.01, 30.0, frozen)
        require(len(held) == 3, "There should be one dictionary for each group of the model.")
        for i, (mine, wanted) in enumerate(zip(held, expected, strict=True)):
            what = f"With {frozen} of 3 groups frozen, the parameters (by number) of group {i}"
            expect(mine.sort().values, wanted, what)
        require(same is True, "The call changes the model: its switches, its modes or its weights.")


@check(
    task=3,
    points=1,
    catches="old-head-kept optimizer-holds-the-old-head gradients-pile-up "
    "head-at-half-the-rate phases-swapped momentum-added adam-instead "
    "weight-decay-added weights-decay-much losses-summed softmax-twice",
)
def test_first_phase(submission, reference, rng):
    """Phase 1: the head learns at the rate base_lr"""
    layers, seed, batches = draw_task(rng)
    options = {"epochs": 0, "base_lr": draw_rate(rng), "freeze_epochs": 2}
    found = submission.run(tuned, layers, seed, batches, options)
    expected = reference.run(tuned, layers, seed, batches, options)
    expect(found["head"], expected["head"], "The head after phase 1")


@check(task=3, points=0.75, catches="nothing-frozen averages-move stale-gradients-count")
def test_body_in_the_first_phase(submission, rng):
    """Phase 1: nothing else changes, not even the running averages of batch norm"""
    layers, seed, batches = draw_task(rng)
    options = {"epochs": 0, "base_lr": draw_rate(rng), "freeze_epochs": 2}
    for stale in (False, True):
        found = submission.run(tuned, layers, seed, batches, options, None, stale)
        expect_body(found["body"], found["body before"], "after phase 1")
        learned = found["new head"] is True and not torch.equal(found["head"], found["head before"])
        require(learned, "The new head has not learned anything in phase 1.")


@check(
    task=3,
    points=1.25,
    catches="never-unfrozen-for-phase-two optimizer-built-too-early rate-not-halved "
    "one-rate-in-phase-two lowest-rate-not-halved phase-two-in-evaluation "
    "phases-swapped gradients-pile-up nothing-trains",
)
def test_both_phases(submission, reference, rng):
    """Both phases, one after the other"""
    layers, seed, batches = draw_task(rng, rng.integer(3, 4))
    options = {"epochs": 2, "base_lr": draw_rate(rng), "lr_mult": rng.uniform(3, 9)}
    found = submission.run(tuned, layers, seed, batches, options)
    expected = reference.run(tuned, layers, seed, batches, options)
    expect_body(found["body"], expected["body"], "at the end")
    expect(found["head"], expected["head"], "The head at the end")


@check(task=3, points=0.25, catches="stale-gradients-count optimizer-built-too-early")
def test_second_phase_alone(submission, reference, rng):
    """Phase 2 alone, on a model with gradients of earlier training"""
    layers, seed, batches = draw_task(rng)
    options = {"epochs": 1, "base_lr": draw_rate(rng), "freeze_epochs": 0}
    found = submission.run(tuned, layers, seed, batches, options, None, True)
    expected = reference.run(tuned, layers, seed, batches, options, None, True)
    expect_body(found["body"], expected["body"], "at the end")
    expect(found["head"], expected["head"], "The head at the end")


@check(task=3, points=0.5, catches="loss-of-each-epoch phase-one-not-reported loss-after-the-step")
def test_losses(submission, reference, rng):
    """The loss of every step of both phases is returned"""
    layers, seed, batches = draw_task(rng)
    options = {"epochs": 2, "base_lr": draw_rate(rng), "freeze_epochs": 3}
    found = submission.run(tuned, layers, seed, batches, options)
    expected = reference.run(tuned, layers, seed, batches, options)
    expect(found["losses"], expected["losses"], "The list of losses")
    require(
        all(isinstance(loss, float) for loss in found["losses"]),
        "The losses should be floats: `loss.item()` makes one of a tensor without axes.",
    )


@check(
    task=3,
    points=0.25,
    catches="left-in-training left-frozen never-unfrozen-for-phase-two body-frozen-in-the-end",
)
def test_how_it_is_left(submission, rng):
    """The model is left ready to predict, and nothing in it is frozen"""
    layers, seed, batches = draw_task(rng)
    for epochs in (1, 0):
        options = {"epochs": epochs, "base_lr": draw_rate(rng)}
        found = submission.run(tuned, layers, seed, batches, options, None, True)
        require(
            found["training"] is False,
            "Some layers are left in training mode: they would answer differently each time.",
        )
        require(found["frozen"] is False, "Some parameters are left frozen at the end.")


@check(task=3, points=0.25, catches="old-head-kept head-on-top-of-the-head")
def test_head(submission, rng):
    """The new head stands in the place of the old one"""
    layers, seed, batches = draw_task(rng)
    found = submission.run(tuned, layers, seed, batches, {"epochs": 1, "base_lr": 0.1})
    groups = len(found["body before"]) + 1
    expect(len(found["body"]) + 1, groups, "The number of groups of the model")
    require(
        found["new head"] is True,
        "The last group of the model should be the very module `head`, and the old head be gone.",
    )


@check(task=3, points=0.25, catches="batches-kept-from-the-first-epoch")
def test_rounds(submission, reference, rng):
    """Every epoch asks for its batches anew, at the default rate too"""
    layers, seed, batches = draw_task(rng)
    second = [(x + 1, y) for x, y in batches[::-1]]
    options = {"epochs": 2, "freeze_epochs": 2}
    found = submission.run(tuned, layers, seed, batches, options, second)
    expected = reference.run(tuned, layers, seed, batches, options, second)
    expect(found["losses"], expected["losses"], "The list of losses")
    expect(found["rounds"], 4, "How often the batches were gone through")
