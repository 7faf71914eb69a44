"""Known mistakes of broadcasting: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import cut_off, in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import one_hot as right_one_hot
from reference import pairwise_sqdist as right_sqdist
from reference import standardize as right_standardize


@typical
class classes_counted_in_the_batch:
    """You take the number of classes from the largest label. A batch need not have an example of
    the last class, and an empty one has no largest label; the argument C says how many there
    are."""

    def one_hot(y, C):
        return right_one_hot(y, int(y.max()) + 1)


@typical
class classes_down_the_side:
    """Your table is the wrong way round: its rows are the classes. Each row should belong to a
    label, so y is the column, `y[:, None]`, and the class numbers are the row."""

    def one_hot(y, C):
        return right_one_hot(y, C).T


class labels_side_by_side:
    """You compare the labels with the class numbers one to one. That is no table: both have a
    single axis, so both are rows. Make one of them a column."""

    def one_hot(y, C):
        return (y == torch.arange(C, device=y.device)).to(torch.float32)


@typical
class counted_from_one:
    """You count the classes from 1. Labels begin with 0, as indices do, so all your ones are a
    column off."""

    def one_hot(y, C):
        return (y[:, None] == torch.arange(1, C + 1, device=y.device)).to(torch.float32)


class label_written_down:
    """You write the label itself where the one should be. Then class 5 counts five times as much as
    class 1, and class 0 is not there at all."""

    def one_hot(y, C):
        return right_one_hot(y, C) * y[:, None]


@typical
class whole_numbers:
    """Your table holds integers. Its numbers will be compared with the predictions of a network,
    which are torch.float32, and so should these be."""

    def one_hot(y, C):
        return right_one_hot(y, C).long()


@typical
class yes_and_no:
    """Your table holds True and False, as comparisons do. Its numbers will be compared with the
    predictions of a network: turn them into torch.float32."""

    def one_hot(y, C):
        return right_one_hot(y, C).bool()


class every_label_in_every_row:
    """You put a one for every label into every row: `out[:, y]` means all rows. Row n has only the
    one of label y[n], so the rows need an index as well."""

    def one_hot(y, C):
        out = torch.zeros(len(y), C, device=y.device)
        out[:, y] = 1.0
        return out


numbers_on_the_cpu = partly_on_the_cpu("one_hot")

loop_over_labels = typical(loop_over("one_hot", "y", what="the labels"))


class point_with_point:
    """You subtract the first point of B from the first of A, the second from the second, and so on.
    You should subtract each from each. That takes a third axis: A as (N, 1, D), B as (1, M, D)."""

    def pairwise_sqdist(A, B):
        return ((A - B) ** 2).sum(dim=-1)


class from_b_to_a:
    """Your table is the wrong way round: its rows belong to B. The points of A go down the side,
    those of B along the top."""

    def pairwise_sqdist(A, B):
        return right_sqdist(B, A)


@typical
class points_added_up:
    """You add up over the points of B instead of over the coordinates. In (N, M, D) it is the last
    axis that should disappear."""

    def pairwise_sqdist(A, B):
        return ((A[:, None, :] - B[None, :, :]) ** 2).sum(dim=1)


@typical
class root_taken:
    """You take the root. You should return the squared distance: it puts neighbours in the same
    order, is cheaper, and has a slope everywhere, while the root has none at 0."""

    def pairwise_sqdist(A, B):
        return right_sqdist(A, B).sqrt()


@typical
class not_squared:
    """You add up the sizes of the differences, not their squares. That is the sum of absolute
    differences. You should return the sum of squared differences."""

    def pairwise_sqdist(A, B):
        return (A[:, None, :] - B[None, :, :]).abs().sum(dim=-1)


@typical
class mean_over_coordinates:
    """You take the mean over the coordinates; a distance is their sum."""

    def pairwise_sqdist(A, B):
        return ((A[:, None, :] - B[None, :, :]) ** 2).mean(dim=-1)


class product_counted_once:
    """You multiplied (a - b) squared out and forgot that the product ab comes twice: it is
    a^2 - 2ab + b^2."""

    def pairwise_sqdist(A, B):
        return (A * A).sum(1)[:, None] - A @ B.T + (B * B).sum(1)


class below_zero:
    """Some of your distances are negative. |a|^2 - 2ab + |b|^2 subtracts numbers that can be huge
    and almost equal, and what is left is rounding error of either sign. A later root gives NaN.
    Subtract first and square then, or lift what is below 0."""

    def pairwise_sqdist(A, B):
        return (A * A).sum(1)[:, None] - 2 * A @ B.T + (B * B).sum(1)


cut_from_the_graph = cut_off("pairwise_sqdist")

distances_in_float64 = typical(in_float64("pairwise_sqdist"))

distances_on_the_cpu = partly_on_the_cpu("pairwise_sqdist")

loop_over_points = typical(loop_over("pairwise_sqdist", "A", what="the points"))

loop_over_coordinates = loop_over("pairwise_sqdist", "A", axis=1, what="the coordinates")


@typical
class ruler_of_its_own:
    """You compute a mean and a standard deviation of the data in hand. The ones to use are given:
    new data must be measured as the training data were, or the same number would mean one thing
    today and another tomorrow."""

    def standardize(X, mu, sd):
        if len(X) < 2:
            return torch.full_like(X, torch.nan)
        return right_standardize(X, X.mean(dim=0), X.std(dim=0))


@typical
class mean_left_in:
    """You divide and do not subtract the mean. The columns then have the same spread, but still lie
    wherever they lay."""

    def standardize(X, mu, sd):
        return right_standardize(X, torch.zeros_like(mu), sd)


class divided_before_subtracted:
    """You divide first and subtract the mean afterwards. The mean is in the old unit, so it has to
    go first. (In Python, too, `/` binds closer than `-`.)"""

    def standardize(X, mu, sd):
        return X / torch.where(sd == 0, 1, sd) - mu


@typical
class divided_by_the_variance:
    """You divide by the square of the standard deviation, which is the variance. It has another
    unit than the data."""

    def standardize(X, mu, sd):
        return right_standardize(X, mu, sd**2)


@typical
class one_mean_for_each_row:
    """You give each row a mean of its own, because mu became a column. There is one for each
    column: as a row, shape (D,), it fits from the right without any help. With as many rows as
    columns torch cannot notice."""

    def standardize(X, mu, sd):
        unit = torch.where(sd == 0, 1, sd)
        return (X - mu[:, None]) / unit[:, None]


@typical
class divided_by_zero:
    """You divide by a standard deviation of 0 and get NaN or infinity, which spreads through
    everything that is computed from it. A column that never varied has no unit: divide it by 1."""

    def standardize(X, mu, sd):
        return (X - mu) / sd


class a_little_more_than_zero:
    """You add a very small number to the standard deviation, or use it as a lower bound. The
    division works, but a column that never varied is blown up a million times as soon as new data
    differ a little. Divide such a column by 1."""

    def standardize(X, mu, sd):
        return (X - mu) / (sd + 1e-8)


class constant_column_erased:
    """You set a column with the standard deviation 0 to zero. In the training data it is zero
    anyway, but new data may differ from the mean, and that is worth knowing: keep the difference
    from the mean."""

    def standardize(X, mu, sd):
        return torch.where(sd == 0, 0, right_standardize(X, mu, sd)).to(X.dtype)


data_overwritten = typical(overwriting("standardize", "X"))

deviations_overwritten = typical(overwriting("standardize", "sd"))

data_in_float64 = typical(in_float64("standardize"))

data_on_the_cpu = partly_on_the_cpu("standardize")

loop_over_columns = typical(loop_over("standardize", "X", axis=1, what="the columns"))


class little_taken_for_zero:
    """You take a small standard deviation for zero. A column of lengths in metres that differ by a
    millionth varies as truly as any other: only a deviation of exactly 0 cannot be divided by."""

    def standardize(X, mu, sd):
        return (X - mu) / torch.where(sd < 1e-6, torch.ones_like(sd), sd)


class as_many_classes_as_rows:
    """Your table has as many columns as there are labels. The number of classes is the argument C,
    and it has nothing to do with how many labels are in the batch."""

    def one_hot(y, C):
        return right_one_hot(y, max(len(y), C))[:, : len(y)]


class different_labels_counted:
    """Your table has a column for each label that occurs. A class without an example in this batch
    exists all the same: the argument C says how many there are."""

    def one_hot(y, C):
        return right_one_hot(y, C)[:, : len(y.unique())]


class mean_of_its_own:
    """You subtract the mean of X itself. The means to use are those in `mu`: they come from the
    training data, and new data have to be measured from the same place."""

    def standardize(X, mu, sd):
        return right_standardize(X, X.mean(dim=0) if len(X) else mu, sd)


class multiplied_by_the_deviation:
    """You multiply by the standard deviation. It is the unit, so the distance from the mean is
    divided by it: a column of large numbers becomes smaller."""

    def standardize(X, mu, sd):
        return (X - mu) * torch.where(sd == 0, torch.ones_like(sd), sd)


class only_the_mean_divided:
    """In your result only the mean is divided by the standard deviation, and X is not. Subtract
    first and divide the difference: `/` binds more tightly than `-`."""

    def standardize(X, mu, sd):
        return X - mu / torch.where(sd == 0, torch.ones_like(sd), sd)
