"""Hidden suite of heads_and_losses. Run it on a file:

pytest graders/03_neurons/heads_and_losses/suite.py --submission FILE

Losses are compared with torch's own in float64, gradients with what its autograd makes of them.
"""

import math

import torch
import torch.nn.functional as F

from tutor.grading.checks import Contract, check, expect, expect_like, require, roundoff

FAR = 1e4
LID = (
    "Being twice as sure of the wrong answer costs hardly more: something puts a lid on the loss. "
    "It should grow without limit."
)


def draw_questions(rng, n, k, dtype=torch.float64):
    """Logits and yes-or-no answers, some of each."""
    z, y = 2 * rng.away_from_zero(n, k, dtype=dtype), rng.normal(n, k) > 0
    y[0, 0], y[-1, -1] = True, False
    return z, y.to(dtype)


def draw_classes(rng, n, c, dtype=torch.float64):
    """Logits and the numbers of the right classes; first and last class among them if they fit."""
    z, y = 2 * rng.away_from_zero(n, c, dtype=dtype), (rng.normal(n).abs() * c).long() % c
    y[0], y[-1] = c - 1, 0
    return z, y


def gradient(loss, z, y):
    """What autograd gives for torch's own loss, in float64."""
    with torch.enable_grad():
        z = z.double().requires_grad_()
        y = y.double() if y.is_floating_point() else y
        return torch.autograd.grad(loss(z, y), z)[0]


def d_bce(z, y):
    return gradient(F.binary_cross_entropy_with_logits, z, y)


def d_ce(z, y):
    return gradient(F.cross_entropy, z, y)


BCE = Contract("bce_with_logits", draw_questions, "The loss", F.binary_cross_entropy_with_logits)
CE = Contract(
    "cross_entropy",
    draw_classes,
    "The loss",
    F.cross_entropy,
    # Each loss is a difference of numbers of the size of the logits.
    rounding=lambda z, y: 32 * 2.0**-24 * (1 + z.abs().max().item()),
)
D_BCE = Contract("d_bce_with_logits", draw_questions, "d_bce_with_logits(z, y)", d_bce)
D_CE = Contract("d_cross_entropy", draw_classes, "d_cross_entropy(z, y)", d_ce)


@check(
    task=1,
    points=0.75,
    catches="sum-instead-of-mean questions-summed only-the-yes-terms "
    "softmax-for-several-questions logarithm-of-the-logit squashed-twice "
    "minus-forgotten squared-error-of-probabilities yes-is-punished",
)
def test_bce(subject, rng):
    """Several yes-or-no questions, several examples"""
    subject(BCE).agrees_on(rng.sizes(2, 3, 7))
    z, y = draw_questions(rng, 3, 4)
    z[0] = 0.0
    subject(BCE).agrees(z, y, what="The loss where some logits are 0")


@check(
    task=1,
    points=0.75,
    catches="lid-on-the-loss logarithm-of-zero exponential-overflows overflow-in-both-terms",
)
def test_bce_far_out(submission, rng):
    """Sure and wrong is expensive, sure and right is free"""
    gap = rng.uniform(110, 140)
    y = torch.tensor([[0.0, 1.0]], dtype=torch.float64)
    sure = torch.tensor([[gap, -gap]], dtype=torch.float64)
    once, twice = submission.bce_with_logits(sure, y), submission.bce_with_logits(2 * sure, y)
    for loss in (once, twice):
        expect_like(loss, torch.zeros((), dtype=torch.float64), "The loss of sure, wrong answers")
    require(bool(twice > 1.5 * once), LID)
    expect(once, torch.tensor(gap, dtype=torch.float64), "The loss of sure, wrong answers")
    z = FAR * torch.tensor([[1.0, -1.0, 0.0], [-0.01, 0.01, 1.0]], dtype=torch.float64)
    y = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]], dtype=torch.float64)
    loss = submission.bce_with_logits(z, y)
    expect(loss, F.binary_cross_entropy_with_logits(z, y), "The loss far out")
    right = submission.bce_with_logits(z[:, :2], (z[:, :2] > 0).double())
    expect(right, torch.zeros((), dtype=torch.float64), "The loss of sure, right answers")


@check(
    task=1,
    points=0.25,
    dtypes="float64 float32",
    catches="losses-in-float64 sum-instead-of-mean",
)
def test_bce_sizes(subject, dtype):
    """One example, one question; a result without axes, in the dtype of z"""
    subject(BCE).keeps_dtype(dtype, (1, 4), (5, 1), (1, 1), (4, 4))
    if dtype == torch.float32:
        subject(BCE).keeps_short_dtypes(3, 4)


@check(task=1, points=0.25, catches="input-overwritten")
def test_bce_leaves_its_arguments(subject):
    """Logits and answers are still there afterwards"""
    subject(BCE).leaves_its_arguments(4, 3)


@check(task=1, points=0.25, catches="loop-over-rows")
def test_bce_on_the_gpu(subject):
    """Binary cross-entropy on the GPU, and all answers at once"""
    subject(BCE).stays_on_the_gpu(5, 3)
    subject(BCE).has_no_loop(5, 3, over=["examples", "questions"])


@check(
    task=2,
    points=0.75,
    catches="sum-instead-of-mean minus-forgotten softmax-twice every-row-with-every-label "
    "one-hot-assumed share-of-wrong-answers largest-instead-of-right "
    "classes-in-the-mean softmax-down-the-columns labels-from-one "
    "sigmoid-for-which-one maximum-not-kept classes-treated-alike "
    "divided-by-rows-and-elements logarithm-left-out label-as-a-factor "
    "labels-multiplied-in",
)
def test_cross_entropy(subject, rng):
    """Several examples, several classes"""
    subject(CE).agrees_on(rng.sizes(2, 3, 7))
    z, y = draw_classes(rng, 5, 4)
    z[:2], z[2, 1:] = 0.0, z[2, 0]
    y = y.clamp(max=2)  # the last class is right for nobody
    subject(CE).agrees(z, y, what="The loss where some logits are equal")


@check(task=2, points=0.5, catches="softmax-twice sigmoid-for-which-one largest-instead-of-right")
def test_cross_entropy_compares(submission, rng):
    """Only differences of logits count, and not knowing costs log C"""
    c = rng.integer(5, 9)
    z, y = draw_classes(rng, 4, c)
    flat = torch.full_like(z, rng.uniform(1, 3))
    expect(
        submission.cross_entropy(flat, y),
        torch.tensor(math.log(c), dtype=torch.float64),
        "The loss of flat logits",
        within=1e-6,
    )
    loss, lifted = (
        submission.cross_entropy(z, y),
        submission.cross_entropy(z + 3 * rng.normal(4, 1), y),
    )
    expect(lifted, loss, "The loss after adding a number to each row of z")
    expect(loss, F.cross_entropy(z, y), "The loss")


@check(
    task=2,
    points=0.75,
    catches="lid-on-the-loss logarithm-of-zero exponential-overflows one-maximum-for-all-rows",
)
def test_cross_entropy_far_out(submission, rng):
    """Logits of ten thousand, rows far apart, and a high price for being sure and wrong"""
    gap = rng.uniform(380, 440)
    sure, y = torch.tensor([[0.0, gap, -gap]], dtype=torch.float64), torch.tensor([2])
    once, twice = submission.cross_entropy(sure, y), submission.cross_entropy(2 * sure, y)
    expect_like(once, torch.zeros((), dtype=torch.float64), "The loss of a sure, wrong answer")
    expect_like(twice, torch.zeros((), dtype=torch.float64), "The loss of a surer one")
    require(bool(twice > 1.5 * once), LID)
    expect(twice, F.cross_entropy(2 * sure, y), "The loss of a surer one")
    right = submission.cross_entropy(10 * sure, torch.tensor([1]))
    expect(right, torch.zeros((), dtype=torch.float64), "The loss of a sure, right answer")
    z, y = draw_classes(rng, 3, 4)
    z = z + FAR * torch.tensor([[1.0], [0.0], [-1.0]], dtype=torch.float64)
    expect(submission.cross_entropy(z, y), F.cross_entropy(z, y), "The loss of lifted logits")


@check(task=2, points=0.25, dtypes="float64 float32", catches="losses-in-float64")
def test_cross_entropy_sizes(subject, dtype):
    """One example, two classes; a result without axes, in the dtype of z"""
    subject(CE).keeps_dtype(dtype, (1, 5), (6, 2), (1, 2), (4, 4), (3, 1))
    if dtype == torch.float32:
        subject(CE).keeps_short_dtypes(3, 4)


@check(task=2, points=0.25, catches="input-overwritten")
def test_cross_entropy_leaves_its_arguments(subject):
    """Logits and labels are still there afterwards"""
    subject(CE).leaves_its_arguments(4, 3)


@check(task=2, points=0.25, catches="loop-over-rows truth-on-the-cpu")
def test_cross_entropy_on_the_gpu(subject):
    """Cross-entropy on the GPU, and all examples at once"""
    subject(CE).stays_on_the_gpu(5, 3)
    subject(CE).has_no_loop(5, 3, over=["examples", "classes"])


@check(
    task=3,
    points=0.75,
    catches="mean-forgotten mean-taken-twice truth-minus-prediction questions-not-counted "
    "slope-of-sigmoid-left-in softmax-in-the-gradient-of-bce "
    "gradient-for-probabilities logit-minus-truth",
)
def test_gradient_of_bce(subject, rng):
    """The gradient of binary cross-entropy"""
    subject(D_BCE).agrees_on(rng.sizes(2, 3, 7), (1, 3), (4, 1))
    z, y = draw_questions(rng, 3, 4)
    z[0] = 0.0
    subject(D_BCE).agrees(z, y, what="d_bce_with_logits(z, y) where some logits are 0")


@check(
    task=3,
    points=0.75,
    catches="mean-forgotten mean-taken-twice truth-minus-prediction classes-counted "
    "gradient-for-probabilities only-the-right-class winner-takes-all truth-forgotten "
    "softmax-down-the-columns logits-minus-truth every-label-in-every-row "
    "label-subtracted rows-not-divided-by classes-turned-round",
)
def test_gradient_of_cross_entropy(subject, rng):
    """The gradient of cross-entropy"""
    subject(D_CE).agrees_on(rng.sizes(2, 3, 7), (1, 3), (4, 1))
    z, y = draw_classes(rng, 5, 4)
    z[:2], z[2, 1:] = 0.0, z[2, 0]
    y = y.clamp(max=2)  # the last class is right for nobody
    subject(D_CE).agrees(z, y, what="d_cross_entropy(z, y) where some logits are equal")


@check(task=3, points=0.5, catches="mean-forgotten truth-minus-prediction")
def test_gradients_fit_the_losses(submission, rng):
    """A small step along z changes the loss by the gradient times the step"""
    h = 1e-5
    for name, d_name, (z, y) in (
        ("bce_with_logits", "d_bce_with_logits", draw_questions(rng, 4, 5)),
        ("cross_entropy", "d_cross_entropy", draw_classes(rng, 5, 4)),
    ):
        loss = getattr(F, name.replace("bce", "binary_cross_entropy"))
        step = rng.away_from_zero(*z.shape)
        measured = (loss(z + h * step, y) - loss(z - h * step, y)) / (2 * h)
        grad = getattr(submission, d_name)(z, y)
        expect_like(grad, z, f"{d_name}(z, y)")
        near = 1e-8 + 99 * roundoff(grad)
        expect((grad * step).sum(), measured, f"{d_name} along a random step", within=near)
        both = getattr(submission, d_name)(torch.cat([z, z]), torch.cat([y, y]))
        expect(2 * both[: len(z)], grad, f"{d_name} for every example twice, doubled,")


@check(task=3, points=0.5, dtypes="float32", catches="gradient-overflows gradients-in-float64")
def test_gradients_far_out(subject, rng, dtype):
    """Finite for logits of ten thousand, in the dtype of z, for single examples too"""
    for n in (1, 3):
        z, y = draw_questions(rng, n, 4, dtype)
        z[0, 0], z[0, 1], z[-1, 2] = FAR, -FAR, 100.0
        subject(D_BCE).agrees(z, y)
        z, y = draw_classes(rng, n, 5, dtype)
        z[0, 0], z[-1] = FAR, z[-1] - FAR
        subject(D_CE).agrees(z, y)
    for contract in (D_BCE, D_CE):
        subject(contract).keeps_short_dtypes(3, 4)


@check(task=3, points=0.25, catches="gradient-written-into-z")
def test_gradients_leave_their_arguments(subject):
    """Logits and truth are still there after the gradients"""
    for contract in (D_BCE, D_CE):
        subject(contract).leaves_its_arguments(4, 3)


@check(task=3, points=0.25, catches="truth-on-the-cpu loop-over-labels")
def test_gradients_on_the_gpu(subject):
    """Gradients on the GPU, and all examples at once"""
    for contract in (D_BCE, D_CE):
        subject(contract).stays_on_the_gpu(5, 3)
        over = [f"{axis} in {contract.entry}" for axis in ("examples", "columns")]
        subject(contract).has_no_loop(5, 3, over=over)


def answer_of(module, task, z):
    """What a head answers, and the logits afterwards. Other heads were asked for in between."""
    kinds = ("how much", "yes or no", "which one")
    head = {kind: module.head_for(kind) for kind in kinds}[task]
    if not isinstance(head, (tuple, list)) or len(head) != 2:
        return None
    return (head[0](z), z) if callable(head[0]) and callable(head[1]) else None


def loss_of(module, task, z, y):
    """The loss of a head, and its arguments afterwards."""
    kinds = ("how much", "yes or no", "which one")
    head = {kind: module.head_for(kind) for kind in kinds}[task]
    if not isinstance(head, (tuple, list)) or len(head) != 2:
        return None
    return (head[1](z, y), z, y) if callable(head[0]) and callable(head[1]) else None


def keeps_the_dtype(module, kind, z, y):
    """Whether the loss of a head has the dtype that the function of the earlier task gives it."""
    alone = {"yes or no": "bce_with_logits", "which one": "cross_entropy"}[kind]
    loss = module.head_for(kind)[1](z, y)
    try:
        return loss.dtype == getattr(module, alone)(z, y).dtype
    except Exception:  # it has checks of its own
        return True


def two_functions(got):
    require(got is not None, "head_for should return two functions, (activation, loss).")
    return got


def require_untouched(after, given, function, kind):
    for name, a, b in zip(("z", "y"), after, given, strict=False):
        changes = f"The {function} of the head for '{kind}' changes its argument {name} in place."
        require(torch.equal(a, b), changes)


@check(
    task=4,
    points=0.5,
    catches="names-instead-of-functions softmax-head-for-yes-or-no sigmoid-head-for-which-one "
    "number-cut-off softmax-without-its-axis shares-down-the-columns",
)
def test_answers(submission, rng):
    """What each head answers"""
    z = draw_questions(rng, *rng.sizes(2, 3, 7))[0]
    for kind, answer in (
        ("how much", z),
        ("yes or no", torch.sigmoid(z)),
        ("which one", torch.softmax(z, 1)),
    ):
        got, *after = two_functions(submission.run(answer_of, kind, z))
        expect(got, answer, f"The answer of the head for '{kind}'")
        require_untouched(after, (z,), "activation", kind)


@check(
    task=4,
    points=0.5,
    catches="names-instead-of-functions loss-of-the-answer squares-summed "
    "answer-squashed-again shares-shared-again",
)
def test_losses_of_heads(submission, reference, rng):
    """The loss of each head, given logits"""
    n, k = rng.sizes(2, 3, 7)
    z, y = draw_questions(rng, n, k)
    numbers, labels = rng.normal(n, k), draw_classes(rng, n, k)[1]
    for kind, truth in (("how much", numbers), ("yes or no", y), ("which one", labels)):
        got, *after = two_functions(submission.run(loss_of, kind, z, truth))
        loss, *_ = reference.run(loss_of, kind, z, truth)
        expect(got, loss, f"The loss of the head for '{kind}'")
        require_untouched(after, (z, truth), "loss", kind)


@check(task=4, points=0.25, catches="loss-of-the-answer names-instead-of-functions")
def test_heads_far_out(submission, gpu, reference):
    """Far out too, in the dtype of the logits, and on the GPU"""
    z = torch.tensor([[FAR, -FAR, 0.0], [-FAR, 100.0, FAR]])
    labels, y = torch.tensor([1, 1]), torch.tensor([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    for kind, answer, truth in (
        ("how much", z, y),
        ("yes or no", torch.sigmoid(z), y),
        ("which one", torch.softmax(z, 1), labels),
    ):
        # The losses of earlier tasks have checks of their own for the dtype and the GPU.
        earlier = kind != "how much"
        for place, dtype in (
            (submission, torch.float32),
            (gpu, torch.float32),
            (submission, torch.float64),
        ):
            logits, true = z.to(dtype), truth if truth is labels else truth.to(dtype)
            got, *_ = two_functions(place.run(answer_of, kind, logits))
            expect(got, answer, f"The answer of the head for '{kind}'", dtype=dtype)
            if earlier and place is gpu:
                continue
            got, *_ = two_functions(place.run(loss_of, kind, logits, true))
            loss, *_ = reference.run(loss_of, kind, logits, true)
            what = f"The loss of the head for '{kind}'"
            expect(got, loss, what, dtype=None if earlier else dtype)
            require(
                not earlier or submission.run(keeps_the_dtype, kind, logits, true),
                f"{what} has another dtype than that loss has alone.",
                apart=True,
            )


@check(task=4, points=0.25, catches="anything-goes error-of-another-kind part-of-the-name")
def test_unknown_task(subject, submission):
    """Another kind of question is refused"""

    def known(module):
        return [module.head_for(word) is None for word in ("how much", "yes or no", "which one")]

    require(not any(submission.run(known)), "head_for gives nothing for one of its three tasks.")
    because = "A typing error would otherwise train the wrong thing without a word."
    subject("head_for").refuses(("why",), ("",), ("softmax",), because=because)
    alike = ("How much", "which one ", "yes or no or maybe", "someone")
    subject("head_for").refuses(*((word,) for word in alike), because=because)
