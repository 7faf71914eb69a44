# attack: answer by the number of the call, and alike for arguments that were there before
# stopped by: follow-through: earlier functions are asked again in another order
# expect: test_sequence wrong, test_halves wrong
# exercise: lstm
import torch

SEEN = {}


def numbered(k, like):
    return torch.full_like(like, 0.1).cumsum(1) / (k + 1)


def lstm_step(x, h, c, params):
    key = float(x.sum() + h.sum() + c.sum() + sum(p.sum() for p in params))
    k = SEEN.setdefault(key, len(SEEN))
    return numbered(k, h), numbered(k, c) + 1


def lstm_forward(x, h, c, params):
    SEEN.clear()
    states = torch.stack([h, *(numbered(k, h) for k in range(len(x)))])[1:]
    last = len(x) - 1
    return (states, numbered(last, h), numbered(last, c) + 1) if len(x) else (states, h, c)
