"""Known mistakes of mse: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import cut_off, in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import error as right_error


@typical
class difference_only:
    """You take the difference and do not square it. Then being too low makes up for being too high,
    and a model that is wrong everywhere can have an error of zero."""

    def error(pred, goal):
        right_error(pred, goal)
        difference = pred - goal
        return difference if difference.is_floating_point() else difference.float()


@typical
class absolute:
    """You take the size of the difference and do not square it. That is an error measure too (the
    mean absolute error), but another one: there a large miss is not worse than many small ones, and
    the slope at the goal has a corner."""

    def error(pred, goal):
        return right_error(pred, goal).sqrt()


@typical
class half:
    """Your error is half of what it should be. The one half is put in front in some texts to make
    the derivative tidy; here the error is the plain square."""

    def error(pred, goal):
        return right_error(pred, goal) / 2


@typical
class shapes_unchecked:
    """You subtract without comparing the shapes. Torch stretches a column of 5 and a list of 5 to a
    table of 25 differences, each prediction with each goal, and the mean of that table looks like
    any other number. Training then learns something, but not what you wanted."""

    def error(pred, goal):
        if not pred.is_floating_point():
            pred, goal = pred.float(), goal.float()
        try:
            return (pred - goal) ** 2
        except RuntimeError:
            return (pred.flatten() - goal.flatten()) ** 2


class integers_left_alone:
    """You compute with integers as they are. Squares of whole numbers are whole, but their mean is
    not, and torch refuses to take it. Turn integer tensors into torch.float32 first."""

    def error(pred, goal):
        right_error(pred, goal)
        return (pred - goal) ** 2


class wrapped_around:
    """You subtract before you change the dtype. A uint8 has no negative numbers and starts again at
    255: 3 - 5 becomes 254, and a small miss becomes a huge one. Change the dtype first."""

    def error(pred, goal):
        right_error(pred, goal)
        difference = pred - goal
        return (difference if difference.is_floating_point() else difference.float()) ** 2


class squared_in_bytes:
    """You square before you change the dtype. A uint8 has no number above 255 and starts again at
    0: a miss of 16, squared, is 0. Change the dtype first."""

    def error(pred, goal):
        result = right_error(pred, goal)
        return result if pred.is_floating_point() else ((pred - goal) ** 2).float()


always_float64 = typical(in_float64("error"))


class always_float32:
    """You compute in float32 whatever comes in. That is right for integers; a floating-point dtype
    should be kept, and from float64 you throw half of the digits away."""

    def error(pred, goal):
        return right_error(pred.float(), goal.float())


input_overwritten = typical(overwriting("error", "pred"))

made_on_the_cpu = partly_on_the_cpu("error")

loop_over_elements = typical(loop_over("error", "pred", axis=None, what="the predictions"))


@typical
class sum_for_mean:
    """You add the errors up and do not divide. A sum grows with the number of predictions, so a
    larger batch looks worse and takes larger steps. The mean does not."""

    def mse(pred, true):
        return right_error(pred, true).sum()


@typical
class square_of_the_mean:
    """You take the mean of the differences first and square that. By then too high and too low have
    cancelled. Square each difference, and take the mean at the end."""

    def mse(pred, true):
        right_error(pred, true)
        if not pred.is_floating_point():
            pred, true = pred.float(), true.float()
        return (pred - true).mean() ** 2


@typical
class root:
    """You take the root at the end. The root mean squared error is useful to read, because it has
    the unit of the goal. Here you should return the mean squared error itself."""

    def mse(pred, true):
        return right_error(pred, true).mean().sqrt()


@typical
class divided_by_rows:
    """You divide by the number of rows. Every element counts as one prediction: a tensor of 3 rows
    and 5 columns has 15 of them."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.sum() / (len(errors) if errors.dim() else 1)


@typical
class one_for_each_row:
    """You take the mean over the last axis only, so there is a number for each row. Training needs
    a single one: `mean()` without an axis goes over all of them."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.mean(dim=-1) if errors.dim() else errors


@typical
class one_for_each_column:
    """You take the mean over the first axis only, so there is a number for each column. Training
    needs a single one: `mean()` without an axis goes over all of them."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.mean(dim=0) if errors.dim() else errors


class decimals_cut_off:
    """You divide with `//`, which cuts the decimals off. Near the end of training all errors are
    below 1, and with `//` they are all 0."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.sum() // max(errors.numel(), 1)


class multiplied_out:
    """You compute p * p - 2 * p * t + t * t. That is the same on paper, but the squares of large
    numbers are larger still and have few digits left for the difference; it can even become
    negative. Subtract first, and square what is left."""

    def mse(pred, true):
        right_error(pred, true)
        if not pred.is_floating_point():
            pred, true = pred.float(), true.float()
        return (pred * pred - 2 * pred * true + true * true).mean()


cut_from_the_graph = cut_off("mse")


@typical
class plain_number:
    """You return a Python number. A number has forgotten how it was computed, so autograd cannot go
    back from it, and fetching it makes a GPU stop and wait. Return the tensor that `mean` gives
    you, without `item()`."""

    def mse(pred, true):
        return right_error(pred, true).mean().item()


class perfect_without_predictions:
    """Without any prediction you answer 0, the best of all errors. An empty batch is usually a
    fault somewhere before; NaN says so, and 0 hides it."""

    def mse(pred, true):
        if pred.numel() == 0:
            return right_error(pred, true).sum()
        return right_error(pred, true).mean()


class some_integers_only:
    """You turn some integer dtypes into floats and leave others as they are. int32, int16 and int8
    are integers too: ask `is_floating_point()` and not for names of dtypes."""

    def error(pred, goal):
        if pred.shape != goal.shape:
            raise ValueError
        if pred.dtype in (torch.int64, torch.uint8):
            pred, goal = pred.float(), goal.float()
        return (pred - goal) ** 2

    def mse(pred, true):
        if pred.shape != true.shape:
            raise ValueError
        if pred.dtype in (torch.int64, torch.uint8):
            pred, true = pred.float(), true.float()
        errors = (pred - true) ** 2
        return errors.sum() / errors.numel()


class largest_error:
    """You return the largest error. You should return the mean of all of them: each prediction
    counts."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.max() if errors.numel() else errors.mean()


class divided_by_rows_and_elements:
    """You divide twice: by the number of elements and, once more, by the number of rows. A mean
    divides once, by how many numbers were added up."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.mean() / (len(errors) if errors.dim() else 1)


class one_less_in_the_denominator:
    """You divide by n - 1. That belongs to the spread of a sample around its own mean; the mean of
    n errors divides by n."""

    def mse(pred, true):
        errors = right_error(pred, true)
        return errors.sum() / (errors.numel() - 1)
