"""Visible examples for char_lm. `tutor check char_lm` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


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
    expect(submission.make_batches(ids, 2, 3), expected, "The batches")


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


@check(task=3, points=1)
def test_no_choice(submission):
    """With temperature 0, and with top_k = 1, the most likely token is taken."""
    logits = torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.0, 2.9]])
    expect(submission.sample(logits, 0.0), torch.tensor([1, 0]), "The tokens at temperature 0")
    expect(submission.sample(logits, 1.0, 1), torch.tensor([1, 0]), "The tokens with top_k = 1")
