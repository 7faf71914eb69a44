"""Hidden suite of sentiment. Run it on a file:

pytest graders/11_transfer/sentiment/suite.py --submission FILE
"""

import torch

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

PAD = 1
NAMES = ["neutral", "negative", "positive", "mixed", "irony"]


def draw_docs(rng, n, longest, length, pad=PAD):
    """Texts of 1 to `longest` tokens; the second is the longest one."""
    sizes = torch.randint(1, longest + 1, (n,), generator=rng.generator).tolist()
    sizes[n // 2] = longest
    docs = [torch.randint(2, 60, (size,), generator=rng.generator) for size in sizes]
    return docs, length, pad


def right_table(docs, length, pad=PAD):
    kept = [doc[max(len(doc) - length, 0) :] for doc in docs]
    width = max([len(doc) for doc in kept], default=0)
    table = torch.full((len(docs), width), pad)
    for row, doc in zip(table, kept, strict=True):
        row[: len(doc)] = doc
    return table


TABLE = Contract("truncate_and_pad", draw_docs, what="The table", truth=right_table)


def draw_vectors(rng, n, t, d, dtype=torch.float64, pad=PAD):
    """Vectors and tokens; padding behind each text but the first, and somewhere inside one."""
    ids = torch.randint(2, 60, (n, t), generator=rng.generator)
    for i in range(1, n):
        ids[i, max(1, t - 1 - i % t) :] = pad
    if t > 3:
        ids[n // 2, 0] = pad
    return rng.normal(n, t, d, dtype=dtype, scale=2.0) + 1, ids, pad


def right_mean(vectors, ids, pad=PAD):
    means = vectors.new_zeros(vectors.shape[0], vectors.shape[2])
    for n in range(len(ids)):
        real = ids[n] != pad
        if real.any():
            means[n] = vectors[n, real].mean(0)
    return means


# Who adds 1e-6 to the counts, as many do, is right in all digits that matter.
MEAN = Contract(
    "masked_mean", draw_vectors, what="The table of means", truth=right_mean, within=1e-5
)


def draw_logits(rng, n, c, asked=None, dtype=torch.float64):
    """Scores of c classes, and `asked` of their names in an order of their own."""
    names = NAMES[1:c] + NAMES[:1]
    return rng.normal(n, c, dtype=dtype, scale=2.0), NAMES[:c], names[: asked or c]


def right_proba(logits, vocab, classes):
    p = logits.exp() / logits.exp().sum(1, keepdim=True)
    return torch.stack([p[:, vocab.index(name)] for name in classes], 1)


PROBA = Contract("predict_proba", draw_logits, what="The table of probabilities", truth=right_proba)


def draw_answers(rng, n, c, bins, dtype=torch.float64, wrong=0.45):
    """Confidences between the edges of the bins, and answers of which a share is wrong."""
    generator = rng.generator
    least = 217 if c > 2 else 266
    top = (2 * torch.randint(least, 512, (n,), generator=generator) + 1).double() / 1024
    parts = 0.8 + 0.4 * torch.rand(n, c - 1, generator=generator).double()
    proba = parts / parts.sum(1, keepdim=True) * (1 - top)[:, None]
    proba = torch.cat([top[:, None], proba], 1)
    answer = torch.randint(c, (n,), generator=generator)
    proba = torch.stack([row.roll(int(a)) for row, a in zip(proba, answer, strict=True)])
    y = (answer + (torch.rand(n, generator=generator) < wrong) * 1) % c
    return proba.to(dtype), y, bins


def right_error(proba, y, bins):
    confidence, answer = proba.double().max(1)
    error = 0.0
    for k in range(bins):
        inside = [
            n
            for n, sure in enumerate(confidence.tolist())
            if k / bins <= sure and (sure < (k + 1) / bins or k == bins - 1)
        ]
        if inside:
            gap = (answer[inside] == y[inside]).double().mean() - confidence[inside].mean()
            error += abs(float(gap)) * len(inside) / len(y)
    return torch.tensor(error, dtype=torch.float64)


ERROR = Contract(
    "expected_calibration_error",
    draw_answers,
    what="The calibration error",
    truth=right_error,
    within=1e-6,
)


def value_of_error(module, proba, y, bins):
    """The number in the error, whatever its shape: the shape is judged once."""
    found = module.expected_calibration_error(proba, y, bins)
    one = isinstance(found, torch.Tensor) and found.numel() == 1
    return found.reshape(()) if one else found


VALUE = Contract(
    driven(value_of_error),
    draw_answers,
    what="The calibration error",
    truth=right_error,
    within=1e-6,
)


@check(
    task=1,
    points=1.25,
    catches="end-cut-off start-below-zero padding-in-front padded-with-zero padded-with-one "
    "always-as-long cut-to-the-shortest never-cut one-token-too-few",
)
def test_table(subject):
    """Texts of several lengths, some of them too long"""
    subject(TABLE).agrees_on((4, 7, 4), (3, 5, 9), (5, 6, 1), (2, 4, 4))
    for pad in (0, -1, 77):
        subject(TABLE).agrees(*subject(TABLE).draw(4, 7, 5, pad=pad))


@check(task=1, points=0.5, catches="no-texts-fail empty-texts-dropped")
def test_empty_texts(submission, rng):
    """Empty texts, no texts, one text"""
    docs, *_ = draw_docs(rng, 3, 5, 4)
    nothing = torch.zeros(0, dtype=torch.int64)
    found = submission.truncate_and_pad([*docs, nothing], 4)
    expect_like(found, right_table([*docs, nothing], 4), "The table with an empty text")
    require(bool(found.unique().numel() > 1), "The table has the same number everywhere.", found)
    alike = bool((found[3] == found[3, 0]).all())
    require(alike, "The row of an empty text should be padding alone.", found[3])
    for cases in ([], [nothing, nothing], docs[:1]):
        found = submission.truncate_and_pad(cases, 6)
        expect_like(found, right_table(cases, 6), f"The table of {len(cases)} texts")


@check(task=1, points=0.25, catches="length-unchecked")
def test_length(subject, rng):
    """A length below 1"""
    docs, *_ = draw_docs(rng, 3, 5, 4)
    subject(TABLE).refuses(
        (docs, 0), (docs, -2), because="At least one token has to be kept.", but_not=(4, 7, 4)
    )


@check(task=1, points=0.25, catches="tokens-overwritten table-on-the-cpu table-of-floats")
def test_table_manners(subject):
    """int64, on the GPU; the texts are left alone"""
    found = subject(TABLE).submission.truncate_and_pad(*subject(TABLE).draw(4, 7, 4))
    require(
        isinstance(found, torch.Tensor) and found.dtype == torch.int64,
        "The table should be an int64 tensor: tokens are whole numbers that look up vectors.",
        apart=True,
    )
    subject(TABLE).leaves_its_arguments(4, 7, 4)
    subject(TABLE).leaves_its_arguments(1, 5, 5)
    subject(TABLE).stays_on_the_gpu(4, 7, 4)


@check(task=1, points=0.25, catches="text-itself-returned")
def test_table_is_new(submission, rng):
    """The table shares no memory with a text"""

    def shared(module, docs):
        result = module.truncate_and_pad(docs, 9)
        result += 1
        return docs[0]

    docs, *_ = draw_docs(rng, 1, 5, 9)
    left = submission.run(shared, docs)
    told = "Whoever writes into the table changes a text: they share memory."
    require(torch.equal(left, docs[0]), told, apart=True)


@check(
    task=2,
    points=1.25,
    catches="padding-in-the-mean divided-by-the-width vectors-summed largest-instead "
    "last-token-alone mean-of-all-texts mean-over-the-entries padding-alone pad-fixed "
    "padding-only-behind",
)
def test_mean(subject):
    """The mean of the tokens, with padding behind and elsewhere"""
    subject(MEAN).agrees_on((3, 5, 4), (5, 4, 3), (2, 6, 7), (1, 3, 2))
    for pad in (0, -1, 77):
        subject(MEAN).agrees(*subject(MEAN).draw(4, 5, 3, pad=pad))


@check(task=2, points=0.5, catches="no-token-is-not-a-number")
def test_only_padding(submission, rng):
    """A text with nothing but padding; tables without texts or places"""
    vectors, ids, _ = draw_vectors(rng, 3, 5, 4)
    ids[1] = PAD
    found = submission.masked_mean(vectors, ids)
    expect_like(found, torch.zeros(3, 4), "The table of means")
    require(bool((found[0] != found[2]).any()), "All texts have the same mean.", found)
    expect(found[1], torch.zeros(4).double(), "The mean of a text with nothing but padding")
    for n, t in ((0, 5), (2, 0), (0, 0)):
        found = submission.masked_mean(
            torch.zeros(n, t, 4).double(), torch.zeros(n, t, dtype=torch.int64)
        )
        expect(found, torch.zeros(n, 4).double(), f"The means of {n} texts with {t} places")


@check(task=2, points=0.25, catches="mean-cut-off")
def test_mean_gradient(subject):
    """Gradients flow back to the vectors"""
    subject(MEAN).passes_gradients_back(3, 5, 4)


@check(task=2, points=0.25, catches="always-float64 mean-in-float32")
def test_mean_dtype(subject):
    """The means have the dtype of the vectors"""
    subject(MEAN).keeps_dtype(torch.float32, (3, 5, 4))


@check(task=2, points=0.25, catches="vectors-overwritten ids-overwritten loop-over-texts")
def test_mean_manners(subject):
    """Nothing is written into, nothing leaves the GPU, nothing is visited one by one"""
    subject(MEAN).leaves_its_arguments(3, 5, 4)
    subject(MEAN).stays_on_the_gpu(3, 5, 4)
    subject(MEAN).has_no_loop(3, 5, 4, over=["texts", "places", "entries"])


@check(
    task=3,
    points=1.25,
    catches="order-of-the-vocab places-turned-round softmax-over-the-texts softmax-twice "
    "sigmoid-instead scores-returned log-returned alphabetical-order chosen-before-the-softmax "
    "answers-instead",
)
def test_proba(subject):
    """All classes in another order, and some of them"""
    subject(PROBA).agrees_on((3, 4), (5, 3), (4, 5), (1, 3), (3, 2), (0, 3))
    for sizes in ((3, 4, 2), (4, 5, 3), (2, 3, 1)):
        subject(PROBA).agrees(*subject(PROBA).draw(*sizes))


@check(task=3, points=0.25, catches="exponentials-overflow")
def test_large_logits(submission, rng):
    """Large scores, and none that is not a number"""
    logits, vocab, classes = draw_logits(rng, 4, 3)
    logits[:3] += 8 * torch.eye(3)  # the answers to three texts differ
    for dtype in (torch.float64, torch.float32):
        found = submission.predict_proba((logits * 500).to(dtype), vocab, classes)
        moved = submission.predict_proba((logits * 500 + 4096).to(dtype), vocab, classes)
        expect_like(found, torch.zeros(4, 3), "The table of probabilities of large scores")
        expect_like(moved, torch.zeros(4, 3), "The table of probabilities of larger scores")
        require(bool((found != found[0]).any()), "All texts have the same probabilities.", found)


@check(task=3, points=0.25, catches="names-unchecked")
def test_names(subject, rng):
    """A name that is not in the vocabulary"""
    logits, vocab, _ = draw_logits(rng, 4, 3)
    subject(PROBA).refuses(
        (logits, vocab, ["irony"]),
        (logits, vocab, ["neutral", "Positive"]),
        (logits, vocab, ["negative", "neg", "positive"]),
        because="A name that is not in vocab has no column.",
        but_not=(4, 3),
    )


@check(
    task=3,
    points=0.25,
    catches="proba-in-float64 proba-in-float32 logits-overwritten names-sorted loop-over-logits",
)
def test_proba_manners(subject):
    """The dtype and the arguments are kept, nothing leaves the GPU or is visited one by one"""
    subject(PROBA).keeps_dtype(torch.float32, (3, 4))
    subject(PROBA).leaves_its_arguments(3, 4)
    subject(PROBA).stays_on_the_gpu(3, 4)
    subject(PROBA).has_no_loop(3, 4, over=["texts"])
    args = subject(PROBA).draw(3, 4)
    _, (_, vocab, classes) = subject(PROBA).submission.predict_proba.inputs_after(*args)
    require(
        list(vocab) == args[1] and list(classes) == args[2],
        "The call changes a list of names. The caller still needs it as it was.",
        apart=True,
    )


@check(
    task=4,
    points=1.75,
    catches="probability-of-the-truth bins-without-weights gaps-over-all-bins sign-kept "
    "gap-of-each-text one-bin-for-all gaps-summed sign-turned-and-kept accuracy-instead "
    "error-rate-instead confidence-instead middle-of-the-bin largest-gap gaps-squared "
    "last-class-only bins-between-the-seen every-probability-counted repeats-lost",
)
def test_error(subject):
    """The gaps of the bins, each with its weight"""
    too_unsure = subject(VALUE).draw(60, 3, 7, wrong=0.02)
    subject(VALUE).agrees(*too_unsure)
    subject(VALUE).agrees_on((23, 3, 5), (40, 2, 7), (31, 4, 10), (12, 3, 1), (1, 3, 4))


@check(
    task=4, points=0.5, catches="upper-edge-inside sign-kept sign-turned-and-kept one-bin-for-all"
)
def test_edges(submission):
    """A confidence on the edge of a bin"""
    proba = torch.tensor([[0.5, 0.25, 0.25], [0.375, 0.5, 0.125], [0.0, 0.25, 0.75]]).double()
    more = torch.tensor([[0.25, 0.125, 0.625], [0.125, 0.75, 0.125], [0.125, 0.5625, 0.3125]])
    less = torch.tensor([[0.4375, 0.3125, 0.25], [0.25, 0.375, 0.375 - 2**-7]])
    less[1, 0] += 2**-7
    proba = torch.cat([proba, more.double(), less.double()])
    proba[-1] = torch.tensor([0.40625, 0.3125, 0.28125])
    y = torch.tensor([0, 0, 1, 2, 1, 1, 2, 2])
    for bins in (2, 4, 8):
        found = submission.run(value_of_error, proba, y, bins)
        what = f"The calibration error with {bins} bins"
        expect(found, right_error(proba, y, bins), what, within=1e-6)


@check(task=4, points=0.25, catches="certainty-left-out empty-bin-is-not-a-number")
def test_certain(submission):
    """A confidence of 1, and bins without texts"""
    proba = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.25, 0.75]]).double()
    y = torch.tensor([1, 1, 1, 1])
    for bins in (3, 6):
        found = submission.run(value_of_error, proba, y, bins)
        what = f"The calibration error with {bins} bins"
        expect(found, right_error(proba, y, bins), what, within=1e-6)


@check(task=4, points=0.25, catches="bins-unchecked")
def test_bins(subject, rng):
    """A number of bins below 1"""
    proba, y, _ = draw_answers(rng, 5, 3, 4)
    subject(ERROR).refuses(
        (proba, y, 0), (proba, y, -3), because="There is no bin.", but_not=(9, 3, 4)
    )


@check(
    task=4,
    points=0.25,
    catches="error-in-float32 error-with-an-axis proba-overwritten loop-over-answers",
)
def test_error_manners(subject):
    """float64, on the GPU; the arguments are left alone, and texts are not visited one by one"""
    for dtype in (torch.float32, torch.float64):
        args = subject(ERROR).draw(9, 3, 4, dtype=dtype)
        found = subject(ERROR).submission.expected_calibration_error(*args)
        expect_like(found, torch.zeros(()), "The calibration error", dtype=torch.float64)
    subject(ERROR).leaves_its_arguments(9, 3, 4)
    subject(ERROR).stays_on_the_gpu(9, 3, 4)
    subject(ERROR).has_no_loop(9, 3, 4, over=["texts"])
