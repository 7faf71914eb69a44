"""Hidden suite of broadcasting. Run it on a file:

pytest graders/01_predict/broadcasting/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require


def draw_labels(rng, N, C):
    """Labels of which none is C - 1: the last class does not occur."""
    return torch.tensor([rng.integer(0, C - 2) for _ in range(N)], dtype=torch.int64)


def draw_data(rng, N, D, dtype=torch.float64):
    """Data, and the means and deviations of other data."""
    X = rng.normal(N, D, scale=3.0)
    return [t.to(dtype) for t in (X + 2, 2 * rng.away_from_zero(D), rng.away_from_zero(D).abs())]


def draw_points(rng, N, M, D, dtype=torch.float64):
    return rng.normal(N, D, dtype=dtype), rng.normal(M, D, dtype=dtype)


ONE_HOT = Contract("one_hot", lambda rng, N, C: (draw_labels(rng, N, C), C), "The table")
DISTANCES = Contract("pairwise_sqdist", draw_points, "The table")
# An answer with a very small number added to sd is judged elsewhere.
STANDARD = Contract("standardize", draw_data, within=1e-6)


def draw_flat(rng, N, D, dtype):
    """Data of which one column should be only measured from its mean."""
    X, mu, sd = draw_data(rng, N, D, dtype)
    sd[2] = 0.0
    return X, mu, sd


FLAT = Contract("standardize", draw_flat)


def overwritten_through_the_answer(module, X, mu, sd):
    """X, after zeros were written into the answer."""
    module.standardize(X, mu, sd).zero_()
    return X


def expect_shape_of(result, expected):
    """Before a property of the values is judged: a tensor of the right shape, NaN or not."""
    shape = tuple(result.shape) if isinstance(result, torch.Tensor) else None
    require(shape == tuple(expected.shape), "The result should be a tensor with the shape of X.")


@check(
    task=1,
    points=1.5,
    catches="classes-counted-in-the-batch classes-down-the-side labels-side-by-side "
    "counted-from-one label-written-down whole-numbers yes-and-no "
    "every-label-in-every-row as-many-classes-as-rows different-labels-counted",
)
def test_labels(subject, rng):
    """A row for each label, a column for each class, whether it occurs or not"""
    subject(ONE_HOT).agrees_on(rng.sizes(2, 4, 9), (5, 5), (12, 3))
    subject(ONE_HOT).agrees(torch.tensor([3, 0, 3, 1]), 4, what="The table with the last class")


@check(task=1, points=0.75, catches="classes-counted-in-the-batch classes-down-the-side")
def test_few_labels(subject, submission):
    """No label, a single label, a single class"""
    subject(ONE_HOT).agrees_on((0, 4), (1, 6))
    y = torch.zeros(3, dtype=torch.int64)
    expect(submission.one_hot(y, 1), torch.ones(3, 1), "The table")


@check(task=1, points=0.25, catches="numbers-on-the-cpu")
def test_labels_on_the_gpu(subject, submission, rng):
    """The table is made where the labels are, in float32"""
    subject(ONE_HOT).stays_on_the_gpu(5, 7)
    table = submission.one_hot(draw_labels(rng, 5, 7), 7)
    expect_like(table, torch.empty(table.shape), "The table", dtype=torch.float32)


@check(task=1, points=0.5, catches="loop-over-labels")
def test_labels_cost(subject):
    """The number of operations grows neither with the labels nor with the classes"""
    subject(ONE_HOT).has_no_loop(5, 6, over=["labels", "classes"])


@check(
    task=2,
    points=1.25,
    catches="point-with-point from-b-to-a points-added-up root-taken not-squared "
    "mean-over-coordinates product-counted-once",
)
def test_distances(subject, rng):
    """The distance of each point from each"""
    subject(DISTANCES).agrees_on(rng.sizes(3, 2, 8), (4, 4, 4))


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
    points = [(far + 1e-2 * rng.normal(count, 7)).float() for count in (20, 16)]
    rough = submission.pairwise_sqdist(*points)
    require(bool((rough >= 0).all()), "Some squared distances are negative in float32.")


@check(task=2, points=0.75, catches="cut-from-the-graph")
def test_gradients_of_distances(subject, submission, reference, rng):
    """Autograd can follow a distance back to both points, where they are the same too"""
    subject(DISTANCES).passes_gradients_back(*rng.sizes(3, 2, 7))
    A, B = draw_points(rng, 4, 3, 2)
    B[0] = A[1]
    table, g = submission.pairwise_sqdist(A, B).double(), rng.away_from_zero(4, 3)
    right, wanted = reference.pairwise_sqdist.gradients(g, A, B)
    # A root has no slope at 0; who returns it has paid for it elsewhere.
    if table.shape == right.shape and torch.allclose(table, right):
        _, gradients = submission.pairwise_sqdist.gradients(g, A, B)
        for name, gradient, want in zip("AB", gradients, wanted, strict=True):
            what = f"The gradient with respect to {name} where two points are the same"
            expect(gradient, want, what, within=1e-6)


@check(task=2, points=0.25)
def test_few_points(subject):
    """One point, no points, points with a single coordinate"""
    subject(DISTANCES).fits((1, 1, 3), (0, 4, 3), (3, 0, 2), (4, 3, 1), ordinary=(5, 4, 3))


@check(task=2, points=0.25, dtypes="float32", catches="distances-in-float64")
def test_distances_keep_the_dtype(subject, dtype):
    """The dtype is kept, and the points stay where they were"""
    subject(DISTANCES).leaves_its_arguments(6, 3, 5, dtype=dtype)
    subject(DISTANCES).keeps_short_dtypes(4, 3, 2)


@check(task=2, points=0.25, catches="distances-on-the-cpu")
def test_distances_on_the_gpu(subject):
    """Distances stay on the GPU"""
    subject(DISTANCES).stays_on_the_gpu(4, 5, 3)


@check(task=2, points=0.5, catches="loop-over-points loop-over-coordinates")
def test_distances_cost(subject):
    """The number of operations grows neither with the points nor with their coordinates"""
    subject(DISTANCES).has_no_loop(5, 6, 7, over=["points of A", "points of B", "coordinates"])


@check(
    task=3,
    points=1,
    catches="ruler-of-its-own mean-left-in divided-before-subtracted divided-by-the-variance "
    "one-mean-for-each-row mean-of-its-own multiplied-by-the-deviation "
    "only-the-mean-divided",
)
def test_columns(subject, rng):
    """Each column is measured with the mean and the deviation that are given for it"""
    subject(STANDARD).agrees_on((5, 5), rng.sizes(2, 3, 8))


@check(
    task=3,
    points=0.75,
    catches="divided-by-zero a-little-more-than-zero constant-column-erased little-taken-for-zero",
)
def test_columns_that_do_not_vary(subject, submission, reference, rng):
    """A column with the standard deviation 0 is only measured from its mean, and no other is"""
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
    subject(STANDARD).agrees(X, mu, sd, what=what)
    # Columns that vary by very little, for themselves and around their mean.
    little = torch.tensor([1e-4, 1e-7, 1e-10, 1e-30, 1.0], dtype=torch.float64)
    X, mu, sd = (t * little for t in draw_data(rng, 6, 5))
    expected = reference.standardize(X, mu, sd)
    result = submission.standardize(X, mu, sd)
    expect(result, expected, "The result for columns that vary by very little", within=1e-3)


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
def test_columns_keep_the_dtype(subject, submission, rng, dtype):
    """The dtype is kept, the arguments are left as they were, and the answer is a new tensor"""
    subject(FLAT).leaves_its_arguments(6, 4, dtype)
    subject(FLAT).keeps_short_dtypes(6, 4)
    X, mu, sd = draw_data(rng, 6, 4, dtype)
    nothing_to_do = (X, torch.zeros_like(mu), torch.ones_like(sd))
    after = submission.run(overwritten_through_the_answer, *nothing_to_do)
    require(
        torch.equal(after, X),
        "With means of 0 and deviations of 1 the answer is X itself. Make a new tensor, or who "
        "changes one of them changes the other.",
    )


@check(task=3, points=0.25, catches="data-on-the-cpu")
def test_columns_on_the_gpu(subject):
    """The data stay on the GPU"""
    subject(STANDARD).stays_on_the_gpu(4, 3)


@check(task=3, points=0.25, catches="loop-over-columns")
def test_columns_cost(subject):
    """The number of operations grows neither with the rows nor with the columns"""
    subject(STANDARD).has_no_loop(5, 6, over=["rows", "columns"])
