"""Hidden suite of mse. Run it on a file:

pytest graders/02_learn/mse/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require, roundoff


def draw_pair(rng, *shape, dtype=torch.float64):
    """Predictions and goals that differ everywhere, by less than 1 and by more than 1."""
    goal = rng.normal(*shape, scale=2.0)
    return (goal + 1.5 * rng.away_from_zero(*shape)).to(dtype), goal.to(dtype)


INTEGERS = (torch.int64, torch.uint8, torch.int32, torch.int16, torch.int8)


def draw_counts(rng, dtype):
    """Whole numbers from 0 to 250 (int8: to 125), of which every other prediction is too low."""
    low = torch.tensor([rng.integer(0, 100) for _ in range(9)])
    high = low + torch.tensor([rng.integer(20, 150) for _ in range(9)])
    odd = torch.arange(9) % 2 == 1
    if dtype == torch.int8:
        low, high = low // 2, high // 2
    return torch.where(odd, low, high).to(dtype), torch.where(odd, high, low).to(dtype)


ERROR = Contract("error", draw_pair, "The error")
MSE = Contract("mse", draw_pair, "The mean squared error")


def expect_refusal(subject, rng):
    """Shapes that torch would stretch, or that hold equally many numbers, are refused."""
    shapes = [((5, 1), (5,)), ((4,), (1,)), ((), (3,)), ((2, 3), (6,)), ((2, 3), (3, 2))]
    pairs = [(rng.normal(*a), rng.normal(*b)) for a, b in shapes]
    because = "Only tensors of exactly the same shape belong together."
    subject.refuses(*pairs, because=because, but_not=(5,))


@check(task=1, points=1.25, catches="difference-only absolute half")
def test_errors(subject, rng):
    """The error of each prediction, on both sides of the goal"""
    pred, goal = draw_pair(rng, *rng.sizes(3, 2, 6))
    subject(ERROR).agrees(pred, goal)
    subject(ERROR).agrees(goal, pred, what="The error, swapped,")
    subject(ERROR).agrees(goal, goal, what="The error of exact predictions")


@check(task=1, points=0.25, catches="always-float32")
def test_errors_of_few(subject, submission, rng):
    """One prediction without axes, one with an axis, and none; in the dtype of the predictions"""
    subject(ERROR).fits((), (1,), (1, 1), (0,), (3, 0), ordinary=(7,))
    subject(ERROR).keeps_short_dtypes(7)
    low, high = draw_counts(rng, torch.int64)
    what = "The error of whole numbers"
    expect_like(submission.error(low, high), low.float(), what, dtype=torch.float32)


@check(task=1, points=1, catches="shapes-unchecked")
def test_errors_of_different_shapes(subject, rng):
    """Different shapes are refused, not stretched"""
    expect_refusal(subject(ERROR), rng)


@check(
    task=1,
    points=0.75,
    catches="integers-left-alone wrapped-around squared-in-bytes some-integers-only",
)
def test_errors_of_integers(submission, reference, rng):
    """Whole numbers come in, numbers with decimals come out"""
    for dtype in INTEGERS:
        pair = draw_counts(rng, dtype)
        exact = reference.error(*(t.double() for t in pair))
        what = f"The error of {str(dtype).removeprefix('torch.')}"
        expect(submission.error(*pair), exact, what)


@check(task=1, points=0.25, catches="input-overwritten")
def test_errors_leave_the_arguments(subject):
    """Predictions and goals are left as they were"""
    subject(ERROR).leaves_its_arguments(6)


@check(task=1, points=0.25, catches="made-on-the-cpu")
def test_errors_on_the_gpu(subject):
    """Errors stay on the GPU"""
    subject(ERROR).stays_on_the_gpu(4, 3)


@check(task=1, points=0.25, catches="loop-over-elements")
def test_errors_cost(subject):
    """All errors at once"""
    subject(ERROR).has_no_loop(5, over=["predictions"])


@check(
    task=2,
    points=1.5,
    catches="sum-for-mean square-of-the-mean root divided-by-rows one-for-each-row "
    "one-for-each-column decimals-cut-off plain-number",
)
def test_mean(subject, rng):
    """One number for a whole table of predictions"""
    subject(MSE).agrees_on(rng.sizes(2, 3, 7))


@check(task=2, points=0.75, catches="cut-from-the-graph plain-number")
def test_gradients(subject, rng):
    """Autograd can follow it back to the predictions and to the goals"""
    subject(MSE).passes_gradients_back(*rng.sizes(2, 2, 6))


@check(task=2, points=0.5, catches="sum-for-mean root")
def test_slope(submission, reference, rng):
    """A change of the predictions changes it as its slope says"""
    pred, true = draw_pair(rng, 7)
    direction, h = rng.normal(7), 0.5  # of a square this is exact, however large the step
    ahead, behind = (submission.mse(pred + s * direction, true) for s in (h, -h))
    for result in (ahead, behind):
        expect_like(result, pred.new_empty(()), "The mean squared error")
    sides = [reference.mse(pred + s * direction, true) for s in (h, -h)]
    slope = (sides[0] - sides[1]) / (2 * h)
    near = 1e-7 + 99 * roundoff(ahead)
    expect((ahead - behind) / (2 * h), slope, "The slope", within=near)


@check(task=2, points=1, catches="shapes-unchecked")
def test_different_shapes(subject, rng):
    """A column and a list are refused, not stretched"""
    expect_refusal(subject(MSE), rng)


@check(
    task=2,
    points=0.5,
    catches="integers-left-alone wrapped-around squared-in-bytes some-integers-only",
)
def test_integers(submission, reference, rng):
    """The mean over whole numbers has decimals"""
    for dtype in INTEGERS:
        pair = draw_counts(rng, dtype)
        exact = reference.mse(*(t.double() for t in pair))
        what = f"The mean squared error of {str(dtype).removeprefix('torch.')}"
        expect(submission.mse(*pair), exact, what)


@check(task=2, points=0.75, dtypes="float32", catches="multiplied-out always-float64")
def test_precision(subject, submission, rng, dtype):
    """Small misses of large numbers are seen, and the dtype is kept"""
    subject(MSE).agrees(*((4096 + t).to(dtype) for t in draw_pair(rng, 31)))
    subject(MSE).keeps_dtype(dtype, (31,))
    subject(MSE).keeps_short_dtypes(31)
    low, high = draw_counts(rng, torch.int64)
    mean, what = submission.mse(low, high), "The mean squared error of whole numbers"
    expect_like(mean, torch.zeros(()), what, dtype=torch.float32)


@check(task=2, points=0.25, catches="perfect-without-predictions")
def test_few(subject, submission, rng):
    """The mean of one error is that error; the mean of none is NaN"""
    subject(MSE).agrees_on((), (1,))
    for shape in ((0,), (0, 3)):
        answer = submission.mse(*draw_pair(rng, *shape))
        right = isinstance(answer, torch.Tensor) and answer.dim() == 0 and bool(answer.isnan())
        require(right, "Without a single prediction the answer should be NaN, in a tensor.")


@check(task=2, points=0.25, catches="input-overwritten")
def test_arguments(subject):
    """The arguments are left as they were"""
    subject(MSE).leaves_its_arguments(6)


@check(task=2, points=0.25, catches="made-on-the-cpu")
def test_gpu(subject):
    """Everything stays on the GPU"""
    subject(MSE).stays_on_the_gpu(4, 3)


@check(task=2, points=0.25, catches="loop-over-elements")
def test_cost(subject):
    """More predictions cost no more operations"""
    subject(MSE).has_no_loop(5, 2, over=["rows"])
