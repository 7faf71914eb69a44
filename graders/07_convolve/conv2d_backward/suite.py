"""Hidden suite of conv2d_backward. Run it on a file:

pytest graders/07_convolve/conv2d_backward/suite.py --submission FILE

Every value is compared with autograd through torch's own convolution and pooling, in float64. Each
check looks at one of the three gradients or says which, so that one mistake does not cost them all.
`NEAR` is wide enough for somebody who fills a float32 buffer: that costs `test_precision` alone.
"""

import torch
from torch.nn.functional import conv2d, max_pool2d

from tutor.grading.checks import Contract, Reduction, check, expect, expect_like, of_parts, require

NEAR = 1e-4
NAMES = ("dx", "dk", "db")


def draw_problem(rng, n, c, o, h, w, kernel, stride=1, pad=0, dtype=torch.float64):
    """Pictures (n, c, h, w), kernels (o, c, *kernel), and a gradient that fits the result."""
    rows, columns = ((s + 2 * pad - f) // stride + 1 for s, f in zip((h, w), kernel, strict=True))
    shapes = (n, c, h, w), (o, c, *kernel), (n, o, rows, columns)
    return *(rng.away_from_zero(*shape, dtype=dtype) for shape in shapes), stride, pad


def truth(x, k, dy, stride=1, pad=0):
    b = torch.zeros(len(k), dtype=torch.float64)
    leaves = [leaf.detach().double().requires_grad_() for leaf in (x, k, b)]
    y = conv2d(*leaves, stride, pad)
    return dict(zip(NAMES, torch.autograd.grad(y, leaves, dy.double()), strict=True))


def named(result):
    """The three gradients by name."""
    return dict(zip(NAMES, of_parts(result, NAMES, "conv2d_backward"), strict=True))


BACKWARD = Contract(
    "conv2d_backward",
    draw_problem,
    truth=lambda *args: tuple(truth(*args).values()),
    within=NEAR,
    parts=NAMES,
)


def expect_gradients(submission, problem, names=NAMES):
    found, expected = named(submission.conv2d_backward(*problem)), truth(*problem)
    for name in names:
        expect(found[name], expected[name], name, within=NEAR)


def draw_pictures(rng, *shape, dtype=torch.float64):
    """Pictures without ties: every value occurs once, and neighbours differ by at least 0.01."""
    count = torch.Size(shape).numel()
    order = torch.randperm(count, generator=rng.generator).double()
    return (order / 100 - count / 200).reshape(shape).to(dtype)


def draw_pool(rng, n, c, h, w, size, stride, dtype=torch.float64):
    x = draw_pictures(rng, n, c, h, w, dtype=dtype)
    rows, columns = ((s - size) // stride + 1 for s in (h, w))
    return x, rng.away_from_zero(n, c, rows, columns, dtype=dtype), size, stride


def draw_pictures_and_windows(rng, n, c, h, w, size, stride, dtype=torch.float64):
    return draw_pictures(rng, n, c, h, w, dtype=dtype), size, stride


def pool_truth(x, dy, size, stride):
    leaf = x.detach().double().requires_grad_()
    (dx,) = torch.autograd.grad(max_pool2d(leaf, size, stride), leaf, dy.double())
    return dx


POOL = Contract("maxpool2d", draw_pictures_and_windows, truth=max_pool2d, within=NEAR)
POOL_BACKWARD = Contract("maxpool2d_backward", draw_pool, "dx", truth=pool_truth, within=NEAR)


@check(
    task=1,
    points=1,
    catches="downhill-already shares-overwritten kernel-not-turned divided-by-the-batch "
    "incoming-gradient-ignored results-in-another-order frame-cut-with-minus-zero",
)
def test_pixels(submission, rng):
    """dx: every window sends something to every pixel in it"""
    n, c, o = rng.sizes(3, 2, 5)
    problem = draw_problem(rng, n, c, o, *rng.sizes(2, 6, 9), rng.sizes(2, 2, 4))
    expect_gradients(submission, problem, ["dx"])


@check(
    task=1,
    points=1,
    catches="downhill-already divided-by-the-batch mean-over-the-places "
    "incoming-gradient-ignored results-in-another-order kernels-gradient-turned "
    "kernels-divided-by-the-batch",
)
def test_kernels(submission, rng):
    """dk: a weight is blamed for every place at which it was used"""
    n, c, o = rng.sizes(3, 2, 5)
    problem = draw_problem(rng, n, c, o, *rng.sizes(2, 6, 9), rng.sizes(2, 2, 4))
    expect_gradients(submission, problem, ["dk"])


@check(
    task=1,
    points=0.5,
    catches="downhill-already divided-by-the-batch mean-over-the-places "
    "incoming-gradient-ignored bias-once-a-picture bias-once-a-place "
    "biases-divided-by-the-batch mean-of-the-biases one-gradient-for-all-biases "
    "one-axis-not-summed",
)
def test_biases(submission, rng):
    """db: a bias took part in every number of its map"""
    n, c, o = rng.sizes(3, 2, 5)
    problem = draw_problem(rng, n, c, o, *rng.sizes(2, 5, 8), (2, 3))
    expect_gradients(submission, problem, ["db"])


@check(task=1, points=0.75, catches="stride-forgotten cut-to-what-was-seen stride-on-rows-only")
def test_stride(submission, rng):
    """dx and dk with a stride, also where some pixels are never looked at"""
    for stride, size in ((2, (9, 11)), (3, (8, 10)), (4, (7, 11))):
        problem = draw_problem(rng, 2, 3, 4, *size, (3, 2), stride)
        expect_gradients(submission, problem, ["dx", "dk"])


@check(
    task=1,
    points=0.75,
    catches="frame-left-on frame-cut-at-one-end frame-cut-at-the-front kernel-saw-no-frame",
)
def test_padding(submission, rng):
    """dx and dk with padding, alone and with a stride"""
    for stride, pad in ((1, 1), (1, 2), (2, 1), (3, 2)):
        problem = draw_problem(rng, 2, 3, 4, 5, 8, (3, 4), stride, pad)
        expect_gradients(submission, problem, ["dx", "dk"])


@check(
    task=1,
    points=0.5,
    catches="downhill-already shares-overwritten divided-by-the-batch stride-forgotten",
)
def test_small_steps(submission, rng):
    """A small step in any direction changes the loss as the gradients foretell"""
    x, k, dy, stride, pad = draw_problem(rng, 3, 2, 4, 6, 9, (2, 3), 2, 1)
    b = rng.normal(4)
    found = named(submission.conv2d_backward(x, k, dy, stride, pad))
    h = 1e-3
    for i, name in enumerate(NAMES):
        leaves = [x, k, b]
        step = rng.normal(*leaves[i].shape)
        ahead, behind = (
            (conv2d(*leaves[:i], leaves[i] + s * step, *leaves[i + 1 :], stride, pad) * dy).sum()
            for s in (h, -h)
        )
        change = (ahead - behind) / (2 * h)
        expect_like(found[name], leaves[i], name)
        expect((found[name] * step).sum(), change, f"What {name} foretells", within=NEAR)


@check(task=1, points=0.25)
def test_unusual_sizes(subject):
    """No picture, one, kernels of one pixel or the picture's size, and neither stride nor pad"""
    subject(BACKWARD).fits(
        (0, 2, 3, 5, 4, (2, 3), 1, 1),
        (1, 1, 1, 5, 4, (2, 3), 1, 0),
        (2, 3, 4, 5, 6, (1, 1), 1, 0),
        (2, 3, 1, 4, 5, (4, 5), 1, 0),
        (2, 1, 3, 2, 3, (4, 5), 1, 1),
        ordinary=(2, 3, 4, 6, 8, (3, 2), 1, 0),
    )
    x, k, dy, *_ = subject(BACKWARD).draw(2, 3, 4, 6, 5, (2, 3))
    subject(BACKWARD).agrees(x, k, dy)


@check(task=1, points=0.25, catches="float32-on-the-way float32-by-default")
def test_precision(submission, rng):
    """Gradients of float64 keep all of their digits"""
    problem = draw_problem(rng, 2, 4, 3, 7, 6, (3, 2), 1, 1)
    found, expected = named(submission.conv2d_backward(*problem)), truth(*problem)
    for name in NAMES:
        expect(found[name], expected[name], name, within=NEAR)
        require(
            bool(((found[name] - expected[name]).abs() <= 1e-10).all()),
            f"The first digits of {name} are right and the later ones are not: on the way the "
            "numbers pass through a tensor of lower precision. `torch.zeros` and its relatives "
            "make float32 unless they are told another dtype.",
        )


@check(task=1, points=0.25, dtypes="float32", catches="always-float64")
def test_dtype(subject, submission, rng, dtype):
    """Gradients of float32 stay in float32, and shorter ones stay short"""
    problem = draw_problem(rng, 2, 4, 3, 7, 6, (3, 2), 1, 1, dtype)
    x, k, dy, stride, pad = problem
    found, expected = named(submission.conv2d_backward(*problem)), truth(*problem)
    magnitude = truth(x.abs(), k.abs(), dy.abs(), stride, pad)
    for name, length in zip(NAMES, (3 * 3 * 2, dy[:, 0].numel(), dy[:, 0].numel()), strict=True):
        reduction = Reduction(length, magnitude[name])
        expect(found[name], expected[name], name, dtype=dtype, reduction=reduction)
    subject(BACKWARD).keeps_short_dtypes(2, 4, 3, 7, 6, (3, 2), 1, 1)


@check(task=1, points=0.25, catches="written-into-the-gradient")
def test_arguments_left_alone(subject):
    """Pictures, kernels and the incoming gradient stay as they are"""
    for stride, pad in ((1, 0), (2, 1)):
        subject(BACKWARD).leaves_its_arguments(2, 3, 4, 6, 5, (2, 3), stride, pad)


@check(task=1, points=0.25, catches="on-the-cpu")
def test_gpu(subject):
    """All three gradients are on the GPU"""
    subject(BACKWARD).stays_on_the_gpu(2, 3, 4, 5, 6, (2, 3), 2, 1)


@check(task=1, points=0.25, catches="loop-over-pictures loop-over-places")
def test_cost(subject):
    """No Python loop over pictures or over positions"""
    axes = ["pictures", None, None, "rows of pixels", "columns of pixels"]
    subject(BACKWARD).has_no_loop(2, 2, 3, 5, 6, (2, 3), 1, 1, over=axes)


@check(
    task=2,
    points=0.5,
    catches="average-instead last-window-missing windows-over-the-edge smallest-instead",
)
def test_pool(subject):
    """Windows side by side, with and without a remainder"""
    for shape, size in (
        ((3, 2, 6, 8), 2),
        ((2, 3, 7, 11), 3),
        ((2, 4, 9, 6), 2),
        ((1, 1, 4, 7), 4),
    ):
        what = f"The result for windows of {size} by {size}"
        subject(POOL).agrees_on((*shape, size, size), what=what)


@check(task=2, points=0.25, catches="stride-taken-from-the-size last-window-missing")
def test_pool_overlaps(subject):
    """Windows that overlap or leave gaps, and pictures that stay as they are"""
    for size, stride in ((3, 1), (3, 2), (2, 3), (1, 2)):
        subject(POOL).agrees_on((2, 3, 7, 8, size, stride))
        subject(POOL).leaves_its_arguments(2, 3, 7, 8, size, stride)


@check(task=2, points=0.25, catches="starts-at-zero average-instead")
def test_pool_of_the_negative(subject, rng):
    """The largest of negative values is negative; and a batch may be empty"""
    for n in (2, 0):
        x = draw_pictures(rng, n, 3, 6, 5) * 100 - 1000
        for scale in (1.0, 2.0**40):
            subject(POOL).agrees(x * scale, 2, 2)


@check(task=2, points=0.25, catches="on-the-cpu always-float64")
def test_pool_on_the_gpu(subject):
    """Device and dtype of the pictures are kept"""
    for dtype in (torch.float64, torch.float32):
        subject(POOL).stays_on_the_gpu(2, 3, 5, 6, 3, 2, dtype)
    subject(POOL).keeps_short_dtypes(2, 3, 5, 6, 3, 2)


@check(task=2, points=0.25, catches="loop-over-pictures loop-over-places")
def test_pool_cost(subject):
    """All pictures and all windows at once"""
    axes = ["pictures", None, "rows of pixels", "columns of pixels"]
    subject(POOL).has_no_loop(2, 2, 5, 6, 2, 1, over=axes)


@check(
    task=3,
    points=0.75,
    catches="one-place-for-the-batch place-within-the-window average-instead "
    "rows-and-columns-exchanged windows-one-apart height-for-width "
    "winners-counted multiplied-by-the-value",
)
def test_pool_backward(subject):
    """Windows side by side: the largest pixel gets all, the others nothing"""
    subject(POOL_BACKWARD).agrees_on((3, 2, 6, 8, 2, 2), (2, 3, 6, 9, 3, 3))


@check(task=3, points=0.5, catches="last-window-counts stride-taken-from-the-size")
def test_pool_backward_overlaps(subject):
    """Windows that overlap add up, and the arguments stay as they are"""
    for stride in (1, 2):
        subject(POOL_BACKWARD).agrees_on((2, 3, 7, 9, 3, stride))
        subject(POOL_BACKWARD).leaves_its_arguments(2, 3, 7, 9, 3, stride)


@check(task=3, points=0.5, catches="all-who-are-equal equals-share last-of-the-equals")
def test_ties(subject, rng):
    """Of several largest pixels the first one in reading order gets the gradient"""
    for size, stride in ((2, 2), (3, 1)):
        x = draw_pictures(rng, 3, 2, 6, 7).sign()
        x[0, 0] = 0.5
        _, *more = draw_pool(rng, *x.shape, size, stride)
        subject(POOL_BACKWARD).agrees(x, *more, what="dx where values are equal")
        close = draw_pictures(rng, *x.shape) * 2.0**-40
        for nearly in (close, 1 + close):
            subject(POOL_BACKWARD).agrees(nearly, *more, what="dx where values are nearly equal")


@check(task=3, points=0.25, catches="cut-to-what-was-seen")
def test_pool_backward_remainder(subject):
    """Pixels that no window saw get zero, and a batch may be empty"""
    subject(POOL_BACKWARD).agrees_on(
        (2, 3, 7, 8, 3, 3), (2, 3, 6, 9, 2, 3), (1, 1, 5, 7, 1, 2), (0, 2, 5, 6, 2, 2)
    )


@check(task=3, points=0.25, catches="on-the-cpu always-float64 float32-by-default")
def test_pool_backward_on_the_gpu(subject):
    """Device and dtype of the pictures are kept by the gradient"""
    for dtype in (torch.float64, torch.float32):
        subject(POOL_BACKWARD).stays_on_the_gpu(2, 3, 5, 6, 2, 1, dtype)
    subject(POOL_BACKWARD).keeps_short_dtypes(2, 2, 4, 5, 2, 1)


@check(task=3, points=0.25, catches="loop-over-pictures loop-over-places")
def test_pool_backward_cost(subject):
    """The gradient of all pictures and all windows at once"""
    axes = ["pictures", None, "rows of pixels", "columns of pixels"]
    subject(POOL_BACKWARD).has_no_loop(2, 2, 5, 6, 2, 1, over=axes)
