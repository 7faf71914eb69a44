"""Collaborative filtering: predict how somebody will rate a film, from ratings alone.

Replace each `raise` by your own code. An *id* is whatever number a data base uses for a person or
a film. An *index* is a row of the model's tables: 1, 2, 3, ... for those in the training data, and
0 for everybody else.
"""

import torch
from torch import nn


def sigmoid_range(x: torch.Tensor, low: float, high: float) -> torch.Tensor:
    """Squeeze numbers into the range from low to high.

    Args:
        x: floating-point, any shape, all finite.
        low: where very negative numbers go.
        high: where very large numbers go.

    Returns:
        The sigmoid of x, stretched to the range: 0 goes to its middle. A tensor with the shape,
        dtype and device of x; autograd can follow.

    Raises:
        ValueError: low is not below high.
    """
    raise NotImplementedError("task 1: the range")


def encode(ids: torch.Tensor, train_ids: torch.Tensor) -> torch.Tensor:
    """Turn ids into indices.

    Args:
        ids: the ids to look up, int64, shape (N,). N may be 0.
        train_ids: all ids in the training rows, int64, shape (M,), M at least 1. They may come in
            any order and more than once; any whole number may be an id.

    Returns:
        int64, shape (N,), on the device of ids. The smallest id in train_ids has the index 1, the
        next one 2, and so on without gaps. An id that is not in train_ids has the index 0. Both
        arguments stay as they are.

    No Python loop over ids: they stay in tensors.
    """
    raise NotImplementedError("task 2: from ids to indices")


class DotProductBias(nn.Module):
    """Predict ratings: how well a person's numbers fit a film's, plus a bias for each.

    Four tables, `torch.nn.Embedding`, are attributes of these names:

        user_factors    n_users + 1 rows of k numbers
        item_factors    n_items + 1 rows of k numbers
        user_bias       n_users + 1 rows of one number
        item_bias       n_items + 1 rows of one number

    Row 0 of each table stands for everybody and everything unknown. It is zero, and stays so
    however long the model is trained. The other rows of factors start from normal random numbers
    with mean 0 and standard deviation 0.01, all biases from 0.

    Args:
        n_users: how many users there are, at least 1.
        n_items: how many items (films) there are, at least 1.
        k: how many factors each has, at least 1.
        y_range: the pair (low, high), or None.
    """

    def __init__(
        self,
        n_users: int,
        n_items: int,
        k: int,
        y_range: tuple[float, float] | None = (0.5, 5.5),
    ) -> None:
        super().__init__()
        raise NotImplementedError("task 3: the tables")

    def forward(self, ui: torch.Tensor) -> torch.Tensor:
        """Predict a rating for each row.

        Args:
            ui: int64, shape (N, 2): in each row the index of a user and that of an item. N may
                be 0.

        Returns:
            Shape (N,), in the dtype of the tables: the dot product of the two rows of factors,
            plus both biases, through `sigmoid_range` with y_range. With y_range = None the sum as
            it is. ui stays as it is.

        No Python loop over rows or factors.
        """
        raise NotImplementedError("task 3: the prediction")


def recommend(model: nn.Module, user: int, seen: torch.Tensor, count: int) -> torch.Tensor:
    """Choose what to show to a user.

    Args:
        model: a trained `DotProductBias`.
        user: the index of the user.
        seen: the indices of the items that the user has rated, int64, shape (S,), in any order,
            perhaps more than once. S may be 0.
        count: how many to choose, at least 1.

    Returns:
        int64, shape (count,): the indices of the items with the highest predictions for this user,
        best first. Neither index 0 nor an item in `seen` is ever chosen. Where fewer items are
        left, all of these. Among equal predictions any order will do. The model and `seen` stay as
        they are.
    """
    raise NotImplementedError("task 4: the choice")
