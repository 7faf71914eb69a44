"""Hidden suite of counting_weights. Run it on a file:

pytest graders/07_convolve/counting_weights/suite.py --submission FILE

The kernels are the learner's own choice. They are judged by the signs of what they find in pictures
with one edge: a result is positive somewhere, negative somewhere, both or neither.
"""

import torch
from torch.nn.functional import conv2d

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

SMALL = 1e-4  # of the largest number of a kernel: less is a rounding error


def draw_convolutions(rng, count, step=1):
    """Convolutions only, on a picture that is not square."""
    kernels = [rng.integer(2, 4) for _ in range(count)]
    layers = [("conv", rng.integer(8, 15), k, step) for k in kernels]
    return layers, (rng.integer(5, 7), 31 + rng.integer(0, 4), 40 + rng.integer(0, 4))


def draw_dense(rng, convolutions, dense):
    """Dense layers, after convolutions that take one step at a time."""
    layers, (channels, _, _) = draw_convolutions(rng, convolutions)
    layers += [("dense", 11 + rng.integer(0, 7) * 3) for _ in range(dense)]
    return layers, (channels, 13 + rng.integer(0, 3), 19 + rng.integer(0, 3))


def draw_strides(rng, rest_rows, rest_columns):
    """A convolution with a step, after which that many rows and columns are left over."""
    k, s = rng.integer(2, 4), 3
    height, width = k + s * rng.integer(2, 4) + rest_rows, k + s * rng.integer(5, 7) + rest_columns
    return [("conv", 4, k, s), ("dense", rng.integer(5, 9))], (rng.integer(2, 3), height, width)


def draw_pools(rng, k, s):
    """A pooling between two layers that learn something."""
    layers = [("conv", 5, 3, 1), ("pool", k, s), ("conv", 3, 2, 1), ("dense", rng.integer(5, 9))]
    return layers, (rng.integer(2, 3), 15 + rng.integer(0, 3), 21 + rng.integer(0, 3))


def draw_fields(rng, count, step):
    """Several networks of up to `count` layers, whose windows move by 1 up to `step`."""
    sizes = [2, *(rng.integer(1, count) for _ in range(4)), count]
    return ([[(rng.integer(2, 6), rng.integer(1, step)) for _ in range(n)] for n in sizes],)


def counts(module, layers, shape):
    """The counts as a tensor, or what came instead of a list of whole numbers."""
    found = module.count_params(layers, shape)
    whole = isinstance(found, (list, tuple)) and all(isinstance(n, int) for n in found)
    return torch.tensor(found, dtype=torch.int64) if whole else found


def dense_counts(module, layers, shape):
    """The counts of the dense layers alone."""
    found = module.count_params(layers, shape)
    if not isinstance(found, (list, tuple)) or len(found) != len(layers):
        return found
    return [n for n, layer in zip(found, layers, strict=True) if layer[0] == "dense"]


def last_and_alone(module, layers, shape, arriving):
    """The count of the dense layer at the end, and that for a picture as it arrives there."""
    found = module.count_params(layers, shape)
    alone = module.count_params(layers[-1:], arriving)
    other = module.count_params(layers[-1:], tuple(size + 1 for size in arriving))
    parts = [x[-1] if isinstance(x, (list, tuple)) and x else x for x in (found, alone, other)]
    return parts, found[1] if isinstance(found, (list, tuple)) and len(found) > 1 else found


def fields(module, networks):
    """The fields of several networks, or the first that is no whole number."""
    found = [module.receptive_field(layers) for layers in networks]
    others = [x for x in found if not isinstance(x, int)]
    return others[0] if others else torch.tensor(found)


def more_with_steps(module, networks):
    """By how much steps make the fields longer."""
    found = []
    for layers in networks:
        one = [(k, 1) for k, _ in layers]
        found.append(module.receptive_field(layers) - module.receptive_field(one))
    return torch.tensor(found)


def kinds(module, layers, shape):
    """Whether the answer is a list of ints, and whether the layers are as they were."""
    before = list(layers)
    found = module.count_params(layers, shape)
    return isinstance(found, list) and all(type(n) is int for n in found), layers == before


COUNTS = Contract(driven(counts), draw_convolutions, "The numbers that the layers learn")
DENSE = Contract(driven(dense_counts), draw_dense, "The numbers that the dense layers learn")
LONGER = Contract(driven(more_with_steps), draw_fields, "What the steps add to the fields")
FIELDS = Contract(driven(fields), draw_fields, "The receptive fields")
FIELD = Contract("receptive_field", draw_fields, "The receptive field")


def shape_after(layers, shape):
    """Channels, height and width of what these layers give."""
    channels, *sides = shape
    for kind, *numbers in layers:
        k, s = numbers[-2:]
        channels = numbers[0] if kind == "conv" else channels
        sides = [(side - k) // s + 1 for side in sides]
    return channels, *sides


def expect_shape(submission, layers, shape):
    """Expect that the dense layer at the end counts as it does for a picture of the right shape;
    how it counts is judged elsewhere. The count of the second layer comes back."""
    arriving = shape_after(layers[:-1], shape)
    (last, alone, other), second = submission.run(last_and_alone, layers, shape, arriving)
    require(alone != other, "What a layer learns does not depend on what comes in.")
    what = "What a dense layer learns behind the others, compared with alone on such a picture,"
    expect(last, alone, what)
    return second


def edge(across, bright_first, place, size=(7, 8)):
    """A picture that is dark on one side of one edge, and bright on the other."""
    side = torch.arange(size[1] if across else size[0]) >= place
    line = (~side if bright_first else side).float()
    return line.expand(*size) if across else line[:, None].expand(*size)


def signs(kernel, picture):
    """Whether a kernel gives something positive anywhere on a picture, and something negative."""
    found = conv2d(picture[None, None], kernel[None])
    limit = SMALL * float(kernel.abs().max())
    return [int((found > limit).any()), int((found < -limit).any())]


def table_of(kernel, *pictures):
    return torch.tensor([signs(kernel, picture) for picture in pictures])


def kernels_of(submission):
    """Both kernels, once they are numbers. A missing axis of the channel is judged once."""
    kernels = submission.edge_detector()
    like = torch.zeros(2, 1, 3, 3)
    if isinstance(kernels, torch.Tensor) and kernels.shape == (2, 3, 3):
        kernels = kernels[:, None]
    if isinstance(kernels, torch.Tensor) and not kernels.is_floating_point():
        kernels = kernels.float()
    expect_like(kernels, like, "The kernels")
    return kernels.float()


@check(
    task=1,
    points=1.25,
    catches="bias-forgotten counted-in-every-place channels-forgotten one-side-of-the-window "
    "channels-of-the-picture bias-for-each-channel running-total all-in-one",
)
def test_convolutions(subject):
    """Convolutions, one after another"""
    subject(COUNTS).agrees_on((1,), (2,), (4,))


@check(
    task=1,
    points=1,
    catches="dense-bias-forgotten picture-kept-its-size dense-without-channels "
    "every-dense-reads-the-picture one-bias-for-a-dense-layer divided-by-the-step "
    "square-pictures-only",
)
def test_dense(subject):
    """Dense layers, alone and after convolutions"""
    subject(DENSE).agrees_on((0, 1), (0, 3), (2, 2))


@check(task=1, points=0.75, catches="step-ignored rounded-up step-before-the-window")
def test_steps(submission, rng):
    """Steps of three, with and without pixels that are left over"""
    for sizes in ((0, 0), (1, 2), (2, 1)):
        expect_shape(submission, *draw_strides(rng, *sizes))


@check(task=1, points=0.5, catches="pool-learns pool-skipped pool-by-its-window")
def test_pooling(submission, rng):
    """A pooling learns nothing, and the picture shrinks"""
    for sizes in ((2, 2), (3, 2), (3, 1)):
        layers, shape = draw_pools(rng, *sizes)
        expect(expect_shape(submission, layers, shape), 0, "What a pooling learns")
        before = shape_after(layers[:2], shape)
        (last, alone, _), _ = submission.run(last_and_alone, layers[:3], shape, before)
        expect(last, alone, "What a convolution learns behind a pooling, compared with alone,")


@check(task=1, points=0.5)
def test_unusual_networks(submission):
    """No layer, windows as large as the picture, windows of one pixel; a list of ints"""
    expect(submission.count_params([], (3, 5, 4)), [], "The list for no layers")
    for layers, shape in (
        ([("conv", 2, 4, 1), ("dense", 3)], (1, 4, 4)),
        ([("conv", 2, 4, 5), ("conv", 3, 1, 1), ("dense", 1)], (2, 5, 6)),
        ([("pool", 3, 3), ("dense", 2)], (5, 3, 8)),
    ):
        expect_shape(submission, layers, shape)
    whole, same = submission.run(
        kinds, [("conv", 2, 3, 1), ("pool", 2, 2), ("dense", 4)], (3, 9, 8)
    )
    require(whole, "The answer should be a list of ints.")
    require(same, "The call changes layers.", apart=True)


@check(
    task=2,
    points=1.25,
    catches="windows-added one-too-few windows-multiplied last-window-only",
)
def test_steps_of_one(subject):
    """Windows of several sizes, moved by one"""
    subject(FIELDS).agrees_on((5, 1))


@check(
    task=2,
    points=1.25,
    catches="steps-ignored own-step-counted last-step-only steps-added last-layer-first",
)
def test_larger_steps(subject, rng):
    """Windows that are moved by more than one see further"""
    (drawn,) = draw_fields(rng, 5, 3)
    subject(LONGER).agrees([[(3, 2), (3, 1)], [(4, 3), (2, 2), (5, 1)], *drawn])


@check(task=2, points=0.5)
def test_few_layers(subject):
    """No layer, one layer with a step, windows of one pixel"""
    for layers in ([], [(5, 3)], [(1, 1)], [(1, 4), (3, 1)], [(2, 2)] * 12):
        subject(FIELD).agrees(layers)


@check(task=3, points=0.75, catches="answers-to-grey")
def test_even_grey(submission):
    """Even grey gives nothing, however bright"""
    for kernel in kernels_of(submission):
        require(bool((kernel != 0).any()), "A kernel of zeros finds no edge.")
        found = table_of(kernel, *(torch.full((5, 6), grey) for grey in (0.0, 0.3, 1.0)))
        what = "Whether something positive, and something negative, is found on even grey"
        expect(found, torch.zeros(3, 2, dtype=torch.int64), what)


@check(
    task=3,
    points=1,
    catches="bright-side-first both-signs-at-an-edge kernels-exchanged",
)
def test_own_edges(submission):
    """Each kernel finds its edge, positive from dark to bright and negative the other way"""
    for n, kernel in enumerate(kernels_of(submission)):
        # Without its mean: what a kernel answers to even grey is judged elsewhere.
        kernel = kernel - kernel.mean()
        for place in (3, 4):
            pictures = (edge(n == 0, first, place) for first in (False, True))
            what = f"Whether kernel {n} finds something positive, and negative, at its two edges"
            expect(table_of(kernel, *pictures), torch.tensor([[1, 0], [0, 1]]), what)


@check(task=3, points=0.75, catches="slanted-edges-too same-kernel-twice")
def test_other_edges(submission):
    """Neither kernel answers to the edges of the other"""
    for n, kernel in enumerate(kernels_of(submission)):
        kernel = kernel - kernel.mean()
        require(bool((kernel.abs() > 0).any()), "A kernel of equal numbers finds no edge.")
        pictures = (edge(n == 1, first, place) for first in (False, True) for place in (3, 4))
        what = f"Whether kernel {n} finds something at the edges that it should not find"
        expect(table_of(kernel, *pictures), torch.zeros(4, 2, dtype=torch.int64), what)


@check(task=3, points=0.5, catches="whole-numbers channel-left-out")
def test_kernels_are_float32(submission):
    """Two kernels of 3 x 3 for one channel, in float32"""
    kernels = submission.edge_detector()
    require(
        not isinstance(kernels, torch.Tensor) or kernels.shape != (2, 3, 3),
        "The kernels have shape (2, 3, 3); (2, 1, 3, 3) was expected.",
        apart=True,
    )
    expect_like(kernels, torch.zeros(2, 1, 3, 3), "The kernels", dtype=torch.float32)
    require(bool((kernels.flatten(1) != 0).any(1).all()), "A kernel of zeros finds no edge.")
