"""Hidden suite of he_init. Run it on a file:

pytest graders/04_backprop/he_init/suite.py --submission FILE

Random weights are judged by statistics of tens of thousands of numbers, within six standard
deviations of each statistic: a right solution fails about twice in a billion runs.
"""

import math

import torch

from tutor.grading.checks import check, expect, expect_like, of_parts, require

SIX_SIGMA = 6.0


def draw(module, shape, seed):
    """Weights, from a generator that is made beside the learner's code."""
    return module.he_normal(shape, torch.Generator().manual_seed(seed))


def weights(submission, rng, *shape):
    W = submission.run(draw, shape, rng.integer(0, 2**31))
    expect_like(W, torch.empty(shape), f"The result for {len(shape)} axes")
    return W.double()


def draw_linear(rng):
    return rng.integer(50, 70), rng.integer(400, 450)


def draw_convolution(rng):
    """The products of every other choice of axes differ from the fan-in."""
    return rng.integer(45, 55), rng.integer(5, 7), 4, rng.integer(18, 22)


def expect_size(W, fan_in, what):
    """The standard deviation of n normal numbers has a relative error of 1 / sqrt(2 n). Logarithms,
    so that a mistake is told from others however small its numbers are."""
    size = math.log(max(W.pow(2).mean().sqrt().item(), 1e-99))
    within = SIX_SIGMA / math.sqrt(2 * W.numel())
    name = f"The logarithm of the standard deviation for {what}"
    expect(size, math.log(2 / fan_in) / 2, name, within=within)


@check(task=1, points=0.25)
def test_shapes(submission, rng):
    """The shape of small layers"""
    for shape in ((3, 5), (1, 4), (4, 1), (7, 2, 3, 1), (1, 1, 2, 3)):
        W = weights(submission, rng, *shape)
        require(
            2 * len(W.unique()) > W.numel(), "Many weights are equal: each needs its own number."
        )


@check(task=1, points=0.5, catches="biases-random float32-by-name")
def test_biases(submission, rng):
    """Biases start at zero; all have torch's default dtype"""
    n = rng.integer(3, 9)
    b = submission.run(draw, (n,), rng.integer(0, 2**31))
    expect_like(b, torch.zeros(n), "The result for biases", dtype=torch.float32)
    require(not b.any(), "Biases start at zero, and some of yours do not.")

    def draw_in_float64(module, shape):
        torch.set_default_dtype(torch.float64)
        try:
            return module.he_normal(shape, torch.Generator().manual_seed(1))
        finally:
            torch.set_default_dtype(torch.float32)

    for shape in ((n,), (n, 3), (n, 2, 3, 3)):
        W = submission.run(draw_in_float64, shape)
        what = f"The result for {len(shape)} axes where torch's default dtype is float64"
        expect_like(W, torch.empty(shape), what, dtype=torch.float64)
        W = submission.run(draw, shape, rng.integer(0, 2**31))
        expect_like(W, torch.empty(shape), f"The result for {len(shape)} axes", dtype=torch.float32)
    expect(submission.run(draw, (1,), 0), torch.zeros(1), "The result for a single bias")
    require(bool(weights(submission, rng, n, 2).any()), "The weights are zero too.")


@check(task=1, points=0.25, catches="shape-unchecked")
def test_other_shapes(submission, rng):
    """A shape with no, three or five axes is refused"""

    def refused(module, shape):
        try:
            module.he_normal(shape, torch.Generator())
        except ValueError:
            return True
        return False

    for shape in ((), (2, 3, 4), (2, 3, 4, 5, 6)):
        require(
            submission.run(refused, shape) is True,
            f"A shape with {len(shape)} axes belongs to no layer here: raise a ValueError.",
        )
    weights(submission, rng, 3, 2)


@check(
    task=1,
    points=1.25,
    catches="fan-out all-parameters no-square-root one-instead-of-two deviation-as-bound "
    "both-sides-counted both-first-axes-counted",
)
def test_size_for_a_linear_layer(submission, rng):
    """The standard deviation for a linear layer"""
    n_in, n_out = draw_linear(rng)
    expect_size(weights(submission, rng, n_in, n_out), n_in, "a linear layer")
    expect_size(weights(submission, rng, 1, 20000), 1, "a linear layer with a single input")


@check(
    task=1,
    points=1.25,
    catches="fan-out all-parameters no-square-root one-instead-of-two channels-only window-only "
    "first-axis-always",
)
def test_size_for_a_convolution(submission, rng):
    """The standard deviation for a convolution"""
    shape = draw_convolution(rng)
    expect_size(weights(submission, rng, *shape), math.prod(shape[1:]), "a convolution")
    what = "a convolution with windows of one pixel"
    expect_size(weights(submission, rng, 9000, 2, 1, 1), 2, what)


@check(task=1, points=1, catches="uniform deviation-as-bound never-negative")
def test_normal(submission, rng):
    """Normal numbers around zero"""
    for shape, layer in (
        (draw_linear(rng), "of a linear layer"),
        (draw_convolution(rng), "of a convolution"),
    ):
        W = weights(submission, rng, *shape)
        spread = W.pow(2).mean().sqrt()
        require(bool(spread > 0), "All weights are zero.")
        z = W / spread
        within = SIX_SIGMA / math.sqrt(z.numel())
        expect(z.mean().item(), 0.0, f"The mean {layer}, in standard deviations,", within=within)
        # For normal numbers the fourth power has mean 3, for uniform ones 1.8.
        what = f"The mean fourth power {layer}, in standard deviations,"
        expect(z.pow(4).mean().item(), 3.0, what, within=0.4)
        # Of so many normal numbers some twenty are beyond 3.2; of cut-off ones none is.
        what = f"No weight {layer} is more than three standard deviations from 0: some are cut off."
        require(bool(z.abs().max() > 3.2), what)


@check(task=1, points=0.5, catches="columns-alike")
def test_independent(submission, rng):
    """Neighbours have nothing to do with each other"""
    linear = ("column", "row"), draw_linear(rng)
    convolution = ("column", "row", "channel", "output"), draw_convolution(rng)
    for names, shape in (linear, convolution):
        W = weights(submission, rng, *shape)
        z = W / W.pow(2).mean().sqrt().clamp(min=1e-12)
        expect(z.pow(2).mean().item(), 1.0, "The size of the weights, by itself,", within=0.01)
        for back, what in enumerate(names, 1):
            a, b = z.movedim(-back, 0)[:-1], z.movedim(-back, 0)[1:]
            within = SIX_SIGMA / math.sqrt(a.numel())
            name = f"The correlation of each {what} with the next"
            expect((a * b).mean().item(), 0.0, name, within=within)
    small = [weights(submission, rng, 4, 5) for _ in range(4)]
    for what, numbers in (
        ("mean", [W.mean().item() for W in small]),
        ("standard deviation", [W.std().item() for W in small]),
    ):
        require(
            max(numbers) - min(numbers) > 1e-5,
            f"All small layers have the same {what}: their weights were moved or stretched "
            "together, so they are not independent.",
        )


@check(
    task=1,
    points=0.5,
    catches="all-parameters no-square-root deviation-as-bound",
)
def test_ten_layers(submission, rng):
    """Through ten layers with relu a signal keeps its size"""

    def through(module, X, seed):
        generator = torch.Generator().manual_seed(seed)
        for _ in range(10):
            X = (X @ module.he_normal((64, 64), generator).double()).clamp(min=0)
        return X

    X = submission.run(through, rng.normal(20, 64), rng.integer(0, 2**31))
    expect_like(X, X.new_empty(20, 64), "The signal")
    # The logarithm of the size has a standard deviation of 0.2 after ten such layers.
    size = math.log10(max(X.pow(2).mean().sqrt().item(), 1e-99))
    expect(size, 0.0, "The size of the signal after ten layers, as a power of ten,", within=1.4)


@check(task=1, points=0.5, catches="other-generator seeded-anew")
def test_generator(submission, rng):
    """The numbers come from the generator that was handed in"""

    def repeat(module, shape, seed):
        first, second = (torch.Generator().manual_seed(seed) for _ in range(2))
        torch.manual_seed(1)
        results = [module.he_normal(shape, first)]
        after = torch.rand(3)
        results.append(module.he_normal(shape, first))
        results += [module.he_normal(shape, second), module.he_normal(shape, second)]
        torch.manual_seed(1)
        return results, bool(torch.equal(after, torch.rand(3)))

    for shape in ((6, 5), (4, 3, 2, 2)):
        results, untouched = submission.run(repeat, shape, rng.integer(0, 2**31))
        for result in results:
            expect_like(result, torch.empty(shape))
        one, later, again, later_again = results
        require(
            torch.equal(one, again),
            "Two generators with the same seed give different weights: they come from elsewhere.",
        )
        require(not torch.equal(one, later), "Two calls with one generator give the same weights.")
        require(
            torch.equal(later, later_again),
            "Two generators with the same seed give different weights in the second call: the "
            "first call seeds them anew.",
        )
        require(untouched, "The call draws from torch's global generator, or seeds it.")


def experiment(module, X, T, W1, W2, lr, steps):
    """Train from these weights; what comes out, the weights afterwards, and the shapes that were
    asked for."""
    asked = []

    def init(shape):
        asked.append(tuple(shape))
        return W1 if tuple(shape) == tuple(W1.shape) else W2

    given = () if steps is None else (lr, steps)
    return module.dead_symmetry(init, X, T, *W2.shape, *given), [W1, W2], asked


def draw_data(rng, D, C):
    """Positive inputs: a unit with positive weights is on for each of them."""
    X = rng.away_from_zero(12, D).abs()
    return X, torch.tensor([rng.integer(0, C - 1) for _ in range(12)])


def expect_training(submission, reference, data, start, lr, steps, what, within=1e-8):
    """Expect W1 and the number of different units that come out of training from these weights."""
    found = trained(submission, data, start, lr, steps)
    exact, *_ = reference.run(experiment, *data, *start, lr, steps)
    expect(found[0], exact[0], f"W1 after training {what}", within=within)
    expect(found[1], exact[1], f"The number of different units after training {what}")


def trained(submission, data, start, lr, steps):
    """W1 and the number of different units, in the right form; the weights of the start
    afterwards, and the shapes that were asked for."""
    found, after, asked = submission.run(experiment, *data, *start, lr, steps)
    of_parts(found, ("W1", "the number of different units"), "dead_symmetry")
    expect_like(found[0], start[0], "W1 after training")
    return (*found, after, asked)


def expect_units(submission, reference, data, start, lr, steps, what):
    """Expect the number of different units; how they are trained is judged elsewhere."""
    found = trained(submission, data, start, lr, steps)
    exact, *_ = reference.run(experiment, *data, *start, lr, steps)
    expect(found[1], exact[1], f"The number of different units after training {what}")


@check(
    task=2,
    points=1.75,
    catches="first-layer-frozen uphill one-step-short relu-forgotten biases-left-out "
    "summed-over-the-batch stops-when-it-is-slow biases-in-float64 "
    "hidden-biases-never-trained last-biases-never-trained second-layer-frozen "
    "second-weights-frozen gradients-not-cleared gradient-of-the-start second-layer-first "
    "one-step-more",
)
def test_training(submission, reference, rng):
    """Training from random weights"""
    D, H, C = rng.sizes(3, 3, 8)
    X, T = draw_data(rng, D, C)
    X = X * rng.normal(*X.shape).sign()
    start = rng.normal(D, H, scale=0.7), rng.normal(H, C, scale=0.7)
    for steps in (5, 0):
        expect_training(submission, reference, (X, T), start, 0.3, steps, f"for {steps} steps")
    what = "with a tiny learning rate, without an example of the last class,"
    few = X, T.clamp(max=C - 2)
    expect_training(submission, reference, few, start, 1e-9, 120, what, within=1e-13)
    what = "where neither lr nor steps is given"
    expect_training(submission, reference, (X, T), start, None, None, what)
    found, *_ = submission.run(experiment, X.float(), T, *(w.float() for w in start), 0.3, 3)
    exact, *_ = reference.run(experiment, X, T, *start, 0.3, 3)
    of_parts(found, ("W1", "the number of different units"), "dead_symmetry")
    expect(found[0], exact[0], "W1 for inputs in float32", dtype=torch.float32, within=1e-4)


@check(task=2, points=0.75, catches="all-units-counted rows-counted")
def test_units_that_start_alike(submission, reference, rng):
    """From equal weights, zeros or not, all units are one"""
    D, H, C = rng.sizes(3, 4, 8)
    data = draw_data(rng, D, C)
    one = rng.away_from_zero(D, 1).abs().expand(D, H).clone()
    out = rng.normal(1, C).expand(H, C).clone()
    for what, start in (("from zeros", (0 * one, 0 * out)), ("from equal units", (one, out))):
        expect_units(submission, reference, data, start, 0.05, 15, what)


@check(task=2, points=0.5, catches="all-units-counted rows-counted alike-in-one-weight")
def test_pairs(submission, reference, rng):
    """From pairs of equal units: half of them"""
    D, C = rng.integer(5, 7), 3
    data = draw_data(rng, D, C)
    order = torch.tensor([0, 1, 2, 1, 2, 0, 3, 3])
    start = rng.away_from_zero(D, 4).abs()[:, order], rng.normal(4, C)[order]
    expect_units(submission, reference, data, start, 0.05, 10, "from pairs")
    # Neighbours share a weight, and none is smaller than the one after it.
    start = torch.ones(D, D, dtype=torch.float64).triu(), rng.normal(D, C)
    what = "from units that share some of their weights"
    expect_units(submission, reference, data, start, 0.05, 0, what)
    # As long as each other, and with one sum, but all different.
    start = torch.eye(D, dtype=torch.float64), rng.normal(D, C)
    what = "from units that each hear another input"
    expect_units(submission, reference, data, start, 0.05, 0, what)


@check(task=2, points=0.5, catches="counted-before-training first-layer-frozen")
def test_units_that_part(submission, reference, rng):
    """Equal weights from the inputs, unequal ones to the outputs: the units part"""
    D, H, C = rng.sizes(3, 4, 8)
    start = rng.away_from_zero(D, 1).abs().expand(D, H).clone(), rng.normal(H, C)
    what = "from weights that differ in W2 only"
    expect_units(submission, reference, draw_data(rng, D, C), start, 0.05, 15, what)


@check(task=2, points=0.25, catches="every-digit-counted rounded-before-counting alike-on-average")
def test_rounding(submission, reference, rng):
    """Units that differ by less than a millionth are the same, and others are not"""
    D, H, C = rng.sizes(3, 4, 8)
    one = rng.away_from_zero(D, 1).abs() + 1e-13 * rng.normal(D, H)
    start = one, rng.normal(1, C).expand(H, C).clone()
    what = "from units that differ in their last digits"
    expect_units(submission, reference, draw_data(rng, D, C), start, 0.05, 10, what)
    # Pairs on either side of every border at which a number of six or seven digits is rounded.
    borders = torch.arange(2, 10, dtype=torch.float64) * 0.1 + 0.5e-6
    for gap, what in ((0.8e-6, "by less than a millionth"), (1.4e-6, "by more than a millionth")):
        one = torch.stack([borders - gap / 2, borders + gap / 2], dim=1).flatten().expand(D, 16)
        start = one.clone(), rng.normal(16, C)
        what = f"for 0 steps, from pairs of units that differ {what}"
        expect_units(submission, reference, draw_data(rng, D, C), start, 0.05, 0, what)
    # Each unit differs from the first one in a single weight, by more than a millionth.
    one = rng.away_from_zero(D, 1).expand(D, D + 1).clone()
    one[range(D), range(1, D + 1)] += 1.5e-6
    start, what = (one, rng.normal(D + 1, C)), "for 0 steps, from units that differ in one weight"
    data = draw_data(rng, D, C)
    expect_units(submission, reference, data, start, 0.05, 0, what)
    W1, *_ = trained(submission, data, start, 0.05, 1)
    expect_like(W1, start[0], "W1 for inputs in float64", dtype=torch.float64)


@check(task=2, points=0.25, catches="start-overwritten layers-asked-for-in-turn")
def test_start_untouched(submission, rng):
    """`init` is called for each layer in turn, and what it gave stays as it was"""
    D, H, C = rng.sizes(3, 3, 8)
    data = draw_data(rng, D, C)
    start = rng.normal(D, H, scale=0.7), rng.normal(H, C, scale=0.7)
    *_, after, asked = trained(submission, data, start, 0.3, 4)
    require(
        all(torch.equal(a, b) for a, b in zip(after, start, strict=True)),
        "The training writes into the tensors that `init` gave.",
    )
    require(
        asked == [(D, H), (H, C)],
        "`init` should be called once for (D, H), then once for (H, C): in another order it draws "
        "other weights.",
    )
