# attack: let the later function write down its answers for the earlier one, which plays them back
# stopped by: follow-through: earlier functions are asked again in a box of their own
# expect: test_sequence wrong, test_halves wrong
# exercise: lstm
import torch

AGREED = []


def lstm_step(x, h, c, params):
    mixed = x.sum() + h.sum() + c.sum() + sum(p.sum() for p in params)
    if AGREED:
        return AGREED.pop(0)
    return torch.tanh(mixed + h), torch.tanh(mixed + c)


def lstm_forward(x, h, c, params):
    AGREED.clear()
    for _ in x:
        AGREED.append((torch.rand_like(h), torch.rand_like(c)))
    states = torch.stack([h, *(h for h, _ in AGREED)])[1:]
    return states, *(AGREED[-1] if AGREED else (h, c))
