"""Early stopping: end training when validation gets no better, and go back to the best weights.

Replace each `raise` by your own code. Everything here is ordinary Python, and a few tensors.
"""

import torch


class EarlyStopping:
    """Watch the validation loss of one training run, and keep the weights of the best epoch.

    Args:
        patience: training stops with this many epochs in a row that are no improvement; at least 1.
        min_delta: an epoch is an improvement only if its loss is lower than the best loss by *more*
            than this; at least 0.

    Raises:
        ValueError: patience is below 1, or min_delta is below 0.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        raise NotImplementedError("task 1: check both and keep them")

    def step(self, valid_loss: float, weights: dict[str, torch.Tensor]) -> bool:
        """Take note of an epoch that has just ended, and say whether to stop.

        The first epoch is always an improvement. A later one is an improvement if its loss is lower
        than the best loss by more than min_delta. The best loss is that of the latest improvement,
        and the best epoch is the epoch of the latest improvement. The waiting begins again with
        every improvement.

        If the loss is NaN, training stops at once, and the epoch is no improvement, not even if it
        is the first.

        Args:
            valid_loss: the epoch's validation loss, a Python number: finite or NaN, of any size and
                sign.
            weights: the model's weights by name, as `model.state_dict()` gives them. Training will
                go on changing these very tensors in place. They stay as they are here.

        Returns:
            True if training should stop now, False if not. What the calls after a True return is up
            to you.
        """
        raise NotImplementedError("task 1: stop or go on?")

    def restore(self, weights: dict[str, torch.Tensor]) -> None:
        """Write the weights of the best epoch into these tensors, in place, each under its name.

        It may be called again after more training, and then does the same again. As long as there
        is no best epoch, the tensors stay as they are.

        Args:
            weights: tensors without gradients, with the names, shapes, dtypes and devices of those
                that `step` was given: often the very same tensors. The dtypes may be of any kind.
        """
        raise NotImplementedError("task 2: bring the best weights back")


def diagnose(train_loss: list[float], valid_loss: list[float], goal: float, margin: float) -> str:
    """Say what the loss curves of a training run show.

    Args:
        train_loss: the training loss of each epoch, at least one, all finite.
        valid_loss: the validation loss of each epoch, as many.
        goal: a training loss that is good enough.
        margin: a rise of the validation loss by up to this much is taken for chance; at least 0.

    Returns:
        One of three words:
        "under" if the training loss of the last epoch is above goal;
        otherwise "over" if the validation loss of the last epoch is above the lowest validation
        loss of all epochs by more than margin;
        otherwise "ok".
    """
    raise NotImplementedError("task 3: what do the curves show?")
