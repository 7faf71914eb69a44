"""Neighbours and analogies among word vectors.

Replace each `raise` by your own code. torch's ready-made functions for cosine similarity and for
distances would do the task for you: do without them. No function may loop in Python over the words
or over the numbers of a vector: the count of torch operations stays the same for larger tables. The
scores of all words stay in torch; do not turn them into a list or a NumPy array.
"""

import torch


def cosine(W: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Compute the cosine similarity of a vector with each row of a table.

    The cosine similarity of two vectors is their inner product divided by both their lengths. A
    vector of zeros has no direction: its similarity with every vector is 0.

    Args:
        W: a table of word vectors, one row for each word, shape (V, D), dtype float32 or float64.
            V may be 0. Some rows may be all zeros; all others have lengths from 1e-6 to 1e6.
        v: a vector, shape (D,), with the dtype and the device of W. It may be all zeros too.

    Returns:
        The similarities, shape (V,), with the dtype and the device of W. W and v stay as they are.
    """
    raise NotImplementedError("task 1: the similarity of v with each row of W")


def most_similar(W: torch.Tensor, i: int, k: int, metric: str = "cosine") -> torch.Tensor:
    """Find the k words that are most like word i, the most similar first.

    With "cosine", similar means a large cosine similarity. With "euclidean" it means a small
    distance (the length of the difference). Word i itself is never in the answer, but another word
    with the same vector may be. Words that are equally similar may come in any order.

    Args:
        W: a table of word vectors, shape (V, D), as in `cosine`. V is 2 or more and may be 30,000,
            so a table of all words against all words would not fit into memory.
        i: the number of a row, from 0 to V - 1.
        k: how many words to find, from 1 to V - 1.
        metric: "cosine" or "euclidean".

    Returns:
        The numbers of k rows, shape (k,), dtype int64, on the device of W. W stays as it is.

    Raises:
        ValueError: metric is neither "cosine" nor "euclidean".
    """
    raise NotImplementedError("task 2: the k nearest words")


def analogy(W: torch.Tensor, a: int, b: int, c: int) -> int:
    """Complete the sentence: a is to b as c is to which word?

    The target is row b minus row a plus row c, made of the rows as they are in W. The answer is the
    word whose vector has the largest cosine similarity with the target. The words a, b and c
    themselves are left out.

    Args:
        W: a table of word vectors, shape (V, D), as in `cosine`. V is 4 or more.
        a, b, c: the numbers of three rows, from 0 to V - 1. Two of them may be the same.

    Returns:
        The number of the answer's row, as an int. W stays as it is.
    """
    raise NotImplementedError("task 3: walk from a to b, starting at c")
