"""Hidden suite of analogies. Run it on a file:

pytest graders/08_text/analogies/suite.py --submission FILE

The answers of tasks 2 and 3 are numbers of rows. So every table is drawn until the right answer is
clear, by far more than a rounding error, and until it is not what the usual slips give.
"""

from dataclasses import replace

import torch

from tutor.grading.checks import (
    Contract,
    check,
    driven,
    expect,
    expect_like,
    expect_no_loop,
    require,
)

CLEAR = 1e-3  # how far the scores of two words that are to be told apart are from each other
MORE = 40
TRIES = 200  # five are enough as a rule


def draw_table(rng, V, D, dtype=torch.float64):
    """A table whose rows have lengths of their own."""
    return (rng.normal(V, D) * rng.normal(V, 1, scale=0.6).exp()).to(dtype)


def draw_pair(rng, V, D, dtype=torch.float64):
    return draw_table(rng, V, D, dtype), rng.away_from_zero(D, dtype=dtype)


def draw_long(rng, V, D, dtype=torch.float64):
    """Vectors so long that a very small number added to their lengths is lost."""
    W, v = draw_pair(rng, V, D)
    return (1e4 * W).to(dtype), (1e4 * v).to(dtype)


def draw_lengths(rng, V, D, which, short):
    """Vectors of all lengths that may occur, with a short, an ordinary or a long v; for 3 all are
    ordinary."""
    W, v = rng.away_from_zero(V, D), rng.away_from_zero(D)
    if which < 3:
        W *= torch.logspace(-5.9, 5.9, V, dtype=torch.float64)[:, None] / W.norm(dim=1)[:, None]
        v *= (1.1e-6, 1.0, 0.9e6)[which] / v.norm()
    return (W.float(), v.float()) if short else (W, v)


def angles(W, v):
    return (W @ v) / W.norm(dim=1) / v.norm()


def scores_of(W, v):
    """Several ways to say how near each row is to v, the right ones first."""
    near, far = angles(W, v), W - v
    return {
        "cosine": near,
        "euclidean": -far.norm(dim=1),
        "product": W @ v,
        "one length": (W @ v) / W.norm(dim=1) ** 2,
        "streets": -far.abs().sum(dim=1),
        "least": -near,
        "farthest": far.norm(dim=1),
    }


def ranked(scores, k, *left_out):
    """The k best of the words that are not left out, and whether they are clearly the best."""
    scores = scores.double().clone()
    scores[list(left_out)] = -torch.inf
    best = scores.topk(min(k + 1, len(scores)))
    gaps = best.values[:-1] - best.values[1:]
    return best.indices[:k].tolist(), bool((gaps > CLEAR).all())


def draw_neighbours(rng, V, D, metric="cosine", dtype=torch.float64):
    """A table in which each way to measure has other neighbours. Raises ValueError where there are
    too few words for that."""
    for _ in range(TRIES):
        W, i = draw_table(rng, V, D, dtype), rng.integer(0, V - 1)
        found = {name: ranked(s, 5, i) for name, s in scores_of(W, W[i]).items()}
        right, clear = found.pop(metric)
        if clear and right not in [other for other, _ in found.values()]:
            return W, i, 5, metric
    raise ValueError(f"{V} words are too few: all ways to measure have the same neighbours.")


def draw_analogy(rng, V, D, dtype=torch.float64, scaled=False):
    """A table in which every other step, and every other measure, leads to another word.

    The answer is near the target by its direction alone; another word, a little off, is nearer by
    the distance and has a larger inner product. With `scaled`, rows of length 1 lead elsewhere too.
    Raises ValueError where there are too few words for that.
    """
    for _ in range(TRIES):
        W = draw_table(rng, V, D)
        a, b, c, d, decoy = torch.randperm(V, generator=rng.generator)[:5].tolist()
        W[b] = W[a] + 0.7 * W[b]
        target = W[b] - W[a] + W[c]
        aside = W[decoy] - (W[decoy] @ target) / (target @ target) * target
        W[decoy] = target + 0.5 * aside / aside.norm() * target.norm()
        W[d] = 0.35 * target + 0.02 * W[d]
        W = W.to(dtype)
        step, unit = W[b] - W[a], W / W.norm(dim=1, keepdim=True)
        target = step + W[c]
        answer, clear = ranked(angles(W, target), 1, a, b, c)
        slips = [W[c] - step, step + 2 * W[a] + W[c], step + 2 * W[a] - W[c], step - W[c], W[c]]
        slips += [unit[b] - unit[a] + unit[c]] if scaled else []
        measured = [-(W - target).norm(dim=1), W @ target, -(unit @ target)]
        scores = torch.cat([torch.stack(slips) @ unit.T, torch.stack(measured)])
        scores[:, [a, b, c]] = -torch.inf
        others = scores.argmax(dim=1).tolist()
        if clear and answer[0] not in others:
            return W, a, b, c
    raise ValueError(f"{V} words are too few: a slip leads to the answer too.")


def draw_walks(rng):
    """Several questions: one number of a word is soon the same by chance."""
    plain = [draw_analogy(rng, V, D) for V, D in ((9, 4), (12, 3), (8, 5), (10, 3), (11, 4))]
    return ([*plain, *(draw_analogy(rng, V, 3, scaled=True) for V in (12, 10))],)


def answers(module, questions):
    """The answers to several questions, or the first that is no number of a word."""
    found = [module.analogy(*question) for question in questions]
    found = [x.item() if isinstance(x, torch.Tensor) and x.dim() == 0 else x for x in found]
    others = [x for x in found if type(x) is not int]
    return others[0] if others else torch.tensor(found)


def draw_by_distance(rng, V, D, dtype=torch.float64):
    return draw_neighbours(rng, V, D, "euclidean", dtype)


COSINE = Contract("cosine", draw_pair, "The similarities", within=1e-6)
LENGTHS = replace(COSINE, draw=draw_lengths)
LONG = replace(COSINE, draw=draw_long, within=1e-9)
BY_ANGLE = Contract("most_similar", draw_neighbours, "The numbers of the words")
BY_DISTANCE = replace(BY_ANGLE, draw=draw_by_distance)
ANALOGY = Contract("analogy", draw_analogy, "The number of the word")
WALKS = Contract(driven(answers), draw_walks, "The numbers of the words")


def expect_others(found, V, i, what):
    """Expect the numbers of all words but word i, in any order."""
    others = torch.tensor([word for word in range(V) if word != i])
    expect_like(found, others, what)
    expect(found.sort().values, others, f"{what}, sorted,")


def own_costs(subject, submission, contract):
    """What a function costs, few words and 40 more, without what the learner's `cosine` costs."""
    costs = []
    for V in (8, 8 + MORE):
        args = subject(contract).draw(V, 3)
        cost, helper = (
            contract.of(submission).cost(*args),
            submission.cosine.cost(*args[:1], args[0][0]),
        )
        costs.append(replace(cost, operations=cost.operations - helper.operations))
    small, large = costs
    # A few numbers may leave torch, as long as they do not become more.
    return small, replace(large, left=max(0, large.left - small.left))


def several_answers(submission, rng):
    """The answers to a few questions. They have to differ: nothing can be told from one answer."""
    found = [submission.analogy(*draw_analogy(rng, 9, 4)) for _ in range(4)]
    numbers = {number_of(answer) for answer in found}
    require(numbers <= set(range(9)), "The answer is not the number of a word.")
    require(len(numbers) > 1, "The answer is the same whatever the question is.")
    return found


def number_of(found):
    """The number of a word, as an int. A tensor with one number is paid for elsewhere."""
    if isinstance(found, torch.Tensor) and found.dim() == 0:
        found = found.item()
    require(type(found) is int, "The answer should be the number of a word, an int.")
    return found


def writes_into_the_table(submission, W):
    """Whether the learner's `cosine` changes its W: that is paid for in task 1."""
    _, (after, _) = submission.cosine.inputs_after(W, W[0].clone())
    return not torch.equal(W, after)


@check(
    task=1,
    points=1,
    catches="inner-product lengths-of-the-rows-only length-of-v-only multiplied-by-the-lengths "
    "roots-forgotten one-length-for-all lengths-of-the-columns means-subtracted distance-returned",
)
def test_similarities(subject, rng):
    """The similarity of a vector with each row"""
    subject(COSINE).agrees_on(rng.sizes(2, 3, 9), (9, 4), (5, 5))


@check(task=1, points=0.5, catches="nan-for-zero only-rows-of-zeros")
def test_vectors_of_zeros(submission, rng):
    """A vector of zeros has the similarity 0 with every vector"""
    W, v = draw_pair(rng, 6, 4)
    W[[2, 5]] = 0.0
    for short in (torch.float64, torch.float32):
        table, zeros = W.to(short), torch.zeros(6, dtype=short)
        found = submission.cosine(table, v.to(short))
        expect_like(found, zeros, "The similarities with rows of zeros among the others")
        expect(found[[2, 5]], zeros[:2], "The similarities with rows of zeros")
        others = [0, 1, 3, 4]
        alone = submission.cosine(table[others], v.to(short))
        what = "The similarities with the other rows, and without rows of zeros,"
        expect(found[others], alone.double(), what, within=1e-5)
        nowhere = submission.cosine(table, zeros[:4])
        expect(nowhere, zeros, "The similarities of a vector of zeros")


@check(task=1, points=0.5, catches="a-little-added divisor-kept-large")
def test_short_and_long(subject):
    """Vectors from very short to very long have their true similarity"""
    sizes = [(7, 3, k, short) for k in (0, 1, 2) for short in (0, 1)]
    subject(LENGTHS).fits(*sizes, ordinary=(7, 3, 3, 0))


@check(task=1, points=0.25)
def test_few_words(subject):
    """One word, no word, vectors with a single number"""
    subject(COSINE).fits((1, 4), (0, 3), (5, 1), (1, 1), ordinary=(6, 4))


@check(task=1, points=0.125, dtypes="float64 float32", catches="always-float64")
def test_similarities_keep_the_dtype(subject, dtype):
    """The similarities have the dtype of the table, and its digits"""
    subject(LONG).keeps_dtype(dtype, (7, 4))


@check(task=1, points=0.25, catches="table-overwritten")
def test_vectors_untouched(subject):
    """The table and the vector are left as they were"""
    subject(COSINE).leaves_its_arguments(6, 4)


@check(task=1, points=0.25, catches="loop-over-words loop-over-numbers similarity-on-the-cpu")
def test_similarities_cost(subject):
    """The number of operations does not grow, and everything stays on the GPU"""
    subject(COSINE).has_no_loop(8, 3, over=["words", "numbers of a vector"])
    subject(COSINE).stays_on_the_gpu(6, 4)


@check(
    task=2,
    points=1,
    catches="word-itself-found least-similar-first always-by-distance ranked-by-inner-product "
    "similarities-returned one-too-few unsorted",
)
def test_neighbours(subject, rng):
    """The words with the largest cosine similarity, the largest first"""
    subject(BY_ANGLE).agrees_on((8, 6), (9, 3), (12, 5))


@check(
    task=2,
    points=1,
    catches="word-itself-found farthest-first metric-ignored differences-added "
    "similarities-returned one-too-few unsorted",
)
def test_neighbours_by_distance(subject, rng):
    """The words at the smallest distance, the smallest first"""
    subject(BY_DISTANCE).agrees_on((9, 3), (8, 4), (12, 5))


@check(task=2, points=0.75, catches="first-one-dropped word-set-to-zero equal-words-left-out")
def test_only_the_word_is_left_out(subject, submission, rng):
    """A word with the same vector is found; a word without direction never finds itself"""
    # Whole numbers, so that two equal rows have exactly the same score.
    W = (9 * rng.normal(9, 6)).round()
    for metric in ("cosine", "euclidean"):
        for i, twin in ((6, 1), (1, 6), (0, 8), (8, 0)):
            table = W.clone()
            table[twin] = table[i]
            what = "The word that has the same vector"
            subject(BY_ANGLE).agrees(table, i, 1, metric, what=what)
    for i in (0, 2, 4):
        opposite = -torch.outer(torch.tensor([1.0, 3, 2, 5, 4]).double(), rng.away_from_zero(3))
        opposite[i] *= -1
        found = submission.most_similar(opposite, i, 4, "cosine")
        expect_others(found, 5, i, "The words that point the other way")
        nowhere = 1e3 * W[:5]
        nowhere[i] = 0.0
        for metric in ("cosine", "euclidean"):
            found = submission.most_similar(nowhere, i, 4, metric)
            expect_others(found, 5, i, "The words around a vector of zeros")


@check(task=2, points=0.25)
def test_how_many(submission, rng):
    """One word, all other words, a table of two"""
    W, i, _, _ = draw_neighbours(rng, 9, 4)
    for metric in ("cosine", "euclidean"):
        expect_like(submission.most_similar(W, i, 1, metric), torch.tensor([0]))
        expect_others(submission.most_similar(W, i, 8, metric), 9, i, "All other words")
        for k in (0, 1):
            found = submission.most_similar(W[:2].clone(), k, 1, metric)
            expect_others(found, 2, k, "The only other word")


@check(task=2, points=0.25, catches="metric-unchecked default-by-distance")
def test_metrics(subject, submission, rng):
    """The cosine is the default, and an unknown metric is refused"""
    W, i, k, _ = draw_neighbours(rng, 9, 4)
    found, by_name = submission.most_similar(W, i, k), submission.most_similar(W, i, k, "cosine")
    expect(found, by_name, "The answer without a metric")
    cases = [(W, i, k, name) for name in ("manhattan", "", "cosines")]
    because = 'The metric is "cosine" or "euclidean".'
    subject(BY_ANGLE).refuses(*cases, because=because, but_not=(9, 3))


@check(task=2, points=0.25, catches="words-overwritten")
def test_words_untouched(subject):
    """The table is left as it was"""
    subject(BY_DISTANCE).leaves_its_arguments(9, 3)
    subject(BY_DISTANCE).leaves_its_arguments(9, 3, dtype=torch.float32)


@check(task=2, points=0.5, catches="loop-to-find-words numbers-on-the-cpu")
def test_neighbours_cost(subject, submission, rng):
    """No loop over the words, no table of words against words, and all of it on the GPU"""
    subject(BY_DISTANCE).stays_on_the_gpu(9, 3)
    for contract in (BY_DISTANCE, BY_ANGLE):
        expect_no_loop(*own_costs(subject, submission, contract), MORE, "words")
    W = rng.normal(30_000, 2, dtype=torch.float32)
    W[:, 0] = -W[:, 0].abs()
    W[7] = torch.tensor([50.0, -70.0])
    W[20_000] = torch.tensor([51.0, -70.0])
    for metric in ("cosine", "euclidean"):
        subject(BY_ANGLE).agrees(W, 7, 1, metric, what="The nearest of 30,000 words")


@check(
    task=3,
    points=1.25,
    catches="step-backwards all-added third-subtracted nearest-by-distance unit-rows-first "
    "largest-product vector-returned step-forgotten opposite-found start-subtracted",
)
def test_walks(subject):
    """From a to b, starting at c"""
    subject(WALKS).agrees(*subject(WALKS).draw())


@check(
    task=3,
    points=0.75,
    catches="question-not-left-out only-the-start-left-out start-not-left-out end-not-left-out",
)
def test_question_left_out(subject, rng):
    """None of the three words of the question is the answer"""
    east, north, up = 3 * torch.eye(6, dtype=torch.float64)[:3]
    questions = {
        "a": (north, 2 * north - east, east + 0.1 * up),
        "b": (east, north, east + 0.1 * up),
        "c": (east, east + 0.1 * up, north),
        "a, and each of the others,": (north, north + 0.1 * up, north),
    }
    for nearest, question in questions.items():
        W = 0.05 * rng.normal(8, 6)
        W[:, 1] -= 1
        a, b, c, d = torch.randperm(8, generator=rng.generator)[:4].tolist()
        W[[a, b, c]] = torch.stack(question) + 0.01 * rng.normal(3, 6)
        W[d] = north + 0.5 * up
        what = f"The answer where the word {nearest} is nearest to the target"
        subject(ANALOGY).agrees(W, a, b, c, what=what)


@check(task=3, points=0.25, catches="question-set-to-zero question-set-to-minus-one")
def test_unusual_questions(subject, submission, rng):
    """The same word twice, a target without direction, all others behind it, four words"""
    W = 0.3 * rng.normal(6, 5)
    W[:, 0] = -W[:, 0].abs()
    W[3, 0], W[5, 0] = 2.0, 3.0
    for a, b, c in ((1, 1, 3), (1, 3, 1), (2, 2, 3)):
        subject(ANALOGY).agrees(W, a, b, c, what="The answer with the same word twice")
    W[4] = W[0] - W[2]
    found = number_of(submission.analogy(W, 0, 2, 4))
    require(found in (1, 3, 5), "A word of the question is found where the target is zero.")
    line = torch.tensor([2.0, 8.0, 2.0, -4.0, -2.0, -8.0], dtype=torch.float64)[:, None]
    found = number_of(submission.analogy(line, 0, 1, 2))
    told = "A word of the question is found where all others point away from the target."
    require(found in (3, 4, 5), told)
    for left in range(4):
        a, b, c = (word for word in range(4) if word != left)
        subject(ANALOGY).agrees(W[:4].clone(), a, b, c, what="The fourth of four words")


@check(task=3, points=0.25, catches="target-made-in-place")
def test_table_untouched(subject, submission):
    """The table is left as it was by the walk"""
    args = subject(ANALOGY).draw(9, 4)
    if writes_into_the_table(submission, args[0]):
        subject(ANALOGY).agrees(*args)
        return
    subject(ANALOGY).leaves_its_arguments(9, 4)
    subject(ANALOGY).leaves_its_arguments(9, 4, dtype=torch.float32)


@check(task=3, points=0.25, catches="answer-as-a-tensor")
def test_answer_is_an_int(submission, rng):
    """The answer is an int"""
    found = several_answers(submission, rng)
    told = "The answer is a tensor. `int(...)` or `.item()` makes an int of it."
    require(all(type(answer) is int for answer in found), told, apart=True)


@check(task=3, points=0.25, catches="loop-to-find-the-answer")
def test_walk_cost(subject, submission, rng):
    """The number of operations of a walk does not grow with the words"""
    several_answers(submission, rng)
    expect_no_loop(*own_costs(subject, submission, ANALOGY), MORE, "words")
