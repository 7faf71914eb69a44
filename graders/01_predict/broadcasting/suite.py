"""Hidden suite of broadcasting. Run it on a file:

pytest graders/01_predict/broadcasting/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, require


def draw_labels(rng, N, C):
    """Labels of which none is C - 1: the last class does not occur."""
    return torch.tensor([rng.integer(0, C - 2) for _ in range(N)], dtype=torch.int64)


def draw_data(rng, N, D, dtype=torch.float64):
    """Data, and the means and deviations of other data."""
    X = rng.normal(N, D, scale=3.0)
    return [t.to(dtype) for t in (X + 2, 2 * rng.away_from_zero(D), rng.away_from_zero(D).abs())]


def require_untouched(names, before, after):
    pairs = zip(names, before, after, strict=True)
    changed = [name for name, b, a in pairs if not torch.equal(b, a)]
    require(not changed, f"The call changes its argument {' and '.join(changed)} in place.")


def expect_shape_of(result, expected):
    """Before a property of the values is judged: a tensor of the right shape, NaN or not."""
    shape = tuple(result.shape) if isinstance(result, torch.Tensor) else None
    require(shape == tuple(expected.shape), "The result should be a tensor with the shape of X.")


@check(
    task=1,
    points=1.5,
    catches="classes-counted-in-the-batch classes-down-the-side labels-side-by-side "
    "counted-from-one label-written-down whole-numbers yes-and-no every-label-in-every-row",
)
def test_labels(submission, reference, rng):
    """A row for each label, a column for each class, whether it occurs or not"""
    N, C = rng.sizes(2, 4, 9)
    for labels, classes in ((N, C), (5, 5), (12, 3)):
        y = draw_labels(rng, labels, classes)
        expect(submission.one_hot(y, classes), reference.one_hot(y, classes), "The table")


@check(task=1, points=0.75, catches="classes-counted-in-the-batch classes-down-the-side")
def test_few_labels(submission, reference, rng):
    """No label, a single label, a single class"""
    for N, C in ((0, 4), (1, 6)):
        y = draw_labels(rng, N, C)
        expect(submission.one_hot(y, C), reference.one_hot(y, C), "The table")
    y = torch.zeros(3, dtype=torch.int64)
    expect(submission.one_hot(y, 1), torch.ones(3, 1), "The table")


@check(task=1, points=0.25, catches="numbers-on-the-cpu")
def test_labels_on_the_gpu(gpu, reference, rng):
    """The table is made where the labels are"""
    y = draw_labels(rng, 5, 7)
    expect(gpu.one_hot(y, 7), reference.one_hot(y, 7), "The table")


@check(task=1, points=0.5, catches="loop-over-labels")
def test_labels_cost(submission, reference, rng):
    """The number of operations grows neither with the labels nor with the classes"""
    y = draw_labels(rng, 6, 5)
    expect(submission.one_hot(y, 5), reference.one_hot(y, 5), "The table")

    def cost(N, C):
        return submission.one_hot.cost(draw_labels(rng, N, C), C)

    small = cost(5, 6)
    expect_no_loop(small, cost(45, 6), 40, "labels")
    expect_no_loop(small, cost(5, 46), 40, "classes")


@check(
    task=2,
    points=1.25,
    catches="point-with-point from-b-to-a points-added-up root-taken not-squared "
    "mean-over-coordinates product-counted-once",
)
def test_distances(submission, reference, rng):
    """The distance of each point from each"""
    N, M, D = rng.sizes(3, 2, 8)
    for n, m, d in ((N, M, D), (4, 4, 4)):
        A, B = rng.normal(n, d), rng.normal(m, d)
        expect(submission.pairwise_sqdist(A, B), reference.pairwise_sqdist(A, B), "The table")


@check(task=2, points=0.75, catches="below-zero")
def test_no_distance_is_negative(submission, reference, rng):
    """Points far from zero and close together: no distance is below 0"""
    far = 1000 * rng.away_from_zero(1, 7)
    A = far + 1e-6 * rng.normal(20, 7)
    B = torch.cat([far + 1e-6 * rng.normal(16, 7), far + rng.normal(5, 7)])
    table = submission.pairwise_sqdist(A, B)
    expect(table, reference.pairwise_sqdist(A, B), "The table", within=1e-6)
    require(
        bool((table >= 0).all()),
        "Some squared distances are negative, between points that are very close to each other.",
    )


@check(task=2, points=0.75, catches="cut-from-the-graph root-taken mean-over-coordinates")
def test_gradients_of_distances(submission, rng):
    """Autograd can follow a distance back to both points"""
    N, M, D = rng.sizes(3, 2, 7)
    A, B, G = rng.normal(N, D), rng.normal(M, D), rng.normal(N, M)
    _, (to_A, to_B) = submission.pairwise_sqdist.gradients(G, A, B)
    # d/da sum_m g (a - b)^2 = 2 (a sum_m g - sum_m g b), and likewise for b.
    expect(to_A, 2 * (G.sum(1)[:, None] * A - G @ B), "The gradient with respect to A")
    expect(to_B, 2 * (G.sum(0)[:, None] * B - G.T @ A), "The gradient with respect to B")


@check(task=2, points=0.25)
def test_few_points(submission, reference, rng):
    """One point, no points, points with a single coordinate"""
    for N, M, D in ((1, 1, 3), (0, 4, 3), (3, 0, 2), (4, 3, 1)):
        A, B = rng.normal(N, D), rng.normal(M, D)
        expect(submission.pairwise_sqdist(A, B), reference.pairwise_sqdist(A, B), "The table")


@check(task=2, points=0.25, dtypes="float32", catches="distances-in-float64")
def test_distances_keep_the_dtype(submission, reference, rng, dtype):
    """The dtype is kept, and the points stay where they were"""
    A, B = rng.normal(6, 5, dtype=dtype), rng.normal(3, 5, dtype=dtype)
    table, after = submission.pairwise_sqdist.inputs_after(A, B)
    require_untouched(("A", "B"), (A, B), after)
    exact = reference.pairwise_sqdist(A.double(), B.double())
    expect(table, exact, "The table", dtype=dtype)


@check(task=2, points=0.25, catches="distances-on-the-cpu")
def test_distances_on_the_gpu(gpu, reference, rng):
    """Distances stay on the GPU"""
    A, B = rng.normal(4, 3), rng.normal(5, 3)
    expect(gpu.pairwise_sqdist(A, B), reference.pairwise_sqdist(A, B), "The table")


@check(task=2, points=0.5, catches="loop-over-points loop-over-coordinates")
def test_distances_cost(submission, reference, rng):
    """The number of operations grows neither with the points nor with their coordinates"""
    A, B = rng.normal(4, 3), rng.normal(5, 3)
    expect(submission.pairwise_sqdist(A, B), reference.pairwise_sqdist(A, B), "The table")

    def cost(N, M, D):
        return submission.pairwise_sqdist.cost(rng.normal(N, D), rng.normal(M, D))

    small = cost(5, 6, 7)
    expect_no_loop(small, cost(45, 6, 7), 40, "points of A")
    expect_no_loop(small, cost(5, 46, 7), 40, "points of B")
    expect_no_loop(small, cost(5, 6, 47), 40, "coordinates")


@check(
    task=3,
    points=1,
    catches="ruler-of-its-own mean-left-in divided-before-subtracted divided-by-the-variance "
    "one-mean-for-each-row",
)
def test_columns(submission, reference, rng):
    """Each column is measured with the mean and the deviation that are given for it"""
    N, D = rng.sizes(2, 3, 8)
    for n, d in ((5, 5), (N, D)):
        data = draw_data(rng, n, d)
        # An answer with a very small number added to sd is judged elsewhere.
        expect(
            submission.standardize(*data), reference.standardize(*data), "The result", within=1e-6
        )


@check(
    task=3,
    points=0.75,
    catches="divided-by-zero a-little-more-than-zero constant-column-erased",
)
def test_columns_that_do_not_vary(submission, reference, rng):
    """A column with the standard deviation 0 is only measured from its mean"""
    X, mu, sd = draw_data(rng, 6, 5)
    sd[1] = sd[3] = 0.0
    X[:, [1, 3]] = mu[[1, 3]] + rng.away_from_zero(6, 2)
    result = submission.standardize(X, mu, sd)
    expected = reference.standardize(X, mu, sd)
    expect_shape_of(result, expected)
    blown_up = (result.abs() > 1e3) & (result.abs() < 1e30)
    require(
        not bool(blown_up.any()),
        "A column with the standard deviation 0 comes out enormous: it is divided by a number that "
        "is almost 0.",
    )
    expect(result, expected, within=1e-6)
    X[:, 1] = mu[1]
    what = "The result for a column that is its mean everywhere"
    expect(submission.standardize(X, mu, sd), reference.standardize(X, mu, sd), what, within=1e-6)


@check(task=3, points=0.25)
def test_the_way_back(submission, rng):
    """Multiplied and added again, the data are what they were; one row and no rows too"""
    for N, D in ((1, 4), (0, 3), (7, 1)):
        X, mu, sd = draw_data(rng, N, D)
        result = submission.standardize(X, mu, sd)
        expect(result, (X - mu) / sd, "The result", within=1e-6)
        expect(result * sd + mu, X, "The result after the way back", within=1e-6)


@check(
    task=3,
    points=0.5,
    dtypes="float32",
    catches="data-in-float64 data-overwritten deviations-overwritten",
)
def test_columns_keep_the_dtype(submission, reference, rng, dtype):
    """The dtype is kept, and the arguments are left as they were"""
    X, mu, sd = draw_data(rng, 6, 4, dtype)
    sd[2] = 0.0
    result, after = submission.standardize.inputs_after(X, mu, sd)
    require_untouched(("X",), (X,), after[:1])
    require_untouched(("mu", "sd"), (mu, sd), after[1:])
    exact = reference.standardize(X.double(), mu.double(), sd.double())
    expect(result, exact, "The result", dtype=dtype)


@check(task=3, points=0.25, catches="data-on-the-cpu")
def test_columns_on_the_gpu(gpu, reference, rng):
    """The data stay on the GPU"""
    data = draw_data(rng, 4, 3)
    expect(gpu.standardize(*data), reference.standardize(*data), "The result", within=1e-6)


@check(task=3, points=0.25, catches="loop-over-columns")
def test_columns_cost(submission, reference, rng):
    """The number of operations grows neither with the rows nor with the columns"""
    data = draw_data(rng, 4, 3)
    expect(submission.standardize(*data), reference.standardize(*data), "The result", within=1e-6)

    def cost(N, D):
        return submission.standardize.cost(*draw_data(rng, N, D))

    small = cost(5, 6)
    expect_no_loop(small, cost(45, 6), 40, "rows")
    expect_no_loop(small, cost(5, 46), 40, "columns")
