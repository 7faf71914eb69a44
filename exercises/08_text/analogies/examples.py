"""Visible examples for analogies. `tutor check analogies` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require

MAN, KING, WOMAN, QUEEN, APPLE = range(5)
WORDS = torch.tensor([[2.0, 1.0], [5.0, 3.0], [2.0, 3.0], [3.0, 6.0], [6.0, 1.0]])


@check(task=1, points=1)
def test_three_directions(submission):
    """The same direction, a right angle and the opposite direction: lengths do not count."""
    W = torch.tensor([[6.0, 8.0], [-4.0, 3.0], [-30.0, -40.0], [4.0, 3.0]])
    expect(submission.cosine(W, torch.tensor([3.0, 4.0])), torch.tensor([1.0, 0.0, -1.0, 0.96]))


@check(task=1, points=1)
def test_no_direction(submission):
    """A row of zeros has the similarity 0 with everything."""
    W = torch.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 2.0]])
    expect(submission.cosine(W, torch.tensor([2.0, 1.0, 2.0])), torch.tensor([0.0, 8 / 9]))


@check(task=2, points=1)
def test_neighbours_of_man(submission):
    """By its angle "king" is the most similar to "man", by its distance "woman"."""
    near = submission.most_similar(WORDS, MAN, 3, "cosine")
    expect(near, torch.tensor([KING, APPLE, WOMAN]), "The neighbours by cosine")
    near = submission.most_similar(WORDS, MAN, 3, "euclidean")
    expect(near, torch.tensor([WOMAN, KING, APPLE]), "The neighbours by distance")


@check(task=3, points=1)
def test_queen(submission):
    """Man is to king as woman is to queen, and the table stays as it was."""
    expect(submission.analogy(WORDS, MAN, KING, WOMAN), QUEEN, "The answer")
    _, (after, *_) = submission.analogy.inputs_after(WORDS, MAN, KING, WOMAN)
    require(torch.equal(after, WORDS), "The call changes W.")


@check(task=3, points=1)
def test_the_way_back(submission):
    """From apple to man, starting at woman: the order of the three words matters."""
    W = torch.tensor([[2.0, 1.0], [5.0, 3.0], [2.0, 3.0], [-3.0, 5.0], [9.0, 0.5], [1.0, 9.0]])
    expect(submission.analogy(W, 1, 0, 2), 3, "The answer")
