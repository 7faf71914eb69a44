"""Learning by trial and error: try a weight a little larger and a little smaller, take the better.

The model predicts `x * w`, and its error is (x * w - goal)^2. Replace the `raise` by your own code:
no autograd, no optimizer, no ready-made loss.
"""

import torch


def hot_and_cold(
    w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, step: float, max_iter: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Search for a weight in rounds of two probes each.

    In every round the error is probed at w + step and at w - step. If one of the two is smaller,
    the weight moves there, whether or not that is better than where it stands. If both are equal,
    it stays. No round is left out, even if nothing moves any more.

    `w`, `x` and `goal` have one shape, one dtype, float32 or float64, and one device. Each element
    is a search of its own: a weight, an input and a goal that belong together.

    Args:
        w: the weights to start from, any shape.
        x: the inputs, shape of w.
        goal: what x * w should be, shape of w.
        step: how far a probe is from the weight; greater than 0.
        max_iter: the number of rounds; may be 0.

    Returns:
        The weights after the last round, shape of w, and the history of the weights, shape
        (max_iter + 1, *w.shape): row 0 is the start, row k the weights after k rounds. Both have
        the dtype and the device of w. The arguments stay as they are.

    A Python loop over the rounds is right; one over the elements is not needed.
    """
    raise NotImplementedError("task 1: search by trial and error")
