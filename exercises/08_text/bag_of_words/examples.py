"""Visible examples for bag_of_words. `tutor check bag_of_words` runs them on your code."""

import torch

from tutor.grading.checks import check, expect

DOCS = [["a", "good", "good", "film"], ["a", "bad", "film"]]
VOCAB = {"<unk>": 0, "a": 1, "film": 2, "good": 3, "bad": 4}


@check(task=1, points=1)
def test_sentence(submission):
    """Small letters, no punctuation, and don't is one word."""
    words = submission.tokenize("Don't miss it -- a GOOD, good film (10/10)!")
    expect(words, ["don't", "miss", "it", "a", "good", "good", "film", "10", "10"], "The words")


@check(task=2, points=1)
def test_two_reviews(submission):
    """The most frequent words first, equally frequent ones by the alphabet."""
    expect(submission.build_vocab(DOCS), VOCAB, "The vocabulary")


@check(task=2, points=1)
def test_twice_or_more(submission):
    """Words that occur twice or more, in whichever documents."""
    docs = [["to", "be", "or"], ["not", "to", "be"], ["be"]]
    expect(submission.build_vocab(docs, 2), {"<unk>": 0, "be": 1, "to": 2}, "The vocabulary")


@check(task=3, points=1)
def test_counts(submission):
    """A word that comes twice counts twice."""
    expected = torch.tensor([[0.0, 1, 1, 2, 0], [0.0, 1, 1, 0, 1]])
    expect(submission.bow(DOCS, VOCAB), expected, "The counts", dtype=torch.float32)


@check(task=3, points=1)
def test_unknown_words(submission):
    """New words are counted together, in the column of "<unk>"."""
    found = submission.bow([["a", "splendid", "funny", "film"]], VOCAB)
    expect(found, torch.tensor([[2.0, 1, 1, 0, 0]]), "The counts")


@check(task=4, points=1)
def test_one_step(submission):
    """The step of the statement: "good" gets 0.5 and "bad" -0.25."""
    X = torch.tensor([[0.0, 1, 1, 2, 0], [0.0, 1, 1, 0, 1]])
    w, b = submission.train_sentiment(X, torch.tensor([1.0, 0.0]), 1.0, 1)
    expect(w, torch.tensor([0.0, 0.0, 0.0, 0.5, -0.25]), "The weights")
    expect(b, torch.tensor(0.0), "The bias")


@check(task=4, points=1)
def test_two_steps(submission):
    """Three reviews, two steps: the second one starts from what the first one learned."""
    X, y = torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), torch.tensor([1.0, 0.0, 1.0])
    w, b = submission.train_sentiment(X, y, 0.6, 2)
    expect(w, torch.tensor([0.3751, -0.2000]), "The weights", within=1e-4)
    expect(b, torch.tensor(0.1801), "The bias", within=1e-4)
