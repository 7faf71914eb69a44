"""Hidden suite of gradient_check. Run it on a file:

pytest graders/04_backprop/gradient_check/suite.py --submission FILE

A function to measure cannot cross the boundary, so the drivers below make it beside the learner's
code. What it computes is counted as the learner's own doing: elementwise, sums, products.
"""

import math

import torch

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

# How near a one-sided difference comes too: those have checks of their own.
COARSE = 1e-3


def measure(module, x, w, h, numbers=False):
    """The gradient of a smooth function whose elements depend on each other, and x afterwards."""

    def f(t):
        value = (w * (t**3 + t.sin())).sum() + (w * t).sum() ** 2
        return value.item() if numbers else value

    grad = module.numeric_grad(f, x, h) if h else module.numeric_grad(f, x)
    return grad, x


def exact_gradient(x, w):
    """Of the function above."""
    x, w = x.double(), w.double()
    return w * (3 * x**2 + x.cos()) + 2 * (w * x).sum() * w


def draw_point(rng, *shape, dtype=torch.float64):
    return rng.away_from_zero(*shape, dtype=dtype), rng.away_from_zero(*shape)


NUMERIC = Contract(
    driven(measure),
    lambda rng, h, *shape: (*draw_point(rng, *shape), h),
    "The gradient",
    judge=lambda found, x, w, h: expect(
        found[0], exact_gradient(x, w), "The gradient", within=1e-6
    ),
)


@check(
    task=1,
    points=1.25,
    catches="one-sided divided-by-h downhill h-ignored whole-x-nudged not-restored "
    "old-value-is-a-view rows-nudged one-sided-below half-a-nudge nudge-in-proportion "
    "left-below left-above",
)
def test_central_difference(submission, reference, rng):
    """The central difference, with a step that is large enough to see it"""
    x, w = draw_point(rng, *rng.sizes(2, 2, 5))
    h = rng.uniform(0.1, 0.3)
    grad, _ = submission.run(measure, x, w, h)
    exact, _ = reference.run(measure, x, w, h)
    expect(grad, exact, "The gradient")


@check(
    task=1,
    points=0.75,
    catches="divided-by-h downhill whole-x-nudged old-value-is-a-view rows-nudged",
)
def test_gradient_of_a_smooth_function(submission, rng):
    """With the usual step it agrees with calculus"""
    x, w = draw_point(rng, *rng.sizes(2, 2, 5))
    for numbers in (False, True):
        grad, _ = submission.run(measure, x, w, None, numbers)
        gives = "a Python number" if numbers else "a tensor"
        expect(grad, exact_gradient(x, w), f"The gradient, where f gives {gives},", within=1e-6)


@check(task=1, points=0.5, catches="one-sided h-ignored")
def test_half_the_step(submission, rng):
    """Half the step, a quarter of the error"""
    x, w = draw_point(rng, 6)
    exact = exact_gradient(x, w)
    errors = []
    for h in (0.02, 0.01):
        grad, _ = submission.run(measure, x, w, h)
        expect(grad, exact, "The gradient", within=0.5)
        errors.append((grad - exact).abs().sum().item())
    require(min(errors) > 1e-9, "The error does not depend on h, as if h were not used.")
    expect(errors[0] / errors[1], 4.0, "The error with h = 0.02 by that with h = 0.01", within=0.1)


@check(task=1, points=0.5, catches="shape-lost")
def test_shapes(submission, rng):
    """No axes, no elements, three axes"""
    for shape in ((), (0,), (2, 0, 3), (1,), (3, 1, 2)):
        x, w = draw_point(rng, *shape)
        grad, _ = submission.run(measure, x, w, None)
        what = f"The gradient for an x of shape {shape}"
        expect(grad, exact_gradient(x, w), what, within=COARSE)


@check(task=1, points=0.75, catches="flat-copy")
def test_elements_in_any_order(submission, rng):
    """A transposed x, and a piece of a larger tensor"""

    def measure_view(module, base, w, turned):
        x = base.T if turned else base[1:, ::2]
        grad = module.numeric_grad(lambda t: (w * t).sum() ** 2 + (w * t**2).sum(), x)
        return grad, base

    for turned in (True, False):
        base = rng.away_from_zero(4, 5)
        x = base.T if turned else base[1:, ::2]
        w = rng.away_from_zero(*x.shape)
        grad, after = submission.run(measure_view, base, w, turned)
        exact = 2 * (w * x).sum() * w + 2 * w * x
        view = "a transposed x" if turned else "every second column of a tensor"
        expect(grad, exact, f"The gradient for {view}", within=COARSE)
        require(torch.equal(after, base), "The call changes the tensor that x is a view of.")


@check(task=1, points=0.5, catches="not-restored restored-by-arithmetic x-itself-nudged")
def test_x_comes_back(submission, rng):
    """x comes back bit for bit, and is not moved in between"""
    x, w = draw_point(rng, 5, 7)
    for h in (1e-5, 0.1):
        grad, after = submission.run(measure, x, w, h)
        require(
            torch.equal(after, x),
            "After the call x is not what it was, if only in its last digits.",
        )
        expect_like(grad, x, "The gradient")
        require(bool(grad.any()), "The gradient is zero everywhere.")

    def measure_distance(module, x, w):
        """The gradient of a function that looks at x itself: w times the way from x."""
        return module.numeric_grad(lambda t: (w * (t - x)).sum(), x)

    found = submission.run(measure_distance, x, w)
    expect_like(found, x, "The gradient of a function that compares the nudged copy with x")
    require(
        bool((found.abs() > 1e-3).all()),
        "A function that compares what it is given with x sees no difference: x itself is moved.",
        judged=found,
    )


@check(task=1, points=0.75, catches="float32-steps gradient-in-float32 always-float32")
def test_float32(submission, rng):
    """An x in float32, or shorter, is measured as well as any other; the gradient is float64"""
    x, w = draw_point(rng, 3, 2)
    grad, _ = submission.run(measure, x, w, None)
    expect_like(grad, x, "The gradient for an x in float64", dtype=torch.float64)
    x, w = draw_point(rng, 4, 3, dtype=torch.float32)
    grad, after = submission.run(measure, x, w, None)
    what = "The gradient for an x in float32"
    expect(grad, exact_gradient(x, w), what, within=COARSE, dtype=torch.float64)
    require(torch.equal(after, x), "The call changes its argument x.")
    for short in (torch.float16, torch.bfloat16):
        x, w = draw_point(rng, 3, 2, dtype=short)
        grad, _ = submission.run(measure, x, w, None)
        what = f"The gradient for an x in {str(short).removeprefix('torch.')}"
        expect(grad, exact_gradient(x, w), what, within=COARSE, dtype=torch.float64)


@check(task=1, points=0.25, catches="whole-x-nudged")
def test_next_to_a_kink(submission, rng):
    """Next to a kink: relu close to zero, on either side"""

    def measure_relu(module, x, w, h):
        return module.numeric_grad(lambda t: (w * t.clamp(min=0)).sum(), x, h)

    x, w = 0.004 * rng.away_from_zero(7), rng.away_from_zero(7)
    x[0], x[1] = x[0].abs(), -x[1].abs()
    for size in (1, 1e-6):  # a smaller step, because the kink is nearer
        grad = submission.run(measure_relu, size * x, w, size * 1e-3)
        expect(grad, torch.where(x > 0, w, 0.0), "The gradient of relu")


@check(
    task=1,
    points=0.5,
    catches="one-sided not-restored whole-x-nudged rows-nudged old-value-is-a-view",
)
def test_where_f_is_asked(submission, rng):
    """f is asked twice for each element, and only that element is nudged"""

    def record(module, x, w, h):
        places = []

        def f(t):
            places.append(t.detach().clone())
            return (w * t * t).sum()

        grad = module.numeric_grad(f, x, h) if h else module.numeric_grad(f, x)
        return grad, places

    x, w = draw_point(rng, 3, 4)
    h = 0.25
    grad, places = submission.run(record, x, w, h)
    asked = len(places)
    expect(asked, 2 * x.numel(), f"The number of times that f is asked for {x.numel()} elements")
    for place in places:
        expect(place, x, "A place where f is asked", within=1.01 * h)
    moves = torch.stack([(place - x).abs() for place in places])
    what = "The number of elements that are nudged, each time that f is asked,"
    expect((moves > 1e-9).sum((1, 2)), torch.ones(asked, dtype=torch.int64), what)
    expect(moves.sum((1, 2)), moves.new_full((asked,), h), "The length of the nudges", within=1e-9)
    expect_like(grad, x, "The gradient")
    _, places = submission.run(record, x, w, None)
    expect(len(places), asked, "The number of times that f is asked where no h is given")
    expect_like(places[0], x, "The first place where f is asked where no h is given")
    what = "The length of the first nudge where no h is given"
    expect((places[0] - x).abs().sum(), torch.tensor(1e-5).double(), what, within=1e-9)


@check(task=1, points=0.25, catches="made-on-the-cpu")
def test_on_the_gpu(subject):
    """The gradient is where x is"""
    subject(NUMERIC).stays_on_the_gpu(None, 3, 2)


def draw_pair(rng, *shape):
    """Two gradients: every element is off by its own share, and the worst of them is that of the
    second, so that a difference without its sign being dropped would miss it."""
    a = rng.away_from_zero(*shape)
    shares = torch.rand(shape, generator=rng.generator, dtype=torch.float64)
    b = a * (1 + 0.2 * shares) - 0.01 * a.sign()
    worst = ((a - b).abs() / (a.abs() + b.abs())).flatten().argmax()
    return (a, b) if a.flatten()[worst] < b.flatten()[worst] else (-a, -b)


@check(
    task=2,
    points=1,
    catches="absolute-error mean-instead-of-worst lengths-compared by-the-larger sign-kept "
    "by-one-of-them by-the-first-of-them mean-of-the-sizes in-percent error-squared "
    "errors-added-up largest-by-largest",
)
def test_relative_error(submission, reference, rng):
    """The relative error of two gradients"""
    a, b = draw_pair(rng, *rng.sizes(2, 3, 7))
    # Where the error is largest, the number of a is the larger one; below it is that of b.
    worst = ((a - b).abs() / (a.abs() + b.abs())).argmax()
    if a.abs().flatten()[worst] < b.abs().flatten()[worst]:
        a, b = -b, -a
    expect(submission.rel_error(a, b), reference.rel_error(a, b), "The error")


def opposite_pair(rng):
    """Gradients of which one element has the wrong sign, and is a little longer besides."""
    a = rng.away_from_zero(7)
    b = a.clone()
    b[3] *= -rng.uniform(1.2, 1.6)
    return a, b


@check(task=2, points=0.75, catches="mean-instead-of-worst lengths-compared size-of-the-sum")
def test_one_wrong_among_many(submission, rng):
    """One wrong element among thousands is seen, and a wrong sign is"""
    a = rng.away_from_zero(40, 50)
    b = a.clone()
    b[rng.integer(0, 39), rng.integer(0, 49)] *= 3
    expect(submission.rel_error(a, b), 0.5, "The error")
    expect(submission.rel_error(a, a), 0.0, "The error of two equal gradients")
    a, b = opposite_pair(rng)
    expect(submission.rel_error(a, b), 1.0, "The error where one element has the wrong sign")
    expect(submission.rel_error(a, -a), 1.0, "The error of two opposite gradients")


@check(task=2, points=0.5, catches="absolute-error")
def test_any_size(submission, rng):
    """Large and small gradients are measured alike"""
    a, b = draw_pair(rng, 9)
    expected = ((a - b).abs() / (a.abs() + b.abs())).max().item()
    for size in (1e-6, 1e6):
        error = submission.rel_error(a * size, b * size)
        expect(error, expected, f"The error of gradients around {size:g}")


@check(task=2, points=0.5, catches="no-floor floor-added")
def test_close_to_zero(submission):
    """Zeros, and numbers that are nearly zero"""
    zero = torch.zeros(3, dtype=torch.float64)
    small = torch.tensor([0.0, 3e-10, -1e-10], dtype=torch.float64)
    expect(submission.rel_error(zero, zero), 0.0, "The error of two zero gradients")
    for pair, error in (((small, zero), 0.03), ((zero, small), 0.03), ((small, -small), 0.06)):
        what = "The error of a gradient that is nearly zero"
        expect(submission.rel_error(*pair), error, what, within=1e-6)
    short = torch.zeros(3, dtype=torch.float16)  # where 1e-8 would be 0
    expect(submission.rel_error(short, short), 0.0, "The error of two zero gradients in float16")
    one = torch.tensor([0.5], dtype=torch.float64)
    expect(submission.rel_error(one, one * 0), 1.0, "The error of a gradient that should be zero")


@check(task=2, points=0.25, catches="nan-lost")
def test_nan(submission, rng):
    """NaN agrees with nothing"""
    for where in (0, 2, 4):
        a, b = draw_pair(rng, 5)
        b[where] = torch.nan
        for pair in ((a, b), (b, a), (b, b)):
            error = submission.rel_error(*pair)
            error = error.item() if isinstance(error, torch.Tensor) and not error.dim() else error
            if not (isinstance(error, float) and math.isnan(error)):
                expect(error, math.inf, "The error where one gradient contains NaN")
    error = submission.rel_error(*draw_pair(rng, 5))
    require(not math.isnan(float(error)), "The error of two gradients without NaN is NaN.")


@check(task=2, points=0.5, catches="broadcast")
def test_shapes_that_differ(subject, submission, rng):
    """Tensors of different shapes are refused"""
    shapes = (((4, 1), (4,)), ((3,), (1,)), ((2, 3), (3,)), ((), (1,)), ((0, 3), (0,)))
    pairs = [(rng.normal(*a), rng.normal(*b)) for a, b in shapes]
    because = "Two gradients of one function have one shape."
    subject("rel_error").refuses(*pairs, because=because)
    empty, single = torch.zeros(0, 3), torch.tensor(2.0)
    expect(submission.rel_error(empty, empty), 0.0, "The error of tensors without elements")
    expect(submission.rel_error(single, single), 0.0, "The error of equal tensors without axes")


@check(task=2, points=0.25, catches="computed-in-float32")
def test_dtypes(submission, rng):
    """The error is computed in float64, whatever comes in, and is a Python float"""
    a = rng.away_from_zero(6, dtype=torch.float32)
    b = a.double() * (1 + 1e-3)
    expected = ((a.double() - b).abs() / (a.double().abs() + b.abs())).max().item()
    expect(submission.rel_error(a, b), expected, "The error of float32 and float64")
    a = rng.away_from_zero(6, dtype=torch.float16)
    b = a.double() * (1 + 1e-4)
    expected = ((a.double() - b).abs() / (a.double().abs() + b.abs())).max().item()
    for pair in ((a, b), (b, a)):
        expect(submission.rel_error(*pair), expected, "The error of float16 and float64")
    error = submission.rel_error(torch.tensor([3e38, 1.0]), torch.tensor([-3e38, 1.0]))
    expect(error, 1.0, "The error of huge numbers in float32")
    require(isinstance(error, float), "The error should be a Python float: `.item()` gives one.")


@check(task=2, points=0.25, catches="mean-instead-of-worst lengths-compared")
def test_finds_a_planted_fault(submission, rng):
    """Both together: a right gradient passes, a planted fault is found"""

    def judge(module, W, X):
        def f(w):
            return ((X @ w).clamp(min=0) ** 2).sum()

        right = X.T @ (2 * (X @ W).clamp(min=0))
        wrong = right.clone()
        wrong.view(-1)[right.abs().argmax()] *= 1.1
        measured = module.numeric_grad(f, W)
        return module.rel_error(measured, right), module.rel_error(measured, wrong)

    D = 60
    X = rng.away_from_zero(9, D) / D
    W = rng.away_from_zero(D, 2)
    X[0] *= (X[0] @ W[:, 0]).sign()  # some unit is on
    errors = submission.run(judge, W, X)
    right, wrong = errors if isinstance(errors, tuple) else (None, None)
    expect(right, 0.0, "The error of a right gradient", within=1e-2)
    expect(wrong, 0.1 / 2.1, "The error of a gradient with one wrong element", within=1e-3)
