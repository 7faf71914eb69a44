"""Learn word vectors by filling in blanks.

Replace each `raise` by your own code. torch's own embedding layers and autograd would do the task
for you: do without them. Words are given as numbers, from 0 to V - 1. In tasks 2 to 4 they and
their vectors stay in torch: do not turn them into a list or a NumPy array.
"""

import torch


def blanks(ids: torch.Tensor, window: int) -> list[tuple[torch.Tensor, int]]:
    """Make a blank of each word of a text in turn, and collect the words around it.

    The context of the word at place t are the `window` words before it and the `window` words after
    it, in the order of the text, without the word itself. At the ends of the text there are fewer;
    then the context is shorter.

    Args:
        ids: the words of the text, shape (T,), dtype int64. T is 2 or more.
        window: how many words to take on each side, 1 or more. It may be larger than the text.

    Returns:
        A list of T pairs (context, target), one for each place of the text: context is a tensor of
        dtype int64 with one axis, target is an int. ids stays as it is.
    """
    raise NotImplementedError("task 1: cut out the contexts")


def embedding_bag(idx: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Look up the vectors of the words of each bag, and average them.

    A word that stands in a bag twice counts twice in the mean.

    Args:
        idx: N bags of T words each, shape (N, T), dtype int64. N may be 0; T is 1 or more.
        W: the table of word vectors, shape (V, D), dtype float32 or float64, on the device of idx.

    Returns:
        The mean vectors, shape (N, D), with the dtype and device of W. idx and W stay as they are.
        The number of torch operations grows neither with N nor with T.
    """
    raise NotImplementedError("task 2: look up and average")


def embedding_bag_backward(g: torch.Tensor, idx: torch.Tensor, V: int) -> torch.Tensor:
    """Compute the gradient for the table of `embedding_bag`.

    Each word of a bag gets its share of the gradient of that bag. A word that stands in several
    places, in one bag or in different ones, gets the sum of all its shares. Rows of words that
    stand nowhere are 0.

    Args:
        g: the gradient of the loss with respect to the result of `embedding_bag`, shape (N, D),
            dtype float32 or float64.
        idx: the bags, shape (N, T), as in `embedding_bag`.
        V: the number of words of the table.

    Returns:
        The gradient of the loss with respect to W, shape (V, D), with the dtype and device of g. g
        and idx stay as they are. The number of torch operations grows neither with N nor with T.
    """
    raise NotImplementedError("task 3: give the gradient back to the rows")


def fill_step(
    W_in: torch.Tensor,
    W_out: torch.Tensor,
    context: torch.Tensor,
    target: int,
    negatives: torch.Tensor,
    lr: float,
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """Take one step of gradient descent on one blank.

    The mean h of the rows W_in[context] stands for the context. The score of a word is the inner
    product of its row in W_out with h. The target should get the answer yes, the negatives should
    get no: the loss is -log(sigmoid(score)) for the target plus -log(1 - sigmoid(score)) for each
    negative, all added up. Both tables move against their gradients, by lr times the gradient; both
    gradients are computed before either table changes.

    Args:
        W_in: the vectors of words in a context, shape (V, D), dtype float32 or float64.
        W_out: the vectors of words in a blank, with the shape, dtype and device of W_in.
        context: the words around the blank, shape (K,), dtype int64, K is 1 or more. A word that
            stands there twice counts twice.
        target: the word that belongs into the blank.
        negatives: words drawn by chance, shape (M,), dtype int64. M may be 0. A word may be drawn
            twice and then counts twice. The target is not among them.
        lr: the learning rate.

    Returns:
        The new W_in, the new W_out, and the loss before the step, a number. The new tables are new
        tensors; all arguments stay as they are. Scores are between -10 and 10, so the formulas are
        precise enough as they stand. The number of torch operations grows neither with K nor with
        M.
    """
    raise NotImplementedError("task 4: one step of learning")
