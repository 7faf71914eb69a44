"""Hidden suite of activations. Run it on a file:

pytest graders/03_neurons/activations/suite.py --submission FILE

The values are compared with torch's own functions in float64, so a fault of the reference would
show; the slopes with what torch's autograd makes of them, away from the corner of relu.
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require

FAR = 1e4
SHORTER = (torch.float32, torch.float16, torch.bfloat16)

# A curve or slope of height 1 may be the difference of two such heights: the error of a small value
# is that of the height.
ROUGH = {torch.float64: 1e-9, torch.float32: 32 * 2.0**-24}


def draw_scores(rng, *shape, dtype=torch.float64):
    """Sums before an activation: of either sign, none of them at the corner of relu."""
    return 2 * rng.away_from_zero(*shape, dtype=dtype) + 0.2 * rng.uniform(-1, 1)


def slope(function, z, g=None):
    """What autograd gives for torch's own function; `g` is the gradient of its output."""
    with torch.enable_grad():
        z = z.clone().requires_grad_()
        out = function(z)
        return torch.autograd.grad(out, z, torch.ones_like(out) if g is None else g)[0]


def curve(name):
    """The contract of a curve."""
    return Contract(name, draw_scores1, f"{name}(z)", getattr(torch, name), rounding=rough)


def slope_of(name):
    """The contract of the slope of a curve."""
    truth = lambda z: slope(getattr(torch, name), z)  # noqa: E731
    return Contract(f"d_{name}", draw_scores1, f"d_{name}(z)", truth, rounding=rough)


def around_zero(rng):
    """Zeros of either sign, and small numbers of either sign."""
    small = 1e-3 * rng.away_from_zero(4)
    return torch.cat([torch.tensor([0.0, -0.0], dtype=torch.float64), small, -small])


def draw_scores1(rng, *shape, dtype=torch.float64):
    return (draw_scores(rng, *shape, dtype=dtype),)


def rough(*_):
    return ROUGH[torch.float32]


def draw_table(rng, *shape, axis=1, dtype=torch.float64):
    return draw_scores(rng, *shape, dtype=dtype), axis


def draw_tables(rng, *shape, axis=1, dtype=torch.float64):
    z, axis = draw_table(rng, *shape, axis=axis, dtype=dtype)
    return z, rng.away_from_zero(*shape, dtype=dtype), axis


def back_through_softmax(z, g, axis):
    return slope(lambda t: torch.softmax(t, axis), z, g)


# One row, one score, one axis alone, no rows: each with an axis of softmax.
ONE_OR_NONE = [((1, 5), 1), ((3, 1), 1), ((6,), 0), ((6,), -1), ((0, 3), 1)]

CURVES = [curve(name) for name in ("sigmoid", "tanh", "relu")]
SLOPES = [slope_of(name) for name in ("sigmoid", "tanh", "relu")]
SOFTMAX = Contract("softmax", draw_table, "softmax(z, axis)", torch.softmax)
D_SOFTMAX = Contract(
    "d_softmax", draw_tables, "d_softmax(z, g, axis)", back_through_softmax, rounding=rough
)


@check(
    task=1,
    points=0.5,
    catches="sigmoid-mirrored tanh-at-half-speed absolute-value step-instead-of-relu "
    "tanh-from-zero-to-one",
)
def test_character(submission, rng):
    """Each curve has its range and its symmetry, and never turns back"""
    z = draw_scores(rng, 23).sort().values
    for name, low, high in (("sigmoid", 0, 1), ("tanh", -1, 1), ("relu", 0, torch.inf)):
        ahead, mirrored = getattr(submission, name)(z), getattr(submission, name)(-z)
        expect_like(ahead, z, f"{name}(z)")
        expect_like(mirrored, z, f"{name}(-z)")
        inside = bool(((ahead >= low) & (ahead <= high)).all())
        require(inside, f"Some values of {name} lie outside the range of that curve.")
        rising = bool((ahead.diff() >= 0).all())
        require(rising, f"Your {name} goes down somewhere; where z grows, it should not.")
        both = {"sigmoid": ahead + mirrored, "tanh": ahead + mirrored, "relu": ahead - mirrored}
        sums = {"sigmoid": torch.ones_like(z), "tanh": torch.zeros_like(z), "relu": z}
        sign = "-" if name == "relu" else "+"
        expect(both[name], sums[name], f"{name}(z) {sign} {name}(-z)", within=1e-6)
    slow, fast = submission.sigmoid(2 * z), submission.tanh(z)
    expect(2 * slow - 1, fast, "2 sigmoid(2z) - 1, which should be your tanh(z),")


@check(task=1, points=0.5, catches="sigmoid-mirrored math-instead-of-torch zero-belongs-nowhere")
def test_sigmoid(subject, rng):
    """Sigmoid"""
    subject(CURVES[0]).agrees_on(rng.sizes(2, 3, 7))
    subject(CURVES[0]).agrees(around_zero(rng), what="sigmoid(z) at 0 and near it")


@check(task=1, points=0.5, catches="tanh-at-half-speed tanh-from-below math-instead-of-torch")
def test_tanh(subject, rng):
    """Tanh"""
    subject(CURVES[1]).agrees_on(rng.sizes(2, 3, 7))
    subject(CURVES[1]).agrees(around_zero(rng), what="tanh(z) at 0 and near it")


@check(
    task=1,
    points=0.5,
    catches="absolute-value leaky step-instead-of-relu one-question-for-many-numbers",
)
def test_relu(subject, submission, rng):
    """Relu"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    z[0, 0] = 0
    subject(CURVES[2]).agrees(z)
    small = around_zero(rng)
    for scale in (1, 1e-9):
        near = submission.relu(scale * small) / scale
        expect(near, small.clamp(min=0), f"relu({scale:g} z) / {scale:g} for small z")


@check(task=1, points=0.5, catches="overflow-above overflow-at-both-ends")
def test_far_out(submission, rng):
    """Ten thousand in either direction does no harm"""
    z = torch.tensor([-FAR, -rng.uniform(720, 990), rng.uniform(720, 990), FAR]).double()
    zeros, ones = torch.zeros(2).double(), torch.ones(2).double()
    expect(submission.sigmoid(z), torch.cat([zeros, ones]), "sigmoid(z) far out")
    expect(submission.tanh(z), torch.cat([-ones, ones]), "tanh(z) far out")
    expect(submission.relu(z), torch.cat([zeros, z[2:]]), "relu(z) far out")
    for dtype in SHORTER:
        z = torch.tensor([-FAR, -100.0, -12.0, 12.0, 100.0, FAR], dtype=dtype)
        for name in ("sigmoid", "tanh", "relu"):
            exact = getattr(torch, name)(z.double())
            what = f"{name}(z) far out in {str(dtype).removeprefix('torch.')}"
            expect(getattr(submission, name)(z), exact, what, within=1e-2)


@check(
    task=1,
    points=0.25,
    dtypes="float64 float32",
    catches="one-question-for-many-numbers always-float64",
)
def test_shapes(subject, dtype):
    """A single number, no numbers, three axes; the dtype is kept"""
    for curve in CURVES:
        subject(curve).keeps_dtype(dtype, (), (0,), (1,), (3, 1, 4))
        if dtype == torch.float32:
            subject(curve).keeps_short_dtypes(3, 4)


@check(task=1, points=0.25, catches="input-overwritten")
def test_curves_leave_their_argument(subject):
    """The sums are still there afterwards"""
    for curve in CURVES:
        subject(curve).leaves_its_arguments(4, 3)


@check(task=1, points=0.25, catches="loop-over-elements")
def test_curves_on_the_gpu(subject):
    """Everything stays on the GPU, and all elements are done at once"""
    for curve in CURVES:
        subject(curve).stays_on_the_gpu(5, 3)
        subject(curve).has_no_loop(5, over=[f"elements in {curve.entry}"])


@check(
    task=2,
    points=0.75,
    catches="always-the-first-axis always-the-last-axis everything-in-one-sum not-normalised "
    "exponential-forgotten axis-not-kept maximum-with-its-place logarithm-of-softmax "
    "shares-of-everything little-added-to-each-share",
)
def test_softmax(subject, rng):
    """Softmax along the first, the last and a middle axis"""
    rows, columns, depth = rng.sizes(3, 2, 7)
    for shape, axes in (
        ((rows, columns), (1, 0)),
        ((rows, columns, depth), (1,)),
        ((depth, columns, rows), (-1, -2, 0)),
    ):
        for axis in axes:
            subject(SOFTMAX).agrees(*draw_table(rng, *shape, axis=axis), what=f"softmax(z, {axis})")
    for shape, axis in ONE_OR_NONE:
        what = f"softmax(z, {axis}) of shape {shape}"
        subject(SOFTMAX).agrees(*draw_table(rng, *shape, axis=axis), what=what)


@check(task=2, points=0.5, catches="not-normalised exponential-forgotten everything-in-one-sum")
def test_softmax_gives_shares(submission, rng):
    """Shares are positive, add up to 1, and do not change when all scores move alike"""
    z = draw_scores(rng, 5, 7)
    shares, moved = submission.softmax(z, 1), submission.softmax(z + rng.uniform(2, 5), 1)
    expect_like(shares, z, "softmax(z, 1)")
    require(bool((shares > 0).all()), "Some shares are zero or negative.")
    expect(shares.sum(1), torch.ones(5, dtype=torch.float64), "The sum of the shares of a row")
    expect(moved, shares, "The result after adding one number to all of z")
    expect(shares, torch.softmax(z, 1), "softmax(z, 1)")


@check(task=2, points=0.5, catches="softmax-overflows one-maximum-for-all not-normalised")
def test_softmax_far_out(subject, rng):
    """Very large and very small scores, in rows far apart"""
    level = torch.tensor([[FAR], [0.0], [-FAR]], dtype=torch.float64)
    subject(SOFTMAX).agrees(draw_scores(rng, 3, 4) + level, 1)
    subject(SOFTMAX).agrees(torch.tensor([[FAR, -FAR, 0.0]], dtype=torch.float64), 1)
    ties = torch.tensor([[FAR, FAR, 0.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
    subject(SOFTMAX).agrees(ties, 1, what="softmax(z, 1) where scores are equal")
    for dtype in SHORTER:
        z = (draw_scores(rng, 3, 4) + level).to(dtype)
        subject(SOFTMAX).agrees(z, 1, what=f"softmax(z, 1) of {str(dtype).removeprefix('torch.')}")


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_softmax_keeps_the_dtype(subject, dtype):
    """The dtype is kept"""
    subject(SOFTMAX).keeps_dtype(dtype, (3, 5))
    subject(SOFTMAX).keeps_short_dtypes(3, 5)


@check(task=2, points=0.25, catches="input-overwritten")
def test_softmax_leaves_its_argument(subject):
    """The scores are still there afterwards; no rows, one row, one score, one axis"""
    for shape, axis in (((4, 3), 1), *ONE_OR_NONE):
        subject(SOFTMAX).leaves_its_arguments(*shape, axis=axis)


@check(task=2, points=0.25, catches="loop-over-rows")
def test_softmax_on_the_gpu(subject):
    """Softmax stays on the GPU, and all rows are done at once"""
    subject(SOFTMAX).stays_on_the_gpu(5, 3)
    subject(SOFTMAX).has_no_loop(5, 3, over=["rows", "scores"])


@check(
    task=3,
    points=0.5,
    catches="output-formula-fed-the-input one-factor-forgotten value-instead-of-slope "
    "output-and-input-mixed",
)
def test_slope_of_sigmoid(subject, rng):
    """The slope of sigmoid"""
    subject(SLOPES[0]).agrees_on(rng.sizes(2, 3, 7))
    subject(SLOPES[0]).agrees(around_zero(rng), what="d_sigmoid(z) at 0 and near it")


@check(
    task=3,
    points=0.5,
    catches="output-formula-fed-the-input square-forgotten formula-of-sigmoid-for-tanh "
    "value-instead-of-slope",
)
def test_slope_of_tanh(subject, rng):
    """The slope of tanh"""
    subject(SLOPES[1]).agrees_on(rng.sizes(2, 3, 7))
    subject(SLOPES[1]).agrees(around_zero(rng), what="d_tanh(z) at 0 and near it")


@check(
    task=3,
    points=0.5,
    catches="always-open yes-or-no-instead-of-numbers value-instead-of-slope",
)
def test_slope_of_relu(subject, rng):
    """The slope of relu"""
    subject(SLOPES[2]).agrees_on(rng.sizes(2, 3, 7))


@check(task=3, points=0.25, catches="open-at-zero half-open-at-zero always-open")
def test_slope_at_the_corner(submission):
    """At exactly 0 the slope of relu is 0"""
    z = torch.tensor([-1.0, 0.0, -0.0, 1.0], dtype=torch.float64)
    expected = torch.tensor([0.0, 0.0, 0.0, 1.0], dtype=torch.float64)
    expect(submission.d_relu(z), expected, "d_relu of -1, 0, -0 and 1")
    expect(submission.d_relu(1e-9 * z), expected, "d_relu of numbers that are almost 0")


@check(
    task=3,
    points=0.25,
    catches="slope-overflows-above slope-overflows-below slope-overflows-at-both-ends",
)
def test_slopes_far_out(submission, rng):
    """Far out the squashed curves are level, and relu is straight"""
    z = torch.tensor([-FAR, -rng.uniform(720, 990), rng.uniform(720, 990), FAR]).double()
    level = torch.zeros(4, dtype=torch.float64)
    expect(submission.d_sigmoid(z), level, "d_sigmoid(z) far out")
    expect(submission.d_tanh(z), level, "d_tanh(z) far out")
    expect(submission.d_relu(z), (z > 0).double(), "d_relu(z) far out")
    for dtype in SHORTER:
        z = torch.tensor([-FAR, -100.0, -12.0, 12.0, 100.0, FAR], dtype=dtype)
        for name in ("sigmoid", "tanh", "relu"):
            exact = slope(getattr(torch, name), z.double())
            what = f"d_{name}(z) far out in {str(dtype).removeprefix('torch.')}"
            expect(getattr(submission, f"d_{name}")(z).double(), exact, what, within=1e-2)


@check(
    task=3,
    points=0.25,
    dtypes="float32",
    catches="yes-or-no-instead-of-numbers slopes-in-float64 slope-without-a-dtype "
    "slope-written-into-the-input",
)
def test_slopes_keep_dtype_and_argument(subject, submission, rng, dtype):
    """The dtype, the shape and the argument are kept, in a single number too"""
    for shape in ((), (0, 3), (2, 3, 4)):
        for d_curve in SLOPES:
            subject(d_curve).leaves_its_arguments(*shape, dtype=dtype)
            found = getattr(submission, d_curve.entry)(*draw_scores1(rng, *shape, dtype=dtype))
            require(
                tuple(found.shape) == shape,
                f"{d_curve.what} has shape {tuple(found.shape)}; {shape} was expected.",
            )
    for d_curve in SLOPES:
        subject(d_curve).keeps_short_dtypes(3, 4)


@check(task=3, points=0.25, catches="slope-rebuilt-on-the-cpu loop-over-slopes")
def test_slopes_on_the_gpu(subject):
    """The slopes stay on the GPU, and all elements are done at once"""
    for d_curve in SLOPES:
        subject(d_curve).stays_on_the_gpu(4, 3)
        subject(d_curve).has_no_loop(5, over=[f"elements in {d_curve.entry}"])


@check(
    task=4,
    points=0.75,
    catches="own-output-only coupling-forgotten incoming-gradient-ignored "
    "gradient-along-the-last-axis fed-the-output sum-over-everything-in-the-gradient "
    "sum-along-the-last-axis mean-for-sum-in-the-gradient gradients-not-weighted "
    "plus-for-minus-in-the-gradient",
)
def test_slope_of_softmax(subject, rng):
    """A gradient passes back through softmax, along every axis"""
    rows, columns, depth = rng.sizes(3, 2, 7)
    for shape, axes in (((rows, columns), (1, 0)), ((rows, columns, depth), (0, 1, 2, -2))):
        for axis in axes:
            what = f"d_softmax(z, g, {axis})"
            subject(D_SOFTMAX).agrees(*draw_tables(rng, *shape, axis=axis), what=what)
    for shape, axis in ONE_OR_NONE:
        what = f"d_softmax(z, g, {axis}) of shape {shape}"
        subject(D_SOFTMAX).agrees(*draw_tables(rng, *shape, axis=axis), what=what)


@check(task=4, points=0.25, catches="own-output-only coupling-forgotten fed-the-output")
def test_softmax_cannot_be_lifted(submission, rng):
    """If all shares are wanted alike, no score need move"""
    z, g = draw_scores(rng, 4, 5), rng.away_from_zero(4, 5)
    alike = torch.ones_like(g) * rng.uniform(1, 2)
    level = torch.zeros_like(z)
    expect(submission.d_softmax(z, alike, 1), level, "The gradient for equal g", within=1e-6)
    back = submission.d_softmax(z, g, 1)
    expect_like(back, z, "The gradient")
    row_sums = torch.zeros(4, dtype=torch.float64)
    expect(back.sum(1), row_sums, "The sum of the gradient along the axis", within=1e-6)
    expect(back, slope(lambda t: torch.softmax(t, 1), z, g), "d_softmax(z, g, 1)")


@check(task=4, points=0.25, dtypes="float32", catches="gradient-overflows gradient-in-float64")
def test_slope_of_softmax_far_out(subject, submission, rng, dtype):
    """Far apart scores give finite gradients, in the dtype of z"""
    z, g = draw_scores(rng, 4, 5, dtype=dtype), rng.away_from_zero(4, 5, dtype=dtype)
    z[0, 0], z[1, 1], z[2] = FAR, -FAR, z[2] - FAR
    subject(D_SOFTMAX).agrees(z, g, 1)
    subject(D_SOFTMAX).keeps_short_dtypes(4, 5)
    for short in (torch.float16, torch.bfloat16):
        exact = back_through_softmax(z.to(short).double(), g.to(short).double(), 1)
        what = f"d_softmax(z, g, 1) far out in {str(short).removeprefix('torch.')}"
        found = submission.d_softmax(z.to(short), g.to(short), 1)
        expect(found, exact, what, dtype=short, within=0.1)


@check(task=4, points=0.25, catches="gradient-overwritten")
def test_slope_of_softmax_leaves_its_arguments(subject):
    """z and g are still there afterwards; no rows and one row; on the GPU too, all rows at once"""
    for shape in ((4, 3), (0, 3), (1, 5), (3, 1)):
        subject(D_SOFTMAX).leaves_its_arguments(*shape)
        subject(D_SOFTMAX).stays_on_the_gpu(*shape)
    subject(D_SOFTMAX).has_no_loop(5, 3, over=["rows", "scores"])
