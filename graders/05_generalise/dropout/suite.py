"""Hidden suite of dropout. Run it on a file:

pytest graders/05_generalise/dropout/suite.py --submission FILE

The masks are the learner's own, so nothing here depends on the order of random draws. What is
random is judged by shares of many elements, within six standard deviations: a right solution fails
such a check about twice in a billion runs.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require

MANY = (200, 150)
SIX_SIGMA = 6.0


def near(share, n):
    """Six standard deviations of a share of n independent yes-or-no events."""
    return SIX_SIGMA * math.sqrt(share * (1 - share) / n)


def expect_share_dropped(out, p):
    share = (out == 0).double().mean().item()
    expect(share, p, "The share of dropped elements", within=near(p, out.numel()))


def factors(before, after):
    """The smallest and the largest factor by which the elements that are not zero were scaled."""
    alive = after != 0
    scaled = (after[alive].double() / before[alive].double()).double()
    return (scaled.min(), scaled.max()) if len(scaled) else (torch.zeros(()), torch.zeros(()))


def expect_scale(before, after, p, what, within=1e-9):
    expect_like(after, before, f"What became of {what}")
    scale = torch.tensor(1 / (1 - p), dtype=torch.float64)
    found = torch.stack([factor.double() for factor in factors(before, after)])
    expect(found, scale.expand(2), f"The scale of {what} (smallest, largest)", within=within)


def drawn(rng, *shape):
    return rng.away_from_zero(*shape), True


def judged(out, x, training):
    expect_scale(x, out, 0.5, "the survivors")


def numbers_dropped(module, p, x, calls):
    """How many elements each of several calls drops."""
    layer = module.Dropout(p)
    return torch.stack([(layer.forward(x, True) == 0).sum() for _ in range(calls)])


def backward(module):
    """The backward pass of a layer that has seen 30 rows of 40."""
    layer = module.Dropout.new(0.5)
    layer.forward(torch.ones(30, 40, dtype=torch.float64), True)
    return layer.backward


FORWARD = Contract(
    lambda module: module.Dropout.new(0.5).forward, drawn, judge=judged, arguments=["x"]
)
BACKWARD = Contract(
    backward,
    lambda rng: (rng.away_from_zero(30, 40),),
    judge=lambda grad, g: expect_scale(g, grad, 0.5, "the gradient"),
    arguments=["g"],
)


@check(task=1, points=0.75, catches="p-is-the-share-kept dropping-nothing")
def test_share(submission, rng):
    """In training the share p is dropped"""
    p = rng.uniform(0.15, 0.35)
    x = rng.away_from_zero(*MANY)
    out = submission.Dropout.new(p).forward(x, True)
    expect_like(out, x)
    expect_share_dropped(out, p)


@check(
    task=1,
    points=0.75,
    dtypes="float64 float32",
    catches="survivors-not-scaled scaled-by-the-wrong-share always-float64 dropping-nothing "
    "doubled-whatever-p",
)
def test_scale(submission, rng, dtype):
    """Survivors are scaled so that the expected value stays, and the dtype is kept"""
    p = rng.uniform(0.55, 0.8)
    x = rng.away_from_zero(60, 50, dtype=dtype)
    out = submission.Dropout.new(p).forward(x, True)
    expect_like(out, x)
    expect_scale(x, out, p, "the survivors", within=1e-9 if dtype == torch.float64 else 1e-5)
    if dtype == torch.float32:
        for short, within in ((torch.float16, 0.01), (torch.bfloat16, 0.06)):
            layer, x = submission.Dropout.new(0.5), rng.away_from_zero(20, 30, dtype=short)
            expect_scale(x, layer.forward(x, True), 0.5, "the survivors", within=within)


@check(task=1, points=0.5, catches="one-mask-for-ever dropping-nothing")
def test_new_mask(submission, rng):
    """Every call drops other elements"""
    p, x = 0.4, rng.away_from_zero(*MANY)
    layer, other = submission.Dropout.new(p), submission.Dropout.new(p)
    results = [one.forward(x, True) for one in (layer, layer, other)]
    for out in results:
        expect_like(out, x)
    masks = [out == 0 for out in results]
    alike = p * p + (1 - p) * (1 - p)
    for what, a, b in (
        ("two calls of one layer", masks[0], masks[1]),
        ("two layers", masks[0], masks[2]),
    ):
        share = (a == b).double().mean().item()
        expect(share, alike, f"The agreement of {what}", within=near(alike, x.numel()))


@check(
    task=1,
    points=0.5,
    catches="whole-rows-dropped whole-columns-dropped whole-maps-dropped exactly-the-share "
    "dropping-nothing",
)
def test_each_element_on_its_own(submission, rng):
    """Elements are dropped one by one, not in rows or columns"""
    p, x = 0.5, rng.away_from_zero(*MANY)
    out = submission.Dropout.new(p).forward(x, True)
    expect_like(out, x)
    dropped = (out == 0).double()
    for axis, what in ((1, "rows"), (0, "columns")):
        alike = (dropped == dropped.narrow(axis, 0, 1)).all(dim=axis).double().mean().item()
        expect(alike, 0.0, f"The share of {what} that are dropped or kept as one", within=0.01)
        spread = dropped.mean(dim=axis).var().item()
        length = x.shape[axis]
        wanted = p * (1 - p) / length
        # The variance of a sample variance of n shares is about 2 / (n - 1) of its square.
        within = SIX_SIGMA * wanted * math.sqrt(2 / (x.shape[1 - axis] - 1))
        expect(spread, wanted, f"The variance among {what} of the dropped share", within=within)
    maps = submission.Dropout.new(p).forward(rng.away_from_zero(20, 10, 3, 4), True)
    dropped = (maps == 0).double().flatten(2)
    alike = (dropped == dropped[:, :, :1]).all(dim=2).double().mean().item()
    expect(alike, 0.0, "The share of maps that are dropped or kept as one", within=0.05)
    # 600 calls for 40 elements: a sample variance of 600 counts is off by 6 % (one deviation).
    counts = submission.run(numbers_dropped, p, torch.ones(40, dtype=torch.float64), 600)
    what = "The variance of the number of dropped elements, from call to call,"
    expect(counts.double().var().item(), 10.0, what, within=10 * SIX_SIGMA * math.sqrt(2 / 599))


@check(task=1, points=1, catches="scaled-in-evaluation dropping-in-evaluation")
def test_evaluation(submission, rng):
    """In evaluation nothing changes"""
    x = rng.away_from_zero(*rng.sizes(3, 2, 6))
    layer = submission.Dropout.new(0.4)
    layer.forward(x, True)
    out = layer.forward(x, False)
    expect_like(out, x)
    require(bool((out != 0).all()), "Some elements are dropped although we are not training.")
    expect_scale(x, out, 0.0, "the result")
    expect(layer.forward(x.half(), False), x.half(), "The result for float16")


@check(task=1, points=0.5, catches="nothing-left-at-one probability-unchecked dropping-nothing")
def test_ends(subject, submission, rng):
    """p = 0 drops nothing, p = 1 everything, and nothing else is a probability"""
    x = rng.away_from_zero(4, 5)
    none, every = submission.Dropout.new(0.0), submission.Dropout.new(1.0)
    for way in (x, x.float()):  # each layer keeps its own p
        expect(none.forward(way, True), way, "The result at p = 0")
        expect(every.forward(way, True), way * 0, "The result at p = 1")
    subject("Dropout").refuses((-0.1,), (1.5,), because="A p below 0 or above 1 is no probability.")


@check(task=1, points=0.25, catches="input-overwritten")
def test_input_untouched(subject):
    """The input is left as it was"""
    subject(FORWARD).leaves_its_arguments(6, 5)


@check(task=1, points=0.25, catches="mask-on-the-cpu")
def test_forward_on_the_gpu(subject):
    """The mask is made where the input is"""
    subject(FORWARD).stays_on_the_gpu(30, 40)


@check(task=1, points=0.25, catches="loop-over-rows")
def test_cost(subject):
    """One mask for all rows, not one after another"""
    subject(FORWARD).has_no_loop(5, 6, over=["rows"])


@check(task=1, points=0.25)
def test_shapes(submission, rng):
    """Any shape: no axes, no elements, four axes"""
    for shape in ((), (0, 3), (2, 1, 3, 2)):
        x = rng.away_from_zero(*shape)
        layer = submission.Dropout.new(0.5)
        expect_like(layer.forward(x, True), x)
        expect(layer.forward(x, False), x, "The result of an evaluation")


@check(task=1, points=0.25)
def test_generator_left_alone(submission, rng):
    """Torch's generator is not seeded anew"""

    def draws(module, x):
        torch.manual_seed(1)
        module.Dropout(0.5).forward(x, True)
        first = torch.rand(())
        torch.manual_seed(2)
        module.Dropout(0.5).forward(x, True)
        return bool(first == torch.rand(()))

    def repeats(module, x):
        found = []
        for _ in range(2):
            torch.manual_seed(3)
            module.Dropout(0.5).forward(x, True)
            found.append(torch.rand(()))
        return bool(found[0] == found[1])

    x = rng.away_from_zero(40)
    expect_scale(x, submission.Dropout.new(0.5).forward(x, True), 0.5, "the survivors")
    same = submission.run(draws, x)
    expect(same, False, "That two seeds give the same next random number")
    same = submission.run(repeats, x)
    expect(same, True, "That one seed gives the same next random number each time")


@check(
    task=2,
    points=1.25,
    catches="new-mask-in-backward mask-ignored-in-backward dropping-nothing mask-from-the-output",
)
def test_backward_mask(submission, rng):
    """What was dropped forward gets no gradient, what survived gets one"""
    p, x, g = 0.4, rng.away_from_zero(*MANY), rng.away_from_zero(*MANY)
    g[::2] = rng.away_from_zero(MANY[1]).abs()
    layer = submission.Dropout.new(p)
    out = layer.forward(x, True)
    grad = layer.backward(g)
    expect_like(out, x)
    expect_like(grad, g, "The gradient")
    expect_share_dropped(out, p)
    same = ((out == 0) == (grad == 0)).double().mean().item()
    expect(same, 1.0, "The agreement of what is zero forward and backward", within=0.008)
    require(same == 1.0, "Some elements are dropped in one direction and not in the other.")
    zeros = torch.zeros(*MANY, dtype=torch.float64)
    layer.forward(zeros, True)
    grad = layer.backward(g)
    expect_like(grad, g, "The gradient")
    share = (grad == 0).double().mean().item()
    what = "The share of zeros in the gradient of an input of zeros"
    expect(share, p, what, within=near(p, x.numel()))


@check(task=2, points=1, catches="backward-not-scaled survivors-not-scaled dropping-nothing")
def test_backward_scale(submission, rng):
    """The gradient is scaled as the survivors were"""
    p, x, g = rng.uniform(0.55, 0.8), rng.away_from_zero(50, 40), rng.away_from_zero(50, 40)
    layer = submission.Dropout.new(p)
    out = layer.forward(x, True)
    grad = layer.backward(g)
    expect_like(out, x)
    expect_like(grad, g, "The gradient")
    expect_scale(g, grad, p, "the gradient")
    # Dropout is linear once its mask is fixed: <out, g> = <x, grad>.
    expect((x * grad).sum().item(), (out * g).sum().item(), "The product of x and its gradient")
    for short, within in ((torch.float16, 0.01), (torch.bfloat16, 0.06)):
        layer, x = submission.Dropout.new(0.5), rng.away_from_zero(20, 30, dtype=short)
        layer.forward(x, True)
        expect_scale(x, layer.backward(x), 0.5, "the gradient", within=within)


@check(
    task=2,
    points=0.75,
    catches="dropped-in-evaluation-backward dropping-in-evaluation scaled-in-evaluation",
)
def test_backward_in_evaluation(submission, rng):
    """After an evaluation, and at p = 0, the gradient passes unchanged; at p = 1 it is zero"""
    x, g = rng.away_from_zero(7, 6), rng.away_from_zero(7, 6)
    layer = submission.Dropout.new(0.6)
    layer.forward(x, True)
    layer.forward(x, False)
    grad = layer.backward(g)
    expect_like(grad, g, "The gradient")
    require(torch.equal(grad, g), "After `forward(x, False)` the gradient does not pass unchanged.")
    for p, passed in ((0.0, g), (1.0, g * 0)):
        layer = submission.Dropout.new(p)
        layer.forward(x, True)
        expect(layer.backward(g), passed, f"The gradient at p = {p:g}")


@check(
    task=2,
    points=0.5,
    catches="first-mask-kept new-mask-in-backward mask-of-the-class dropping-nothing",
)
def test_backward_of_the_latest_call(submission, rng):
    """The mask of the most recent call counts, and each layer has its own"""
    first, second = rng.away_from_zero(40, 30), rng.away_from_zero(20, 25)
    g = rng.away_from_zero(20, 25)
    layer = submission.Dropout.new(0.5)
    layer.forward(first, True)
    out = layer.forward(second, True)
    grad = layer.backward(g)
    expect_like(out, second)
    expect_share_dropped(out, 0.5)
    expect_like(grad, g, "The gradient")
    require(
        bool(((out == 0) == (grad == 0)).all()),
        "After two forward passes the gradient does not follow the mask of the second.",
    )
    other = submission.Dropout.new(0.5)
    out = layer.forward(second, True)
    other.forward(second, True)
    grad = layer.backward(g)
    expect_like(grad, g, "The gradient")
    require(
        bool(((out == 0) == (grad == 0)).all()),
        "With two layers in turn the gradient of one follows the mask of the other.",
    )


@check(task=2, points=0.25, catches="input-overwritten")
def test_gradient_untouched(subject):
    """The incoming gradient is left as it was"""
    subject(BACKWARD).leaves_its_arguments()


@check(task=2, points=0.25, catches="mask-on-the-cpu")
def test_backward_on_the_gpu(subject):
    """The backward pass stays on the GPU"""
    subject(BACKWARD).stays_on_the_gpu()
