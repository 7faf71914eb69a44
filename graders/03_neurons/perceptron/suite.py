"""Hidden suite of perceptron. Run it on a file:

pytest graders/03_neurons/perceptron/suite.py --submission FILE

The XOR network is judged by what it answers, near the corners and far from them. With two hidden
neurons and a third on top, the ones are an intersection or a union of two half-planes, so the ones
or the zeros form a convex set: no table of cases has that by accident, and no choice of weights
lacks it.
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, of_parts, require

SHORT = (torch.float16, torch.bfloat16)
GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "NOR": (1, 0, 0, 0)}


def corners(dtype=torch.float64):
    return torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]]).to(dtype)


def draw_neuron(rng, n, d):
    return rng.normal(n, d), rng.away_from_zero(d), rng.away_from_zero()


def draw_separable(rng, n, d):
    """Rows in two classes with a clear gap between them."""
    X, w, b = draw_neuron(rng, 6 * n, d)
    score = X @ w + b
    order = score.abs().argsort(descending=True)[:n]
    rows = order[torch.randperm(n, generator=rng.generator)]
    return X[rows], (score[rows] > 0).long()


PARTS = ("w", "b", "converged")


def draw_gate(rng, epochs, dtype=torch.float64):
    """The corners for NAND, each a little off. By quarters: each sum is then exact in short dtypes
    too, and whoever is right learns the same weights in all of them."""
    X = corners() + 0.25 * rng.away_from_zero(4, 2).sign()
    return X.to(dtype), torch.tensor(GATES["NAND"]), epochs


def draw_corners(rng, n):
    """Rows that are one of the corners each."""
    return (corners()[torch.tensor([rng.integer(0, 3) for _ in range(n)], dtype=torch.int64)],)


PREDICT = Contract("predict", draw_neuron, "The answers")
FIT = Contract("perceptron_fit", draw_gate, "What is learned (w, b, converged)")
XOR = Contract(
    "xor_net",
    draw_corners,
    "The list of answers",
    truth=lambda X: ((X[:, 0] > 0.5) != (X[:, 1] > 0.5)).long(),
)


@check(
    task=1,
    points=1,
    catches="no-bias plus-and-minus-one score-returned wrong-at-zero true-and-false "
    "almost-zero-is-zero",
)
def test_predict(subject, rng):
    """The answers for many rows, on the line itself too"""
    subject(PREDICT).agrees_on((23, 4))
    bias = torch.tensor(float(rng.integer(1, 3)))
    case = (torch.arange(-4.0, 5.0)[:, None], torch.tensor([1.0]), bias)
    subject(PREDICT).agrees(*case, what="The answers on and near the line")
    tiny = (1e-30 * torch.arange(-4.0, 5.0)[:, None], torch.tensor([1.0]), torch.tensor(0.0))
    subject(PREDICT).agrees(*tiny, what="The answers for sums that are almost 0")
    one = torch.ones(1, dtype=torch.float64)
    close = (1 + 1e-12 * torch.arange(-4.0, 5.0, dtype=torch.float64)[:, None], one, -one[0])
    subject(PREDICT).agrees(*close, what="The answers for inputs that hardly differ")
    for dtype in SHORT:  # whole numbers: their sums are exact
        X, w, b = ((2 * part).round().to(dtype) for part in draw_neuron(rng, 12, 3))
        subject(PREDICT).agrees(X, w, b, what=f"The answers in {str(dtype)[6:]}")


@check(task=1, points=0.5, catches="loop-over-rows")
def test_predict_cost(subject):
    """All rows at once; one row; none"""
    subject(PREDICT).agrees_on((1, 3), (0, 3))
    subject(PREDICT).has_no_loop(5, 3, over=["rows"])


@check(task=1, points=0.5, catches="answers-on-the-cpu")
def test_predict_on_the_gpu(subject):
    """The answers are where the rows are"""
    subject(PREDICT).stays_on_the_gpu(7, 3)


def expect_separates(learned, X, y, what):
    """The learner's weights, judged by the rule itself."""
    w, b, converged = of_parts(learned, PARTS, "perceptron_fit")
    require(
        isinstance(w, torch.Tensor) and w.shape == X.shape[1:] and w.is_floating_point(),
        "The weights should be a tensor of shape (D,), of floating-point numbers.",
    )
    require(
        isinstance(b, torch.Tensor) and b.dim() == 0 and b.is_floating_point(),
        "The bias should be a tensor without axes, with a floating-point number.",
    )
    expect(converged, True, f"The report of convergence for {what}")
    right = (X @ w.double() + b.double() > 0).long() == y
    require(
        bool(right.all()), f"For {what} you report convergence, and the neuron gets some row wrong."
    )


@check(
    task=2,
    points=0.75,
    catches="no-bias-learned ones-only quiet-after-one-row mistakes-of-last-row never-converged",
)
def test_gates(submission):
    """AND, OR, NAND and NOR are learned"""
    for name, labels in GATES.items():
        y = torch.tensor(labels)
        learned = submission.perceptron_fit(corners(), y, 50)
        expect_separates(learned, corners(), y, name)


@check(task=2, points=1.25, catches="always-converged quiet-after-one-row")
def test_xor_is_not_learned(submission, rng):
    """XOR is reported as not learned, in whatever order the rows come"""
    order = torch.randperm(4, generator=rng.generator)
    for rows in (torch.arange(4), order):
        X, y = corners()[rows], torch.tensor([0, 1, 1, 0])[rows]
        learned = of_parts(submission.perceptron_fit(X, y, 40), PARTS, "perceptron_fit")
        expect(learned[2], False, "The report of convergence for XOR")


@check(task=2, points=0.75, catches="quiet-after-one-row ones-only")
def test_separable(submission, rng):
    """Whatever a line can separate is learned, in any number of dimensions"""
    for n, d in ((31, 2), (18, 5)):
        X, y = draw_separable(rng, n, d)
        learned = submission.perceptron_fit(X, y, 200)
        expect_separates(learned, X, y, "rows that a plane separates")


@check(
    task=2,
    points=0.75,
    catches="no-bias-learned ones-only wrong-direction score-as-error once-an-epoch "
    "wrong-at-zero-in-training learning-rate-used one-epoch-more mistakes-of-last-row "
    "quiet-after-one-row row-always-added inputs-left-out",
)
def test_path(submission, reference, rng):
    """Weights and bias after one epoch, after a few and after many"""
    # Whole numbers: sums are exact, 0 too. Two rows contradict each other, so that the neuron gets
    # one of them wrong for ever.
    X, y = (
        rng.normal(13, 3, scale=3.0).round(),
        torch.tensor([1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]),
    )
    X[:2] = torch.tensor([9.0, -8.0, 7.0])
    backwards = X.flip(0), y.flip(0)
    narrow = torch.tensor([[15.0], [14.0]], dtype=torch.float64), torch.tensor([1, 0])
    for data, epochs in (((X, y), 1), ((X, y), 2), ((X, y), 5), (backwards, 1), (narrow, 300)):
        learned = of_parts(submission.perceptron_fit(*data, epochs), PARTS, "perceptron_fit")
        w, b, _ = reference.perceptron_fit(*data, epochs)
        expect(learned[0], w, "The weights")
        expect(learned[1], b, "The bias")


@check(task=2, points=0.75, catches="nothing-is-not-learned right-in-the-end")
def test_few_rows(submission, reference, rng):
    """One row and no rows: whether they are learned"""
    X = rng.away_from_zero(1, 3)
    # With one epoch, the only row is corrected and then right: no epoch was without a mistake.
    for rows, label, epochs in ((1, 1, 3), (1, 0, 3), (0, 1, 3), (1, 1, 1)):
        case = X[:rows], torch.tensor([label])[:rows], epochs
        w, b, converged = of_parts(submission.perceptron_fit(*case), PARTS, "perceptron_fit")
        expect_like(w, X[0], "The weights")
        expect_like(b, X.new_empty(()), "The bias")
        what = f"The report of convergence for {rows} rows and {epochs} epochs"
        expect(converged, reference.perceptron_fit(*case)[2], what)


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_fit_keeps_the_dtype(subject, dtype):
    """The dtype is kept"""
    for kept in (dtype, *SHORT):
        subject(FIT).keeps_dtype(kept, (20,))


@check(task=2, points=0.25, catches="labels-overwritten")
def test_data_untouched(subject):
    """Rows and labels are left as they were"""
    subject(FIT).leaves_its_arguments(5)


@check(task=2, points=0.25, catches="zeros-on-the-cpu")
def test_fit_on_the_gpu(subject):
    """Learning stays on the GPU"""
    subject(FIT).stays_on_the_gpu(20)


def expect_answers(answers, n):
    require(
        isinstance(answers, torch.Tensor)
        and answers.shape == (n,)
        and answers.dtype == torch.int64,
        "xor_net should return one answer for each row: shape (N,), dtype int64.",
    )
    require(bool(((answers == 0) | (answers == 1)).all()), "A neuron answers 0 or 1.")


@check(task=3, points=1, catches="or-instead layer-without-neurons equal-instead")
def test_xor(subject):
    """XOR at its four corners, in each floating-point dtype"""
    for dtype in (torch.float64, torch.float32, *SHORT):
        subject(XOR).agrees(corners(dtype))


@check(task=3, points=0.75, catches="table-of-cases no-margin or-instead layer-without-neurons")
def test_near_the_corners(submission, rng):
    """XOR for inputs that are a little off"""
    exact = corners().repeat(40, 1)
    noise = 0.19 * torch.rand(exact.shape, generator=rng.generator, dtype=torch.float64) - 0.095
    signs = 2 * corners() - 1  # each way to be off by as much as is allowed
    ends = corners()[:, None] + 0.0999 * signs
    inputs = torch.cat([exact + noise, ends.flatten(0, 1)])
    answers = submission.xor_net(inputs)
    expect_answers(answers, len(inputs))
    expected = torch.cat(
        [torch.tensor([0, 1, 1, 0]).repeat(40), torch.tensor([0, 1, 1, 0]).repeat_interleave(4)]
    )
    wrong = (answers != expected).double().mean().item()
    require(wrong == 0, "Some answers are wrong when the inputs are off by less than 0.1.")


@check(task=3, points=0.75, catches="rounded-table table-of-cases output-sees-the-inputs")
def test_three_neurons(subject, submission, rng):
    """Far from the corners it answers as three neurons would"""
    points_ = rng.normal(240, 2, scale=1.5) + 0.5
    answers = submission.xor_net(points_)
    expect_answers(answers, len(points_))
    subject(XOR).agrees(corners())
    dents = []
    for side in (0, 1):
        of_side = points_[answers == side]
        a, b = of_side[:, None], of_side[None]
        between = ((a + b) / 2).reshape(-1, 2)[: 60 * 240 : 7]
        middle = submission.xor_net(between)
        expect_answers(middle, len(between))
        dents.append((middle != side).double().mean())
    require(
        min(dents) == 0 and 0 < answers.double().mean() < 1,
        "Neither the ones nor the zeros of your answers form a region without dents. Two hidden "
        "neurons draw two lines and the third cuts a wedge or a strip out of them; your function "
        "does something that they cannot.",
        judged=torch.stack(dents),
    )


@check(task=3, points=0.5, catches="net-on-the-cpu")
def test_xor_on_the_gpu(subject):
    """The network works on the GPU, and on no rows at all"""
    subject(XOR).stays_on_the_gpu(24)
    subject(XOR).stays_on_the_gpu(0)
