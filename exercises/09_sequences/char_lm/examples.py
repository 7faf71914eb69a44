"""Visible examples for char_lm. `tutor check char_lm` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_no_loop, expect_unchanged, require


@check(task=1, points=1)
def test_two_columns(submission):
    """Eleven tokens in two columns of five, three at a time."""
    ids = torch.arange(20, 31)
    expected = [
        (
            torch.tensor([[20, 25], [21, 26], [22, 27]]),
            torch.tensor([[21, 26], [22, 27], [23, 28]]),
        ),
        (torch.tensor([[23, 28], [24, 29]]), torch.tensor([[24, 29], [25, 30]])),
    ]
    batches, after = submission.make_batches.inputs_after(ids, 2, 3)
    expect(batches, expected, "The batches")
    expect_unchanged(after, ids=ids)


@check(task=2, points=1)
def test_pure_guessing(submission):
    """Four equally likely tokens: the perplexity is 4."""
    logits, targets = torch.full((3, 2, 4), 0.7), torch.tensor([[0, 1], [2, 3], [1, 1]])
    expect(submission.perplexity(logits, targets), torch.tensor(4.0), "The perplexity")


@check(task=2, points=1)
def test_by_hand(submission):
    """Probabilities 1/2 and 1/8 for what came: the perplexity is 4."""
    p = torch.tensor([[[0.5, 0.25, 0.25]], [[0.125, 0.5, 0.375]]])
    targets = torch.tensor([[0], [0]])
    expect(submission.perplexity(p.log(), targets), torch.tensor(4.0), "The perplexity")


@check(task=2, points=1)
def test_two_sequences(submission):
    """One step, two sequences: each target belongs to its own sequence."""
    p = torch.tensor([[[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]], [[0.2, 0.3, 0.5], [0.5, 0.3, 0.2]]])
    targets = torch.tensor([[0, 1], [2, 0]])
    result = submission.perplexity(p.log(), targets)
    expect(result, torch.tensor(2.0), "The perplexity", dtype=torch.float32)


@check(task=3, points=1)
def test_no_choice(submission):
    """With temperature 0, and with top_k = 1, the most likely token is taken."""
    logits = torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.0, 2.9]])
    expect(submission.sample(logits, 0.0), torch.tensor([1, 0]), "The tokens at temperature 0")
    tokens, after = submission.sample.inputs_after(logits, 1.0, 1)
    expect(tokens, torch.tensor([1, 0]), "The tokens with top_k = 1")
    expect_unchanged(after, logits=logits)
    cost = submission.sample.cost
    expect_no_loop(cost(logits, 1.0, 1), cost(logits.repeat(20, 1), 1.0, 1), 38, "rows")


@check(task=3, points=1)
def test_how_often(submission):
    """4000 rows with the odds 1 to 3 to 4: how often each token comes, at two temperatures."""
    logits = torch.tensor([[1.0, 3.0, 4.0]]).log().repeat(4000, 1)
    for temperature, parts in ((1.0, (1, 3, 4)), (0.5, (1, 9, 16))):
        tokens = submission.sample(logits, temperature)
        for token, part in enumerate(parts):
            share, right = float((tokens == token).double().mean()), part / sum(parts)
            require(
                abs(share - right) < 0.05,
                f"At temperature {temperature} token {token} came in the share {share:.2f}; "
                f"about {right:.2f} was expected.",
            )


@check(task=3, points=1)
def test_the_best_two(submission):
    """With top_k = 2 the rest never comes, and the odds of the two stay: 3 to 4, and 5 to 1."""
    rows = torch.tensor([[1.0, 3.0, 4.0], [5.0, 0.5, 1.0]]).log()
    tokens = submission.sample(rows.repeat(2000, 1), 1.0, 2)
    for row, (never, token, right) in enumerate(((0, 1, 3 / 7), (1, 0, 5 / 6))):
        came = tokens[row::2]
        require(not bool((came == never).any()), f"Token {never} of row {row} came in spite of k.")
        share = float((came == token).double().mean())
        require(abs(share - right) < 0.05, f"Token {token} of row {row} came {share:.2f} often.")


@check(task=3, points=1)
def test_generator(submission):
    """The same seed of `rng` gives the same tokens, another seed others."""

    def sampled(module, logits, seed):
        return module.sample(logits, 1.0, None, torch.Generator().manual_seed(seed))

    same = [submission.run(sampled, torch.zeros(40, 3), seed) for seed in (1, 1, 2)]
    require(bool((same[0] == same[1]).all()), "The same seed of `rng` gave other tokens.")
    require(bool((same[0] != same[2]).any()), "Another seed of `rng` gave the same tokens.")
