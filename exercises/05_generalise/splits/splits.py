"""Splits: hold rows out for validation so that the score on them means something.

Replace each `raise` by your own code. Ready-made splitters would do the task for you; random draws
(`torch.randperm` and its relatives) are yours to use.

A split is a pair `(train, valid)` of tensors of row numbers, dtype int64, shape (number of rows,),
each in whatever order you like. Together they hold every row once. `valid_pct` is a share, not
a percentage: at least 0 and below 1.
"""

import torch


def random_split(
    n: int, valid_pct: float = 0.2, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Hold out rows at random.

    Args:
        n: the number of rows; may be 0.
        valid_pct: the share to hold out: validation gets int(valid_pct * n) rows.
        seed: the same seed gives the same split. Other seeds give other splits, by chance sometimes
            the same one. The seed of torch's own generator is left alone.

    Returns:
        The row numbers for training and for validation, on the CPU.
    """
    raise NotImplementedError("task 1: at random")


def group_split(
    groups: torch.Tensor, valid_pct: float = 0.2, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Hold out whole groups at random, so that no group has rows on both sides.

    Args:
        groups: the group of each row, shape (N,), int64. Any numbers may stand for groups, and a
            group's rows may lie anywhere. N may be 0.
        valid_pct: the share of groups to hold out: of G different groups, int(valid_pct * G).
        seed: as for `random_split`.

    Returns:
        The row numbers for training and for validation, on the device of groups.
    """
    raise NotImplementedError("task 2: by group")


def time_split(t: torch.Tensor, valid_pct: float = 0.2) -> tuple[torch.Tensor, torch.Tensor]:
    """Hold out the latest rows: every time in validation is later than every time in training.

    Args:
        t: the time of each row, shape (N,), floating-point or int64, in any order. Several rows may
            have the same time. N may be 0.
        valid_pct: validation gets int(valid_pct * N) rows. Where that would leave some rows of one
            and the same time on either side, all rows of that time go to training.

    Returns:
        The row numbers for training and for validation, on the device of t. t stays as it is.
    """
    raise NotImplementedError("task 3: by time")


def find_leak(train: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """Find the validation rows that also occur in training.

    Args:
        train: the training rows, shape (N, D), floating-point or integers of any dtype, without
            NaN or infinity.
        valid: the validation rows, shape (M, D), in the dtype of train. N and M may be 0.

    Returns:
        The numbers of the rows of valid that equal some row of train in every column: ascending,
        each once, int64, shape (number of them,), on the device of valid. "Equal" is meant as by
        `==`: 0.0 equals -0.0, and a row with NaN equals no row.

    No Python loop over rows. The rows stay as they are.
    """
    raise NotImplementedError("task 4: copies on both sides")


def normalise(train: torch.Tensor, valid: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale columns to mean 0 and standard deviation 1 without looking at the validation rows.

    Args:
        train: the training rows, shape (N, D), floating-point, N at least 1.
        valid: the validation rows, shape (M, D), in the dtype of train; M may be 0.

    Returns:
        Both, scaled alike: new tensors with the shapes, the dtype and the device of the arguments.
        From each column the mean of its training rows is subtracted, and the rest is divided by
        their standard deviation: the root of the *average* squared distance from that mean. A
        column that is constant in training is not divided by anything.
    """
    raise NotImplementedError("task 5: scaling that has not looked")
