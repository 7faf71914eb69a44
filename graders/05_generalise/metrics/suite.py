"""Hidden suite of metrics. Run it on a file:

pytest graders/05_generalise/metrics/suite.py --submission FILE

Logits are drawn so that no two of a row are near each other (except where a tie is meant, and then
they are equal), and no probability is near its threshold.
"""

import torch

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

NEAR = 1e-6  # six decimals
DTYPES = (torch.float64, torch.float32, torch.float16, torch.bfloat16)


def whole(rng, low, high, *shape):
    """Whole numbers, both ends included."""
    return torch.randint(low, high + 1, shape, generator=rng.generator)


def draw_rows(rng, N, C, dtype=torch.float64):
    """Logits of which those of a row lie at least 1 apart, and classes that about half of them
    agree with."""
    z = torch.rand(N, C, generator=rng.generator).argsort(1).double() * 1.5 - 0.75 * C
    z = z + 0.2 * torch.rand(N, C, generator=rng.generator, dtype=torch.float64)
    guess = whole(rng, 0, C - 1, N)
    hit = torch.rand(N, generator=rng.generator) < rng.uniform(0.3, 0.6)
    return z.to(dtype), torch.where(hit, z.argmax(1), guess)


def draw_answers(rng, N, C):
    """Answers and right classes, of which the last class never occurs."""
    return whole(rng, 0, C - 2, N), whole(rng, 0, C - 2, N), C


def draw_counts(rng, C):
    return (whole(rng, 1, 30, C, C),)


def draw_batches(rng, batches):
    """Means over batches whose sizes differ, and as Python numbers."""
    sizes = [rng.integer(2, 40) for _ in range(batches - 1)] + [rng.integer(41, 60)]
    order = torch.randperm(batches, generator=rng.generator).tolist()
    sizes = [sizes[k] for k in order]
    return [rng.uniform(-1, 3) for _ in sizes], sizes


def draw_logits(rng, N, dtype=torch.float64, threshold=0.5):
    """Logits of either sign around that of the threshold, none nearer than 0.1."""
    border = torch.tensor(threshold, dtype=torch.float64).logit()
    apart = rng.away_from_zero(N) - 0.4 * torch.ones(N, dtype=torch.float64)
    apart = torch.where(torch.arange(N) % 2 == 0, apart.abs() + 0.1, -apart.abs() - 0.1)
    return (border + apart).to(dtype), threshold


def wrong_share(module, z, y):
    """The error rate, and what is left of 1 by the accuracy."""
    return float(module.error_rate(z, y)), 1 - float(module.accuracy(z, y))


ACCURACY = Contract("accuracy", draw_rows, "The accuracy", within=NEAR)
ERROR = Contract("error_rate", draw_rows, "The error rate", within=NEAR)
DECIDE = Contract("decide", draw_logits, "The list of answers")
CONFUSION = Contract("confusion", draw_answers, "The matrix of counts")
SHARES = Contract("precision_recall", draw_counts, "The pair of shares", within=NEAR)
MEAN = Contract("epoch_mean", draw_batches, "The mean over all rows", within=NEAR)


def many_accuracies(module, cases):
    return torch.tensor([float(module.accuracy(z, y)) for z, y in cases], dtype=torch.float64)


def answers(module, z, threshold):
    """The answers as numbers, whatever their dtype."""
    return module.decide(z, threshold).double()


def answers_by_default(module, z):
    return module.decide(z).double()


def counted(module, pred, y, C):
    """The counts as numbers, whatever their dtype."""
    return module.confusion(pred, y, C).double()


def both_shares(module, counts):
    """Precisions in the first row, recalls in the second."""
    precision, recall = module.precision_recall(counts)
    return torch.stack([precision.double(), recall.double()])


def many_means(module, cases):
    found = [float(module.epoch_mean(list(v), list(n))) for v, n in cases]
    return torch.tensor(found, dtype=torch.float64)


ANSWERS = Contract(driven(answers), draw_logits, "The list of answers")
BY_DEFAULT = Contract(
    driven(answers_by_default), lambda rng, N: draw_logits(rng, N)[:1], "The list of answers"
)
COUNTED = Contract(driven(counted), draw_answers, "The matrix of counts")
ABOUT = Contract(
    driven(many_accuracies), lambda rng, *cases: cases, "The list of accuracies", within=0.006
)
BOTH = Contract(
    driven(both_shares),
    draw_counts,
    "The table of precisions (first row) and recalls (second row)",
    within=NEAR,
)
MEANS = Contract(driven(many_means), lambda rng, *cases: cases, "The list of means", within=NEAR)


@check(
    task=1,
    points=1,
    catches="argmax-along-the-rows hits-counted in-percent divided-by-all-logits "
    "smallest-logit mean-of-truth-values loss-instead answers-compared-with-logits "
    "share-of-wrong-answers",
)
def test_accuracy(subject, rng):
    """The share of right answers, for batches of different sizes"""
    cases = [draw_rows(rng, rng.integer(9, 60), C) for C in (3, 5, 7, 4, 2)]
    subject(ABOUT).agrees(cases)
    n, c = rng.sizes(2, 5, 9)
    subject(ABOUT).agrees([draw_rows(rng, n + 8, c), draw_rows(rng, 3 * n, c)])


@check(
    task=1,
    points=0.5,
    catches="error-rate-is-accuracy errors-counted error-in-percent hits-counted in-percent",
)
def test_error_rate(submission, reference, rng):
    """The error rate is what the accuracy leaves of 1"""
    for C in (3, 6):
        z, y = draw_rows(rng, rng.integer(20, 60), C)
        z[0], y[0] = torch.arange(C), 0  # at least one is wrong, and at least one right
        z[1], y[1] = torch.arange(C), C - 1
        found, left = submission.run(wrong_share, z, y)
        right = float(reference.error_rate(z, y))
        consistent = abs(found - left) <= NEAR and 0 < found < 1
        expect(found, found if consistent else right, "The error rate", within=NEAR)


@check(task=1, points=0.5, catches="last-of-a-tie tie-is-wrong")
def test_ties(subject, rng):
    """Of several largest logits the first counts; one class, one row, all right, all wrong"""
    z = torch.tensor([[1.0, 4.0, 4.0, 0.0], [2.0, 2.0, 2.0, 2.0], [-3.0, -5.0, -3.0, -3.0]])
    z = z.double().repeat(2, 1)
    cases = [(z, torch.tensor([1, 0, 0, 2, 3, 3])), (z, torch.tensor([2, 3, 3, 2, 1, 2]))]
    cases.append((z, torch.tensor([1, 0, 0, 1, 0, 0])))
    some, of = draw_rows(rng, 6, 3)
    cases += [(some, some.argmax(1)), (some, some.argmin(1)), (some[:1], of[:1])]
    cases.append((some[:, :1], of * 0))
    subject(ABOUT).agrees(cases)


@check(
    task=1, points=0.25, catches="in-the-dtype-of-the-logits rounded rounded-to-two loop-over-rows"
)
def test_six_decimals(submission, subject, rng):
    """Six decimals in every dtype, of many rows too, and no loop"""
    for dtype in DTYPES:
        z, y = draw_rows(rng, 1999, 3, dtype=dtype)
        y[:700] = z[:700].argmax(1)
        share = float((z.argmax(1) == y).double().mean())
        found = float(submission.accuracy(z, y))
        if dtype == torch.float64 and abs(found - share) > 0.02:
            told = "The accuracy is wrong, so this check cannot tell yet."
            require(False, told, judged=torch.tensor(found))
        what = f"The accuracy of 1999 rows in {str(dtype).removeprefix('torch.')}"
        expect(found, share, what, within=NEAR)
    subject(ACCURACY).has_no_loop(6, 4, over=["rows"])


@check(task=1, points=0.25, catches="logits-overwritten")
def test_logits_untouched(subject):
    """The logits are left as they were, and may be on the GPU"""
    subject(ACCURACY).leaves_its_arguments(12, 5)
    subject(ERROR).leaves_its_arguments(12, 5)
    subject(ACCURACY).stays_on_the_gpu(12, 5)


@check(
    task=2,
    points=1,
    catches="threshold-on-logits threshold-ignored yes-and-no-swapped probabilities-returned "
    "softmax-over-the-rows default-forgotten below-the-threshold",
)
def test_decide(subject, rng):
    """Yes where the probability is above the threshold"""
    n = rng.integer(24, 30)
    for threshold in (0.5, 0.6, 0.35, 0.9):
        subject(ANSWERS).agrees(*draw_logits(rng, n, threshold=threshold))
    subject(BY_DEFAULT).agrees_on((n,))


@check(task=2, points=0.25, catches="at-least-the-threshold overflow-of-exp")
def test_decide_at_the_ends(subject):
    """Exactly at the threshold, very large logits, and no logits"""
    z = torch.tensor([-1e4, 0.0, 1e4, -800.0, 800.0], dtype=torch.float64)
    subject(ANSWERS).agrees(z[[0, 1, 3, 1]], 0.5)
    subject(ANSWERS).agrees(z, 0.5)
    subject(ANSWERS).agrees(torch.tensor([1e-6, -1e-6, 0.0], dtype=torch.float64), 0.5)
    subject(ANSWERS).agrees(z[[2, 0, 4]].float(), 0.99)
    subject(ANSWERS).agrees(z[:0], 0.5)


@check(
    task=2,
    points=0.25,
    catches="logits-overwritten answers-as-floats truth-values-returned answers-in-int32",
)
def test_decide_dtypes(subject, submission, rng):
    """Answers are int64 whatever the dtype, on the device of the logits"""
    for dtype in DTYPES[1:]:
        subject(DECIDE).agrees(*draw_logits(rng, 8, dtype=dtype, threshold=0.7))
    subject(DECIDE).leaves_its_arguments(7)
    subject(DECIDE).stays_on_the_gpu(7)


@check(
    task=3,
    points=1,
    catches="rows-and-columns-swapped pairs-counted-once hits-only shares-not-counts "
    "classes-of-the-data answers-of-each-class-only",
)
def test_confusion(subject, rng):
    """The counts, for answers with many repetitions"""
    for C in (3, rng.integer(5, 7)):
        args = draw_answers(rng, 20 * C, C)
        args[0][:C] = args[1][:C]
        subject(COUNTED).agrees(*args)
        full = whole(rng, 0, C - 1, 50), whole(rng, 0, C - 1, 50), C
        subject(COUNTED).agrees(*full)


@check(task=3, points=0.5, catches="classes-of-the-data")
def test_confusion_at_the_ends(subject, rng):
    """Classes that do not occur, no rows, one row, one class"""
    some = torch.tensor([2, 0, 2])
    subject(COUNTED).agrees(some, some.flip(0).roll(1), 6)
    subject(COUNTED).agrees(some[:0], some[:0], 4)
    subject(COUNTED).agrees(some[:1], some[1:2], 3)
    subject(COUNTED).agrees(some * 0, some * 0, 1)


@check(task=3, points=0.25, catches="counts-as-floats shares-not-counts")
def test_counts_are_whole(submission, rng):
    """The counts are whole numbers, in int64"""
    pred, y, C = draw_answers(rng, 30, 4)
    counts = submission.confusion(pred, y, C)
    like = torch.zeros(C, C, dtype=torch.int64)
    expect_like(counts, like, "The matrix of counts", dtype=torch.int64)
    require(bool(counts.any()), "The counts are all 0, so this check cannot tell yet.")


@check(task=3, points=0.25, catches="counted-row-by-row")
def test_confusion_cost(subject):
    """More rows cost no more operations"""
    subject(CONFUSION).has_no_loop(20, 4, over=["rows"])


@check(task=3, points=0.25, catches="counts-on-the-cpu")
def test_confusion_on_the_gpu(subject):
    """The counts are where the classes are"""
    subject(CONFUSION).stays_on_the_gpu(30, 4)


@check(task=3, points=0.25, catches="classes-overwritten")
def test_classes_untouched(subject):
    """The answers and the classes are left as they were"""
    subject(CONFUSION).leaves_its_arguments(20, 4)


@check(
    task=4,
    points=1.25,
    catches="precision-and-recall-swapped recall-twice precision-twice accuracy-for-all "
    "of-all-rows mean-over-classes recall-of-the-rest one-against-the-rest-accuracy "
    "diagonal-not-counted rounded-shares whole-division",
)
def test_precision_and_recall(subject, rng):
    """Both shares of each class"""
    for C in rng.sizes(2, 3, 6):
        subject(BOTH).agrees_on((C,))


@check(task=4, points=0.5, catches="nan-for-nothing one-for-nothing")
def test_nothing_to_divide_by(subject, rng):
    """A class that is never the answer, a class without rows, and no rows at all"""
    counts = draw_counts(rng, 5)[0]
    counts[:, 1], counts[3, :] = 0, 0
    subject(BOTH).agrees(counts)
    subject(BOTH).agrees(torch.zeros(3, 3, dtype=torch.int64))
    subject(BOTH).agrees(torch.tensor([[7]]))
    subject(BOTH).agrees(torch.tensor([[1, 0, 0], [0, 0, 0], [2, 1, 0]]))
    subject(BOTH).agrees(torch.tensor([[0, 0, 0], [0, 1, 2], [0, 0, 1]]))


@check(task=4, points=0.25, catches="counts-overwritten")
def test_counts_untouched(subject, submission, rng):
    """The counts are left alone; the shares are float32 or float64, and where the counts are"""
    result = submission.precision_recall(*draw_counts(rng, 3))
    pair = isinstance(result, tuple | list) and len(result) == 2
    dtypes = [getattr(part, "dtype", None) for part in result] if pair else []
    fit = pair and all(dtype in (torch.float32, torch.float64) for dtype in dtypes)
    require(fit, "`precision_recall` should return two tensors of float32 or float64.", apart=True)
    subject(SHARES).leaves_its_arguments(4)
    subject(SHARES).stays_on_the_gpu(4)


@check(
    task=5,
    points=1.25,
    catches="mean-of-the-means not-divided divided-by-the-batches last-batch-dropped "
    "all-batches-as-the-first sizes-only",
)
def test_epoch_mean(subject, rng):
    """Each batch counts by its rows"""
    subject(MEANS).agrees([draw_batches(rng, count) for count in (2, 5, 9, 3, 4)])
    subject(MEAN).agrees_on((6,))


@check(task=5, points=0.25, catches="last-batch-dropped divided-by-the-batches")
def test_epoch_mean_at_the_ends(subject, rng):
    """One batch, batches of one row, and a short last batch"""
    value = rng.uniform(0.2, 0.7)
    cases = [([value], [7]), ([value, 1.0, 0.0], [1, 1, 1]), ([0.5, 0.5, value], [64, 64, 3])]
    subject(MEANS).agrees([*cases, ([0.0, 0.0], [5, 3]), ([1.0, 0.0], [1000, 1])])
