"""Federated averaging: many clients train one model, and their examples stay with them.

Replace each `raise` by your own code. A client is a phone, a hospital, a bank; the server only
averages. A *state* is what `model.state_dict()` gives: a dictionary from names to tensors.
"""

import torch

SCALE = 2**16  # fixed point: a number is sent as a whole number of steps of 1 / SCALE
MODULUS = 2**32  # what is sent is one of the whole numbers 0, 1, ... MODULUS - 1


def fedavg(states: list[dict[str, torch.Tensor]], counts: list[int]) -> dict[str, torch.Tensor]:
    """Average the states of several clients.

    Args:
        states: one for each client. All have the same names, perhaps in different orders, and under
            one name tensors of one shape and dtype: floating-point or int64, all elements finite.
        counts: the number of examples of each client, whole numbers, 0 or more.

    Returns:
        A state with these names, in any order. Floating-point tensors are averaged: a client's
        weight is its share of all examples. int64 tensors are counters, such as the number of
        batches that batch norm has seen: of these take, element by element, the largest of all
        clients. Shapes, dtypes and devices are those of the clients. All tensors are new; the
        states and counts stay as they are. Counts may be large where the dtype is float16, and
        60000 times a weight may be too large for it.

    Raises:
        ValueError: there are no states, not as many counts as states, names that some client has
            and another has not, a count below 0, or only counts of 0.
    """
    raise NotImplementedError("task 1: the average")


def local_train(
    model: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float, steps: int
) -> dict[str, torch.Tensor]:
    """Train a copy of the model on one client's examples.

    Args:
        model: the model that the server sent. It stays as it is: weights, buffers, gradients,
            modes. It may come in either mode, and with gradients of earlier training, which do
            not count.
        x: all examples of the client, what `model` takes, N rows.
        y: their classes, int64, shape (N,).
        lr: the learning rate.
        steps: how many steps; may be 0.

    Returns:
        The state of the copy after `steps` steps of plain gradient descent, with nothing added.
        Each step is on all N rows at once, on the mean of their cross-entropy, with the copy in
        training mode. The state has all the names that the model's own has, buffers included.
    """
    raise NotImplementedError("task 2: training at home")


def mask_update(update: torch.Tensor, me: int, secrets: list[int]) -> torch.Tensor:
    """Hide an update so that only the sum over all clients can be read.

    The update is written in fixed point: each element times SCALE, rounded to the nearest whole
    number. To this a mask is added for each other client. Each pair of clients has a mask of its
    own: one of the two adds it, the other subtracts it. All is modulo MODULUS.

    Args:
        update: floating-point, any shape, elements between -1000 and 1000, in float16 too.
        me: the number of this client, from 0.
        secrets: one whole number from 0 to 2**31 for each client: secrets[j] is what this client
            shares with client j, who has the same number at place `me`. Different pairs have
            different ones. secrets[me] stands for nothing.

    Returns:
        int64, shape and device of update, each element from 0 to MODULUS - 1. With a single client
        there is nobody to hide behind: no mask. update stays as it is.

    A mask has the shape of update. Each of its elements is a whole number from 0 to MODULUS - 1,
    all equally likely, drawn on its own from a random generator that starts from the secret alone:
    so both clients draw the same mask. torch's own generator is left alone.
    """
    raise NotImplementedError("task 3: masks that cancel")


def secure_sum(messages: list[torch.Tensor]) -> torch.Tensor:
    """Read the sum of all updates from the masked messages of all clients.

    Args:
        messages: what `mask_update` returned to each of the clients, at least one: int64, all of
            one shape, elements from 0 to MODULUS - 1. They stay as they are.

    Returns:
        float64, the shape and device of a message: the sum of the updates, up to rounding. Each
        of its elements is at least -32768 and below 32768.
    """
    raise NotImplementedError("task 4: the sum")


def leaked_words(before: torch.Tensor, after: torch.Tensor, vocab: list[str]) -> list[str]:
    """Find out which words a client typed, from its update of an embedding table.

    Args:
        before: the table that the server sent: one row of D numbers for each word of the
            vocabulary, shape (V, D), floating-point, all finite.
        after: the table that the client sent back, same shape and dtype.
        vocab: the V words, in the order of the rows. V may be 0.

    Returns:
        The words whose rows are not exactly what they were, in the order of vocab.
    """
    raise NotImplementedError("task 5: the leak")
