"""Sentiment: from texts of many lengths to probabilities, and how far to believe them.

Replace each `raise` by your own code. No task needs the functions of another one. All of torch is
yours to use. In tasks 2 to 4 the numbers stay in torch: do not turn them into a list or a NumPy
array.

A text is a row of tokens, and each token is a whole number, as in the vocabulary of the exercise on
bags of words. One number, `pad`, is no token: it only fills up short texts.
"""

import torch

PAD = 1  # the number that fastai fills up with


def truncate_and_pad(docs: list[torch.Tensor], length: int, pad: int = PAD) -> torch.Tensor:
    """Make one table of texts that have several lengths.

    Args:
        docs: N texts, each an int64 tensor of shape (its number of tokens,). A text may be empty,
            and N may be 0. No token has the number `pad`.
        length: how many tokens of a text may be kept, at least 1.
        pad: the number to fill up with, any whole number.

    Returns:
        int64, shape (N, T), a new tensor on the device of the texts, with one text in each row. Of
        a text with more than `length` tokens the last `length` are kept: its beginning is cut off.
        T is the number of tokens in the longest text after cutting. Shorter texts begin at the left
        and have `pad` behind their last token. With no texts the shape is (0, 0). docs stays as it
        is.

    Raises:
        ValueError: length is below 1.

    A Python loop over the texts is fine.
    """
    raise NotImplementedError("task 1: one table")


def masked_mean(vectors: torch.Tensor, ids: torch.Tensor, pad: int = PAD) -> torch.Tensor:
    """The mean of the vectors of each text, without the padding.

    Args:
        vectors: one vector for each place of each text, shape (N, T, D), float32 or float64, all
            finite. At the padding they may be any numbers, not only 0.
        ids: the tokens, int64, shape (N, T). N and T may be 0.
        pad: places where ids has this number are padding. It may stand anywhere in a row.

    Returns:
        Shape (N, D), in the dtype and on the device of vectors. Row n is the sum of the vectors of
        text n at places that are not padding, divided by the number of these places. A text with
        nothing but padding gets zeros. Autograd can follow. The arguments stay as they are.

    No Python loop over texts, places or entries of the vectors.
    """
    raise NotImplementedError("task 2: a mean without padding")


def predict_proba(logits: torch.Tensor, vocab: list[str], classes: list[str]) -> torch.Tensor:
    """The probabilities of some classes, in an order that the caller chooses.

    Args:
        logits: the scores of N texts, shape (N, C), float32 or float64, all finite, however large.
        vocab: the names of all C classes, each once: column j of logits belongs to vocab[j]. They
            are in any order.
        classes: the names that the caller asks for, one or more of those in vocab, each once, in
            any order.

    Returns:
        Shape (N, number of names in classes), in the dtype and on the device of logits. Column k
        is the probability of classes[k]. The probabilities come from a softmax over all C classes,
        also where only some of them are asked for. The arguments stay as they are.

    Raises:
        ValueError: a name in classes is not in vocab.

    No Python loop over texts.
    """
    raise NotImplementedError("task 3: whose probability is it")


def expected_calibration_error(proba: torch.Tensor, y: torch.Tensor, bins: int) -> torch.Tensor:
    """How far the probabilities of a model are from the share of answers that are right.

    The answer of the model to a text is the class with the largest probability, and its confidence
    is this probability. Bin k, from 0 to bins - 1, takes the texts whose confidence is at least
    k / bins and below (k + 1) / bins; a confidence of 1 is in the last bin. The gap of a bin is the
    distance (without a sign) between the share of right answers among its texts and the mean of
    their confidences.

    Args:
        proba: the probabilities of C classes, shape (N, C), float32 or float64. N is at least 1. In
            each row they add up to 1, and one is the largest.
        y: the right classes, int64, shape (N,), from 0 to C - 1.
        bins: how many bins there are, at least 1.

    Returns:
        A float64 tensor without axes, on the device of proba: the sum over the bins of the gap
        times the bin's share of the N texts. Bins without texts add nothing. The arguments stay as
        they are.

    Raises:
        ValueError: bins is below 1.

    No Python loop over texts; one over bins is fine.
    """
    raise NotImplementedError("task 4: how honest are they")
