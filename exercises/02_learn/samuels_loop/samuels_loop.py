"""Samuel's loop: weights make moves, moves make wins, and wins decide which weights stay.

Replace each `raise` by your own code. Gradients are of no use here: nobody can differentiate a
game. Random draws (`torch.randn` and its relatives) are yours to use.
"""

from collections.abc import Callable

import torch

Policy = Callable[[torch.Tensor], int]


def choose(w: torch.Tensor, options: torch.Tensor) -> int:
    """Choose a move: the result of the model.

    The score of a position is the weighted sum of its numbers.

    Args:
        w: the weights, shape (F,), float32 or float64.
        options: one row for each move that is allowed, at least one: F numbers that describe the
            position after it. Shape (M, F), dtype of w. Both stay as they are.

    Returns:
        The number of the row with the highest score, a Python int; of several with the same score,
        the first.
    """
    raise NotImplementedError("task 1: results")


def performance(w: torch.Tensor, play: Callable[[Policy, int], int], games: int) -> float:
    """Measure how good weights are: let the model play, and count.

    Args:
        w: the weights, shape (F,). They stay as they are.
        play: `play(policy, k)` plays game number k to its end, and returns 1 if the model has won,
            0 for a draw and -1 if it has lost. Whenever a move is due it calls `policy(options)`,
            with options as for `choose`, and needs the number of the model's move.
        games: how many games to play, at least 1: those with the numbers 0 to games - 1, each once.

    Returns:
        The mean over the games of the points: 1 for a win, 0.5 for a draw, 0 for a loss. A Python
        float.
    """
    raise NotImplementedError("task 2: performance")


def samuels_loop(
    evaluate: Callable[[torch.Tensor], float],
    w0: torch.Tensor,
    rounds: int,
    step: float,
    rng: torch.Generator,
) -> tuple[torch.Tensor, list[float]]:
    """Look for weights with a higher performance by changing the best ones at random.

    The first best weights are w0. Every round draws a normal number of mean 0 and standard
    deviation `step` for each weight, on its own, and adds them to the best weights. If the
    performance of the sum is higher than that of the best weights, the sum takes their place. If
    not, it is discarded.

    Args:
        evaluate: `evaluate(w)` returns the performance of the weights w, a Python number; more is
            better. It is slow, so it is called once for w0 and then once in each round.
        w0: the weights at the beginning, shape (F,), float32 or float64. They stay as they are.
        rounds: the number of rounds, may be 0. None is left out.
        step: greater than 0, the same in every round.
        rng: the source of all randomness, a generator on the CPU. The same state of rng gives the
            same result. Torch's own generator is left alone.

    Returns:
        The best weights, shape (F,), with the dtype and device of w0. And the history: a list with
        the performance of the best weights at the beginning and after each round, rounds + 1
        numbers as `evaluate` returned them.
    """
    raise NotImplementedError("task 3: the mechanism")
