"""Hidden suite of mse. Run it on a file:

pytest graders/02_learn/mse/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, require


def draw_pair(rng, *shape, dtype=torch.float64):
    """Predictions and goals that differ everywhere, by less than 1 and by more than 1."""
    goal = rng.normal(*shape, scale=2.0)
    return (goal + 1.5 * rng.away_from_zero(*shape)).to(dtype), goal.to(dtype)


def draw_counts(rng, dtype):
    """Whole numbers from 0 to 250, of which every other prediction is too low."""
    low = torch.tensor([rng.integer(0, 100) for _ in range(9)])
    high = low + torch.tensor([rng.integer(20, 150) for _ in range(9)])
    odd = torch.arange(9) % 2 == 1
    return torch.where(odd, low, high).to(dtype), torch.where(odd, high, low).to(dtype)


def what_happened(module, name, pairs):
    """Call a function with each pair of tensors: what it raised, or that it answered."""
    seen = []
    for pred, goal in pairs:
        try:
            getattr(module, name)(pred, goal)
            seen.append("an answer")
        except NotImplementedError:
            raise
        except ValueError:  # or a class of the learner's own that is one
            seen.append("ValueError")
        except (RuntimeError, AssertionError, TypeError, IndexError) as error:
            seen.append(type(error).__name__)
    return seen


def require_refusal(submission, rng, name):
    """Shapes that torch would stretch or that hold equally many numbers are refused all the same,
    with a ValueError."""
    shapes = [((5, 1), (5,)), ((4,), (1,)), ((), (3,)), ((2, 3), (6,)), ((2, 3), (3, 2))]
    pairs = [(rng.normal(*a), rng.normal(*b)) for a, b in shapes]
    seen = submission.run(what_happened, name, pairs)
    answered = [f"{a} and {b}" for (a, b), s in zip(shapes, seen, strict=True) if s == "an answer"]
    require(
        not answered,
        f"`{name}` answers although the shapes differ: {'; '.join(answered)}. Only pairs of "
        "exactly the same shape belong together.",
    )
    others = sorted(set(seen) - {"ValueError"})
    require(
        not others,
        f"`{name}` refuses different shapes with {' and '.join(others)}; it should be a "
        "ValueError that the function raises itself.",
    )


def require_untouched(function, pred, goal):
    result, after = function.inputs_after(pred, goal)
    names = ("first", "second")
    pairs = zip(names, (pred, goal), after, strict=True)
    changed = [name for name, before, now in pairs if not torch.equal(before, now)]
    require(not changed, f"The call changes its {' and its '.join(changed)} argument in place.")
    return result


@check(task=1, points=1.25, catches="difference-only absolute half always-float32")
def test_errors(submission, reference, rng):
    """The error of each prediction, on both sides of the goal"""
    pred, goal = draw_pair(rng, *rng.sizes(3, 2, 6))
    expect(submission.error(pred, goal), reference.error(pred, goal), "The error")
    expect(submission.error(goal, pred), reference.error(pred, goal), "The error, swapped,")
    expect(submission.error(goal, goal), goal * 0, "The error of exact predictions")


@check(task=1, points=0.25)
def test_errors_of_few(submission, reference, rng):
    """One prediction without axes, one with an axis, and none"""
    for shape in ((), (1,), (1, 1), (0,), (3, 0)):
        pair = draw_pair(rng, *shape)
        expect(submission.error(*pair), reference.error(*pair), "The error")


@check(task=1, points=1, catches="shapes-unchecked")
def test_errors_of_different_shapes(submission, reference, rng):
    """Different shapes are refused, not stretched"""
    pair = draw_pair(rng, 5)
    expect(submission.error(*pair), reference.error(*pair), "The error")
    require_refusal(submission, rng, "error")


@check(task=1, points=0.75, catches="integers-left-alone wrapped-around squared-in-bytes")
def test_errors_of_integers(submission, reference, rng):
    """Whole numbers come in, float32 comes out"""
    for dtype in (torch.int64, torch.uint8):
        pair = draw_counts(rng, dtype)
        exact = reference.error(*(t.double() for t in pair))
        what = f"The error of {str(dtype).removeprefix('torch.')}"
        expect(submission.error(*pair), exact, what, dtype=torch.float32)


@check(task=1, points=0.25, catches="input-overwritten")
def test_errors_leave_the_arguments(submission, reference, rng):
    """Predictions and goals are left as they were"""
    pair = draw_pair(rng, 6)
    result = require_untouched(submission.error, *pair)
    expect(result, reference.error(*pair), "The error")


@check(task=1, points=0.25, catches="made-on-the-cpu")
def test_errors_on_the_gpu(gpu, reference, rng):
    """Errors stay on the GPU"""
    pair = draw_pair(rng, 4, 3)
    expect(gpu.error(*pair), reference.error(*pair), "The error")


@check(task=1, points=0.25, catches="loop-over-elements")
def test_errors_cost(submission, reference, rng):
    """All errors at once"""
    pair = draw_pair(rng, 5)
    expect(submission.error(*pair), reference.error(*pair), "The error")
    few, many = (submission.error.cost(*draw_pair(rng, n)) for n in (5, 45))
    expect_no_loop(few, many, 40, "predictions")


@check(
    task=2,
    points=1.5,
    catches="sum-for-mean square-of-the-mean root divided-by-rows one-for-each-row "
    "one-for-each-column decimals-cut-off plain-number difference-only absolute half",
)
def test_mean(submission, reference, rng):
    """One number for a whole table of predictions"""
    pair = draw_pair(rng, *rng.sizes(2, 3, 7))
    expect(submission.mse(*pair), reference.mse(*pair), "The mean squared error")


@check(task=2, points=0.75, catches="cut-from-the-graph plain-number sum-for-mean half absolute")
def test_gradients(submission, rng):
    """Autograd can follow it back to the predictions and to the goals"""
    pred, true = draw_pair(rng, *rng.sizes(2, 2, 6))
    g = rng.away_from_zero()
    _, (to_pred, to_true) = submission.mse.gradients(g, pred, true)
    expected = g * 2 * (pred - true) / pred.numel()
    expect(to_pred, expected, "The gradient with respect to pred")
    expect(to_true, -expected, "The gradient with respect to true")


@check(task=2, points=0.5, catches="sum-for-mean root")
def test_slope(submission, reference, rng):
    """A small change of the predictions changes it as its slope says"""
    pred, true = draw_pair(rng, 7)
    direction, h = rng.normal(7), 1e-4
    ahead, behind = (submission.mse(pred + s * direction, true) for s in (h, -h))
    expect(ahead, reference.mse(pred + h * direction, true), "The mean squared error")
    slope = 2 * ((pred - true) * direction).mean()
    expect((ahead - behind) / (2 * h), slope, "The slope", within=1e-7)


@check(task=2, points=1, catches="shapes-unchecked")
def test_different_shapes(submission, reference, rng):
    """A column and a list are refused, not stretched"""
    pair = draw_pair(rng, 5)
    expect(submission.mse(*pair), reference.mse(*pair), "The mean squared error")
    require_refusal(submission, rng, "mse")


@check(task=2, points=0.5, catches="integers-left-alone wrapped-around squared-in-bytes")
def test_integers(submission, reference, rng):
    """The mean over whole numbers has decimals"""
    for dtype in (torch.int64, torch.uint8):
        pair = draw_counts(rng, dtype)
        exact = reference.mse(*(t.double() for t in pair))
        what = f"The mean squared error of {str(dtype).removeprefix('torch.')}"
        expect(submission.mse(*pair), exact, what, dtype=torch.float32)


@check(task=2, points=0.75, dtypes="float32", catches="multiplied-out always-float64")
def test_precision(submission, reference, rng, dtype):
    """Small misses of large numbers are seen, and the dtype is kept"""
    pred, true = ((4096 + t).to(dtype) for t in draw_pair(rng, 31))
    exact = reference.mse(pred.double(), true.double())
    expect(submission.mse(pred, true), exact, "The mean squared error", dtype=dtype)


@check(task=2, points=0.25, catches="perfect-without-predictions")
def test_few(submission, reference, rng):
    """The mean of one error is that error; the mean of none is NaN"""
    for shape in ((), (1,)):
        pair = draw_pair(rng, *shape)
        expect(submission.mse(*pair), reference.mse(*pair), "The mean squared error")
    for shape in ((0,), (0, 3)):
        answer = submission.mse(*draw_pair(rng, *shape))
        right = isinstance(answer, torch.Tensor) and answer.dim() == 0 and bool(answer.isnan())
        require(right, "Without a single prediction the answer should be NaN, in a tensor.")


@check(task=2, points=0.25, catches="input-overwritten")
def test_arguments(submission, reference, rng):
    """The arguments are left as they were"""
    pair = draw_pair(rng, 6)
    result = require_untouched(submission.mse, *pair)
    expect(result, reference.mse(*pair), "The mean squared error")


@check(task=2, points=0.25, catches="made-on-the-cpu")
def test_gpu(gpu, reference, rng):
    """Everything stays on the GPU"""
    pair = draw_pair(rng, 4, 3)
    expect(gpu.mse(*pair), reference.mse(*pair), "The mean squared error")


@check(task=2, points=0.25, catches="loop-over-elements")
def test_cost(submission, reference, rng):
    """More predictions cost no more operations"""
    pair = draw_pair(rng, 5, 2)
    expect(submission.mse(*pair), reference.mse(*pair), "The mean squared error")
    few, many = (submission.mse.cost(*draw_pair(rng, n, 2)) for n in (5, 45))
    expect_no_loop(few, many, 40, "rows")
