"""Visible examples for embeddings. `tutor check embeddings` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require

W = torch.tensor([[4.0, 0.0], [0.0, 4.0], [9.0, 9.0], [0.0, 0.0]])


@check(task=1, points=1)
def test_to_be_or_not_to_be(submission):
    """A window of 2: two words on each side, fewer at the ends."""
    pairs = submission.blanks(torch.tensor([0, 1, 2, 3, 0, 1]), 2)
    require(isinstance(pairs, list) and len(pairs) == 6, "There should be a pair for each word.")
    contexts, targets = zip(*pairs, strict=True)
    expect(list(targets), [0, 1, 2, 3, 0, 1], "The targets")
    expected = ([1, 2], [0, 2, 3], [0, 1, 3, 0], [1, 2, 0, 1], [2, 3, 1], [3, 0])
    for t, words in enumerate(expected):
        expect(contexts[t], torch.tensor(words), f"The context of the word at place {t}")


@check(task=2, points=1)
def test_two_bags(submission):
    """The mean of the rows; a word that comes twice counts twice."""
    idx = torch.tensor([[0, 1, 3, 0], [2, 2, 2, 2]])
    expect(submission.embedding_bag(idx, W), torch.tensor([[2.0, 1.0], [9.0, 9.0]]))


@check(task=3, points=1)
def test_shares(submission):
    """Each place gets its share; the word that comes twice gets two."""
    found = submission.embedding_bag_backward(
        torch.tensor([[8.0, 4.0]]), torch.tensor([[0, 1, 3, 0]]), 5
    )
    expected = torch.tensor([[4.0, 2.0], [2.0, 1.0], [0.0, 0.0], [2.0, 1.0], [0.0, 0.0]])
    expect(found, expected, "The gradient")


@check(task=4, points=1)
def test_step_from_zero(submission):
    """All scores are 0, so sigmoid is 0.5: the target's row moves to h, the negative's away."""
    W_out = torch.zeros(4, 2)
    new_in, new_out, loss = submission.fill_step(
        W, W_out, torch.tensor([0, 1, 3, 0]), 2, torch.tensor([1]), 0.1
    )
    expect(loss, 1.3863, "The loss", within=1e-3)
    expected = torch.tensor([[0.0, 0.0], [-0.1, -0.05], [0.1, 0.05], [0.0, 0.0]])
    expect(new_out, expected, "The new W_out", within=1e-6)
    expect(new_in, W, "The new W_in", within=1e-6)


@check(task=4, points=1)
def test_both_tables(submission):
    """The gradient for W_in comes from W_out as it was before the step."""
    W_in = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    W_out = torch.tensor([[0.0, 0.0], [0.0, 4.0], [2.0, 0.0]])
    new_in, new_out, loss = submission.fill_step(
        W_in, W_out, torch.tensor([0, 1]), 2, torch.tensor([1, 1]), 0.5
    )
    expect(loss, 4.5671, "The loss", within=1e-3)
    expect(new_out[0], torch.zeros(2), "Row 0 of the new W_out, which was not used,")
    expect(new_out[2], torch.tensor([2.0672, 0.0672]), "Row 2 of the new W_out", within=1e-3)
    expect(new_in[2], torch.ones(2), "Row 2 of the new W_in, which was not used,")
    expect(new_in[0], torch.tensor([1.1345, -1.7616]), "Row 0 of the new W_in", within=1e-3)
