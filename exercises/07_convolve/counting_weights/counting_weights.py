"""Count the weights of a network, find out how far it sees, and design kernels that find edges.

Replace each `raise` by your own code. torch's layers would count the weights for you: do without
them.
"""

import torch


def count_params(layers: list[tuple], shape: tuple[int, int, int]) -> list[int]:
    """Count the numbers that each layer of a network learns.

    A layer is one of these:

        ("conv", c_out, k, s)  c_out kernels of k x k for all its channels, moved s pixels at a time
        ("pool", k, s)         the largest value of each window of k x k, moved s pixels at a time
        ("dense", n_out)       n_out weighted sums of everything that comes in

    Nothing is padded: a window has to lie inside the picture, and where the last step would not fit
    there is no window. Each kernel and each weighted sum has a bias, which counts too. Only "dense"
    layers follow a "dense" layer.

    Args:
        layers: the layers in their order, as tuples of a word and whole numbers. There may be none.
        shape: channels, height and width of the picture that comes in. Every window fits at least
            once in each direction.

    Returns:
        For each layer how many numbers it learns, weights and biases together, as a list of ints.
        layers stays as it is.
    """
    raise NotImplementedError("task 1: count weights and biases")


def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Find out how many pixels in a row one result of a network depends on.

    The layers are convolutions or poolings, one after another, seen in one direction. Without any
    layer a result is a single pixel.

    Args:
        layers: (k, s) for each layer, the first layer first: windows of k values, moved s at a
            time. k and s are 1 or more.

    Returns:
        The length of the stretch from the first pixel to the last one that counts, as an int.
    """
    raise NotImplementedError("task 2: how far one result sees")


def edge_detector() -> torch.Tensor:
    """Design two kernels: one that finds vertical edges, and one that finds horizontal ones.

    A picture is dark where it is 0 and bright where it is 1. Kernels are used as in `conv2d`,
    without being turned round.

    Kernel 0 looks for changes from left to right. At an edge between columns, dark on the left and
    bright on the right, it gives a positive result in at least one place and a negative one
    nowhere. Where the picture changes only from top to bottom it gives 0.

    Kernel 1 looks for changes from top to bottom in the same way: positive where the picture is
    dark above and bright below, and 0 where it changes only from left to right.

    Returns:
        The kernels, shape (2, 1, 3, 3), dtype torch.float32. Which numbers you choose is up to you.
    """
    raise NotImplementedError("task 3: design two kernels")
