"""Hidden suite of activations. Run it on a file:

pytest graders/03_neurons/activations/suite.py --submission FILE

The values are compared with torch's own functions in float64, so a fault of the reference would
show; the slopes with what torch's autograd makes of them, away from the corner of relu.
"""

import torch

from tutor.grading.checks import check, expect, expect_like, expect_no_loop, require

FAR = 1e4
CURVES = ("sigmoid", "tanh", "relu")
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


def changed(names, before, after):
    pairs = zip(names, before, after, strict=False)
    return " and ".join(name for name, b, a in pairs if not torch.equal(b, a))


@check(
    task=1,
    points=0.5,
    catches="sigmoid-mirrored tanh-at-half-speed absolute-value step-instead-of-relu",
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
        expect(both[name], sums[name], f"{name}(z) {sign} {name}(-z)")
    slow, fast = submission.sigmoid(2 * z), submission.tanh(z)
    expect(2 * slow - 1, fast, "2 sigmoid(2z) - 1, which should be your tanh(z),")


@check(task=1, points=0.5, catches="sigmoid-mirrored math-instead-of-torch")
def test_sigmoid(submission, rng):
    """Sigmoid"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    expect(submission.sigmoid(z), torch.sigmoid(z), "sigmoid(z)")


@check(task=1, points=0.5, catches="tanh-at-half-speed tanh-from-below math-instead-of-torch")
def test_tanh(submission, rng):
    """Tanh"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    expect(submission.tanh(z), torch.tanh(z), "tanh(z)")


@check(
    task=1,
    points=0.5,
    catches="absolute-value leaky step-instead-of-relu one-question-for-many-numbers",
)
def test_relu(submission, rng):
    """Relu"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    z[0, 0] = 0
    expect(submission.relu(z), torch.relu(z), "relu(z)")


@check(task=1, points=0.5, catches="overflow-above overflow-at-both-ends")
def test_far_out(submission, rng):
    """Ten thousand in either direction does no harm"""
    z = torch.tensor([-FAR, -rng.uniform(720, 990), rng.uniform(720, 990), FAR]).double()
    zeros, ones = torch.zeros(2).double(), torch.ones(2).double()
    expect(submission.sigmoid(z), torch.cat([zeros, ones]), "sigmoid(z) far out")
    expect(submission.tanh(z), torch.cat([-ones, ones]), "tanh(z) far out")
    expect(submission.relu(z), torch.cat([zeros, z[2:]]), "relu(z) far out")


@check(
    task=1,
    points=0.25,
    dtypes="float64 float32",
    catches="one-question-for-many-numbers always-float64",
)
def test_shapes(submission, rng, dtype):
    """A single number, no numbers, three axes; the dtype is kept"""
    for shape in ((), (0,), (1,), (3, 1, 4)):
        z = draw_scores(rng, *shape, dtype=dtype)
        for name in CURVES:
            exact = getattr(torch, name)(z.double())
            expect(
                getattr(submission, name)(z), exact, f"{name}(z)", dtype=dtype, within=ROUGH[dtype]
            )


@check(task=1, points=0.25, catches="input-overwritten")
def test_curves_leave_their_argument(submission, rng):
    """The sums are still there afterwards"""
    z = draw_scores(rng, 4, 3)
    for name in CURVES:
        result, after = getattr(submission, name).inputs_after(z)
        require(torch.equal(after[0], z), f"Your {name} changes its own argument in place.")
        expect(result, getattr(torch, name)(z), f"{name}(z)")


@check(task=1, points=0.25, catches="loop-over-elements")
def test_curves_on_the_gpu(submission, gpu, rng):
    """Everything stays on the GPU, and all elements are done at once"""
    z = draw_scores(rng, 5, 3)
    for name in CURVES:
        expect(getattr(gpu, name)(z), getattr(torch, name)(z), f"{name}(z)")
        few, many = (getattr(submission, name).cost(rng.normal(n)) for n in (5, 45))
        expect_no_loop(few, many, 40, f"elements in {name}")


@check(
    task=2,
    points=0.75,
    catches="always-the-first-axis always-the-last-axis everything-in-one-sum not-normalised "
    "exponential-forgotten axis-not-kept maximum-with-its-place logarithm-of-softmax",
)
def test_softmax(submission, rng):
    """Softmax along the first, the last and a middle axis"""
    rows, columns, depth = rng.sizes(3, 2, 7)
    for shape, axis in (((rows, columns), 1), ((rows, columns), 0), ((rows, columns, depth), 1)):
        z = draw_scores(rng, *shape)
        expect(submission.softmax(z, axis), torch.softmax(z, axis), f"softmax(z, {axis})")
    z = draw_scores(rng, depth, columns, rows)
    for axis in (-1, -2, 0):
        expect(submission.softmax(z, axis), torch.softmax(z, axis), f"softmax(z, {axis})")


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
def test_softmax_far_out(submission, rng):
    """Very large and very small scores, in rows far apart"""
    z = draw_scores(rng, 3, 4)
    level = torch.tensor([[FAR], [0.0], [-FAR]], dtype=torch.float64)
    expect(submission.softmax(z + level, 1), torch.softmax(z + level, 1), "softmax(z, 1)")
    z = torch.tensor([[FAR, -FAR, 0.0]], dtype=torch.float64)
    expect(submission.softmax(z, 1), torch.softmax(z, 1), "softmax(z, 1)")


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_softmax_keeps_the_dtype(submission, rng, dtype):
    """The dtype is kept"""
    z = draw_scores(rng, 3, 5, dtype=dtype)
    expect(submission.softmax(z, 1), torch.softmax(z.double(), 1), "softmax(z, 1)", dtype=dtype)


@check(task=2, points=0.25, catches="input-overwritten")
def test_softmax_leaves_its_argument(submission, rng):
    """The scores are still there afterwards; no rows, one row, one score, one axis"""
    for shape, axis in (((4, 3), 1), ((0, 3), 1), ((1, 5), 1), ((3, 1), 1), ((6,), 0), ((6,), -1)):
        z = draw_scores(rng, *shape)
        result, after = submission.softmax.inputs_after(z, axis)
        require(torch.equal(after[0], z), "Your softmax changes its own argument in place.")
        expect(result, torch.softmax(z, axis), f"softmax(z, {axis}) of shape {shape}")


@check(task=2, points=0.25, catches="loop-over-rows")
def test_softmax_on_the_gpu(submission, gpu, rng):
    """Softmax stays on the GPU, and all rows are done at once"""
    z = draw_scores(rng, 5, 3)
    expect(gpu.softmax(z, 1), torch.softmax(z, 1), "softmax(z, 1)")
    few, many = (submission.softmax.cost(rng.normal(n, 3), 1) for n in (5, 45))
    expect_no_loop(few, many, 40, "rows")


@check(
    task=3,
    points=0.5,
    catches="output-formula-fed-the-input one-factor-forgotten value-instead-of-slope",
)
def test_slope_of_sigmoid(submission, rng):
    """The slope of sigmoid"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    expect(submission.d_sigmoid(z), slope(torch.sigmoid, z), "d_sigmoid(z)")


@check(
    task=3,
    points=0.5,
    catches="output-formula-fed-the-input square-forgotten formula-of-sigmoid-for-tanh "
    "value-instead-of-slope",
)
def test_slope_of_tanh(submission, rng):
    """The slope of tanh"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    expect(submission.d_tanh(z), slope(torch.tanh, z), "d_tanh(z)")


@check(
    task=3,
    points=0.5,
    catches="always-open yes-or-no-instead-of-numbers slope-without-a-dtype value-instead-of-slope",
)
def test_slope_of_relu(submission, rng):
    """The slope of relu"""
    z = draw_scores(rng, *rng.sizes(2, 3, 7))
    expect(submission.d_relu(z), slope(torch.relu, z), "d_relu(z)")


@check(task=3, points=0.25, catches="open-at-zero half-open-at-zero always-open")
def test_slope_at_the_corner(submission):
    """At exactly 0 the slope of relu is 0"""
    z = torch.tensor([-1.0, 0.0, -0.0, 1.0], dtype=torch.float64)
    expected = torch.tensor([0.0, 0.0, 0.0, 1.0], dtype=torch.float64)
    expect(submission.d_relu(z), expected, "d_relu of -1, 0, -0 and 1")


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


@check(
    task=3,
    points=0.25,
    dtypes="float32",
    catches="yes-or-no-instead-of-numbers slopes-in-float64 slope-written-into-the-input",
)
def test_slopes_keep_dtype_and_argument(submission, rng, dtype):
    """The dtype and the argument are kept, in a single number too"""
    for shape in ((), (0, 3), (2, 3, 4)):
        z = draw_scores(rng, *shape, dtype=dtype)
        for name in CURVES:
            result, after = getattr(submission, f"d_{name}").inputs_after(z)
            untouched = torch.equal(after[0], z)
            require(untouched, f"Your d_{name} changes its own argument in place.")
            exact = slope(getattr(torch, name), z.double())
            expect(result, exact, f"d_{name}(z)", dtype=dtype, within=ROUGH[dtype])


@check(task=3, points=0.25, catches="slope-rebuilt-on-the-cpu loop-over-slopes")
def test_slopes_on_the_gpu(submission, gpu, rng):
    """The slopes stay on the GPU, and all elements are done at once"""
    z = draw_scores(rng, 4, 3)
    for name in CURVES:
        result = getattr(gpu, f"d_{name}")(z)
        expect(result, slope(getattr(torch, name), z), f"d_{name}(z)")
        few, many = (getattr(submission, f"d_{name}").cost(rng.normal(n)) for n in (5, 45))
        expect_no_loop(few, many, 40, f"elements in d_{name}")


@check(
    task=4,
    points=0.75,
    catches="own-output-only coupling-forgotten incoming-gradient-ignored "
    "gradient-along-the-last-axis fed-the-output",
)
def test_slope_of_softmax(submission, rng):
    """A gradient passes back through softmax, along every axis"""
    rows, columns, depth = rng.sizes(3, 2, 7)
    cases = (((rows, columns), (1, 0)), ((rows, columns, depth), (0, 1, 2, -2)))
    for shape, axes in cases:
        z, g = draw_scores(rng, *shape), rng.away_from_zero(*shape)
        for axis in axes:
            back = slope(lambda t, a=axis: torch.softmax(t, a), z, g)
            expect(submission.d_softmax(z, g, axis), back, f"d_softmax(z, g, {axis})")


@check(task=4, points=0.25, catches="own-output-only coupling-forgotten fed-the-output")
def test_softmax_cannot_be_lifted(submission, rng):
    """If all shares are wanted alike, no score need move"""
    z, g = draw_scores(rng, 4, 5), rng.away_from_zero(4, 5)
    alike = torch.ones_like(g) * rng.uniform(1, 2)
    expect(submission.d_softmax(z, alike, 1), torch.zeros_like(z), "The gradient for equal g")
    back = submission.d_softmax(z, g, 1)
    expect_like(back, z, "The gradient")
    row_sums = torch.zeros(4, dtype=torch.float64)
    expect(back.sum(1), row_sums, "The sum of the gradient along the axis")
    expect(back, slope(lambda t: torch.softmax(t, 1), z, g), "d_softmax(z, g, 1)")


@check(task=4, points=0.25, dtypes="float32", catches="gradient-overflows gradient-in-float64")
def test_slope_of_softmax_far_out(submission, rng, dtype):
    """Far apart scores give finite gradients, in the dtype of z"""
    z, g = draw_scores(rng, 4, 5, dtype=dtype), rng.away_from_zero(4, 5, dtype=dtype)
    z[0, 0], z[1, 1], z[2] = FAR, -FAR, z[2] - FAR
    back = slope(lambda t: torch.softmax(t, 1), z.double(), g.double())
    grad = submission.d_softmax(z, g, 1)
    expect(grad, back, "d_softmax(z, g, 1)", dtype=dtype, within=ROUGH[dtype])


@check(task=4, points=0.25, catches="gradient-overwritten")
def test_slope_of_softmax_leaves_its_arguments(submission, gpu, rng):
    """z and g are still there afterwards; no rows and one row; on the GPU too"""
    for shape in ((4, 3), (0, 3), (1, 5), (3, 1)):
        z, g = draw_scores(rng, *shape), rng.away_from_zero(*shape)
        back = slope(lambda t: torch.softmax(t, 1), z, g)
        result, after = submission.d_softmax.inputs_after(z, g, 1)
        touched = changed(("z", "g"), (z, g), after)
        require(not touched, f"The call changes its argument {touched} in place.")
        expect(result, back, "d_softmax(z, g, 1)")
        expect(gpu.d_softmax(z, g, 1), back, "d_softmax(z, g, 1)")
