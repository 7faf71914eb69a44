"""Hidden suite of universal_approximation. Run it on a file:

pytest graders/04_backprop/universal_approximation/suite.py --submission FILE

How inputs are standardised is judged where no step is taken; training is judged on the inputs that
the learner's own `fit` makes of x.
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, of_parts, require

RELU, TANH, LINEAR = ACTIVATIONS = ("relu", "tanh", "linear")
NET = ("w", "b", "v", "c")


def draw_net(rng, units, dtype=torch.float64):
    """Weights of ordinary size, none of them near 0."""
    w, b, v = (rng.away_from_zero(units, dtype=dtype) for _ in range(3))
    return w, b, v, rng.away_from_zero(1, dtype=dtype)[0]


def draw_call(rng, numbers, units, kind=0, dtype=torch.float64):
    x = rng.normal(numbers, dtype=dtype, scale=2.0)
    return x, draw_net(rng, units, dtype), ACTIVATIONS[kind]


def size_of_sums(x, net, activation):
    w, b, v, c = (part.double().abs() for part in net)
    largest = float(x.double().abs().max()) if x.numel() else 0.0
    return 8 * torch.finfo(x.dtype).eps * float(((w * largest + b) * v).sum() + c)


PREDICT = Contract("predict", draw_call, what="The row of predictions", rounding=size_of_sums)


def draw_points(rng, points, dtype=torch.float64):
    """Points with gaps of several widths; the first is not at 0."""
    gaps = 0.3 + rng.normal(points).abs()
    x = gaps.cumsum(0) - rng.uniform(0.5, 2.5)
    return x.to(dtype), rng.away_from_zero(points, dtype=dtype) * 2


def said(x, net, activation):
    """What a net says, in float64."""
    w, b, v, c = (part.double() for part in net)
    sums = x.double()[:, None] * w + b
    sent = {RELU: sums.clamp(min=0), TANH: sums.tanh(), LINEAR: sums}[activation]
    return sent @ v + c


def require_net(net, units, what, entry):
    """Expect the four parts of a net with this many hidden units."""
    parts = of_parts(net, NET, entry)
    for name, part, shape in zip(NET, parts, ((units,), (units,), (units,), ()), strict=True):
        expect_like(part, torch.zeros(shape), f"{name} of {what}")
    return tuple(parts)


def joins(net, x, y):
    """Expect the points and the straight lines between them."""
    net = require_net(net, len(x) - 1, "the net", "join_points")
    x, y = x.double(), y.double()
    steps = (y.diff() / x.diff()).diff().abs()
    size = float(y.abs().max() + (steps.sum() + (y.diff() / x.diff())[0].abs()) * (x[-1] - x[0]))
    coarse = max(torch.finfo(part.dtype).eps for part in net)
    within = 64 * coarse * size
    expect(said(x, net, RELU), y, "The heights of your net at the points", within=within)
    share = torch.tensor([0.2, 0.5, 0.9], dtype=torch.float64)
    between = (x[:-1, None] + x.diff()[:, None] * share).flatten()
    lines = (y[:-1, None] + y.diff()[:, None] * share).flatten()
    found = said(between, net, RELU)
    expect(found, lines, "The heights of your net between the points", within=within)


JOIN = Contract("join_points", draw_points, what="The net", parts=NET, judge=joins)


def standard(x):
    return (x - x.mean()) / x.std(correction=0)


def draw_training(rng, points, units, steps=3, kind=0, dtype=torch.float64):
    """Inputs far from 0 and of a size far from 1, and what to learn from them."""
    x = standard(rng.normal(points)) * rng.uniform(3, 6) + rng.uniform(10, 20)
    y = rng.normal(points, dtype=dtype) + 1
    return x.to(dtype), y, draw_net(rng, units, dtype), ACTIVATIONS[kind], 0.05, steps


FIT = Contract(
    "fit", draw_training, what="The trained net", parts=NET, rounding=lambda *arguments: 2e-4
)


def draw_tests(rng, tests, trained, kind=0, dtype=torch.float64):
    """Numbers inside the interval, on either side of it, and some of those in training."""
    x_train = rng.normal(trained, dtype=dtype)
    low, high = float(x_train.min()), float(x_train.max())
    inside = torch.tensor([rng.uniform(low, high) for _ in range(tests)], dtype=dtype)
    before = torch.tensor([rng.uniform(low - 3, low - 0.1) for _ in range(3)], dtype=dtype)
    behind = torch.tensor([rng.uniform(high + 0.1, high + 2) for _ in range(2)], dtype=dtype)
    x = torch.cat([inside, before, x_train, behind])
    x = x[torch.randperm(len(x), generator=rng.generator)]
    y = rng.normal(len(x), dtype=dtype, scale=3.0)
    return x, y, x_train, draw_net(rng, 3, dtype), ACTIVATIONS[kind]


REPORT = Contract(
    "report",
    draw_tests,
    what="The report",
    parts=("the error inside", "the error outside"),
    rounding=lambda x, y, x_train, net, activation: 64 * size_of_sums(x, net, activation),
)


@check(
    task=1,
    points=1.25,
    catches="no-hidden-bias hidden-only always-relu activation-left-out activation-at-the-end "
    "no-output-bias bias-behind-the-activation bias-subtracted sigmoid-for-tanh mean-of-the-units",
)
def test_predictions(subject):
    """What the net says, with each activation"""
    for kind in range(3):
        subject(PREDICT).agrees_on((5, 3, kind), (4, 7, kind))


@check(task=1, points=0.25, catches="unit-axis-kept")
def test_few(subject):
    """A single number, none, and a single unit"""
    cases = (1, 4, 0), (0, 3, 0), (5, 1, 0), (1, 1, 0)
    subject(PREDICT).fits(*cases, ordinary=(5, 3, 0))


@check(task=1, points=0.25, catches="name-unchecked")
def test_names(subject):
    """An activation that nobody knows is refused"""
    x = torch.tensor([0.5, -1.0], dtype=torch.float64)
    net = x, x, x, x[0]
    because = "There are three activations, and this is none of them."
    subject(PREDICT).refuses((x, net, "rule"), (x, net, "Relu"), because=because, but_not=(4, 3))


@check(task=1, points=0.5, catches="always-float64 predict-on-the-cpu")
def test_predict_dtype_and_device(subject):
    """float32 stays float32, and the GPU is not left"""
    subject(PREDICT).keeps_dtype(torch.float32, (4, 3), (0, 3), (4, 3, 1), (4, 3, 2))
    subject(PREDICT).stays_on_the_gpu(4, 3)


def slopes(module, x, net, activation, ways):
    """For x and each part of the net how the sum of the predictions moves with it, in some
    direction: measured, and by autograd; and the predictions."""
    parts, found = [x, *net], []
    for place, way in enumerate(ways):

        def total(part, place=place):
            given = [part if i == place else other for i, other in enumerate(parts)]
            return module.predict(given[0], tuple(given[1:]), activation)

        leaf = parts[place].clone().requires_grad_()
        result, gradient = total(leaf), 0.0
        if result.requires_grad:
            (slope,) = torch.autograd.grad(result.sum(), leaf, allow_unused=True)
            gradient = 0.0 if slope is None else float((slope * way).sum())
        with torch.no_grad():
            ahead, behind = (total(leaf + h * way).double().sum() for h in (1e-3, -1e-3))
        found.append((float(ahead - behind) / 2e-3, gradient, result.detach()))
    return found


@check(task=1, points=0.25, catches="loop-over-numbers cut-from-the-graph net-overwritten")
def test_predict_conduct(subject, submission, rng):
    """No loop, nothing overwritten, and autograd can follow"""
    subject(PREDICT).has_no_loop(4, 3, over=["numbers", "units"])
    subject(PREDICT).leaves_its_arguments(4, 3)
    x, net, activation = draw_call(rng, 4, 3, 1)
    found = submission.run(slopes, x, net, activation, [rng.normal(*p.shape) for p in (x, *net)])
    told = "Autograd loses the track between {} and the predictions: look for `detach` or `.data`."
    for name, (moved, gradient, result) in zip(("x", *NET), found, strict=True):
        expect_like(result, x, "The row of predictions")
        fits = abs(moved - gradient) < 1e-2 * max(1.0, abs(moved))
        require(fits, told.format(name), apart=True)


@check(
    task=2,
    points=1.5,
    catches="slopes-instead-of-changes gaps-forgotten first-gap-for-all kinks-too-late "
    "kinks-mirrored first-height-forgotten changes-without-sign heights-as-weights",
)
def test_joined(subject):
    """The net meets the points, and is straight between them"""
    subject(JOIN).agrees_on((6,), (3,), (15,))


@check(task=2, points=0.25)
def test_two_points(subject):
    """Two points need one unit"""
    subject(JOIN).fits((2,), ordinary=(5,))


@check(task=2, points=0.25, catches="points-unchecked")
def test_no_order(subject):
    """Points that are too few, or not in order, are refused"""
    one = torch.tensor([1.0], dtype=torch.float64)
    back = torch.tensor([0.0, 2.0, 1.0], dtype=torch.float64)
    twice = torch.tensor([0.0, 1.0, 1.0], dtype=torch.float64)
    cases = (one, one), (one[:0], one[:0]), (back, back), (twice, back), (back.flip(0), back)
    because = "There is no line from each point to the next."
    subject(JOIN).refuses(*cases, because=because, but_not=(4,))


@check(
    task=2,
    points=0.5,
    catches="join-in-float32 join-on-the-cpu points-overwritten loop-over-points",
)
def test_join_conduct(subject):
    """The dtype and the device of the points, no loop, nothing overwritten"""
    subject(JOIN).keeps_dtype(torch.float32, (5,))
    subject(JOIN).stays_on_the_gpu(5)
    subject(JOIN).has_no_loop(5, over=["points"])
    subject(JOIN).leaves_its_arguments(5)


def own_inputs(net, start, x):
    """The inputs z that a `fit` without steps has used for x, as its net says: a * x + s."""
    scale, shift = net[0].double() / start[0], (net[1].double() - start[1]) / start[0]
    alike = bool((scale - scale[0]).abs().max() < 1e-6 and (shift - shift[0]).abs().max() < 1e-6)
    scale, shift = (scale[0], shift[0]) if alike and scale[0] != 0 else (1.0, 0.0)
    return scale, shift


def descended(module, z, y, start, activation, lr, steps):
    return module.descend(z, y, start, activation, lr, steps)


def descended_by_own(module, z, y, start, activation, lr, steps):
    """Gradient descent with the learner's own `predict`, or None."""
    net = [part.detach().clone().requires_grad_() for part in start]
    try:
        for _ in range(steps):
            loss = ((module.predict(z, tuple(net), activation) - y) ** 2).mean()
            slopes = torch.autograd.grad(loss, net, materialize_grads=True)
            with torch.no_grad():
                for part, slope in zip(net, slopes, strict=True):
                    part -= lr * slope
    except Exception:
        return None
    return [part.detach() for part in net]


def written(net, scale, shift):
    """A net for a * x + s, written for x."""
    w, b, v, c = net
    return w * scale, b + w * shift, v, c


def follows(found, own, right, start):
    """Whether a net was trained as it should be, by a `predict` that is wrong: that is judged in
    task 1."""
    learned = sum(not torch.allclose(a, b) for a, b in zip(own, start, strict=True))
    return learned >= 3 and not all_near(own, right) and all_near(found, own)


def all_near(some, others):
    pairs = zip(some, others, strict=True)
    return all(torch.allclose(a.double(), b.double(), atol=1e-7) for a, b in pairs)


@check(
    task=3,
    points=1.5,
    catches="uphill half-a-step summed-over-the-points hidden-bias-frozen output-bias-frozen "
    "hidden-layer-frozen one-step-short gradients-add-up one-after-the-other "
    "absolute-error targets-scaled one-step-only",
)
def test_training(submission, reference, rng):
    """The steps of gradient descent"""
    for kind, steps in ((1, 6), (0, 1), (2, 4), (0, 25)):
        x, y, start, activation, lr, _ = draw_training(rng, 9, 4, 0, kind)
        x = standard(x)
        before = submission.fit(x, y, start, activation, lr, 0)
        before = require_net(before, 4, "the net after 0 steps", "fit")
        scale, shift = own_inputs(before, start, x)
        z = scale * x + shift
        given = z, y, start, activation, lr, steps
        right = written(reference.run(descended, *given), scale, shift)
        found = submission.fit(x, y, start, activation, lr, steps)
        what = f"after {steps} step{'s' * (steps > 1)} with {activation}"
        found = require_net(found, 4, f"the net {what}", "fit")
        own = None if all_near(found, right) else submission.run(descended_by_own, *given)
        if own is not None and follows(found, written(own, scale, shift), right, start):
            continue
        for name, part, wanted in zip(NET, found, right, strict=True):
            expect(part, wanted, f"{name} {what}", within=1e-7)


@check(
    task=3,
    points=0.75,
    catches="inputs-unscaled written-for-z mean-forgotten sample-deviation variance-instead "
    "bias-kept weight-forgotten scaled-the-other-way",
)
def test_scale(subject):
    """After no step: the start, written for x"""
    subject(FIT).agrees_on((8, 3, 0, 0), (5, 6, 0, 1))


@check(task=3, points=0.5, catches="inputs-unscaled")
def test_far_inputs(submission, rng):
    """Inputs that are far from 0 are learned from like others"""
    x, y, start, activation, lr, steps = draw_training(rng, 10, 4, 12, 1)
    z = standard(x)
    near = submission.fit(z, y, start, activation, lr, steps)
    near = require_net(near, 4, "the net for standardised inputs", "fit")
    far = require_net(submission.fit(x, y, start, activation, lr, steps), 4, "the net", "fit")
    still = require_net(
        submission.fit(z, y, start, activation, lr, 0), 4, "the net after 0 steps", "fit"
    )
    moved = any(
        not torch.allclose(a.double(), b.double()) for a, b in zip(near, still, strict=True)
    )
    require(moved, "Training changes nothing, so this check cannot tell yet.")
    # How w and b are written for x is judged above.
    for place in (2, 3):
        what = f"{NET[place]}, compared with that of your training on standardised inputs,"
        expect(far[place], near[place], what, within=1e-6)


@check(
    task=3,
    points=0.5,
    catches="start-overwritten trained-in-float64 fit-on-the-cpu loop-over-units",
)
def test_fit_conduct(subject):
    """The dtype and the device of x, no loop over points or units, nothing overwritten"""
    subject(FIT).keeps_dtype(torch.float32, (6, 3, 3, 1))
    subject(FIT).stays_on_the_gpu(6, 3, 3, 1)
    subject(FIT).leaves_its_arguments(6, 3)
    subject(FIT).has_no_loop(6, 3, 3, 1, over=["points", "units", None, None])


@check(task=3, points=0.25)
def test_single_unit(subject):
    """One unit and two points"""
    subject(FIT).fits((2, 1, 0, 1), (2, 1, 4, 1), (6, 1, 2, 2), ordinary=(6, 3, 2, 1))


@check(
    task=4,
    points=0.75,
    catches="training-points-counted swapped no-root mean-absolute-error everything-inside "
    "spread-of-the-errors largest-error outside-to-the-right-only",
)
def test_report(subject):
    """The errors inside and outside"""
    for kind in range(3):
        subject(REPORT).agrees_on((7, 4, kind), (3, 9, kind))


@check(task=4, points=0.5, catches="zero-for-nothing")
def test_nothing_counts(submission, rng):
    """NaN where no number counts"""
    x_train = torch.tensor([2.0, -1.0, 0.5], dtype=torch.float64)
    net, parts = draw_net(rng, 3), ("the error inside", "the error outside")
    for numbers, empty in (
        ([0.0, 1.0, 2.0], (False, True)),
        ([-1.0, 0.5], (True, True)),
        ([], (True, True)),
    ):
        x = torch.tensor(numbers, dtype=torch.float64)
        found = submission.report(x, x + 1, x_train, net, RELU)
        of_parts(found, parts, "report")
        for name, part, none in zip(parts, found, empty, strict=True):
            if none:
                single = isinstance(part, torch.Tensor) and part.shape == ()
                require(single, "Each of the two errors is a tensor without axes.")
                told = f"{name[0].upper()}{name[1:]} is not NaN where no number counts."
                require(bool(part.isnan()), told, part)
            else:
                expect_like(part, x.new_zeros(()), f"{name[0].upper()}{name[1:]}")


@check(
    task=4,
    points=0.25,
    catches="report-in-float64 report-on-the-cpu loop-over-tests tests-overwritten",
)
def test_report_conduct(subject):
    """The dtype and the device of x, no loop, nothing overwritten"""
    subject(REPORT).keeps_dtype(torch.float32, (6, 4))
    subject(REPORT).stays_on_the_gpu(6, 4)
    subject(REPORT).leaves_its_arguments(6, 4)
    subject(REPORT).has_no_loop(6, 4, over=["numbers", "training points"])
