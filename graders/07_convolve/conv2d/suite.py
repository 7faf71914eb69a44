"""Hidden suite of conv2d. Run it on a file:

pytest graders/07_convolve/conv2d/suite.py --submission FILE

Every value is compared with torch's own convolution, in float64. `NEAR` is wide enough for somebody
who fills a float32 buffer on the way: that costs `test_precision` and nothing else.
"""

import torch
from torch.nn.functional import conv2d as torch_conv2d
from torch.nn.functional import pad as padded_by

from tutor.grading.checks import Reduction, check, expect, expect_no_loop, require

NEAR = 1e-4


def draw_problem(rng, n, c, o, size, kernel, dtype=torch.float64):
    """Pictures (n, c, *size), kernels (o, c, *kernel) and biases (o,), away from zero."""
    x = rng.away_from_zero(n, c, *size, dtype=dtype)
    return x, rng.away_from_zero(o, c, *kernel, dtype=dtype), rng.away_from_zero(o, dtype=dtype)


def truth(x, k, b, stride=1, pad=0):
    return torch_conv2d(x.double(), k.double(), b.double(), stride, pad)


def expect_convolution(submission, problem, stride, pad):
    result = submission.conv2d(*problem, stride, pad)
    what = f"The result for stride {stride} and pad {pad}"
    expect(result, truth(*problem, stride, pad), what, within=NEAR)


@check(
    task=1,
    points=0.75,
    catches="one-position-short padding-on-one-side rounded-up not-rounded "
    "stride-before-the-kernel",
)
def test_positions(submission, rng):
    """The number of positions, with stride and padding, with and without a remainder"""
    for stride in (1, 2, 3, 4):
        for pad in (0, 1, 2):
            kernel = rng.integer(2, 5)
            size = kernel + rng.integer(3, 20)
            expected = len(range(0, size + 2 * pad - kernel + 1, stride))
            what = f"The number of positions for stride {stride} and pad {pad}"
            expect(submission.out_size(size, kernel, stride, pad), expected, what)


@check(task=1, points=0.25, catches="not-rounded")
def test_whole_number(submission, rng):
    """The number of positions is an int"""
    for stride in (2, 3):
        kernel, extra = rng.integer(2, 5), stride * rng.integer(2, 6)
        positions = submission.out_size(kernel + extra, kernel, stride, 0)
        expect(positions, extra // stride + 1, "The number of positions")
        require(
            isinstance(positions, int),
            "The number of positions is not an int, and nothing can have that many rows. `//` "
            "divides whole numbers and leaves the remainder out.",
        )


@check(task=1, points=0.5, catches="one-position-short padding-on-one-side")
def test_exact_fit(submission, rng):
    """A kernel that just fits has one position, whatever the stride"""
    for stride, pad in ((1, 0), (3, 0), (2, 1)):
        size = rng.integer(3, 8)
        what = "The number of positions of a kernel as long as the padded axis"
        expect(submission.out_size(size, size + 2 * pad, stride, pad), 1, what)


@check(task=1, points=0.5, catches="does-not-fit-unnoticed")
def test_no_fit(submission, rng):
    """A kernel that fits nowhere is a ValueError"""

    def answers(module, cases):
        found = []
        for case in cases:
            try:
                found.append(module.out_size(*case))
            except ValueError:
                found.append("ValueError")
        return found

    size = rng.integer(3, 7)
    cases = [(size, size + 1, 1, 0), (size, size + 1, 3, 0), (size, size + 9, 2, 2)]
    fits = (size, size + 1, 1, 1)
    found = submission.run(answers, [fits, *cases])
    require(found[0] == 2, "A kernel that fits, with the help of the padding, has to be counted.")
    require(
        found[1:] == ["ValueError"] * len(cases),
        "A kernel longer than the padded axis fits nowhere, not even when it is too long by a "
        "single pixel or the stride is large: out_size should raise a ValueError.",
    )


@check(
    task=2,
    points=1.5,
    catches="one-position-short kernel-flipped first-channel-only channels-not-summed "
    "channels-mixed bias-once-a-channel bias-once-a-weight bias-forgotten windows-reshaped "
    "output-reshaped output-reshaped-after-bias kernel-on-its-side",
)
def test_values(submission, rng):
    """Several pictures, channels and kernels, with nothing square about them"""
    n, c, o = rng.sizes(3, 2, 5)
    h, w = rng.sizes(2, 6, 9)
    problem = draw_problem(rng, n, c, o, (h, w), rng.sizes(2, 2, 4))
    expect_convolution(submission, problem, 1, 0)


@check(task=2, points=1, catches="stride-on-rows-only stride-ignored one-position-short")
def test_stride(submission, rng):
    """Strides of 2, 3 and 4, also beyond the kernel and with a remainder"""
    for stride, size in ((2, (9, 12)), (3, (8, 13)), (4, (11, 8))):
        problem = draw_problem(rng, 2, 3, 4, size, (3, 2))
        expect_convolution(submission, problem, stride, 0)


@check(
    task=2,
    points=1,
    catches="padding-on-one-side padding-on-columns-only padding-ignored border-repeated",
)
def test_padding(submission, rng):
    """Zeros on all four sides"""
    for pad in (1, 2, 3):
        problem = draw_problem(rng, 2, 3, 4, (4, 6), (3, 2))
        expect_convolution(submission, problem, 1, pad)


@check(task=2, points=0.5, catches="padding-on-one-side stride-on-rows-only border-repeated")
def test_stride_and_padding(submission, rng):
    """Stride and padding together"""
    for stride, pad, size in ((2, 1, (7, 10)), (3, 1, (9, 6)), (2, 2, (6, 9))):
        problem = draw_problem(rng, 3, 2, 4, size, (3, 4))
        expect_convolution(submission, problem, stride, pad)


@check(task=2, points=0.5, catches="one-position-short")
def test_small(submission, rng):
    """No pictures, one picture, kernels of one pixel, and kernels of the picture's size"""
    for n, c, o, size, kernel, pad in (
        (0, 2, 3, (5, 4), (2, 3), 1),
        (1, 1, 1, (5, 4), (2, 3), 0),
        (2, 3, 4, (5, 6), (1, 1), 0),
        (2, 3, 1, (4, 5), (4, 5), 0),
        (2, 1, 3, (2, 3), (4, 5), 1),
    ):
        problem = draw_problem(rng, n, c, o, size, kernel)
        result = submission.conv2d(*problem, 1, pad)
        expect(result, truth(*problem, 1, pad), "The result for unusual sizes", within=NEAR)


@check(task=2, points=0.5, catches="kernel-flipped one-position-short")
def test_shifted(submission, rng):
    """What shifts the picture shifts the result"""
    problem = draw_problem(rng, 2, 2, 3, (5, 6), (3, 2))
    down, right = rng.integer(1, 2), rng.integer(3, 4)
    x, k, b = problem
    moved = padded_by(x, (right, 4 - right, down, 3 - down))
    expected = truth(x, k, b, 1, 2)
    result = submission.conv2d(moved, k, b, 1, 2)
    whole = truth(moved, k, b, 1, 2)
    expect(result, whole, "The result for a picture with empty borders", within=NEAR)
    part = result[:, :, down : down + expected.shape[2], right : right + expected.shape[3]]
    expect(part, expected, "The shifted part of the result", within=NEAR)


@check(task=2, points=0.75, catches="cut-off-from-autograd")
def test_gradients(submission, rng):
    """Autograd finds its way back to pictures, kernels and biases"""
    for stride, pad in ((1, 0), (2, 1)):
        leaves = draw_problem(rng, 2, 3, 4, (6, 8), (3, 2))
        expected = truth(*[leaf.requires_grad_() for leaf in leaves], stride, pad)
        g = rng.away_from_zero(*expected.shape)
        wanted = torch.autograd.grad(expected, leaves, g)

        def through(module, x, k, b, g, stride, pad):
            leaves = [leaf.requires_grad_() for leaf in (x, k, b)]
            y = module.conv2d(*leaves, stride, pad)
            if not isinstance(y, torch.Tensor) or y.shape != g.shape or not y.requires_grad:
                return y, [None] * 3
            return y.detach(), list(torch.autograd.grad(y, leaves, g, allow_unused=True))

        plain = [leaf.detach() for leaf in leaves]
        y, found = submission.run(through, *plain, g, stride, pad)
        expect(y, expected.detach(), within=NEAR)
        for name, gradient, want in zip("xkb", found, wanted, strict=True):
            require(
                gradient is not None,
                f"No gradient arrives at {name}. Autograd loses the track where you leave torch's "
                "operations, detach, use `.data`, or switch gradients off.",
            )
            expect(gradient, want, f"The gradient with respect to {name}", within=NEAR)


@check(task=2, points=0.25, catches="float32-on-the-way float32-by-default")
def test_precision(submission, rng):
    """Pictures in float64 keep all of their digits"""
    problem = draw_problem(rng, 2, 5, 3, (7, 6), (3, 4))
    expected = truth(*problem, 1, 1)
    result = submission.conv2d(*problem, 1, 1)
    expect(result, expected, within=NEAR)
    require(
        bool(((result - expected).abs() <= 1e-10).all()),
        "The first digits are right and the later ones are not: on the way the numbers pass "
        "through a tensor of lower precision. `torch.zeros` and its relatives make float32 unless "
        "they are told another dtype.",
    )


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_dtype(submission, rng, dtype):
    """Pictures in float32 give a result in float32"""
    problem = draw_problem(rng, 2, 5, 3, (7, 6), (3, 4), dtype)
    magnitude = truth(*[part.abs() for part in problem], 1, 1)
    result = submission.conv2d(*problem, 1, 1)
    reduction = Reduction(5 * 3 * 4 + 1, magnitude)
    expect(result, truth(*problem, 1, 1), dtype=dtype, reduction=reduction)


@check(task=2, points=0.25, catches="memory-layout-assumed")
def test_other_layouts(submission, rng):
    """Pictures whose numbers lie in another order in memory"""
    x, k, b = draw_problem(rng, 2, 3, 4, (7, 5), (2, 3))

    def transposed(module, x, k, b):
        return module.conv2d(x.transpose(2, 3), k, b, 1, 0)

    expect(submission.run(transposed, x, k, b), truth(x.transpose(2, 3), k, b), within=NEAR)


@check(task=2, points=0.25, catches="written-into-the-picture")
def test_arguments_left_alone(submission, rng):
    """Pictures, kernels and biases stay as they are"""
    for stride, pad in ((1, 0), (2, 1)):
        problem = draw_problem(rng, 2, 3, 4, (6, 5), (2, 3))
        result, after = submission.conv2d.inputs_after(*problem, stride, pad)
        pairs = zip("xkb", problem, after[:3], strict=True)
        touched = [name for name, before, now in pairs if not torch.equal(before, now)]
        require(not touched, f"The call changes its argument {' and '.join(touched)} in place.")
        expect(result, truth(*problem, stride, pad), within=NEAR)


@check(task=2, points=0.5, catches="padding-on-the-cpu")
def test_gpu(gpu, rng):
    """Everything stays on the GPU"""
    problem = draw_problem(rng, 2, 3, 4, (5, 6), (2, 3))
    expect(gpu.conv2d(*problem, 1, 0), truth(*problem), within=NEAR)
    expect(gpu.conv2d(*problem, 2, 1), truth(*problem, 2, 1), within=NEAR)


@check(task=2, points=0.75, catches="loop-over-pictures loop-over-positions")
def test_cost(submission, rng):
    """No Python loop over pictures or over positions"""

    def cost(n, size):
        return submission.conv2d.cost(*draw_problem(rng, n, 2, 3, size, (2, 3)), 1, 1)

    problem = draw_problem(rng, 2, 2, 3, (5, 6), (2, 3))
    expect(submission.conv2d(*problem, 1, 1), truth(*problem, 1, 1), within=NEAR)
    few = cost(2, (5, 6))
    expect_no_loop(few, cost(22, (5, 6)), 20, "pictures")
    expect_no_loop(few, cost(2, (25, 6)), 20, "rows of pixels")
    expect_no_loop(few, cost(2, (5, 26)), 20, "columns of pixels")
