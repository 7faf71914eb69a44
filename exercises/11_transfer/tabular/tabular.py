"""Tabular: from a table with texts, numbers and gaps to tensors that a net can learn from.

Replace each `raise` by your own code. No task needs the functions of another one.

A *table* is a dictionary: the name of each column, and the list of its values, one for each row.
The values of one column are all texts, all whole numbers (int), or all numbers of which some may be
floats; there are no truth values. In any column a value may be *missing*: then None or NaN stands
in its place.
"""

import torch

Value = str | int | float | None
Table = dict[str, list[Value]]


def column_kinds(table: Table, target: str, max_card: int = 20) -> tuple[list[str], list[str]]:
    """Say which columns are categories and which are amounts.

    Missing values do not count. A column is continuous (an amount) if some value is a float, or if
    it has more than max_card different whole numbers. Every other column is a category: texts, and
    whole numbers of which there are only a few.

    Args:
        table: the training rows. Each column has at least one value that is not missing.
        target: the column that is to be predicted. It is an answer, not a feature: it is in neither
            list. The table may lack it.
        max_card: how many different whole numbers a category may have.

    Returns:
        (cat_names, cont_names): two lists of names, each in the order of the table.
    """
    raise NotImplementedError("task 1: which column is what")


class Prep:
    """Turns tables into tensors, by what it has seen in the training rows and nothing else."""

    def __init__(self, cat_names: list[str], cont_names: list[str]) -> None:
        """Keep the names.

        Args:
            cat_names: the columns that are categories. There may be none.
            cont_names: the continuous columns. There may be none.
        """
        raise NotImplementedError("task 2: keep the names")

    def fit(self, table: Table) -> None:
        """Look at the training rows, and remember what `transform` needs.

        For each category: its different values, without the missing ones. The smallest gets the
        code 1, the next the code 2, and so on: texts in alphabetical order, as Python sorts them,
        numbers by their size.

        For each continuous column: the median of the values that are not missing (of an even number
        of values, the mean of the two in the middle), and whether any is missing. Then the mean and
        the standard deviation of the column *with the median in the gaps*. The standard deviation
        is the root of the average squared distance from the mean.

        A second call discards what the first one has seen. The table stays as it is. It may
        have more columns than those of cat_names and cont_names.

        Args:
            table: the training rows, at least one.

        Raises:
            ValueError: the table lacks one of the columns, or a continuous column has no value that
                is not missing.
        """
        raise NotImplementedError("task 2: look at the training rows")

    def transform(self, table: Table) -> tuple[torch.Tensor, torch.Tensor]:
        """Turn rows into tensors. `fit` was called before.

        Nothing that `fit` remembered changes, so a row gets the same numbers whatever other rows
        are in the table. The table stays as it is, and may have more columns.

        Args:
            table: N rows: those of the training or others. N may be 0.

        Returns:
            (cats, conts).

            cats: int64. First one column for each name in cat_names, in this order: the codes. A
            value that is missing, or that was not in training, has the code 0. Then one *flag*
            for each name in cont_names, in this order, that had a missing value in training: 1
            where the value is there, 2 where it is missing. A column that had none in training
            gets no flag, even if values are missing now.

            conts: float32, shape (N, number of cont_names), in this order. A missing value gets the
            median of the training rows. Then the mean is subtracted, and the rest divided by the
            standard deviation; a standard deviation of 0 divides nothing. All of this is worked out
            in float64, as Python's own floats are, and only the result is float32.

        Raises:
            ValueError: the table lacks one of the columns.

        A Python loop over rows is fine.
        """
        raise NotImplementedError("task 2: numbers for every column")


def embed(cats: torch.Tensor, conts: torch.Tensor, tables: list[torch.Tensor]) -> torch.Tensor:
    """What the first layer of a tabular net gets to see.

    Args:
        cats: the codes, int64, shape (N, K). N may be 0; K is at least 1.
        conts: the scaled amounts, floating-point, shape (N, M). M may be 0.
        tables: K tables of learned vectors, in the dtype and on the device of conts. Table k has
            one row for each code of column k, from code 0 on, and any number of columns D_k.

    Returns:
        Shape (N, D_0 + D_1 + ... + M), in the dtype and on the device of conts. Each row has the
        vector of its code in table 0, then that in table 1, and so on, and then its amounts.
        Autograd can follow. The arguments stay as they are.

    No Python loop over rows; one over columns is fine.
    """
    raise NotImplementedError("task 3: vectors for the codes")
