"""Hidden suite of embeddings. Run it on a file:

pytest graders/08_text/embeddings/suite.py --submission FILE

Bags and contexts always contain some word twice, and the tables have words that nobody uses.
Contexts are compared as one line of text, which a learner can read.
"""

from dataclasses import replace

import torch

from tutor.grading.checks import Contract, check, driven, require


def draw_words(rng, count, V):
    """Words of which at least two are the same, and none is the last one of the table."""
    words = torch.randint(0, V - 1, (count,), generator=rng.generator)
    if count > 1:
        words[-1] = words[0]
    return words


def draw_text(rng, T, window):
    return torch.randint(0, 40, (T,), generator=rng.generator), window


def draw_bags(rng, N, T, D, dtype=torch.float64):
    """Bags that use one word several times each, and a word in common."""
    V = 6
    idx = torch.stack([draw_words(rng, T, V) for _ in range(N)]) if N else torch.zeros(0, T).long()
    return idx, rng.normal(V, D, dtype=dtype)


def draw_gradient(rng, N, T, D, dtype=torch.float64):
    idx, W = draw_bags(rng, N, T, D)
    return rng.normal(N, D, dtype=dtype), idx, len(W) + 1


def draw_step(rng, K, M, D=3, V=8, dtype=torch.float64):
    """A blank whose target is not among the negatives."""
    W_in, W_out = rng.normal(V, D, dtype=dtype), rng.normal(V, D, dtype=dtype)
    negatives = draw_words(rng, M, V - 1)
    return W_in, W_out, draw_words(rng, K, V), V - 2, negatives, rng.uniform(0.2, 0.6)


def in_one_line(module, ids, window):
    """The pairs as "1 2 -> 0, 0 2 -> 1", or what came instead."""
    pairs = module.blanks(ids, window)
    if not isinstance(pairs, list):
        return pairs
    told = []
    for context, target in pairs:
        fine = isinstance(context, torch.Tensor) and context.dim() == 1
        words = " ".join(map(str, context.tolist())) if fine else type(context).__name__
        told.append(f"{words} -> {int(target)}")
    return ", ".join(told)


def kinds(module, ids, window):
    """What the pairs are made of, and whether the text is as it was."""
    before = ids.clone()
    pairs = module.blanks(ids, window)
    contexts = [context for context, _ in pairs]
    found = {str(context.dtype) for context in contexts}, {type(t).__name__ for _, t in pairs}
    return sorted(found[0]), sorted(found[1]), torch.equal(ids, before)


def loss_of(module, *args):
    loss = module.fill_step(*args)[2]
    return float(loss) if isinstance(loss, torch.Tensor) and loss.dim() == 0 else loss


def new_in(module, *args):
    return module.fill_step(*args)[0]


def new_out(module, *args):
    return module.fill_step(*args)[1]


CONTEXTS = Contract(driven(in_one_line), draw_text, "The contexts and their targets")
BAG = Contract("embedding_bag", draw_bags)
BACK = Contract("embedding_bag_backward", draw_gradient, "The gradient")
STEP = Contract(
    "fill_step",
    draw_step,
    parts=("the new W_in", "the new W_out", "the loss"),
    within=1e-6,
    rounding=lambda *args: 1e-4,
)
EXACTLY = replace(STEP, within=None)
NAMES = ("W_in", "W_out", "context", "target", "negatives", "lr")
LOSS = replace(STEP, entry=driven(loss_of), what="The loss", parts=(), arguments=NAMES)
IN = replace(LOSS, entry=driven(new_in), what="The new W_in")
OUT = replace(LOSS, entry=driven(new_out), what="The new W_out")


@check(
    task=1,
    points=1.5,
    catches="right-side-short word-itself-in-the-context left-side-only from-the-end-of-the-text "
    "left-side-short ends-skipped places-for-words ends-filled-up each-word-once",
)
def test_contexts(subject):
    """The words on both sides of each place"""
    subject(CONTEXTS).agrees_on((9, 2), (8, 3), (6, 1))


@check(task=1, points=0.25)
def test_wide_windows(subject):
    """A window that is larger than the text, and a text of two words"""
    subject(CONTEXTS).fits((4, 9), (5, 5), (2, 1), (2, 3), ordinary=(7, 2))


@check(task=1, points=0.25)
def test_kinds(submission, rng):
    """Contexts of int64, targets that are ints, and the text as it was"""
    dtypes, types, same = submission.run(kinds, *draw_text(rng, 7, 2))
    require(dtypes == ["torch.int64"], "The contexts should have the dtype int64.")
    require(types == ["int"], "The targets should be ints.")
    require(same, "The call changes ids.", apart=True)


@check(
    task=2,
    points=1,
    catches="rows-added-up bags-averaged words-counted-once not-averaged largest-taken",
)
def test_bags(subject):
    """The mean of the rows of each bag"""
    subject(BAG).agrees_on((4, 5, 3), (2, 7, 6), (5, 3, 2))


@check(task=2, points=0.25)
def test_few_bags(subject):
    """One bag, no bag, bags of one word, vectors of one number"""
    subject(BAG).fits((1, 4, 3), (0, 4, 3), (3, 1, 2), (3, 2, 1), ordinary=(4, 5, 3))


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_bags_keep_the_dtype(subject, dtype):
    """The means have the dtype of the table"""
    subject(BAG).keeps_dtype(dtype, (4, 5, 3))


@check(task=2, points=0.25, catches="table-overwritten means-on-the-cpu")
def test_table_untouched(subject):
    """The table is left as it was, and where it was"""
    subject(BAG).leaves_its_arguments(4, 5, 3)
    subject(BAG).stays_on_the_gpu(4, 5, 3)


@check(task=2, points=0.25, catches="loop-over-bags")
def test_bags_cost(subject):
    """The number of operations grows neither with the bags nor with their words"""
    subject(BAG).has_no_loop(4, 5, 3, over=["bags", "words of a bag", None])


@check(
    task=3,
    points=1.25,
    catches="shares-lost not-divided divided-by-the-bags-too table-from-the-largest-word "
    "shares-averaged",
)
def test_shares(subject):
    """Every row gets the sum of its shares"""
    subject(BACK).agrees_on((4, 5, 3), (2, 7, 6), (6, 3, 2))


@check(task=3, points=0.25)
def test_few_shares(subject):
    """One bag, no bag, bags of one word"""
    subject(BACK).fits((1, 4, 3), (0, 4, 3), (3, 1, 2), ordinary=(4, 5, 3))


@check(task=3, points=0.25, dtypes="float32", catches="gradient-in-float64")
def test_shares_keep_the_dtype(subject, dtype):
    """The gradient has the dtype of g"""
    subject(BACK).keeps_dtype(dtype, (4, 5, 3))


@check(task=3, points=0.25, catches="gradient-overwritten")
def test_gradient_untouched(subject):
    """The arguments are left as they were"""
    subject(BACK).leaves_its_arguments(4, 5, 3)


@check(task=3, points=0.25, catches="shares-on-the-cpu")
def test_shares_on_the_gpu(subject):
    """The gradient is where g is"""
    subject(BACK).stays_on_the_gpu(4, 5, 3)


@check(task=3, points=0.25, catches="loop-over-shares")
def test_shares_cost(subject):
    """The way back costs no more operations for more bags or longer ones"""
    subject(BACK).has_no_loop(4, 5, 3, over=["bags", "words of a bag", None])


@check(
    task=4,
    points=0.5,
    catches="loss-averaged loss-with-the-wrong-sign loss-after-the-step answers-swapped "
    "negatives-left-out",
)
def test_loss(subject):
    """The loss of the blank before the step"""
    subject(LOSS).agrees_on((4, 3), (5, 6))


@check(
    task=4,
    points=1,
    catches="uphill answers-swapped negatives-left-out repeated-negatives-lost rate-ignored "
    "step-of-the-largest-word "
    "slopes-averaged context-added-up",
)
def test_words_of_the_blank(subject):
    """The new rows of the target and of the negatives"""
    subject(OUT).agrees_on((4, 3), (5, 6), (3, 2))


@check(
    task=4,
    points=1,
    catches="after-the-step mean-not-divided repeated-context-lost context-not-trained "
    "step-of-the-largest-word "
    "uphill answers-swapped negatives-left-out rate-ignored slopes-averaged context-added-up",
)
def test_words_of_the_context(subject):
    """The new rows of the words around the blank"""
    subject(IN).agrees_on((4, 3), (5, 6), (3, 2))


@check(task=4, points=0.25)
def test_few_words(subject):
    """No negatives, a single word in the context"""
    subject(STEP).fits((4, 0), (1, 3), (1, 0), (2, 1, 1), ordinary=(4, 3))


@check(task=4, points=0.125, dtypes="float64 float32", catches="tables-in-float64")
def test_tables_keep_the_dtype(subject, dtype):
    """The new tables have the dtype of the old ones, and its digits"""
    subject(EXACTLY).keeps_dtype(dtype, (4, 3))


@check(task=4, points=0.25, catches="tables-overwritten")
def test_tables_untouched(subject):
    """The old tables are left as they were, and the new ones are where they are"""
    subject(STEP).leaves_its_arguments(4, 3)
    subject(STEP).stays_on_the_gpu(4, 3)


@check(task=4, points=0.25, catches="loop-over-negatives")
def test_step_cost(subject):
    """The number of operations grows neither with the context nor with the negatives"""
    subject(STEP).has_no_loop(4, 3, over=["words of the context", "negatives"])
