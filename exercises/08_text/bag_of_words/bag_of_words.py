"""Words become numbers, and a model reads them: a bag of words for film reviews.

Replace each `raise` by your own code. In tasks 2 to 4 the words, the vocabulary or the counts are
given: no task needs the functions of another one. Counters, dictionaries and regular expressions of
Python's own library are yours to use.
"""

import torch


def tokenize(text: str) -> list[str]:
    """Cut a text into words.

    First everything is turned to lower case. A word is then a longest run of letters from a to z,
    digits from 0 to 9 and apostrophes ('). An apostrophe is kept wherever it stands in a word, as
    in 'tis, don't and dogs'. All other characters only separate words.

    Args:
        text: a text of ASCII characters. It may be empty.

    Returns:
        The words in the order of the text, each of them as often as it occurs.
    """
    raise NotImplementedError("task 1: cut a text into words")


def build_vocab(docs: list[list[str]], min_freq: int = 1) -> dict[str, int]:
    """Give numbers to the words of the training documents.

    Number 0 belongs to "<unk>", which stands for all words without a number of their own. After it
    come the words that occur min_freq times or more in all documents together: the most frequent
    word first, and words that are equally frequent in alphabetical order.

    Args:
        docs: the documents, each a list of words in lower case. None of the words is "<unk>". A
            document may be empty, and so may docs.
        min_freq: how often a word has to occur to get a number, 1 or more.

    Returns:
        A dictionary that maps each word to its number: 0, 1, 2 and so on, without gaps. docs stays
        as it is.
    """
    raise NotImplementedError("task 2: number the words")


def bow(docs: list[list[str]], vocab: dict[str, int]) -> torch.Tensor:
    """Count the words of each document.

    Entry [n, v] of the result tells how often the word with the number v occurs in document n. A
    word that is not in the vocabulary counts as "<unk>".

    Args:
        docs: N documents, each a list of words. N may be 0, and a document may be empty.
        vocab: a dictionary that maps each of V words to its number, from 0 to V - 1. "<unk>" has
            the number 0. The words may stand in the dictionary in any order.

    Returns:
        The counts, shape (N, V), dtype torch.float32. docs and vocab stay as they are.
    """
    raise NotImplementedError("task 3: count the words of each document")


def train_sentiment(
    X: torch.Tensor, y: torch.Tensor, lr: float, epochs: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Train a linear model to tell good reviews from bad ones.

    The model says that review n is good with the probability sigmoid(X[n] @ w + b). All weights w
    and the bias b start at 0. An epoch is one step of gradient descent on the mean of the binary
    cross-entropy over all N reviews: w and b each move against their gradient, by lr times the
    gradient. Both gradients are computed before either of the two changes.

    Args:
        X: counts, a row for each review, shape (N, V), dtype float32 or float64. N is 1 or more.
        y: 1 for a good review and 0 for a bad one, shape (N,), with the dtype and device of X.
        lr: the learning rate.
        epochs: the number of steps, 0 or more.

    Returns:
        w, of shape (V,), and b, without axes, of shape (). Both have the dtype and device of X. X
        and y stay as they are. The number of torch operations grows neither with N nor with V, and
        the counts stay in torch: do not turn them into a list or a NumPy array.
    """
    raise NotImplementedError("task 4: train the weights")
