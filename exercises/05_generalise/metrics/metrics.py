"""Metrics: numbers for people, which say how good a classifier is.

Replace each `raise` by your own code. Numbers that are returned should be right to six decimals,
whatever the dtype of the logits: each may be a Python float or a tensor without axes. The arguments
stay as they are. Logits and classes stay in torch: do not turn them into a list or a NumPy array.
"""

import torch


def accuracy(z: torch.Tensor, y: torch.Tensor) -> float:
    """The share of the rows whose answer is right.

    The answer to a row is the class with the largest logit; where several are equally large, the
    one of them with the lowest number.

    Args:
        z: logits, shape (N, C), floating-point and finite. N and C are at least 1.
        y: the right classes, 0 to C - 1, shape (N,), int64.

    Returns:
        A number from 0 to 1. No Python loop over the rows.
    """
    raise NotImplementedError("task 1: accuracy")


def error_rate(z: torch.Tensor, y: torch.Tensor) -> float:
    """The share of the rows whose answer is wrong. Arguments as for `accuracy`."""
    raise NotImplementedError("task 1: error rate")


def decide(z: torch.Tensor, threshold: float = 0.5) -> torch.Tensor:
    """Turn the logits of a yes-or-no question into answers.

    Args:
        z: logits, shape (N,), floating-point and finite, of any size; sigmoid(z) is the probability
            of a yes. N may be 0.
        threshold: the answer is yes if the *probability* is above this; between 0 and 1.

    Returns:
        1 for yes and 0 for no, shape (N,), int64, on the device of z.
    """
    raise NotImplementedError("task 2: yes or no")


def confusion(pred: torch.Tensor, y: torch.Tensor, C: int) -> torch.Tensor:
    """Count what is taken for what.

    Args:
        pred: the answers, 0 to C - 1, shape (N,), int64. N may be 0.
        y: the right classes, 0 to C - 1, shape (N,), int64.
        C: the number of classes, at least 1. Some may not occur.

    Returns:
        Counts, shape (C, C), int64, on the device of y: in row i and column j stands how many rows
        of class i got the answer j. No Python loop over the rows of the data.
    """
    raise NotImplementedError("task 3: what is taken for what?")


def precision_recall(counts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """For each class: how far to trust the answer, and how much of the class is found.

    Args:
        counts: a matrix as `confusion` returns it, shape (C, C), int64.

    Returns:
        Two tensors, shape (C,), float32 or float64, on the device of counts: the precision of each
        class, the share of the answers k that are right, and the recall of each class, the share of
        the rows of class k that get the answer k. Where such a share would be one of nothing, it is
        0.
    """
    raise NotImplementedError("task 4: precision and recall")


def epoch_mean(values: list[float], sizes: list[int]) -> float:
    """The mean of a metric over all rows of an epoch, from its means over the batches.

    Args:
        values: for each batch the mean over its rows; at least one batch.
        sizes: for each batch the number of its rows, at least 1. They may differ.

    Returns:
        The mean over all rows.
    """
    raise NotImplementedError("task 5: a whole epoch")
