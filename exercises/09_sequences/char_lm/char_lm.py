"""Around a character model: batches of text, perplexity, and drawing the next character.

Replace each `raise` by your own code. `torch.multinomial` and the distributions of torch would draw
for you: do without them. `torch.softmax`, `torch.nn.functional.cross_entropy` and `torch.rand` are
yours to use; you have written the first two before.
"""

import torch


def make_batches(ids: torch.Tensor, bs: int, bptt: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Cut a text into batches that a recurrent network reads one after another.

    The text is cut into `bs` stretches of equal length, as long as possible if every input is to
    have a target. Stretch j runs down column j, and goes on in column j of the next batch, so that
    the state which a network had at the end of one batch fits the beginning of the next.

    Args:
        ids: the text as numbers of tokens, shape (n,), int64. It stays as it is.
        bs: how many stretches are read side by side, at least 1.
        bptt: how many time steps a batch has, at least 1; the last batch has what is left.

    Returns:
        A list of pairs (inputs, targets), each of shape (T, bs) with T = bptt, or less in the last
        pair, in the dtype and on the device of ids. Time runs along axis 0. The target of an input
        is the token after it *in the text*. Fewer than bs tokens at the end of the text are no
        target. A text that is too short gives an empty list.

    No Python loop over tokens.
    """
    raise NotImplementedError("task 1: batches that keep the thread")


def perplexity(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Say between how many tokens, on average, the model was in doubt.

    Args:
        logits: scores of every token at every place, shape (T, N, V), floating point. T and N are
            at least 1.
        targets: the tokens that came, shape (T, N), int64.

    Returns:
        exp of the mean over all T * N places of -ln p(target), where p is the softmax
        of the logits: a tensor without axes, in the dtype and on the device of logits. The logits
        may be of any size: the result is infinite only if it does not fit into that dtype.
    """
    raise NotImplementedError("task 2: surprise as a number")


def sample(
    logits: torch.Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    rng: torch.Generator | None = None,
) -> torch.Tensor:
    """Draw one token for each row from softmax(logits / temperature).

    A probability may be off by 1e-4, or by 1e-7 where it should be 0: draws hardly show that.

    Args:
        logits: shape (N, V), floating point. They stay as they are. A logit may be -inf: that token
            is never drawn. No row has -inf only.
        temperature: above 1 bolder, below 1 more cautious. With 0 the most likely token is taken
            and nothing is drawn; if several are equally likely, any of them.
        top_k: at least 1: draw among the top_k most likely tokens of each row only, in the
            proportions that they have among themselves. If several tokens share the k-th place,
            any of them may be kept, or all of them. None, or a number above V, keeps all.
        rng: the generator that every random number is drawn from, on the device of logits. None is
            torch's own, as in torch's functions. Leave its seed alone.

    Returns:
        The tokens drawn, shape (N,), int64, on the device of logits, each row independently of
        the others.

    Raises:
        ValueError: temperature is negative.

    No Python loop over rows.
    """
    raise NotImplementedError("task 3: draw the next character")
