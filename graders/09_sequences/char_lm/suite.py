"""Hidden suite of char_lm. Run it on a file:

pytest graders/09_sequences/char_lm/suite.py --submission FILE

How a token is drawn is the learner's own affair: only shares among many draws are judged, within
six standard deviations, so a right solution fails about twice in a billion runs.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, require

MANY = 10_000
SIX_SIGMA = 6 * math.sqrt(0.25 / MANY)  # of a share; the variance is largest at one half


def draw_text(rng, bs, length, spare):
    """A text of distinct tokens with `length` inputs in each of `bs` columns, and `spare` left."""
    n = bs * length + 1 + spare
    return 100 + torch.randperm(n, generator=rng.generator)


def draw_logits(rng, vocabulary):
    """Logits in any order, whose probabilities are well apart."""
    order = torch.randperm(vocabulary, generator=rng.generator)
    steps = 0.35 * order.double() + rng.normal(vocabulary, scale=0.03)
    return steps + rng.uniform(-2, 2)


def shares(tokens, vocabulary, n=MANY):
    """How often each token was drawn, as shares of all n draws."""
    expect_tokens(tokens, n, vocabulary)
    return torch.bincount(tokens, minlength=vocabulary).double() / n


def expect_tokens(tokens, n, vocabulary):
    require(
        isinstance(tokens, torch.Tensor)
        and tokens.dtype == torch.int64
        and tuple(tokens.shape) == (n,),
        "The result should be one token for each row: an int64 tensor of shape (N,).",
    )
    require(
        n == 0 or bool(((tokens >= 0) & (tokens < vocabulary)).all()),
        "Some of the tokens drawn do not exist: a token is a number from 0 to V - 1.",
    )


def laid_end_to_end(batches, which):
    """All inputs (0) or all targets (1), batch under batch."""
    parts = [pair[which] for pair in batches] if isinstance(batches, list | tuple) else []
    fits = parts and all(isinstance(p, torch.Tensor) and p.dim() == 2 for p in parts)
    require(
        bool(fits and len({p.shape[1] for p in parts}) == 1),
        "The result should be a list of pairs of tensors, each of shape (T, bs).",
    )
    return torch.cat(parts)


def draw_guesses(rng, t, n, v, dtype=torch.float64):
    """Logits and targets of t steps in n columns, for v tokens."""
    logits = rng.normal(t, n, v, scale=1.5, dtype=dtype)
    return logits, torch.randint(v, (t, n), generator=rng.generator)


BATCHES = Contract(
    "make_batches",
    lambda rng, bs, bptt, length, spare: (draw_text(rng, bs, length, spare), bs, bptt),
    "The list of batches",
)
PERPLEXITY = Contract("perplexity", draw_guesses, "The perplexity")


def top_three(tokens, logits, *_):
    """Expect of each row one of its three likeliest tokens."""
    expect_tokens(tokens, len(logits), 6)
    rank = (logits > logits.gather(1, tokens.unsqueeze(1))).sum(1)
    require(bool((rank < 3).all()), "Tokens are drawn that are not among the top_k of their row.")


SAMPLE = Contract("sample", lambda rng, n: (rng.normal(n, 6), 0.7, 3), judge=top_three)


@check(
    task=1,
    points=1.25,
    catches="reshaped-not-turned batch-axis-first target-is-the-input target-before-the-input "
    "last-batch-dropped chunk-for-both columns-end-early windows-overlap "
    "cut-before-shifted targets-turn-within-the-batch targets-turn-within-the-column",
)
def test_batches(subject, rng):
    """Batches of a text that does not divide evenly"""
    bs, bptt = rng.sizes(2, 3, 6)
    length = 3 * bptt + rng.integer(1, bptt - 1)
    subject(BATCHES).agrees_on((bs, bptt, length, rng.integer(1, bs - 1)))


@check(task=1, points=0.5, catches="columns-end-early target-wraps-around no-token-to-spare")
def test_batches_that_fit(subject, rng):
    """A text that divides evenly, with and without a token to spare"""
    bs, bptt = rng.sizes(2, 3, 6)
    subject(BATCHES).agrees_on((bs, bptt, 2 * bptt, bs - 1), (bs, bptt, 2 * bptt, 0))


@check(task=1, points=0.75, catches="reshaped-not-turned windows-overlap moved-by-one-step")
def test_thread(submission, rng):
    """Each column goes on where it stopped in the batch before"""
    bs, bptt = rng.sizes(2, 3, 6)
    ids = draw_text(rng, bs, 4 * bptt, 1)
    batches = submission.make_batches(ids, bs, bptt)
    place = torch.zeros(int(ids.max()) + 1, dtype=torch.int64)
    place[ids] = torch.arange(len(ids))
    inputs, targets = (place[laid_end_to_end(batches, i).clamp(0, len(place) - 1)] for i in (0, 1))
    expect(inputs[1:] - inputs[:-1], torch.ones_like(inputs[1:]), "The step of a column in time")
    expect(targets - inputs, torch.ones_like(inputs), "The way from an input to its target")


@check(task=1, points=0.5, catches="chunk-for-both last-batch-dropped windows-overlap")
def test_nothing_lost(submission, rng):
    """No token is lost between two batches, and none is read twice"""
    bs, bptt = rng.sizes(2, 3, 6)
    ids = draw_text(rng, bs, 3 * bptt + 1, 0)
    batches = submission.make_batches(ids, bs, bptt)
    for which, what, wanted in ((0, "inputs", ids[:-1]), (1, "targets", ids[1:])):
        found = laid_end_to_end(batches, which)
        expect(found.numel(), wanted.numel(), f"The number of {what}")
        expect(found.flatten().sort().values, wanted.sort().values, f"The sorted {what}")


@check(task=1, points=0.5)
def test_small_texts(subject, submission):
    """One column, one time step, one batch, and texts that are too short"""
    subject(BATCHES).agrees_on((1, 4, 9, 0), (3, 1, 2, 1), (4, 50, 6, 2), (1, 1, 1, 0))
    for n, bs in ((0, 4), (1, 4), (4, 4), (0, 1), (1, 1)):
        expect(submission.make_batches(torch.arange(n), bs, 3), [], "What a short text gives")


@check(task=1, points=0.25, catches="batches-on-the-cpu")
def test_batches_on_the_gpu(subject):
    """Batches stay where the text is"""
    subject(BATCHES).stays_on_the_gpu(3, 4, 7, 1)


@check(task=1, points=0.25, catches="token-by-token")
def test_batches_cost(subject):
    """Text is moved in stretches, not token by token, and stays as it was"""
    subject(BATCHES).has_no_loop(3, 100, 8, 1, over=[None, None, "tokens in each column"])
    subject(BATCHES).leaves_its_arguments(3, 4, 7, 1)


@check(
    task=2,
    points=0.75,
    catches="exponential-forgotten perplexity-of-the-sum mean-of-perplexities "
    "inverse-of-the-mean two-to-the-nats softmax-over-time targets-in-another-order "
    "epsilon-in-the-logarithm exponent-positive divided-by-steps-only "
    "divided-by-sequences-only vocabulary-counted divided-twice softmax-twice",
)
def test_perplexity(subject, rng):
    """The perplexity of a batch"""
    subject(PERPLEXITY).agrees_on(rng.sizes(3, 2, 8), (1, 1, 5), (4, 1, 5), (1, 3, 5))


@check(task=2, points=0.25, catches="exponential-forgotten perplexity-of-the-sum two-to-the-nats")
def test_guessing(submission, rng):
    """Who only guesses is in doubt between all tokens, who knows is in doubt about none"""
    v = rng.integer(5, 30)
    targets = torch.randint(v, (4, 3), generator=rng.generator)
    level = torch.full((4, 3, v), rng.uniform(-2, 2), dtype=torch.float64)
    expect(submission.perplexity(level, targets).item(), v, "The perplexity of a pure guess")
    sure = torch.nn.functional.one_hot(targets, v).double() * 60
    expect(submission.perplexity(sure, targets).item(), 1, "The perplexity of the right answer")


@check(task=2, points=0.5, catches="exponentials-overflow")
def test_large_logits(subject, rng):
    """Logits of any size give a finite perplexity, if it fits into the dtype"""
    logits, targets = draw_guesses(rng, 3, 4, 6)
    for shift in (1e4, -1e4):
        subject(PERPLEXITY).agrees(logits + shift, targets)
    for surprise in (2e3, 2e4):  # at one of twelve places: exp(166) fits, exp(1666) does not
        one = logits.clone()
        one[1, 2, targets[1, 2]] -= surprise
        what = f"The perplexity with one surprise of {surprise:g} nats among twelve places"
        subject(PERPLEXITY).agrees(one, targets, what=what)


@check(task=2, points=0.25, dtypes="float32", catches="perplexity-as-a-float")
def test_perplexity_dtype(subject, dtype):
    """A tensor without axes, in the dtype of the logits"""
    subject(PERPLEXITY).keeps_dtype(dtype, (5, 2, 7))
    subject(PERPLEXITY).keeps_short_dtypes(3, 2, 4)


@check(task=2, points=0.25, catches="perplexity-as-a-float")
def test_perplexity_on_the_gpu(subject):
    """Everything stays on the GPU"""
    subject(PERPLEXITY).stays_on_the_gpu(3, 2, 5)


@check(
    task=3,
    points=0.75,
    catches="one-dart-for-all first-above-the-dart always-the-likeliest "
    "likelier-than-the-logits-say "
    "every-token-alike one-token-too-far",
)
def test_frequencies(submission, rng):
    """Each token is drawn as often as its probability says"""
    logits = draw_logits(rng, 5)
    calls = [submission.sample(logits.expand(8, 5)) for _ in range(30)]
    for tokens in calls:
        expect_tokens(tokens, 8, 5)
    table = torch.stack(calls)
    alike, changing = bool((table == table[:, :1]).all()), len(table.unique()) > 1
    require(
        not (alike and changing),
        "In each of 30 calls all rows draw the same token, and it changes from call to call.",
    )
    tokens = submission.sample(logits.expand(MANY, 5))
    found = shares(tokens, 5)
    expect(found, logits.softmax(0), "The share of each token", within=SIX_SIGMA)
    again = shares(submission.sample(logits.expand(MANY, 5)), 5)
    # By chance the shares of two calls are so good about twice in a million million runs.
    require(
        bool((torch.stack([found, again]) - logits.softmax(0)).abs().max() > 2e-4),
        "Each token comes up exactly as often as its probability says, as if the draws had been "
        "shared out. Rows are drawn independently of each other, so the shares vary by chance.",
    )
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        short = logits.to(dtype)
        what = f"The share of each token for logits in {str(dtype).removeprefix('torch.')}"
        found = shares(submission.sample(short.expand(MANY, 5)), 5)
        expect(found, short.double().softmax(0), what, within=2 * SIX_SIGMA)


@check(task=3, points=0.5, catches="one-dart-for-all always-the-likeliest")
def test_rows(submission, rng):
    """Every row has its own probabilities and its own draw"""
    a, b = draw_logits(rng, 4), draw_logits(rng, 4)
    tokens = submission.sample(torch.stack([a, b]).repeat(MANY, 1))
    expect_tokens(tokens, 2 * MANY, 4)
    odd, even = tokens[0::2], tokens[1::2]
    p, q = a.softmax(0), b.softmax(0)
    alike = (odd[1:] == odd[:-1]).double().mean().item()
    # Neighbouring pairs share a draw: three times the variance of independent ones is enough.
    within = SIX_SIGMA * math.sqrt(3)
    expect(alike, (p * p).sum().item(), "How often two equal rows agree", within=within)
    for found, wanted in ((odd, p), (even, q)):
        expect(shares(found, 4), wanted, "The share of each token", within=SIX_SIGMA)
    together = ((odd == 0) & (even == 0)).double().mean().item()
    expect(together, (p[0] * q[0]).item(), "How often both rows draw token 0", within=SIX_SIGMA)


@check(
    task=3,
    points=0.5,
    catches="temperature-multiplied temperature-after-the-softmax always-the-likeliest",
)
def test_temperature(submission, rng):
    """High temperatures even out, low ones sharpen"""
    logits = draw_logits(rng, 5)
    for temperature in (2.5, 0.5):
        tokens = submission.sample(logits.expand(MANY, 5), temperature)
        wanted = (logits / temperature).softmax(0)
        expect(shares(tokens, 5), wanted, "The share of each token", within=SIX_SIGMA)
    for scale in (1e-9, 1e9):
        tokens = submission.sample((logits * scale).expand(MANY, 5), scale)
        what = f"The share of each token at temperature {scale:g}, for logits of that size,"
        expect(shares(tokens, 5), logits.softmax(0), what, within=SIX_SIGMA)


@check(
    task=3,
    points=0.75,
    catches="top-k-ignored top-k-one-short top-k-of-the-whole-batch place-instead-of-token "
    "rest-falls-to-the-last always-the-likeliest lowest-k-kept zeros-for-the-rest "
    "top-k-equally-likely",
)
def test_top_k(submission, rng):
    """Only the top_k of each row are drawn, in their own proportions"""
    for k, temperature in ((3, 1.0), (2, 1.7)):
        rows = torch.stack([draw_logits(rng, 6), draw_logits(rng, 6) + 1.5])
        tokens = submission.sample(rows.repeat(MANY, 1), temperature, k)
        expect_tokens(tokens, 2 * MANY, 6)
        for found, row in zip((tokens[0::2], tokens[1::2]), rows, strict=True):
            kept = row >= row.sort().values[-k]
            wanted = torch.where(kept, row / temperature, -torch.inf).softmax(0)
            expect(shares(found, 6), wanted, "The share of each token", within=SIX_SIGMA)
            require(
                bool(kept[found].all()),
                "Now and then a token is drawn that is not among the top_k of its row.",
            )
    order = torch.randperm(4, generator=rng.generator)
    first, second, third, last = order.tolist()
    logits = torch.tensor([2.0, 1.0, 1.0, 0.0], dtype=torch.float64)[order.argsort()]
    found = shares(submission.sample(logits.expand(MANY, 4), 1.0, 2), 4)
    fewest, most = math.e / (math.e + 2), math.e / (math.e + 1)
    what = "The share of the likeliest token, where two share the second place and top_k is 2,"
    expect(found[first].item(), (fewest + most) / 2, what, within=(most - fewest) / 2 + SIX_SIGMA)
    require(
        bool(found[last] == 0 and found[second] + found[third] > 0),
        "Where two tokens share the second place and top_k is 2, one of them or both are kept.",
    )


@check(task=3, points=0.5, catches="divided-by-zero negative-temperature drawn-at-zero")
def test_cold(subject, submission, rng):
    """As the temperature falls to 0, the likeliest token is taken"""
    logits = torch.stack([draw_logits(rng, 7) for _ in range(9)])
    likeliest = logits.argmax(1)
    one, two = (submission.sample(logits[:1].expand(200, 7), 0.0) for _ in range(2))
    expect_tokens(one, 200, 7)
    require(
        bool((one == one[0]).all()) and torch.equal(one, two),
        "At temperature 0 equal rows get different tokens: nothing should be left to chance.",
    )
    for temperature in (0.0, 0, 1e-3, 1e-9):
        tokens = submission.sample(logits, temperature)
        expect(tokens, likeliest, f"The tokens at temperature {temperature}")
    expect(submission.sample(logits, 0.0, 3), likeliest, "The tokens at temperature 0 with top_k")

    def draws_at_zero(module, logits):
        """What is taken at temperature 0, and whether a generator has moved."""
        given, before = torch.Generator().manual_seed(1), torch.get_rng_state()
        start = given.get_state()
        tokens = [module.sample(logits, 0.0), module.sample(logits, 0.0, None, given)]
        still = start.equal(given.get_state()) and before.equal(torch.get_rng_state())
        return tokens, bool(still)

    ties = torch.tensor([[1.0, 3.0, 3.0, 2.0], [3.0, 0.0, 3.0, 3.0]], dtype=torch.float64)
    found, still = submission.run(draws_at_zero, ties)
    for tokens in found:
        expect_tokens(tokens, 2, 4)
        what = "The logits of the tokens at temperature 0, where several are the largest,"
        expect(ties.gather(1, tokens[:, None])[:, 0], ties.amax(1), what)
    require(still, "At temperature 0 random numbers are drawn, although nothing is left to chance.")
    because = "A temperature below 0 would turn the ranking around."
    subject("sample").refuses((logits, -0.5), (logits, -1e-9), (logits, -2, 1), because=because)


@check(task=3, points=0.25, catches="weights-overflow top-k-too-large")
def test_sample_extremes(submission, rng):
    """Huge logits, impossible tokens, a top_k of 1 or of more than there are, no rows at all"""
    logits = torch.stack([draw_logits(rng, 5) for _ in range(60)])
    likeliest = logits.argmax(1)
    expect(submission.sample(logits, 1.0, 1), likeliest, "The tokens with top_k = 1")
    everything = submission.sample(logits[:1].expand(MANY, 5), 1.0, 9)
    wanted = logits[0].softmax(0)
    expect(shares(everything, 5), wanted, "The share of each token", within=SIX_SIGMA)
    for shift in (1e4, -1e4):
        huge = (logits * 100 + shift).to(torch.float32)
        expect(submission.sample(huge), likeliest, "The tokens of large logits")
    impossible = logits[:1].expand(2000, 5).clone()
    impossible[:, [0, 2, 4]] = -torch.inf
    for top_k in (None, 4):
        tokens = submission.sample(impossible, 1.0, top_k)
        expect_tokens(tokens, 2000, 5)
        drawn = torch.isin(tokens, torch.tensor([0, 2, 4])).any()
        require(not drawn, "A token with the logit -inf is drawn; it is impossible.")
        wanted = impossible[0].softmax(0)
        within = 6 * math.sqrt(0.25 / 2000)
        what = "The share of each token where three of five are impossible"
        expect(shares(tokens, 5, 2000), wanted, what, within=within)
    rare = torch.full((200,), -torch.inf, dtype=torch.float64)  # a small number in the place of 0
    rare[[70, 130]] = 0.0  # would let one of so many through
    tokens = submission.sample(rare.expand(MANY, 200))
    expect_tokens(tokens, MANY, 200)
    require(
        bool((rare[tokens] == 0).all()),
        "Now and then a token with the logit -inf is drawn; it is impossible.",
    )
    expect(submission.sample(logits[:0]), likeliest[:0], "The tokens of no rows")


@check(
    task=3, points=0.25, catches="generator-unused generator-seeded-anew fresh-generator-each-time"
)
def test_generator(submission, rng):
    """Random numbers come from the generator that was given, and from nowhere else"""

    def draws(module, logits, seed):
        before = torch.get_rng_state()
        one, two = (torch.Generator().manual_seed(seed) for _ in range(2))
        rows = [module.sample(logits, 1.0, None, g) for g in (one, one, two, two)]
        return rows, bool((before == torch.get_rng_state()).all())

    def draws_of_torch(module, logits, seed):
        """Two calls without a generator, and one more after the same seed."""
        torch.manual_seed(seed)
        rows = [module.sample(logits) for _ in range(2)]
        torch.manual_seed(seed)
        return [*rows, module.sample(logits)]

    def draws_later(module, logits, seed):
        """A call with a fresh generator, and one with a generator that has drawn before."""
        fresh, advanced = (torch.Generator().manual_seed(seed) for _ in range(2))
        torch.rand(7, generator=advanced)
        return [module.sample(logits, 1.0, None, g) for g in (fresh, advanced)]

    logits = draw_logits(rng, 5).expand(400, 5)
    rows, untouched = submission.run(draws, logits, rng.integer(0, 10**6))
    for tokens in rows:
        expect_tokens(tokens, 400, 5)
    require(
        all(len(tokens.unique()) > 1 for tokens in rows),
        "All 400 rows draw the same token, although several are likely.",
    )
    require(untouched, "The call draws from torch's own generator although it was given another.")
    expect(rows[2], rows[0], "What a second generator of the same seed draws")
    expect(rows[3], rows[1], "What a second generator of the same seed draws in its second call")
    again = (rows[1] == rows[0]).double().mean().item()
    require(again < 0.9, "Two calls with one generator draw the same: is its seed set anew?")
    one, two = submission.run(draws_later, logits, rng.integer(0, 10**6))
    require(
        not torch.equal(one, two),
        "A generator that has drawn some numbers before draws as a fresh one does: its seed is "
        "used and not its state.",
    )
    one, two, again = submission.run(draws_of_torch, logits, rng.integer(0, 10**6))
    for tokens in (one, two, again):
        expect_tokens(tokens, 400, 5)
    require(
        not torch.equal(one, two),
        "Two calls without a generator draw the same. Torch's own is the source then, which "
        "goes on from call to call.",
    )
    expect(again, one, "What is drawn without a generator after the same `torch.manual_seed`")


@check(task=3, points=0.25, catches="logits-overwritten row-by-row")
def test_manners(subject):
    """The logits stay as they are, and rows are drawn all at once"""
    subject(SAMPLE).leaves_its_arguments(30)
    subject(SAMPLE).has_no_loop(5, over=["rows"])


@check(task=3, points=0.25, catches="dart-on-the-cpu")
def test_sample_on_the_gpu(gpu, rng):
    """Random numbers are drawn where the logits are"""
    logits = torch.stack([draw_logits(rng, 6) for _ in range(40)])
    expect_tokens(gpu.sample(logits, 0.8, 4), 40, 6)
    expect(gpu.sample(logits, 0.0), logits.argmax(1), "The tokens at temperature 0")
