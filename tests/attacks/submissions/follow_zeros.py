# attack: zeros for one step, and zeros for all of them
# stopped by: follow-through: the earlier task has to earn a part of its points
# expect: test_sequence wrong, test_halves wrong
# exercise: lstm
import torch


def lstm_step(x, h, c, params):
    return 0 * h, 0 * c


def lstm_forward(x, h, c, params):
    return torch.zeros(len(x), *h.shape, dtype=x.dtype), 0 * h, 0 * c
