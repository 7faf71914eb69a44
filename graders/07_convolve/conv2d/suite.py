"""Hidden suite of conv2d. Run it on a file:

pytest graders/07_convolve/conv2d/suite.py --submission FILE

Every value is compared with torch's own convolution, in float64. `NEAR` is wide enough for somebody
who fills a float32 buffer on the way: that costs `test_precision` and nothing else.
"""

from dataclasses import replace

import torch
from torch.nn.functional import conv2d as torch_conv2d
from torch.nn.functional import pad as padded_by

from tutor.grading.checks import Contract, Reduction, check, expect, require

NEAR = 1e-4


def draw_problem(rng, n, c, o, h, w, kernel, stride=1, pad=0, dtype=torch.float64):
    """Pictures (n, c, h, w), kernels (o, c, *kernel) and biases (o,), away from zero."""
    shapes = (n, c, h, w), (o, c, *kernel), (o,)
    return *(rng.away_from_zero(*shape, dtype=dtype) for shape in shapes), stride, pad


def draw_without_bias(rng, *sizes):
    """The same with biases of zero: they have a check of their own."""
    x, k, b, stride, pad = draw_problem(rng, *sizes)
    return x, k, 0 * b, stride, pad


def truth(x, k, b, stride=1, pad=0):
    return torch_conv2d(x.double(), k.double(), b.double(), stride, pad)


def rounding(x, k, b, stride=1, pad=0):
    return Reduction(k[0].numel() + 1, truth(x.abs(), k.abs(), b.abs(), stride, pad))


CONV = Contract("conv2d", draw_problem, truth=truth, within=NEAR, rounding=rounding)
WINDOWS = replace(CONV, draw=draw_without_bias)


def expect_windows(subject, *sizes):
    what = "The result for stride {} and pad {}".format(*sizes[-2:])
    subject(WINDOWS).agrees_on(sizes, what=what)


@check(
    task=1,
    points=0.75,
    catches="one-position-short padding-on-one-side rounded-up not-rounded "
    "stride-before-the-kernel one-added-before-dividing kernel-not-subtracted",
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


@check(
    task=1,
    points=0.5,
    catches="one-position-short padding-on-one-side padding-not-counted-as-room",
)
def test_exact_fit(submission, rng):
    """A kernel that just fits has one position, whatever the stride"""
    for stride, pad in ((1, 0), (3, 0), (2, 1)):
        for size in (1, rng.integer(3, 8)):
            what = "The number of positions of a kernel as long as the padded axis"
            expect(submission.out_size(size, size + 2 * pad, stride, pad), 1, what)


@check(task=1, points=0.5, catches="does-not-fit-unnoticed")
def test_no_fit(subject, submission, rng):
    """A kernel that fits nowhere is a ValueError"""
    size = rng.integer(3, 7)
    fits = submission.out_size(size, size + 1, 1, 1)
    counted = isinstance(fits, int | float) and fits > 0
    require(counted, "A kernel that fits, with the help of the padding, has to be counted.")
    by_one = [(size, size + 2 * pad + 1, 2, pad) for pad in (1, 2, 3)]
    subject("out_size").refuses(
        *((size, size + 1, 1, 0), (size, size + 1, 3, 0), (size, size + 9, 2, 2), *by_one),
        because="A kernel longer than the padded axis fits nowhere, not even when it is too long "
        "by a single pixel or the stride is large.",
    )


@check(
    task=2,
    points=1.5,
    catches="one-position-short kernel-flipped first-channel-only channels-not-summed "
    "channels-mixed bias-once-a-channel bias-once-a-weight bias-forgotten "
    "windows-reshaped output-reshaped output-reshaped-after-bias kernel-on-its-side "
    "bias-once-a-position one-bias-for-all-kernels mean-over-the-channels "
    "mean-over-the-window mean-over-everything kernel-turned-upside-down "
    "kernel-turned-left-to-right pictures-and-kernels-mixed map-turned-on-its-side "
    "cut-off-at-zero",
)
def test_values(subject, rng):
    """Several pictures, channels and kernels, with nothing square about them"""
    sizes = *rng.sizes(3, 2, 5), *rng.sizes(2, 6, 9), rng.sizes(2, 2, 4), 1, 0
    subject(CONV).agrees_on(sizes)


@check(
    task=2,
    points=1,
    catches="stride-on-rows-only stride-ignored one-position-short neighbours-across "
    "neighbours-down neighbours-in-both-directions stride-taken-for-dilation",
)
def test_stride(subject):
    """Strides of 2, 3 and 4, also beyond the kernel and with a remainder"""
    for stride, size in ((2, (9, 12)), (3, (8, 13)), (4, (11, 8))):
        expect_windows(subject, 2, 3, 4, *size, (3, 2), stride, 0)


@check(
    task=2,
    points=1,
    catches="padding-on-one-side padding-on-columns-only padding-ignored border-repeated "
    "padding-at-the-end padding-in-front",
)
def test_padding(subject):
    """Zeros on all four sides"""
    for pad in (1, 2, 3):
        expect_windows(subject, 2, 3, 4, 4, 6, (3, 2), 1, pad)


@check(task=2, points=0.5, catches="padding-on-one-side stride-on-rows-only border-repeated")
def test_stride_and_padding(subject):
    """Stride and padding together, and left out"""
    for stride, pad, size in ((2, 1, (7, 10)), (3, 1, (9, 6)), (2, 2, (6, 9))):
        expect_windows(subject, 3, 2, 4, *size, (3, 4), stride, pad)
    x, k, b, *_ = subject(CONV).draw(2, 3, 4, 6, 5, (2, 3))
    subject(CONV).agrees(x, k, b, what="The result without stride and pad")


@check(task=2, points=0.5, catches="one-position-short")
def test_small(subject):
    """No pictures, one picture, kernels of one pixel, and kernels of the picture's size"""
    subject(WINDOWS).fits(
        (0, 2, 3, 5, 4, (2, 3), 1, 1),
        (1, 1, 1, 5, 4, (2, 3), 1, 0),
        (2, 3, 4, 5, 6, (1, 1), 1, 0),
        (2, 3, 1, 4, 5, (4, 5), 1, 0),
        (2, 1, 3, 2, 3, (4, 5), 1, 1),
        ordinary=(2, 3, 4, 6, 8, (3, 2), 1, 0),
        what="The result for unusual sizes",
    )


@check(task=2, points=0.5, catches="kernel-flipped one-position-short")
def test_shifted(submission, rng):
    """What shifts the picture shifts the result"""
    x, k, b, *_ = draw_without_bias(rng, 2, 2, 3, 5, 6, (3, 2))
    down, right = rng.integer(1, 2), rng.integer(3, 4)
    moved = padded_by(x, (right, 4 - right, down, 3 - down))
    expected = truth(x, k, b, 1, 2)
    result = submission.conv2d(moved, k, b, 1, 2)
    whole = truth(moved, k, b, 1, 2)
    expect(result, whole, "The result for a picture with empty borders", within=NEAR)
    part = result[:, :, down : down + expected.shape[2], right : right + expected.shape[3]]
    expect(part, expected, "The shifted part of the result", within=NEAR)


@check(task=2, points=0.75, catches="cut-off-from-autograd")
def test_gradients(subject):
    """Autograd finds its way back to pictures, kernels and biases"""
    for stride, pad in ((1, 0), (2, 1)):
        subject(CONV).passes_gradients_back(2, 3, 4, 6, 8, (3, 2), stride, pad)


@check(task=2, points=0.25, catches="float32-on-the-way float32-by-default")
def test_precision(submission, rng):
    """Pictures in float64 keep all of their digits"""
    problem = draw_without_bias(rng, 2, 5, 3, 7, 6, (3, 4), 1, 1)
    expected, result = truth(*problem), submission.conv2d(*problem)
    expect(result, expected, within=NEAR)
    require(
        bool(((result - expected).abs() <= 1e-10).all()),
        "The first digits are right and the later ones are not: on the way the numbers pass "
        "through a tensor of lower precision. `torch.zeros` and its relatives make float32 unless "
        "they are told another dtype.",
    )


@check(task=2, points=0.25, dtypes="float32", catches="always-float64 float32-by-default")
def test_dtype(subject, dtype):
    """The result has the dtype of the pictures: float32, or a short one"""
    subject(CONV).keeps_dtype(dtype, (2, 5, 3, 7, 6, (3, 4), 1, 1))
    subject(CONV).keeps_short_dtypes(2, 5, 3, 7, 6, (3, 4), 2, 1)


@check(task=2, points=0.25, catches="memory-layout-assumed")
def test_other_layouts(submission, rng):
    """Pictures whose numbers lie in another order in memory"""
    x, k, b, *_ = draw_without_bias(rng, 2, 3, 4, 7, 5, (2, 3))

    def transposed(module, x, k, b):
        return module.conv2d(x.transpose(2, 3), k, b, 1, 0)

    expect(submission.run(transposed, x, k, b), truth(x.transpose(2, 3), k, b), within=NEAR)


@check(task=2, points=0.25, catches="written-into-the-picture")
def test_arguments_left_alone(subject):
    """Pictures, kernels and biases stay as they are"""
    for stride, pad in ((1, 0), (2, 1)):
        subject(CONV).leaves_its_arguments(2, 3, 4, 6, 5, (2, 3), stride, pad)


@check(task=2, points=0.5, catches="padding-on-the-cpu")
def test_gpu(subject):
    """Everything stays on the GPU"""
    subject(CONV).stays_on_the_gpu(2, 3, 4, 5, 6, (2, 3), 1, 0)
    subject(CONV).stays_on_the_gpu(2, 3, 4, 5, 6, (2, 3), 2, 1)


@check(task=2, points=0.75, catches="loop-over-pictures loop-over-positions")
def test_cost(subject):
    """No Python loop over pictures or over positions"""
    axes = ["pictures", None, None, "rows of pixels", "columns of pixels"]
    subject(CONV).has_no_loop(2, 2, 3, 5, 6, (2, 3), 1, 1, over=axes)
