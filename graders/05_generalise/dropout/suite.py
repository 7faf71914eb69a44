"""Hidden suite of dropout. Run it on a file:

pytest graders/05_generalise/dropout/suite.py --submission FILE

The masks are the learner's own, so nothing here depends on the order of random draws. What is
random is judged by shares of many elements, within six standard deviations: a right solution fails
such a check about twice in a billion runs.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require, roundoff

MANY = (200, 150)
NOTHING = "In training nothing is dropped, so this check cannot tell yet."
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
    expect_factor(before, after, 1 / (1 - p), what, within)


def expect_factor(before, after, factor, what, within=1e-9):
    """Expect that what is not zero was scaled by this factor."""
    found = torch.stack([factor.double() for factor in factors(before, after)])
    near = within + 8 * factor * roundoff(before, after)
    wanted = torch.full((2,), float(factor), dtype=torch.float64)
    expect(found, wanted, f"The scale of {what} (smallest, largest)", within=near)


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


@check(
    task=1,
    points=0.75,
    catches="p-is-the-share-kept dropping-nothing normal-instead-of-uniform half-whatever-p",
)
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
    "doubled-whatever-p multiplied-by-the-share-kept scaled-by-what-was-kept",
)
def test_scale(submission, rng, dtype):
    """Survivors are scaled so that the expected value stays, and the dtype is kept"""
    p = rng.uniform(0.55, 0.8)
    x = rng.away_from_zero(60, 50, dtype=dtype)
    layer = submission.Dropout.new(p)
    out = layer.forward(x, True)
    if dtype == torch.float64:
        again = layer.forward(x, True)
        expect_like(out, x)
        expect_like(again, x)
        apart = abs(factors(x, out)[1].item() - factors(x, again)[1].item())
        near = 1e-4 + 16 / (1 - p) * roundoff(out, again)
        require(apart < near, "Two calls of one layer scale their survivors by different factors.")
        expect_scale(x, out, p, "the survivors")
        return
    # Whether the factor is the right one is judged in float64.
    exact = layer.forward(x.double(), True)
    expect_like(exact, x.double(), dtype=torch.float64)
    for kept in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        evaluated = layer.forward(x.to(kept), False)
        expect_like(evaluated, x, "The result of an evaluation", dtype=kept)
    factor = factors(x.double(), exact)[1].item()
    require(0 < factor < 1e6 and bool((exact == 0).any()), NOTHING)
    for short in (torch.float32, torch.float16, torch.bfloat16):
        # Zeros are the same whatever is dropped.
        zeros = torch.zeros(x.shape, dtype=short)
        expect_like(layer.forward(zeros, True), zeros, "The result for zeros", dtype=short)
        nothing = submission.Dropout.new(1.0).forward(zeros, True)
        expect_like(nothing, zeros, "The result at p = 1", dtype=short)
        found = layer.forward(x.to(short), True)
        expect_like(found, x, dtype=short)
        expect_factor(x.to(short), found, factor, "the survivors")


@check(task=1, points=0.5, catches="one-mask-for-ever dropping-nothing")
def test_new_mask(submission, rng):
    """Every call drops other elements"""
    p, x = 0.4, rng.away_from_zero(*MANY)
    layer, other = submission.Dropout.new(p), submission.Dropout.new(p)
    results = [one.forward(x, True) for one in (layer, layer, other)]
    for out in results:
        expect_like(out, x)
    masks = [out == 0 for out in results]
    p = torch.stack(masks).double().mean().item()
    require(0.05 < p < 0.95, NOTHING)
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
    x = rng.away_from_zero(9, *rng.sizes(3, 2, 6))
    layer = submission.Dropout.new(0.4)
    trained = layer.forward(x, True)
    expect_like(trained, x)
    require(bool((trained == 0).any()), NOTHING)
    out = layer.forward(x, False)
    expect_like(out, x)
    require(bool((out != 0).all()), "Some elements are dropped although we are not training.")
    expect_scale(x, out, 0.0, "the result")
    expect(layer.forward(x.half(), False), x.half(), "The result for float16")


@check(
    task=1,
    points=0.5,
    catches="nothing-left-at-one probability-unchecked dropping-nothing ends-refused",
)
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
    """The seed of torch's generator is left alone"""

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
    out = submission.Dropout.new(0.5).forward(x, True)
    expect_like(out, x)
    require(bool((out == 0).any()), NOTHING)
    same = submission.run(draws, x)
    expect(same, False, "That two seeds give the same next random number")
    same = submission.run(repeats, x)
    expect(same, True, "That one seed gives the same next random number each time")


@check(
    task=2,
    points=1.25,
    catches="new-mask-in-backward mask-ignored-in-backward dropping-nothing "
    "mask-from-the-output gradient-unchanged",
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
    p = (out == 0).double().mean().item()
    require(0.05 < p < 0.95, NOTHING)
    same = ((out == 0) == (grad == 0)).double().mean().item()
    expect(same, 1.0, "The agreement of what is zero forward and backward", within=0.008)
    require(same == 1.0, "Some elements are dropped in one direction and not in the other.")
    zeros = torch.zeros(*MANY, dtype=torch.float64)
    layer.forward(zeros, True)
    grad = layer.backward(g)
    expect_like(grad, g, "The gradient")
    share = (grad == 0).double().mean().item()
    what = "The share of zeros in the gradient of an input of zeros"
    expect(share, p, what, within=2 * near(p, x.numel()))


@check(task=2, points=1, catches="backward-not-scaled dropping-nothing scaled-twice-backward")
def test_backward_scale(submission, rng):
    """The gradient is scaled as the survivors were"""
    p, x, g = rng.uniform(0.55, 0.8), rng.away_from_zero(50, 40), rng.away_from_zero(50, 40)
    layer = submission.Dropout.new(p)
    out = layer.forward(x, True)
    grad = layer.backward(g)
    expect_like(out, x)
    expect_like(grad, g, "The gradient")
    factor = factors(x, out)[1].item()
    require(0 < factor < 1e6 and bool((out == 0).any()), NOTHING)
    expect_factor(g, grad, factor, "the gradient")
    # Dropout is linear once its mask is fixed: <out, g> = <x, grad>.
    product, what = (out * g).sum().item(), "The product of x and its gradient"
    near = 1e-6 + 4e4 * roundoff(out, grad)
    expect((x * grad).sum().item(), product, what, within=near)
    for short in (torch.float16, torch.bfloat16):
        layer, x = submission.Dropout.new(0.5), rng.away_from_zero(20, 30, dtype=short)
        factor = factors(x, layer.forward(x, True))[1].item()
        expect_factor(x, layer.backward(x), factor, "the gradient")


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
    unchanged = bool(((grad.double() - g).abs() <= 1e-5).all())
    require(unchanged, "After `forward(x, False)` the gradient does not pass unchanged.")
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
def test_gradient_untouched(subject, submission, rng):
    """The incoming gradient is left as it was, and its dtype is kept"""
    subject(BACKWARD).leaves_its_arguments()
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        layer, x = submission.Dropout.new(0.5), rng.away_from_zero(5, 4, dtype=dtype)
        for training in (True, False):
            layer.forward(x, training)
            # Zeros are the same whatever was dropped.
            expect_like(layer.backward(0 * x), x, "The gradient for zeros", dtype=dtype)


@check(task=2, points=0.25, catches="mask-on-the-cpu")
def test_backward_on_the_gpu(subject):
    """The backward pass stays on the GPU"""
    subject(BACKWARD).stays_on_the_gpu()
