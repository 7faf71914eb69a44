"""Visible examples for sentiment. `tutor check sentiment` runs them on your code."""

import torch

from tutor.grading.checks import check, expect


@check(task=1, points=1)
def test_three_texts(submission):
    """Three texts of 5, 2 and 3 tokens; at most 4 are kept, or 9."""
    docs = [torch.tensor([5, 6, 7, 8, 9]), torch.tensor([3, 4]), torch.tensor([2, 8, 2])]
    right = torch.tensor([[6, 7, 8, 9], [3, 4, 1, 1], [2, 8, 2, 1]])
    expect(submission.truncate_and_pad(docs, 4), right, "The table")
    right = torch.tensor([[5, 6, 7, 8, 9], [3, 4, 0, 0, 0], [2, 8, 2, 0, 0]])
    expect(submission.truncate_and_pad(docs, 9, 0), right, "The table with pad = 0")


@check(task=2, points=1)
def test_means(submission):
    """Two texts of 3 and 1 tokens, with two numbers for each place."""
    ids = torch.tensor([[5, 2, 7], [8, 1, 1]])
    vectors = torch.tensor(
        [[[1.0, 0.0], [2.0, 6.0], [3.0, 0.0]], [[4.0, -2.0], [9.0, 9.0], [-5.0, 7.0]]]
    )
    right = torch.tensor([[2.0, 2.0], [4.0, -2.0]])
    expect(submission.masked_mean(vectors, ids), right, "The means", dtype=torch.float32)


@check(task=3, points=1)
def test_names(submission):
    """Two texts and three classes; first all of them are asked for, then two."""
    logits = torch.tensor([[0.0, 0.693147, 1.609438], [1.098612, 0.0, 0.0]])
    vocab = ["neutral", "negative", "positive"]
    p = submission.predict_proba(logits, vocab, ["negative", "positive", "neutral"])
    right = torch.tensor([[0.25, 0.625, 0.125], [0.2, 0.2, 0.6]])
    expect(p, right, "The probabilities", within=1e-5)
    p = submission.predict_proba(logits, vocab, ["positive", "neutral"])
    right = torch.tensor([[0.625, 0.125], [0.2, 0.6]])
    expect(p, right, "The probabilities of two classes", within=1e-5)


@check(task=4, points=1)
def test_five_texts(submission):
    """Five texts in four bins: the confidences are 0.6, 0.7, 0.8, 0.9 and 1."""
    proba = torch.tensor([[0.4, 0.6], [0.7, 0.3], [0.2, 0.8], [0.9, 0.1], [1.0, 0.0]]).double()
    error = submission.expected_calibration_error(proba, torch.tensor([1, 1, 1, 0, 1]), 4)
    expect(error, torch.tensor(0.2).double(), "The error", within=1e-6)


@check(task=4, points=1)
def test_too_sure_and_too_unsure(submission):
    """Three classes, two bins: too unsure in one, too sure in the other."""
    proba = torch.tensor([[0.4, 0.3, 0.3], [0.1, 0.8, 0.1], [0.05, 0.9, 0.05]]).double()
    error = submission.expected_calibration_error(proba, torch.tensor([0, 1, 2]), 2)
    expect(error, torch.tensor(13 / 30).double(), "The error", within=1e-6)
